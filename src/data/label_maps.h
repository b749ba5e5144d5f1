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
