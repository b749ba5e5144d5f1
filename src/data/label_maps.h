// LabelMaps: a value for every pixel of every sample, as runs of equal values.
//
// What it is for: semantic maps (value: class slot + 1) and panoptic maps (value: number of the segment within its
// sample + 1); 0 is void. Runs go row by row, from the top left.
// What it does not do: know the size of the images (Samples does); hold colours.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/column.h"

namespace errata {

struct LabelRun {
    std::uint32_t value = 0;
    std::uint32_t length = 0;  // pixels

    bool operator==(const LabelRun&) const = default;
};

// Per sample its runs; a sample without a map has none.
using LabelMaps = ListColumn<LabelRun>;

// Takes a map's runs from the front, a piece at a time. An empty map is void without an end.
class LabelRunCursor {
public:
    explicit LabelRunCursor(std::span<const LabelRun> runs)
        : runs_(runs.empty() ? std::span(&endless_void, 1) : runs), left_(runs_[0].length) {}
    bool ended() const { return place_ == runs_.size(); }
    std::uint32_t value() const { return runs_[place_].value; }
    std::uint32_t left() const { return left_; }
    void take(std::uint32_t pixels) {
        left_ -= pixels;
        if (left_ == 0 && ++place_ < runs_.size()) left_ = runs_[place_].length;
    }

private:
    static constexpr LabelRun endless_void = {.value = 0, .length = 0xFFFFFFFFU};

    std::span<const LabelRun> runs_;
    std::size_t place_ = 0;
    std::uint32_t left_ = 0;
};

// Calls visit(first, second, pixels) for every stretch of pixels with one value in each, in their order. Of two empty
// maps there is none.
template <typename Visit>
void visit_stretches(std::span<const LabelRun> first, std::span<const LabelRun> second,
                     Visit&& visit) {
    if (first.empty() && second.empty()) return;
    LabelRunCursor a(first);
    LabelRunCursor b(second);
    while (!a.ended() && !b.ended()) {
        const std::uint32_t pixels = a.left() < b.left() ? a.left() : b.left();
        visit(a.value(), b.value(), pixels);
        a.take(pixels);
        b.take(pixels);
    }
}

// Pixels that have one value in one map and another in a second.
struct LabelOverlap {
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    std::uint64_t pixels = 0;
};

// Every pair of values that meets, ascending. Both maps are of one size; an empty one is void everywhere. Time is
// linear in the runs.
std::vector<LabelOverlap> overlaps_of(std::span<const LabelRun> first,
                                      std::span<const LabelRun> second);

}  // namespace errata
