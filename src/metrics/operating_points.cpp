#include "metrics/operating_points.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/key_sort.h"
#include "metrics/evaluation_part.h"

namespace errata {

namespace {

struct Keyed {
    std::uint64_t key = 0;
    std::uint32_t correct = 0;
};

double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

OperatingPoint point_at(double confidence, std::uint64_t found, std::uint64_t passed,
                        std::uint64_t objects, double beta) {
    OperatingPoint point = {.confidence = confidence,
                            .true_positives = found,
                            .false_positives = passed - found,
                            .missed = objects > found ? objects - found : 0};
    const auto tp = static_cast<double>(found);
    const double square = beta * beta;
    const double weighted = (1 + square) * tp;
    point.precision = ratio(tp, static_cast<double>(passed));
    point.recall = ratio(tp, static_cast<double>(objects));
    point.f_beta = ratio(weighted, weighted + square * static_cast<double>(point.missed) +
                                       static_cast<double>(point.false_positives));
    return point;
}

// Keeps the point with the larger value, of equals the first.
void keep_larger(std::optional<OperatingPoint>& best, const OperatingPoint& point,
                 double OperatingPoint::* value) {
    if (!best || point.*value > (*best).*value) best = point;
}

}  // namespace

std::vector<OperatingPoint> points_over_confidence(std::span<const ScoredOutcome> outcomes,
                                                   std::uint64_t objects, double beta) {
    std::vector<Keyed> sorted;
    for (const ScoredOutcome& one : outcomes) {
        sorted.push_back({.key = key_of_score(one.score), .correct = one.correct ? 1U : 0U});
    }
    std::vector<Keyed> spare;
    sort_by_key(sorted, spare);
    std::vector<OperatingPoint> points;
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        found += sorted[i].correct;
        if (i + 1 < sorted.size() && sorted[i + 1].key == sorted[i].key) continue;
        points.push_back(point_at(score_of_key(sorted[i].key), found, i + 1, objects, beta));
    }
    return points;
}

std::vector<OperatingPoint> thinned(std::span<const OperatingPoint> points) {
    constexpr double steps = 100;
    std::vector<OperatingPoint> kept;
    if (points.empty()) return kept;
    const double range = points.front().confidence - points.back().confidence;
    const auto place = [&](const OperatingPoint& point) {
        const double fallen = points.front().confidence - point.confidence;
        return std::pair(std::floor(point.recall * steps),
                         std::floor(ratio(fallen, range) * steps));
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool is_end = i == 0 || i + 1 == points.size();
        if (is_end || place(points[i]) != place(points[i + 1])) kept.push_back(points[i]);
    }
    return kept;
}

OperatingPoints operating_points(std::span<const ScoredOutcome> outcomes, std::uint64_t objects,
                                 const OperatingPointWishes& wishes) {
    OperatingPoints result;
    double lowest = 0;
    for (const OperatingPoint& point : points_over_confidence(outcomes, objects, wishes.beta)) {
        if (point.true_positives > 0) keep_larger(result.best_f, point, &OperatingPoint::f_beta);
        if (point.precision >= wishes.least_precision) {
            keep_larger(result.at_precision, point, &OperatingPoint::recall);
        }
        if (objects > 0 && point.recall >= wishes.least_recall) {
            keep_larger(result.at_recall, point, &OperatingPoint::precision);
        }
        const double cost =
            wishes.false_positive_price * static_cast<double>(point.false_positives) +
            wishes.miss_price * static_cast<double>(point.missed);
        if (!result.lowest_cost || cost < lowest) {
            result.lowest_cost = point;
            lowest = cost;
        }
    }
    return result;
}

}  // namespace errata
