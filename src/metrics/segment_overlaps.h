// SegmentOverlaps: what the two panoptic maps of a sample say of its segments.
//
// What it is for: areas and overlaps of segments for matching (panoptic.h) and for pairs of any classes (overlap.h).
// What it does not do: match, know classes.
// Source: panopticapi: a prediction's pixels in void do not count for the union (panoptic.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/label_maps.h"

namespace errata {

// Segments are numbered from 1 in their maps; 0 is void.
struct SegmentOverlaps {
    std::vector<LabelOverlap> pairs;         // first: the object, second: the prediction; ascending
    std::vector<std::uint64_t> truth_areas;  // by number, pixels
    std::vector<std::uint64_t> areas;        // of predictions, by number, pixels
    std::vector<std::uint64_t> in_void;      // of those, where no object is

    SegmentOverlaps() = default;
    // Values past `objects` or `predictions` are of no segment. Time is linear in the runs.
    SegmentOverlaps(std::span<const LabelRun> truth, std::size_t objects,
                    std::span<const LabelRun> predicted, std::size_t predictions);

    // Shared by two segments.
    std::uint64_t pixels_of(std::uint32_t object, std::uint32_t prediction) const;

    // Intersection over union, without the prediction's pixels in void; 0 where both are empty. `truth_area` is the
    // one annotated.
    double iou(const LabelOverlap& pair, double truth_area) const;
};

}  // namespace errata
