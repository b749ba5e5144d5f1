// Operating points: the confidence to run a model at, for what one wants of it.
//
// What it is for: per class (or any list of scored decisions) the threshold with the best F-beta, with a precision or a
// recall of at least so much, or of the lowest cost for given prices of a false positive and of a miss.
// What it does not do: match. Scores and outcomes come from outcomes.h, or from one class against the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace errata {

// One decision; ignored ones are left out.
struct ScoredOutcome {
    double score = 0;
    bool correct = false;
};

// Running at `confidence`: decisions of at least that score count.
struct OperatingPoint {
    double confidence = 0;
    std::uint64_t true_positives = 0;
    std::uint64_t false_positives = 0;
    std::uint64_t missed = 0;
    double precision = 0;  // TP / (TP + FP)
    double recall = 0;     // TP / objects; 0 without objects
    double f_beta = 0;     // (1 + b^2) TP / ((1 + b^2) TP + b^2 missed + FP)
};

struct OperatingPointWishes {
    double beta = 1;
    double least_precision = 0.9;
    double least_recall = 0.9;
    double false_positive_price = 1;
    double miss_price = 1;

    bool operator==(const OperatingPointWishes&) const = default;
};

// Nothing where no threshold gives it. Of several the highest confidence, but for recall and precision: of those that
// reach the precision the one with the most recall, of those that reach the recall the one with the most precision.
struct OperatingPoints {
    std::optional<OperatingPoint> best_f;
    std::optional<OperatingPoint> at_precision;
    std::optional<OperatingPoint> at_recall;
    std::optional<OperatingPoint> lowest_cost;  // false positives and misses times their prices
};

// Every threshold that occurs as a score, from the highest down: precision, recall and F-beta over the confidence.
// `objects` is how many there are to be found. Time n log n.
std::vector<OperatingPoint> points_over_confidence(std::span<const ScoredOutcome> outcomes,
                                                   std::uint64_t objects, double beta);

// Such a curve with at most about 200 points, each as it is: the first and the last, and between them the last in each
// hundredth of recall and of the range of confidences.
std::vector<OperatingPoint> thinned(std::span<const OperatingPoint> points);

OperatingPoints operating_points(std::span<const ScoredOutcome> outcomes, std::uint64_t objects,
                                 const OperatingPointWishes& wishes);

}  // namespace errata
