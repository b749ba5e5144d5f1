#include "metrics/ranking_curves.h"

#include <algorithm>
#include <limits>

#include "base/key_sort.h"
#include "metrics/evaluation_part.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

struct Scored {
    std::uint64_t key = 0;
    std::uint32_t positive = 0;
};

double rate(std::uint64_t count, std::uint64_t all) {
    if (all == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(count) / static_cast<double>(all);
}

// Whether the step from one point to the next has the same slope as that before, in numbers of samples.
bool bends(const std::vector<std::uint64_t>& values, std::size_t i) {
    return values[i + 1] - values[i] != values[i] - values[i - 1];
}

}  // namespace

ScoreSteps score_steps(std::span<const std::uint8_t> positive, std::span<const double> scores) {
    std::vector<Scored> scored(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        scored[i] = {.key = key_of_score(scores[i]), .positive = positive[i] != 0 ? 1U : 0U};
    }
    std::vector<Scored> spare;
    sort_by_key(scored, spare);
    ScoreSteps steps;
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < scored.size(); ++i) {
        found += scored[i].positive;
        if (i + 1 < scored.size() && scored[i + 1].key == scored[i].key) continue;
        steps.thresholds.push_back(score_of_key(scored[i].key));
        steps.true_positives.push_back(found);
        steps.false_positives.push_back(i + 1 - found);
    }
    return steps;
}

RocCurve roc_curve(const ScoreSteps& steps) {
    const std::size_t count = steps.thresholds.size();
    RocCurve curve;
    if (count == 0) return curve;
    curve.thresholds.push_back(steps.thresholds[0] + 1);
    curve.false_positive_rate.push_back(rate(0, steps.negatives()));
    curve.true_positive_rate.push_back(rate(0, steps.positives()));
    for (std::size_t i = 0; i < count; ++i) {
        const bool inner = count > 2 && i > 0 && i + 1 < count;
        if (inner && !bends(steps.false_positives, i) && !bends(steps.true_positives, i)) continue;
        curve.thresholds.push_back(steps.thresholds[i]);
        curve.false_positive_rate.push_back(rate(steps.false_positives[i], steps.negatives()));
        curve.true_positive_rate.push_back(rate(steps.true_positives[i], steps.positives()));
    }
    return curve;
}

PrecisionRecallCurve precision_recall_curve(const ScoreSteps& steps) {
    PrecisionRecallCurve curve;
    for (std::size_t i = steps.thresholds.size(); i-- > 0;) {
        const std::uint64_t found = steps.true_positives[i];
        curve.thresholds.push_back(steps.thresholds[i]);
        curve.precision.push_back(rate(found, found + steps.false_positives[i]));
        curve.recall.push_back(steps.positives() == 0 ? 1 : rate(found, steps.positives()));
    }
    curve.precision.push_back(1);
    curve.recall.push_back(0);
    return curve;
}

std::optional<double> roc_auc(const ScoreSteps& steps) {
    if (steps.positives() == 0 || steps.negatives() == 0) return {};
    const RocCurve curve = roc_curve(steps);
    std::vector<double> areas;
    for (std::size_t i = 1; i < curve.thresholds.size(); ++i) {
        const double width = curve.false_positive_rate[i] - curve.false_positive_rate[i - 1];
        areas.push_back(width * (curve.true_positive_rate[i] + curve.true_positive_rate[i - 1]) /
                        2);
    }
    return numpy::sum(areas);
}

std::optional<double> average_precision(const ScoreSteps& steps) {
    if (steps.positives() == 0) return {};
    const PrecisionRecallCurve curve = precision_recall_curve(steps);
    std::vector<double> areas;
    for (std::size_t i = 0; i + 1 < curve.recall.size(); ++i) {
        areas.push_back((curve.recall[i + 1] - curve.recall[i]) * curve.precision[i]);
    }
    return -numpy::sum(areas);
}

}  // namespace errata
