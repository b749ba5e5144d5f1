// Ranking curves: what falls on which side of a threshold, for every threshold that makes a difference: ROC and
// precision-recall curves of one class against the rest, their areas, and one class against another.
//
// What it is for: samples are sorted once per class (rank_samples); all else is one walk over that order.
// What it does not do: interpolate (COCO's AP does: detection_summary.h).
// Source: _binary_clf_curve, roc_curve, precision_recall_curve, average_precision_score, roc_auc_score in
// scikit-learn's metrics/_ranking.py, checked with 1.2.1.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace errata {

// A sample in the order of falling score; -0 equals 0. NaN is no score: leave such samples out before.
struct RankedSample {
    std::uint64_t key =
        0;  // of the score: rises where the score falls (key_of_score in evaluation_part.h)
    std::uint32_t group = 0;  // its class, or 1 for positive and 0 for negative
};

// Working memory that callers keep between classes.
struct RankingSpace {
    std::vector<RankedSample> ranked;
    std::vector<RankedSample> spare;
};

// Sorts samples i by scores[i * stride + column]; `groups` says each one's group. The result lies in `space`.
template <typename Group>
std::span<const RankedSample> rank_samples(std::span<const double> scores, std::size_t stride,
                                           std::size_t column, std::span<const Group> groups,
                                           RankingSpace& space);

// Samples at or above a score that occurs.
struct RankingPoint {
    double score = 0;
    std::uint64_t true_positives = 0;
    std::uint64_t false_positives = 0;
};

// One point per distinct score, falling; positive are samples of that group.
std::vector<RankingPoint> ranking_points(std::span<const RankedSample> ranked,
                                         std::uint32_t positive);

struct RankingAreas {
    std::uint64_t positives = 0;
    std::uint64_t negatives = 0;
    // The probability that a positive stands above a negative, ties counting half: the area under the ROC curve.
    // Nothing where one of the two is missing (scikit-learn raises).
    std::optional<double> roc_auc;
    // Sum over the points of the gain in recall times the precision; 0 without positives.
    double average_precision = 0;
};

// Both without storing points.
RankingAreas ranking_areas(std::span<const RankedSample> ranked, std::uint32_t positive);

// Per group, the area under the ROC curve of `positive` against that group alone; nothing for itself and where one
// has no samples. One walk for all of them.
std::vector<std::optional<double>> ranking_areas_by_group(std::span<const RankedSample> ranked,
                                                          std::uint32_t positive,
                                                          std::size_t groups);

struct RocCurve {
    std::vector<double> false_positive_rate;  // rising from 0 to 1; NaN without negatives
    std::vector<double> true_positive_rate;   // rising from 0 to 1; NaN without positives
    // Falling; the first, where nothing is taken, is infinite (as from scikit-learn 1.3; before it was the highest + 1).
    std::vector<double> thresholds;
};

// Points between collinear neighbours are dropped (drop_intermediate), unless told otherwise. Empty without points.
RocCurve roc_curve(std::span<const RankingPoint> points, bool drop_intermediate = true);

struct PrecisionRecallCurve {
    std::vector<double> precision;   // one more than thresholds: ends with 1
    std::vector<double> recall;      // falling, ends with 0; 1 before that without positives
    std::vector<double> thresholds;  // rising
};

PrecisionRecallCurve precision_recall_curve(std::span<const RankingPoint> points);

}  // namespace errata
