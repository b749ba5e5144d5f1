// Overlap: how much a prediction and an object of one image have in common, whatever they are made of.
//
// What it is for: every measure that compares pairs (candidates, TIDE, confusion, other rules) without caring
// whether they are boxes, masks or keypoints.
// What it does not do: match; the protocol's own matching (matching.h) has faster ways for whole images.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/dataset.h"
#include "data/task.h"

namespace errata {

enum class OverlapKind : std::uint8_t {
    box,           // intersection over union of the boxes
    mask,          // of the masks
    boundary,      // the smaller of that of the masks and that of their boundaries
    keypoints,     // object keypoint similarity
    oriented_box,  // intersection over union of the oriented boxes
    span,          // of the spans
    segment,       // of the segments of two panoptic maps, without the prediction's pixels in void
};

// What a task's predictions are matched by.
OverlapKind overlap_kind_of(Task task);

struct OverlapOptions {
    OverlapKind kind = OverlapKind::box;
    double boundary_ratio = 0.02;  // boundary: its width as a part of the image's diagonal
    std::vector<double> sigmas =
        {};  // keypoints: of each; empty: default_sigmas (geometry/keypoint.h)

    bool operator==(const OverlapOptions&) const = default;
};

class Overlap {
public:
    virtual ~Overlap() = default;

    // Before the pairs of another image; what was prepared for the one before is given up.
    virtual void begin(SampleSlot sample) = 0;

    // Of a prediction and an object of that image, 0 to 1 (a last bit above it is possible, as in the reference);
    // where `crowd`, over the prediction's own area.
    virtual double of(Row prediction, Row object, bool crowd) = 0;

    // The same where it is at least `least`; else any number below that, which may be found in less time.
    virtual double of_at_least(Row prediction, Row object, bool crowd, double least) {
        (void)least;
        return of(prediction, object, crowd);
    }
};

// Both references must outlive the result; the columns of that kind must be there.
std::unique_ptr<Overlap> make_overlap(const Dataset& dataset, const Run& run,
                                      const OverlapOptions& options);

}  // namespace errata
