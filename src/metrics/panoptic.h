// Panoptic quality: segments of things and stuff, each pixel in at most one.
//
// What it is for: matching the predicted segments of an image with the true ones, and PQ = SQ x RQ from the matches.
// A prediction takes the object of its class with which its IoU is above 0.5; no two can take one.
// What it does not do: read files; scores (a panoptic prediction has none that count).
// Source: Kirillov et al., Panoptic Segmentation, CVPR 2019, as panopticapi computes it: an object's area is the one
// annotated; pixels that are void in the ground truth do not count for the union; a prediction that lies by more than
// half in void and in the crowd segment of its class counts neither way. Of several crowd segments of a class in one
// image only the last forgives. With `boundary`: the smaller of IoU and IoU of the boundaries (Cheng et al., Boundary
// IoU, CVPR 2021, as the Boundary IoU API computes it, boundary_width of 0.02).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/evaluation_part.h"
#include "metrics/figure.h"
#include "metrics/restriction.h"

namespace errata {

// Of one class.
struct PanopticCounts {
    double iou_sum = 0;  // of the true positives
    std::uint64_t true_positives = 0;
    std::uint64_t false_positives = 0;
    std::uint64_t missed = 0;

    void add(const PanopticCounts& other, std::uint64_t times);
    std::uint64_t objects() const { return true_positives + missed; }

    // Nothing where the class has no segment that counts. SQ is 0 where no segment is found, as in the reference.
    std::optional<double> quality() const;       // PQ
    std::optional<double> segmentation() const;  // SQ: mean IoU of what was found
    std::optional<double> recognition() const;   // RQ: F1
};

struct PanopticMatches {
    std::vector<PanopticCounts> classes;  // per class slot
    Growing<Assignment> assignments;      // true positives, by sample
    Growing<double> overlaps;             // their IoU
    Growing<Row> not_counted;             // predictions that count neither way
};

class PanopticMatching {
public:
    // Dataset and run hold label maps of segments (data/dataset.h) and must outlive this object; their samples have
    // width and height.
    // Of a restriction to objects the others are crowds; of one to predictions the others are void; one to samples
    // says only which are given. Its rows must outlive this object, too.
    PanopticMatching(const Dataset& dataset, const Run& run, bool boundary = false,
                     const Restriction& restriction = {});

    // Matches one sample; each is given once, in the order in which sums shall be taken. A sample without a predicted
    // map has no predictions.
    void match(SampleSlot sample);

    // The same for a sample that was matched before, from what that gave; it is neither matched nor kept again.
    struct Matched {
        std::span<const Assignment> assignments;
        std::span<const double> overlaps;
        std::span<const Row> not_counted;
    };
    void count(SampleSlot sample, const Matched& matched);

    PanopticMatches finish() && { return std::move(matches_); }

private:
    bool is_crowd(Row object) const {
        return dataset_.truth.is_crowd(object) || !restriction_.keeps_object(object);
    }

    const Dataset& dataset_;
    const Run& run_;
    SampleRows rows_;
    bool boundary_;
    Restriction restriction_;
    PanopticMatches matches_;
};

// Over all classes, things and stuff, and of each class, in order. Texts say formula and source.
std::span<const FigureInfo> panoptic_figures();
std::span<const FigureInfo> panoptic_class_figures();

// `is_thing` per class; empty: all are.
FigureTable summarize_panoptic(std::span<const PanopticCounts> classes,
                               std::span<const std::uint8_t> is_thing);

}  // namespace errata
