#include "engine/analyses.h"

#include <algorithm>
#include <cmath>

#include "engine/jobs.h"
#include "engine/shared_pairs.h"
#include "engine/task_figures.h"
#include "engine/uncertainty.h"
#include "metrics/outcomes.h"
#include "metrics/pixel_confusion.h"
#include "metrics/score_order.h"

namespace errata {

namespace {

constexpr SampleSlot samples_per_slice = 64;

// With several threads a slice is larger: each costs the start of the threads.
constexpr SampleSlot samples_per_threaded_slice = 1024;

Job analyse_errors(const Evaluation& evaluation, const Candidates* pairs, unsigned threads,
                   std::optional<Tide>& result) {
    const Dataset& dataset = evaluation.dataset;
    const auto samples = static_cast<SampleSlot>(dataset.samples.size());
    const SampleRows rows(evaluation.run.sample, samples);
    TideAnalysis analysis(
        dataset, evaluation.run, rows,
        {.overlap = protocol_of(evaluation.task, evaluation.rules).overlap, .pairs = pairs},
        threads);
    const SampleSlot slice = threads > 1 ? samples_per_threaded_slice : samples_per_slice;
    for (SampleSlot begin = 0; begin < samples; begin += slice) {
        co_yield {"Finding errors", begin, samples, "images"};
        analysis.add(begin, std::min<SampleSlot>(begin + slice, samples));
    }
    result = std::move(analysis).finish();
    co_return std::nullopt;
}

bool has_confusion(Task task) {
    return is_detection(task) || task == Task::classes || task == Task::text ||
           task == Task::spans || task == Task::panoptic;
}

OverlapOptions overlap_of(const Evaluation& evaluation) {
    if (!is_detection(evaluation.task)) return {.kind = overlap_kind_of(evaluation.task)};
    return protocol_of(evaluation.task, evaluation.rules).overlap;
}

Job find_pairs(const Evaluation& evaluation, double floor, const BitSet* only,
               std::optional<Candidates>& result) {
    const Dataset& dataset = evaluation.dataset;
    if (evaluation.task == Task::classes || evaluation.task == Task::text) {
        result = candidates_within_samples(dataset, evaluation.run);
        co_return std::nullopt;
    }
    const auto samples = static_cast<SampleSlot>(dataset.samples.size());
    const SampleRows rows(evaluation.run.sample, samples);
    CandidateSearch search(dataset, evaluation.run, rows, overlap_of(evaluation), floor, only);
    for (SampleSlot begin = 0; begin < samples; begin += samples_per_slice) {
        co_yield {"Comparing pairs", begin, samples, "images"};
        search.add(begin, std::min<SampleSlot>(begin + samples_per_slice, samples));
    }
    result = std::move(search).finish();
    co_return std::nullopt;
}

// Those that a matrix pairs with objects of other classes.
BitSet false_positives(const Outcomes& outcomes) {
    BitSet found(outcomes.predictions.size());
    for (std::size_t i = 0; i < outcomes.predictions.size(); ++i) {
        if (outcomes.predictions[i] == PredictionOutcome::false_positive) found.set(i);
    }
    return found;
}

// Matches at an IoU into outcomes at a confidence.
Job find_outcomes(const Evaluation& evaluation, const Thresholds& thresholds, Outcomes& outcomes) {
    const auto stored = stored_threshold(evaluation, thresholds.iou);
    Matches again;
    if (!stored) {
        Job matching = match_again(evaluation, thresholds.iou, again);
        while (matching.step()) co_yield matching.progress();
        if (matching.error()) co_return matching.error();
    }
    co_yield {"Measuring decisions", 0, 0, "predictions"};
    match_outcomes(evaluation.dataset, evaluation.run,
                   {.assignments = (stored ? evaluation.assignments : again.assignments).span(),
                    .beyond_limit = (stored ? evaluation.beyond_limit : again.beyond_limit).span(),
                    .overlaps = (stored ? evaluation.overlaps : again.overlaps).span(),
                    .iou_threshold = stored.value_or(0),
                    .crowds_count = evaluation.rules == "lvis"},
                   outcomes);
    cut_outcomes(evaluation.dataset, evaluation.run, thresholds.confidence, outcomes);
    co_return std::nullopt;
}

Job analyse_confusion(const Evaluation& evaluation, const Thresholds& thresholds,
                      const Candidates* shared, Analyses& result) {
    const Dataset& dataset = evaluation.dataset;
    const Run& run = evaluation.run;
    Outcomes outcomes;
    Job matching = find_outcomes(evaluation, thresholds, outcomes);
    while (matching.step()) co_yield matching.progress();
    if (matching.error()) co_return matching.error();
    const BitSet wrong = false_positives(outcomes);
    const double least_overlap = least_confused_overlap(evaluation, thresholds.iou);
    // Where nobody asked for all pairs, those that this matrix can use are enough.
    std::optional<Candidates> some;
    const Candidates* known = result.candidates ? &*result.candidates : nullptr;
    if (known == nullptr && shared != nullptr && has_shared_pairs_of(least_overlap)) known = shared;
    if (known == nullptr) {
        const double floor = least_overlap > 0 ? std::nextafter(least_overlap, 0.0) : 0;
        Job pairs = find_pairs(evaluation, floor, &wrong, some);
        while (pairs.step()) co_yield pairs.progress();
    }
    co_yield {"Measuring decisions", 0, 0, "predictions"};
    const SampleRows rows(run.sample, dataset.samples.size());
    ConfusionAnalysis made;
    made.thresholds = thresholds;
    confuse(dataset, run, rows_by_score(dataset, run, rows, wrong), outcomes, some ? *some : *known,
            least_overlap, made.confusion);
    made.any_class =
        localization(dataset, run, made.confusion.object_of, made.confusion.overlap_of);
    std::vector<Row> right = made.confusion.object_of;
    for (std::size_t i = 0; i < right.size(); ++i) {
        if (outcomes.predictions[i] != PredictionOutcome::true_positive) right[i] = no_row;
    }
    made.right_class = localization(dataset, run, right, made.confusion.overlap_of);
    result.confusion = std::move(made);
    co_return std::nullopt;
}

// Of label maps: every pixel is a decision, at no threshold.
Job analyse_pixels(const Evaluation& evaluation, Analyses& result) {
    co_yield {"Counting pixels", 0, 0, "pixels"};
    result.confusion.emplace();
    result.confusion->confusion = confuse_pixels(evaluation.dataset, evaluation.run);
    co_return std::nullopt;
}

Job compare_rules(const Evaluation& evaluation, Analyses& result) {
    const SampleRows rows(evaluation.run.sample, evaluation.dataset.samples.size());
    RuleEvaluator evaluator(evaluation.dataset, evaluation.run, rows);
    const auto named = named_rules();
    co_yield {"Comparing rules", 0, named.size(), "rules"};
    result.protocols = compare_protocols(evaluator);
    for (std::size_t i = 1; i < named.size(); ++i) {
        co_yield {"Comparing rules", i, named.size(), "rules"};
        result.rule_paths.push_back(rule_path(evaluator, named[0].rules, named[i].rules));
    }
    co_return std::nullopt;
}

void measure_decisions(const Evaluation& evaluation, const AnalysisRequest& request,
                       Analyses& result) {
    const Decisions decisions = decisions_of(evaluation);
    if (request.calibration) {
        result.calibration =
            calibrate(evaluation, decisions, request.calibration_bins, request.calibration_seed);
    }
    if (!request.operating_points) return;
    const OperatingPointWishes& wishes = *request.operating_points;
    const auto curve = [&](const std::vector<ScoredOutcome>& outcomes, std::uint64_t objects) {
        return thinned(points_over_confidence(outcomes, objects, wishes.beta));
    };
    result.operating_point_wishes = wishes;
    result.operating_points = operating_points(decisions.all, decisions.objects, wishes);
    result.operating_curve = curve(decisions.all, decisions.objects);
    result.operating_points_of_class.clear();
    result.operating_curve_of_class.clear();
    for (std::size_t cls = 0; cls < decisions.of_class.size(); ++cls) {
        const std::uint64_t objects = decisions.objects_of_class[cls];
        result.operating_points_of_class.push_back(
            operating_points(decisions.of_class[cls], objects, wishes));
        result.operating_curve_of_class.push_back(curve(decisions.of_class[cls], objects));
    }
}

}  // namespace

Job analyse(const Evaluation& evaluation, AnalysisRequest request, Analyses& result) {
    if (request.other != nullptr) {
        if (const auto error = compare_runs(evaluation, *request.other, result)) co_return error;
    }
    if (request.errors && is_detection(evaluation.task)) {
        Job errors = analyse_errors(evaluation, request.pairs, request.threads, result.tide);
        while (errors.step()) co_yield errors.progress();
    }
    if (request.errors && evaluation.task == Task::spans) {
        const SampleRows rows(evaluation.run.sample, evaluation.dataset.samples.size());
        result.span_errors = find_span_errors(evaluation.dataset, evaluation.run, rows);
    }
    if (request.confusion && evaluation.task == Task::semantic) {
        Job counting = analyse_pixels(evaluation, result);
        while (counting.step()) co_yield counting.progress();
    }
    if ((request.candidates || request.confusion) && has_confusion(evaluation.task)) {
        if (request.candidates && !result.candidates) {
            Job pairs = find_pairs(evaluation, 0, nullptr, result.candidates);
            while (pairs.step()) co_yield pairs.progress();
        }
        if (request.confusion) {
            Job confusing =
                analyse_confusion(evaluation, *request.confusion, request.pairs, result);
            while (confusing.step()) co_yield confusing.progress();
            if (confusing.error()) co_return confusing.error();
        }
    }
    if (request.rules && evaluation.task == Task::boxes) {
        Job rules = compare_rules(evaluation, result);
        while (rules.step()) co_yield rules.progress();
    }
    if (request.class_curves) {
        Job tracing = trace_class_curves(evaluation, result.class_curves);
        while (tracing.step()) co_yield tracing.progress();
    }
    const bool decides = !evaluation.iou_thresholds.empty() && !evaluation.run.score.empty();
    if (decides && (request.calibration || request.operating_points)) {
        co_yield {"Measuring decisions", 0, 0, "predictions"};
        measure_decisions(evaluation, request, result);
    }
    if (request.intervals) result.intervals = with_wilson_intervals(evaluation);
    if (request.bootstrap) {
        Job resampling = resample(evaluation, request.other, *request.bootstrap, result);
        while (resampling.step()) co_yield resampling.progress();
    }
    co_return std::nullopt;
}

}  // namespace errata
