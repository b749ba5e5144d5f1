#include "data/label_maps.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>

namespace errata {

namespace {

constexpr LabelRun endless_void = {.value = 0, .length = std::numeric_limits<std::uint32_t>::max()};

// Takes a map's runs from the front, a piece at a time.
class Runs {
public:
    explicit Runs(std::span<const LabelRun> runs) : runs_(runs) {
        if (!runs_.empty()) left_ = runs_[0].length;
    }
    bool ended() const { return place_ == runs_.size(); }
    std::uint32_t value() const { return runs_[place_].value; }
    std::uint32_t left() const { return left_; }
    void take(std::uint32_t pixels) {
        left_ -= pixels;
        if (left_ == 0 && ++place_ < runs_.size()) left_ = runs_[place_].length;
    }

private:
    std::span<const LabelRun> runs_;
    std::size_t place_ = 0;
    std::uint32_t left_ = 0;
};

}  // namespace

std::vector<LabelOverlap> overlaps_of(std::span<const LabelRun> first,
                                      std::span<const LabelRun> second) {
    Runs a(first.empty() ? std::span(&endless_void, 1) : first);
    Runs b(second.empty() ? std::span(&endless_void, 1) : second);
    std::vector<LabelOverlap> overlaps;
    std::unordered_map<std::uint64_t, std::size_t> place_of;
    std::size_t place = 0;
    while (!a.ended() && !b.ended()) {
        const bool known = !overlaps.empty() && overlaps[place].first == a.value() &&
                           overlaps[place].second == b.value();
        if (!known) {
            const std::uint64_t key = std::uint64_t{a.value()} << 32U | b.value();
            place = place_of.try_emplace(key, overlaps.size()).first->second;
            if (place == overlaps.size())
                overlaps.push_back({.first = a.value(), .second = b.value()});
        }
        const std::uint32_t pixels = std::min(a.left(), b.left());
        overlaps[place].pixels += pixels;
        a.take(pixels);
        b.take(pixels);
    }
    std::ranges::sort(overlaps, {},
                      [](const LabelOverlap& one) { return std::tuple(one.first, one.second); });
    return overlaps;
}

}  // namespace errata
