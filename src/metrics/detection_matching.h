// Matching a run's boxes, masks, keypoints or oriented boxes with ground truth, by pycocotools' (and LVIS's) rules.
//
// What it is for: the one pass over images that everything else is accumulated from: all combinations of
// area range and IoU threshold at once.
// What it does not do: compare boxes of different classes (protocol.use_classes false does); accumulate.
// Source of the rules: evaluateImg in the COCO API's cocoeval.py.
//
// How: per object one word says in which combinations it is still free. A prediction meets the objects of its
// class by falling IoU (of equal ones the later first) and takes, with a few ANDs, every combination
// in which the IoU suffices, the object is free and counts, and no better one was taken; then, where none
// was, the same over objects that are ignored. That is exactly the reference's greedy loop run once per
// combination.
#pragma once

#include "data/dataset.h"
#include "metrics/evaluation_part.h"
#include "metrics/protocol.h"
#include "metrics/restriction.h"

namespace errata {

class Candidates;

struct MatchOptions {
    bool keep_assignments = false;  // who took whom, for area range 0
    bool keep_images =
        false;  // which image each prediction and object belongs to, for the bootstrap
    // Of objects: the others are ignored. Of predictions: the others are not there. (Of samples: see the scope.)
    Restriction restriction = {};
    // All pairs of one class that overlap, where they are known: nothing is compared again. Must outlive the matching.
    const Candidates* pairs = nullptr;
};

class DetectionMatching {
public:
    // All references must outlive this object; the protocol must have passed check().
    DetectionMatching(const Dataset& dataset, const Run& run, const SampleRows& rows,
                      const DetectionProtocol& protocol, const EvaluationScope& scope,
                      MatchOptions options = {});

    // The number of images evaluated, and of classes (1 where classes are not used).
    std::size_t images() const { return images_.size(); }
    std::size_t classes() const { return classes_; }

    // A part without images.
    EvaluationPart empty_part() const;

    // Adds the images [begin, end) of images() to a part, in order. Safe from several threads for
    // different parts.
    void match(std::size_t begin, std::size_t end, EvaluationPart& part) const;

private:
    class ImageMatcher;

    // A slice of the combinations that fits one word: all thresholds of some area ranges, or (beyond 64
    // thresholds) some thresholds of one.
    struct Plane {
        std::size_t first_area = 0;
        std::size_t areas = 0;
        std::size_t first_threshold = 0;
        std::size_t thresholds = 0;
        std::uint64_t every_area = 0;  // bit 0 of each area's group
    };

    const Dataset& dataset_;
    const Run& run_;
    const SampleRows& rows_;
    const DetectionProtocol& protocol_;
    MatchOptions options_;
    std::vector<SampleSlot> images_;
    std::vector<std::uint32_t> stream_of_class_;  // IdIndex::none: not evaluated
    std::size_t classes_ = 0;
    std::vector<Plane> planes_;
    std::vector<double> least_iou_;  // per threshold: min(threshold, 1 - 1e-10)
    double lowest_iou_ = 0;
};

// The words of a combination: where its bit is. Combination area * thresholds + threshold lies in plane
// `word`, bit `bit`.
struct CombinationPlace {
    std::size_t word = 0;
    unsigned bit = 0;
};
std::vector<CombinationPlace> combination_places(std::size_t areas, std::size_t thresholds);

}  // namespace errata
