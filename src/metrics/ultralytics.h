// The figures that Ultralytics prints: mAP50, mAP50-95, and precision, recall and F1 at its own confidence.
//
// What it is for: to see the same numbers as a training log, and why they are not COCO's.
// What it does not do: its non-maximum suppression: predictions are taken as written; its confusion matrix.
// Source: match_predictions in engine/validator.py, ap_per_class, compute_ap and smooth in utils/metrics.py, in double
// precision (the original works partly in single).
//
// A prediction takes the object of its class that it overlaps most, of equals the last; where several take one, the
// first by falling score keeps it. Crowd regions are left out. Classes without objects are left out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/average_precision.h"
#include "metrics/figure.h"
#include "metrics/rule_set.h"

namespace errata {

struct UltralyticsOptions {
    std::optional<double> score_floor =
        0.001;                           // predictions above it count: its "conf" of validation
    std::uint32_t max_detections = 300;  // per image, over all classes: its "max_det"
};

struct UltralyticsClass {
    std::uint32_t positives = 0;
    // Below: nothing (empty) where the class has no objects.
    std::vector<double> ap = {};  // per IoU threshold .50, .55, ..., .95
    // At best_confidence and IoU .50; 0 where there are no predictions.
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    double true_positives = 0;  // as it derives them: recall times objects, rounded
    double false_positives = 0;
};

struct Ultralytics {
    // Means over classes with objects; nothing where there are none.
    std::optional<double> map50 = {};
    std::optional<double> map50_95 = {};
    std::optional<double> precision = {};
    std::optional<double> recall = {};
    std::optional<double> f1 = {};
    std::size_t best_index = 0;                  // of 1,000 confidences from 0 to 1
    double best_confidence = 0;                  // where the smoothed mean F1 is largest
    std::vector<UltralyticsClass> classes = {};  // per class slot
};

RuleSet ultralytics_rules(const UltralyticsOptions& options = {});

// One class's predictions at one IoU threshold, by falling score.
struct UltralyticsOutcomes {
    RankedOutcomes ranked;
    std::span<const double> scores = {};  // as many; only needed at the first threshold
};

// `outcomes_of` is asked for each class at each of the ten thresholds (by number), threshold by threshold; what it gives
// must hold until it is asked again. The positives are the same at all thresholds.
Ultralytics accumulate_ultralytics(
    std::size_t classes,
    const std::function<UltralyticsOutcomes(std::size_t threshold, ClassSlot cls)>& outcomes_of);

// The ten thresholds: 0.50, 0.55, ..., 0.95.
std::vector<double> ultralytics_thresholds();

Ultralytics evaluate_ultralytics(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                 const UltralyticsOptions& options = {});

// mAP50, mAP50-95, P, R, F1, over all classes and of each; texts say formula and source.
std::span<const FigureInfo> ultralytics_figures();
FigureTable figures_of(const Ultralytics& ultralytics);

}  // namespace errata
