#include <algorithm>
#include <utility>

#include "query/bind.h"

namespace errata {

namespace {

// Code points; what is not UTF-8 becomes some other character.
std::u32string characters_in(std::string_view text) {
    std::u32string characters;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool continues = (byte & 0xC0U) == 0x80U && !characters.empty();
        if (continues) {
            characters.back() = (characters.back() << 6U) | (byte & 0x3FU);
        } else {
            characters.push_back(byte);
        }
    }
    return characters;
}

// Levenshtein's distance, where another letter counts 2 and the same in the other case 1 (of ASCII), and two letters the
// other way round 2 (optimal string alignment).
std::size_t distance(const std::u32string& a, const std::u32string& b) {
    const auto lower = [](char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; };
    std::vector<std::size_t> before(b.size() + 1);  // the row before the last
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = 2 * j;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::vector<std::size_t> last = row;
        std::size_t diagonal = std::exchange(row[0], 2 * (i + 1));
        for (std::size_t j = 0; j < b.size(); ++j) {
            std::size_t cost = 2;
            if (lower(a[i]) == lower(b[j])) cost = a[i] == b[j] ? 0 : 1;
            std::size_t best = std::min({diagonal + cost, row[j] + 2, row[j + 1] + 2});
            if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j]) {
                best = std::min(best, before[j - 1] + 2);
            }
            diagonal = std::exchange(row[j + 1], best);
        }
        before = last;
    }
    return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 100;  // bytes; beyond, nobody misspells
    if (name.size() > longest) return {};
    const std::u32string wanted = characters_in(name);
    std::string best;
    // A third of the characters, and at least one.
    std::size_t best_distance = std::max<std::size_t>(2, 2 * wanted.size() / 3) + 1;
    for (const std::string& one : names) {
        if (one.size() > longest) continue;
        const std::size_t d = distance(wanted, characters_in(one));
        if (d >= best_distance) continue;
        best_distance = d;
        best = one;
    }
    return best;
}

}  // namespace errata
