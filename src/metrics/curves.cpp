#include "metrics/curves.h"

#include <algorithm>

#include "metrics/accumulation.h"
#include "metrics/numpy.h"
#include "metrics/protocol.h"

namespace errata {

namespace {

constexpr std::size_t compact_stride = 4;

}  // namespace

Curves::Curves() : levels_(coco_protocol().recall_thresholds) {}

void Curves::update(const ScoreOrder& order, const Outcomes& outcomes) {
    const std::size_t classes = outcomes.classes.size();
    curves_.resize(classes + 1);
    precision_.resize(curves_.size() * levels_.size());
    compact_.resize(curves_.size() * compact_points);
    pooled_passed_.resize(order.pooled.size());
    class_passed_.resize(order.rows.size());
    const auto begin = [&](std::size_t number, const OutcomeCounts& counts) {
        curves_[number] = {
            .objects = counts.objects(), .ignored_objects = counts.ignored_objects, .best = {}};
    };
    begin(0, outcomes.total);
    trace(0, order.pooled, order.pooled_score, outcomes, pooled_passed_);
    for (std::size_t k = 0; k < classes; ++k) {
        begin(k + 1, outcomes.classes[k]);
        const std::size_t first = order.begin[k];
        const std::size_t count = order.begin[k + 1] - first;
        trace(k + 1, std::span(order.rows).subspan(first, count),
              std::span(order.score).subspan(first, count), outcomes,
              std::span(class_passed_).subspan(first, count));
    }
}

// Walks down the scores once.
void Curves::trace(std::size_t number, std::span<const Row> rows, std::span<const double> score,
                   const Outcomes& outcomes, std::span<Passed> passed) {
    Curve& curve = curves_[number];
    precision_when_.clear();
    Passed now;
    double best_f1 = 0;
    std::size_t best = rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const PredictionOutcome outcome = outcomes.uncut[rows[i]];
        if (outcome == PredictionOutcome::true_positive) {
            ++now.true_positives;
            precision_when_.push_back(reference_precision(now.true_positives, now.false_positives));
        } else if (outcome == PredictionOutcome::false_positive) {
            ++now.false_positives;
        }
        passed[i] = now;
        // Equal scores are seen together or not at all.
        if (i + 1 < rows.size() && score[i + 1] == score[i]) continue;
        const double f1 =
            2.0 * now.true_positives /
            (static_cast<double>(curve.objects) + now.true_positives + now.false_positives);
        if (f1 > best_f1) {
            best_f1 = f1;
            best = i;
        }
    }
    if (best < rows.size()) {
        curve.best = {.confidence = score[best],
                      .f1 = best_f1,
                      .counts = counts_of(curve, passed[best], best + 1)};
    }
    interpolate(number, now.true_positives);
}

void Curves::interpolate(std::size_t number, std::uint32_t found) {
    const std::uint32_t objects = curves_[number].objects;
    if (objects == 0) return;
    for (std::uint32_t i = found; i-- > 1;) {
        precision_when_[i - 1] = std::max(precision_when_[i - 1], precision_when_[i]);
    }
    double* const precision = precision_.data() + number * levels_.size();
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        const std::uint32_t needed = std::max(1U, least_found(levels_[level], objects));
        precision[level] = needed <= found ? precision_when_[needed - 1] : 0;
    }
    float* const compact = compact_.data() + number * compact_points;
    for (std::size_t i = 0; i < compact_points; ++i) {
        compact[i] = static_cast<float>(precision[i * compact_stride]);
    }
}

std::span<const double> Curves::precision(Which which) const {
    if (curve(which).objects == 0) return {};
    return std::span(precision_).subspan(number(which) * levels_.size(), levels_.size());
}

std::optional<double> Curves::average_precision(Which which) const {
    const std::span<const double> values = precision(which);
    if (values.empty()) return {};
    return numpy::mean(values);
}

std::span<const float> Curves::compact(Which which) const {
    if (curve(which).objects == 0) return {};
    return std::span(compact_).subspan(number(which) * compact_points, compact_points);
}

OutcomeCounts Curves::counts_of(const Curve& curve, Passed passed, std::size_t seen) {
    return {.true_positives = passed.true_positives,
            .false_positives = passed.false_positives,
            .missed = curve.objects - passed.true_positives,
            .ignored_predictions =
                static_cast<std::uint32_t>(seen) - passed.true_positives - passed.false_positives,
            .ignored_objects = curve.ignored_objects};
}

OutcomeCounts Curves::counts_at(const ScoreOrder& order, Which which, double confidence) const {
    std::span<const double> score = order.pooled_score;
    std::span<const Passed> passed = pooled_passed_;
    if (which) {
        const std::size_t first = order.begin[*which];
        const std::size_t count = order.begin[*which + std::size_t{1}] - first;
        score = std::span(order.score).subspan(first, count);
        passed = std::span(class_passed_).subspan(first, count);
    }
    const auto end =
        std::ranges::partition_point(score, [&](double value) { return value >= confidence; });
    const auto seen = static_cast<std::size_t>(end - score.begin());
    return counts_of(curve(which), seen == 0 ? Passed{} : passed[seen - 1], seen);
}

}  // namespace errata
