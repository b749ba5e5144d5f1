#include "engine/class_curves.h"

#include <cmath>

#include "metrics/classification_columns.h"
#include "metrics/ranking_curves.h"

namespace errata {

namespace {

std::vector<CurvePoint> thinned(const std::vector<double>& x, const std::vector<double>& y) {
    constexpr double step = 1.0 / 400;
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool is_end = i == 0 || i + 1 == x.size();
        if (is_end || std::abs(x[i] - points.back().x) > step ||
            std::abs(y[i] - points.back().y) > step) {
            points.push_back({x[i], y[i]});
        }
    }
    return points;
}

}  // namespace

Job trace_class_curves(const Evaluation& evaluation, std::vector<ClassCurves>& result) {
    result.clear();
    if (evaluation.run.probabilities.empty()) co_return std::nullopt;
    co_yield {"Tracing curves", 0, 0, "classes"};
    const LabelColumns columns = label_columns(evaluation.dataset, evaluation.run);
    RankingSpace space;
    result.resize(columns.classes);
    for (std::size_t cls = 0; cls < columns.classes; ++cls) {
        co_yield {"Tracing curves", cls, columns.classes, "classes"};
        const auto positive = has_class(columns.scored_truth.view(), static_cast<ClassSlot>(cls));
        const auto ranked =
            rank_samples<std::uint8_t>(columns.scores, columns.classes, cls, positive, space);
        const ScoreSteps steps = score_steps(ranked, 1);
        if (steps.positives() == 0 || steps.negatives() == 0) continue;
        const RocCurve roc = roc_curve(steps);
        const PrecisionRecallCurve precision_recall = precision_recall_curve(steps);
        result[cls].roc = thinned(roc.false_positive_rate, roc.true_positive_rate);
        result[cls].precision_recall = thinned(precision_recall.recall, precision_recall.precision);
    }
    co_return std::nullopt;
}

}  // namespace errata
