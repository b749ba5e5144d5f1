#include "engine/uncertainty.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "base/statistics.h"
#include "engine/task_figures.h"
#include "metrics/classification_columns.h"
#include "metrics/detection_matching.h"
#include "metrics/rule_figures.h"
#include "metrics/weighted_detection.h"
#include "metrics/weighted_rules.h"
#include "metrics/weighted_tables.h"

namespace errata {

namespace {

constexpr double level = 0.95;

void set_wilson(Figure& figure, std::uint64_t successes, std::uint64_t trials) {
    if (!figure.value || trials == 0) return;
    const Range range = wilson_interval(successes, trials, level);
    figure.interval = Interval{.low = range.low, .high = range.high, .level = level};
}

bool has_one_class(Task task) { return task == Task::classes || task == Task::text; }

using Weighted = std::unique_ptr<const WeightedFigures>;

// Matches once more, with what the bootstrap needs to know of images.
Job weigh_detection(const Evaluation& evaluation, Weighted& result) {
    constexpr std::size_t images_per_slice = 32;
    const DetectionProtocol protocol = protocol_of(evaluation.task, evaluation.rules);
    const SampleRows rows(evaluation.run.sample, evaluation.dataset.samples.size());
    MatchOptions options = {.keep_images = true};
    if (evaluation.counted_objects) {
        options.restriction = {.to = Restricted::objects, .rows = &*evaluation.counted_objects};
    }
    const DetectionMatching matching(evaluation.dataset, evaluation.run, rows, protocol, {},
                                     options);
    EvaluationPart part = matching.empty_part();
    const std::size_t images = matching.images();
    for (std::size_t begin = 0; begin < images; begin += images_per_slice) {
        co_yield {"Matching", begin, images, "images"};
        matching.match(begin, std::min(begin + images_per_slice, images), part);
    }
    result = std::make_unique<WeightedDetection>(std::span(&part, 1), protocol, images,
                                                 evaluation.dataset.classes.frequency);
    co_return std::nullopt;
}

// Of all that is not matched again.
Weighted weighted_figures(const Evaluation& evaluation) {
    const Dataset& dataset = evaluation.dataset;
    const Run& run = evaluation.run;
    switch (evaluation.task) {
        case Task::classes:
        case Task::text: return weighted_classes(dataset, run);
        case Task::multilabel: return weighted_multilabel(dataset, run);
        case Task::values: return weighted_values(dataset, run);
        case Task::spans:
            return weighted_spans(dataset, run, evaluation.tagged_tokens, evaluation.same_tags);
        case Task::semantic: return weighted_semantic(dataset, run);
        case Task::panoptic:
            return weighted_panoptic(dataset, run,
                                     {.assignments = evaluation.assignments.span(),
                                      .overlaps = evaluation.overlaps.span(),
                                      .not_counted = evaluation.beyond_limit.span()});
        default: break;
    }
    return weighted_rules(evaluation.rules, dataset, run,
                          SampleRows(run.sample, dataset.samples.size()));
}

double difference_of(const Figure& a, const Figure& b) {
    if (!a.value || !b.value) return std::numeric_limits<double>::quiet_NaN();
    return *b.value - *a.value;
}

RunDifference difference_of(const Evaluation& first, const Evaluation& second) {
    const FigureTable& a = first.summary;
    const FigureTable& b = second.summary;
    RunDifference difference;
    for (std::size_t f = 0; f < a.overall.size(); ++f) {
        difference.overall.push_back(difference_of(a.overall[f], b.overall[f]));
    }
    const IdIndex theirs(second.dataset.classes.ids);
    for (std::size_t cls = 0; cls < a.classes.size(); ++cls) {
        const std::uint32_t other = theirs.find(first.dataset.classes.ids[cls]);
        std::vector<double>& row = difference.classes.emplace_back();
        for (std::size_t f = 0; f < a.classes[cls].size(); ++f) {
            const bool is_known = other < b.classes.size();
            row.push_back(
                difference_of(a.classes[cls][f], is_known ? b.classes[other][f] : Figure()));
        }
    }
    return difference;
}

// McNemar's test of both runs' decisions. Classes are those of the first evaluation; the second's are found by id.
PairedClassification paired_decisions(const Evaluation& first, const Evaluation& second) {
    const ClassColumns ours = class_columns(first.dataset, first.run);
    const ClassColumns theirs = class_columns(second.dataset, second.run);
    const IdIndex index(first.dataset.classes.ids);
    std::vector<std::uint32_t> predicted;
    for (const std::uint32_t cls : theirs.predicted) {
        predicted.push_back(
            cls == ClassifiedSamples::no_class ? cls : index.find(second.dataset.classes.ids[cls]));
    }
    return paired_classification(ours.truth, ours.predicted, predicted, ours.classes);
}

bool same_ground_truth(const Evaluation& a, const Evaluation& b) {
    const IdColumn& ours = a.dataset.samples.ids;
    const IdColumn& theirs = b.dataset.samples.ids;
    if (a.task != b.task || a.rules != b.rules || ours.size() != theirs.size() ||
        a.dataset.truth.size() != b.dataset.truth.size()) {
        return false;
    }
    for (std::size_t i = 0; i < ours.size(); ++i) {
        if (ours[i] != theirs[i]) return false;
    }
    return true;
}

}  // namespace

FigureTable with_wilson_intervals(const Evaluation& evaluation) {
    FigureTable table = evaluation.summary;
    const bool one_class = has_one_class(evaluation.task);
    if (!one_class && evaluation.task != Task::multilabel) return table;
    const auto counts =
        one_class ? count_classes(class_columns(evaluation.dataset, evaluation.run).view())
                  : count_classes(label_columns(evaluation.dataset, evaluation.run).samples());
    for (std::size_t cls = 0; cls < table.classes.size(); ++cls) {
        const ClassCounts& own = counts[cls];
        set_wilson(table.classes[cls][0], own.true_positives,
                   own.true_positives + own.false_positives);
        set_wilson(table.classes[cls][1], own.true_positives, own.support());
    }
    ClassCounts all;
    for (const ClassCounts& own : counts) all.add(own);
    for (std::size_t f = 0; f < table.overall.size(); ++f) {
        const std::string_view key = table.figures[f].key;
        Figure& figure = table.overall[f];
        if (key == "precision_micro" && one_class) {
            set_wilson(figure, all.true_positives, all.true_positives + all.false_positives);
        } else if ((key == "recall_micro" && one_class) || key.ends_with("_accuracy") ||
                   key == "accuracy") {
            if (key == "balanced_accuracy") continue;  // a mean of shares
            const auto right =
                std::llround(figure.value.value_or(0) * static_cast<double>(figure.count));
            set_wilson(figure, static_cast<std::uint64_t>(right), figure.count);
        }
    }
    return table;
}

std::optional<Error> compare_runs(const Evaluation& evaluation, const Evaluation& other,
                                  Analyses& result) {
    if (!same_ground_truth(evaluation, other)) {
        return Error{.code = ErrorCode::mismatch,
                     .message = "the two runs are not over the same ground truth",
                     .remedy = "Evaluate both with the same files and options"};
    }
    result.difference = difference_of(evaluation, other);
    if (has_one_class(evaluation.task)) result.paired = paired_decisions(evaluation, other);
    return {};
}

Job resample(const Evaluation& evaluation, const Evaluation* other, const BootstrapOptions& options,
             Analyses& result) {
    std::vector<Weighted> runs;
    const std::array<const Evaluation*, 2> evaluations = {&evaluation, other};
    for (const Evaluation* const one : evaluations) {
        if (one == nullptr) continue;
        Weighted& weighted = runs.emplace_back();
        co_yield {"Resampling", 0, options.resamples, "resamples"};
        if (!is_detection(one->task) || has_rule_figures(one->rules)) {
            weighted = weighted_figures(*one);
            continue;
        }
        Job weighing = weigh_detection(*one, weighted);
        while (weighing.step()) co_yield weighing.progress();
    }
    Bootstrap bootstrap(std::move(runs), options);
    while (bootstrap.step()) {
        co_yield {"Resampling", bootstrap.done(), options.resamples, "resamples"};
    }
    const FigureTable given = result.intervals.value_or(evaluation.summary);
    FigureTable& table = result.intervals.emplace(given);
    bootstrap.set_intervals(0, table);
    const auto keep = [](const std::vector<Figure>& before, std::vector<Figure>& now) {
        for (std::size_t f = 0; f < before.size(); ++f) {
            if (before[f].interval) now[f].interval = before[f].interval;
        }
    };
    keep(given.overall, table.overall);
    for (std::size_t cls = 0; cls < given.classes.size(); ++cls) {
        keep(given.classes[cls], table.classes[cls]);
    }
    if (other == nullptr) co_return std::nullopt;
    for (std::size_t f = 0; f < table.overall.size(); ++f) {
        result.difference->intervals.push_back(
            bootstrap.difference(0, 1, f, table.figures[f].kind));
    }
    co_return std::nullopt;
}

}  // namespace errata
