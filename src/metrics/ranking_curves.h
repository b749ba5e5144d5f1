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

// A sample in the order of falling score; -0 equals 0.
struct RankedSample {
    std::uint64_t key =
        0;  // of the score: rises where the score falls (key_of_score in evaluation_part.h)
    std::uint32_t group = 0;  // its class, or 1 for positive and 0 for negative
};

// Working memory that a caller keeps between classes.
struct RankingSpace {
    std::vector<RankedSample> ranked;
    std::vector<RankedSample> spare;
};

// Sorts samples i by scores[i * stride + column], none of them NaN; `groups` says each one's group. The result lies in
// `space`. Group is std::uint8_t or std::uint32_t.
template <typename Group>
std::span<const RankedSample> rank_samples(std::span<const double> scores, std::size_t stride,
                                           std::size_t column, std::span<const Group> groups,
                                           RankingSpace& space);

struct RankingAreas {
    std::uint64_t positives = 0;
    std::uint64_t negatives = 0;
    std::optional<double> roc_auc;            // as roc_auc() below
    std::optional<double> average_precision;  // as average_precision() below
};

// Both in one walk, storing no curve; positive are samples of that group. The area under the ROC curve is counted: the
// share of pairs of a positive and a negative in the right order, ties counting half.
RankingAreas ranking_areas(std::span<const RankedSample> ranked, std::uint32_t positive);

// Per group, the area under the ROC curve of `positive` against that group alone; nothing for itself and where one of
// the two has no samples. One walk for all of them.
std::vector<std::optional<double>> ranking_areas_by_group(std::span<const RankedSample> ranked,
                                                          std::uint32_t positive,
                                                          std::size_t groups);

// Counts at each distinct score, by falling score: how many positives and negatives have at least that score.
struct ScoreSteps {
    std::vector<double> thresholds;
    std::vector<std::uint64_t> true_positives;
    std::vector<std::uint64_t> false_positives;

    std::uint64_t positives() const { return true_positives.empty() ? 0 : true_positives.back(); }
    std::uint64_t negatives() const { return false_positives.empty() ? 0 : false_positives.back(); }
};

// Positive are samples of that group.
ScoreSteps score_steps(std::span<const RankedSample> ranked, std::uint32_t positive);

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
