#include "ui/shortening.h"

namespace errata::ui {

std::size_t character_start(std::string_view words, std::size_t byte) {
    while (byte > 0 && byte < words.size() &&
           (static_cast<unsigned char>(words[byte]) & 0xC0U) == 0x80U) {
        --byte;
    }
    return byte;
}

std::string cut_in_the_middle(std::string_view words, float max_width,
                              const std::function<float(std::string_view)>& width_of) {
    if (words.size() <= 2 || width_of(words) <= max_width) return std::string(words);
    const auto cut_to = [&](std::size_t kept) {
        const std::size_t head = character_start(words, (kept + 1) / 2);
        const std::size_t tail = character_start(words, words.size() - kept / 2);
        return std::string(words.substr(0, head)) + "\u2026" + std::string(words.substr(tail));
    };
    std::size_t low = 2;  // fits, or is the least there is
    std::size_t high = words.size();
    while (low + 1 < high) {
        const std::size_t middle = (low + high) / 2;
        (width_of(cut_to(middle)) <= max_width ? low : high) = middle;
    }
    return cut_to(low);
}

std::string cut_at_the_end(std::string_view words, float max_width,
                           const std::function<float(std::string_view)>& width_of) {
    if (width_of(words) <= max_width) return std::string(words);
    for (std::size_t end = words.rfind(' '); end != std::string_view::npos && end > 0;
         end = words.rfind(' ', end - 1)) {
        std::string cut = std::string(words.substr(0, end)) + " \u2026";
        if (width_of(cut) <= max_width) return cut;
    }
    return "\u2026";
}

}  // namespace errata::ui
