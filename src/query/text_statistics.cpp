#include "query/text_statistics.h"

#include <algorithm>
#include <array>

namespace errata {

namespace {

// White space beyond ASCII, as UTF-8.
constexpr std::array<std::string_view, 19> wide_spaces = {
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A",
    "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Bytes of the white space at the start of a text, 0 where there is none.
std::size_t space_at(std::string_view text) {
    const char c = text.front();
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (static_cast<unsigned char>(c) < 0x80U) return 0;
    const auto found = std::ranges::find_if(
        wide_spaces, [&](std::string_view space) { return text.starts_with(space); });
    return found == wide_spaces.end() ? 0 : found->size();
}

}  // namespace

std::size_t characters_of(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
}

std::size_t words_of(std::string_view text) {
    std::size_t words = 0;
    bool in_word = false;
    while (!text.empty()) {
        const std::size_t space = space_at(text);
        if (space == 0 && !in_word) ++words;
        in_word = space == 0;
        text.remove_prefix(std::max<std::size_t>(space, 1));
    }
    return words;
}

}  // namespace errata
