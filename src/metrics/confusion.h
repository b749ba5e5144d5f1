// Confusion: which class predictions give to the objects of which class, at one confidence and IoU threshold.
//
// What it is for: the confusion matrix of detectors and classifiers, with a background row (predictions of nothing) and
// a background column (objects that nothing found), each cell with the predictions and objects in it.
// What it does not do: change what counts as true positive. The diagonal is exactly the true positives of outcomes.h, a
// row sums to the objects of its class, a column to the predictions of its class, so that precision and recall can be
// read off it.
//
// True positives come first, as the protocol matches them. Then every false positive, by falling score (equal ones by
// image and place in the file), takes the object of another class it overlaps most with among those still missed, if by
// at least the IoU threshold (of equal overlaps the first object). What is left goes with background. Ignored
// predictions and objects are in no cell. With candidates_within_samples() the same is a classifier's matrix.
// Ultralytics' rules, for comparison, are another function: there the largest overlap decides before class and score.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/candidates.h"
#include "metrics/outcomes.h"

namespace errata {

// Stands for "no object" and "no prediction" among classes.
inline constexpr std::uint32_t background_class = max_classes;

struct ConfusionCell {
    std::uint32_t truth = 0;      // class slot, or background_class
    std::uint32_t predicted = 0;  // the same
    std::uint64_t count = 0;
};

struct Confusion {
    std::vector<ConfusionCell> cells;  // those that are not 0, by truth, then predicted
    // Per row of the run: in the matrix or not, and with which object (no_row: background).
    std::vector<std::uint8_t> counts;
    std::vector<Row> object_of;
    std::vector<double> overlap_of;  // with that object; 0: none
    // Per row of the ground truth: the prediction it is in a cell with, or no_row.
    std::vector<Row> prediction_of;

    std::uint64_t count(std::uint32_t truth, std::uint32_t predicted) const;
};

// `outcomes` as cut_outcomes left them, `iou` the threshold they were matched at; `by_score` holds at least all false
// positives, in the order of ScoreOrder::pooled, and `candidates` at least their pairs that overlap by `iou`. Linear in
// predictions, objects and candidates; the memory of `result` is reused.
void confuse(const Dataset& dataset, const Run& run, std::span<const Row> by_score,
             const Outcomes& outcomes, const Candidates& candidates, double iou, Confusion& result);

struct UltralyticsConfusionOptions {
    double confidence = 0.25;  // predictions above it
    double iou = 0.45;         // pairs above it
    // The original counts predictions of nothing only in images with a match or without any object.
    bool every_false_positive = true;
};

// Each prediction chooses the object it overlaps most with, each object keeps the best of those that chose it; who is
// not kept chooses no other. Crowds are left out. Source: the rules of Ultralytics' ConfusionMatrix.process_batch.
void confuse_by_ultralytics(const Dataset& dataset, const Run& run, const SampleRows& rows,
                            const Candidates& candidates,
                            const UltralyticsConfusionOptions& options, Confusion& result);

}  // namespace errata
