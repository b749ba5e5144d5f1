#include "data/label_maps.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace errata {

std::vector<LabelOverlap> overlaps_of(std::span<const LabelRun> first,
                                      std::span<const LabelRun> second) {
    std::vector<LabelOverlap> overlaps;
    std::unordered_map<std::uint64_t, std::size_t> place_of;
    std::size_t place = 0;
    visit_stretches(first, second, [&](std::uint32_t a, std::uint32_t b, std::uint32_t pixels) {
        const bool known =
            !overlaps.empty() && overlaps[place].first == a && overlaps[place].second == b;
        if (!known) {
            const std::uint64_t key = std::uint64_t{a} << 32U | b;
            place = place_of.try_emplace(key, overlaps.size()).first->second;
            if (place == overlaps.size()) overlaps.push_back({.first = a, .second = b});
        }
        overlaps[place].pixels += pixels;
    });
    std::ranges::sort(overlaps, {},
                      [](const LabelOverlap& one) { return std::tuple(one.first, one.second); });
    return overlaps;
}

}  // namespace errata
