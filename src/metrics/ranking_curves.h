// Ranking curves: how well scores tell positives from negatives, whatever the threshold.
//
// What it is for: ROC and precision-recall curves with the areas under them, of one class against the rest.
// What it does not do: average over classes (classification.h, multilabel.h).
// Source: sklearn.metrics roc_curve, precision_recall_curve, auc and average_precision_score, in scikit-learn's order
// of operations.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace errata {

// Counts at each distinct score, by falling score: how many positives and negatives have at least that score.
struct ScoreSteps {
    std::vector<double> thresholds;
    std::vector<std::uint64_t> true_positives;
    std::vector<std::uint64_t> false_positives;

    std::uint64_t positives() const { return true_positives.empty() ? 0 : true_positives.back(); }
    std::uint64_t negatives() const { return false_positives.empty() ? 0 : false_positives.back(); }
};

// `positive` and `scores` have one length; scores are not NaN.
ScoreSteps score_steps(std::span<const std::uint8_t> positive, std::span<const double> scores);

struct RocCurve {
    std::vector<double> false_positive_rate;
    std::vector<double> true_positive_rate;
    std::vector<double> thresholds;  // the first is the highest score plus 1: nothing is positive
};

// Points on straight lines between others are left out. Rates without positives or negatives are NaN.
RocCurve roc_curve(const ScoreSteps& steps);

struct PrecisionRecallCurve {
    std::vector<double> precision;  // by rising threshold, then 1
    std::vector<double> recall;     // the same, then 0
    std::vector<double> thresholds;
};

// Recall without positives is 1.
PrecisionRecallCurve precision_recall_curve(const ScoreSteps& steps);

// The area under the ROC curve by trapezoids; nothing without positives or without negatives.
std::optional<double> roc_auc(const ScoreSteps& steps);

// The sum of precision times the step in recall; nothing without positives (scikit-learn says 0).
std::optional<double> average_precision(const ScoreSteps& steps);

}  // namespace errata
