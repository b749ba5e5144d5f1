#include "engine/columns.h"

#include <algorithm>
#include <format>
#include <utility>

#include "engine/jobs.h"
#include "engine/task_figures.h"

namespace errata {

namespace {

// Slots must mean the same in both.
bool same_ground_truth(const Evaluation& a, const Evaluation& b) {
    const auto& left = a.dataset;
    const auto& right = b.dataset;
    return a.task == b.task &&
           std::ranges::equal(left.samples.ids.numbers(), right.samples.ids.numbers()) &&
           std::ranges::equal(left.classes.ids.numbers(), right.classes.ids.numbers()) &&
           std::ranges::equal(left.classes.names.bytes(), right.classes.names.bytes()) &&
           std::ranges::equal(left.truth.sample, right.truth.sample) &&
           std::ranges::equal(left.truth.cls, right.truth.cls);
}

}  // namespace

Result<std::unique_ptr<EvaluationColumns>> EvaluationColumns::make(
    std::vector<NamedEvaluation> evaluations, Thresholds thresholds) {
    const Evaluation& first = *evaluations.front().evaluation;
    for (const NamedEvaluation& one : evaluations) {
        if (same_ground_truth(first, *one.evaluation)) continue;
        return std::unexpected(
            Error{.code = ErrorCode::mismatch,
                  .message = std::format("run `{}` is not over the same ground truth", one.name),
                  .remedy = "Give runs of the same samples and classes"});
    }
    std::unique_ptr<EvaluationColumns> made(new EvaluationColumns(std::move(evaluations)));
    std::vector<ColumnRun> runs;
    for (std::size_t i = 0; i < made->evaluations_.size(); ++i) {
        const auto matches = made->matches_of(i, thresholds.iou);
        if (!matches) return std::unexpected(matches.error());
        const auto& [name, evaluation] = made->evaluations_[i];
        ColumnRun run = {.name = name, .run = &evaluation->run, .matches = *matches};
        if (is_detection(evaluation->task))
            run.overlap = protocol_of(evaluation->task, evaluation->rules).overlap;
        runs.push_back(std::move(run));
    }
    const Evaluation& kept = *made->evaluations_.front().evaluation;
    made->columns_ = std::make_unique<DatasetColumns>(
        kept.task, kept.dataset, std::move(runs),
        ColumnThresholds{.confidence = thresholds.confidence, .iou = thresholds.iou});
    return made;
}

Result<ChosenMatches> EvaluationColumns::matches_of(std::size_t run, double iou) {
    const Evaluation& evaluation = *evaluations_[run].evaluation;
    ChosenMatches chosen = {.assignments = evaluation.assignments.span(),
                            .beyond_limit = evaluation.beyond_limit.span(),
                            .overlaps = evaluation.overlaps.span(),
                            .crowds_count = evaluation.rules == "lvis"};
    if (const auto stored = stored_threshold(evaluation, iou)) {
        chosen.iou_threshold = *stored;
        return chosen;
    }
    if (!is_detection(evaluation.task)) return chosen;
    Matches& again = matches_[run];
    if (!same_iou(again.iou, iou)) {
        Job job = match_again(evaluation, iou, again);
        while (job.step()) continue;
        if (job.error()) return std::unexpected(*job.error());
    }
    chosen.assignments = again.assignments.span();
    chosen.beyond_limit = again.beyond_limit.span();
    chosen.overlaps = again.overlaps.span();
    return chosen;
}

bool EvaluationColumns::knows_iou(double iou) const {
    for (std::size_t i = 0; i < evaluations_.size(); ++i) {
        const Evaluation& evaluation = *evaluations_[i].evaluation;
        const bool is_known = stored_threshold(evaluation, iou) || !is_detection(evaluation.task) ||
                              same_iou(matches_[i].iou, iou);
        if (!is_known) return false;
    }
    return true;
}

Result<void> EvaluationColumns::set_matches(Matches matches) {
    const ColumnThresholds before = columns_->thresholds();
    matches_.front() = std::move(matches);
    const auto chosen = matches_of(0, matches_.front().iou);
    if (!chosen) return std::unexpected(chosen.error());
    columns_->set_iou(matches_.front().iou, {&*chosen, 1});
    columns_->set_confidence(before.confidence);
    return {};
}

Result<void> EvaluationColumns::set_thresholds(Thresholds thresholds) {
    if (!same_iou(thresholds.iou, columns_->thresholds().iou)) {
        std::vector<ChosenMatches> matches;
        for (std::size_t i = 0; i < evaluations_.size(); ++i) {
            const auto chosen = matches_of(i, thresholds.iou);
            if (!chosen) return std::unexpected(chosen.error());
            matches.push_back(*chosen);
        }
        columns_->set_iou(thresholds.iou, matches);
    }
    columns_->set_confidence(thresholds.confidence);
    return {};
}

}  // namespace errata
