#include <algorithm>
#include <numeric>

#include "query/bind.h"

namespace errata {

namespace {

// Levenshtein's distance of two texts, in bytes; case counts half as much as another letter would: 1 of 2.
std::size_t distance(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = 2 * j;
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], 2 * (i + 1));
        for (std::size_t j = 0; j < b.size(); ++j) {
            std::size_t cost = 2;
            if (lower(a[i]) == lower(b[j])) cost = a[i] == b[j] ? 0 : 1;
            const std::size_t best = std::min({diagonal + cost, row[j] + 2, row[j + 1] + 2});
            diagonal = std::exchange(row[j + 1], best);
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 100;  // beyond, nobody misspells
    if (name.size() > longest) return {};
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, 2 * name.size() / 3) + 1;
    for (const std::string& one : names) {
        if (one.size() > longest) continue;
        const std::size_t d = distance(name, one);
        if (d < best_distance) {
            best_distance = d;
            best = one;
        }
    }
    return best;
}

}  // namespace errata
