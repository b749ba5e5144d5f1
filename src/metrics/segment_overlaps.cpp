#include "metrics/segment_overlaps.h"

#include <algorithm>
#include <tuple>

namespace errata {

namespace {

// Pixels of each value of one of the two maps; values past `segments` are left out.
std::vector<std::uint64_t> areas_of(std::span<const LabelOverlap> overlaps,
                                    std::uint32_t LabelOverlap::* value, std::size_t segments) {
    std::vector<std::uint64_t> areas(segments + 1, 0);
    for (const LabelOverlap& one : overlaps) {
        if (one.*value <= segments) areas[one.*value] += one.pixels;
    }
    return areas;
}

}  // namespace

SegmentOverlaps::SegmentOverlaps(std::span<const LabelRun> truth, std::size_t objects,
                                 std::span<const LabelRun> predicted, std::size_t predictions)
    : pairs(overlaps_of(truth, predicted)),
      truth_areas(areas_of(pairs, &LabelOverlap::first, objects)),
      areas(areas_of(pairs, &LabelOverlap::second, predictions)),
      in_void(predictions + 1, 0) {
    for (const LabelOverlap& pair : pairs) {
        if (pair.first == 0 && pair.second <= predictions) in_void[pair.second] = pair.pixels;
    }
}

std::uint64_t SegmentOverlaps::pixels_of(std::uint32_t object, std::uint32_t prediction) const {
    const auto key = [](const LabelOverlap& one) { return std::tuple(one.first, one.second); };
    const auto wanted = std::tuple(object, prediction);
    const auto found = std::ranges::lower_bound(pairs, wanted, {}, key);
    return found != pairs.end() && key(*found) == wanted ? found->pixels : 0;
}

double SegmentOverlaps::iou(const LabelOverlap& pair, double truth_area) const {
    const auto shared = static_cast<double>(pair.pixels);
    const double all = static_cast<double>(areas[pair.second]) + truth_area - shared -
                       static_cast<double>(in_void[pair.second]);
    return all > 0 ? shared / all : 0;
}

}  // namespace errata
