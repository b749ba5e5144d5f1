#include "engine/measuring.h"

#include <algorithm>
#include <format>
#include <limits>

#include "metrics/classification_columns.h"
#include "metrics/panoptic.h"
#include "metrics/semantic.h"
#include "metrics/span_figures.h"
#include "metrics/values.h"

namespace errata {

namespace {

constexpr std::size_t samples_per_slice = 64;

// Rows of the classes that are left, at the places of all; the others' figures are undefined.
void spread(FigureTable& table, const ClassesLeft& left, std::size_t classes) {
    if (left.size() == classes && table.classes.size() == classes) return;
    std::vector<std::vector<Figure>> rows(classes, std::vector<Figure>(table.of_class().size()));
    for (std::size_t i = 0; i < table.classes.size(); ++i) {
        rows[left[i]] = std::move(table.classes[i]);
    }
    table.classes = std::move(rows);
}

Job measure_classes(const Evaluation& evaluation, Restriction restriction, FigureTable& result) {
    const ClassColumns columns = class_columns(evaluation.dataset, evaluation.run, restriction);
    ClassificationReport report(columns.view());
    for (std::uint64_t done = 1; report.step(); ++done) {
        co_yield {"Measuring", std::min<std::uint64_t>(done, columns.classes), columns.classes,
                  "classes"};
    }
    result = std::move(report).finish();
    if (restriction.rows != nullptr) {
        spread(result, columns.left, evaluation.dataset.classes.size());
    }
    co_return std::nullopt;
}

FigureTable measure_labels(const Evaluation& evaluation, const Restriction& restriction) {
    const LabelColumns columns = label_columns(evaluation.dataset, evaluation.run, restriction);
    FigureTable table =
        summarize_multilabel(measure_multilabel(columns.samples(), columns.scored()));
    if (restriction.rows != nullptr) {
        spread(table, columns.left, evaluation.dataset.classes.size());
    }
    return table;
}

FigureTable measure_spans(const Evaluation& evaluation, const Restriction& restriction) {
    const SampleRows rows(evaluation.run.sample, evaluation.dataset.samples.size());
    const Figure accuracy =
        token_accuracy(evaluation.tagged_tokens, evaluation.same_tags, restriction);
    return summarize_spans(evaluation.dataset, evaluation.run, rows, accuracy, {}, restriction);
}

Job measure_semantic(const Evaluation& evaluation, Restriction restriction, FigureTable& result) {
    const LabelMaps& truth = evaluation.dataset.samples.label_maps;
    const LabelMaps& predicted = evaluation.run.label_maps;
    SemanticCounts counts(evaluation.dataset.classes.size());
    for (std::size_t s = 0; s < truth.size(); ++s) {
        if (!restriction.keeps_sample(s)) continue;
        co_yield {"Counting pixels", s, truth.size(), "images"};
        counts.add(truth[s], predicted[s]);
    }
    result = summarize_semantic(counts);
    co_return std::nullopt;
}

// Samples in which objects or predictions are left out.
BitSet touched_samples(const Evaluation& evaluation, const Restriction& restriction) {
    BitSet touched(evaluation.dataset.samples.size());
    const auto touch = [&](const Column<SampleSlot>& sample_of) {
        BitSet left_out = *restriction.rows;
        left_out.flip().for_each([&](std::size_t row) { touched.set(sample_of[row]); });
    };
    if (restriction.rows == nullptr) return touched;
    if (restriction.to == Restricted::objects) touch(evaluation.dataset.truth.sample);
    if (restriction.to == Restricted::predictions) touch(evaluation.run.sample);
    return touched;
}

// What the evaluation's matching gave, sample by sample: its lists stand in their order.
class MatchedSamples {
public:
    explicit MatchedSamples(const Evaluation& evaluation) : evaluation_(evaluation) {}

    // Samples must be asked for in rising order, and none left out.
    PanopticMatching::Matched next(SampleSlot sample) {
        const Column<SampleSlot>& sample_of = evaluation_.run.sample;
        const std::size_t first = assigned_;
        const std::size_t first_not_counted = not_counted_;
        const auto assignments = evaluation_.assignments.span();
        const auto not_counted = evaluation_.beyond_limit.span();
        while (assigned_ < assignments.size() &&
               sample_of[assignments[assigned_].prediction] == sample) {
            ++assigned_;
        }
        while (not_counted_ < not_counted.size() &&
               sample_of[not_counted[not_counted_]] == sample) {
            ++not_counted_;
        }
        const std::size_t count = assigned_ - first;
        return {.assignments = assignments.subspan(first, count),
                .overlaps = evaluation_.overlaps.span().subspan(first, count),
                .not_counted =
                    not_counted.subspan(first_not_counted, not_counted_ - first_not_counted)};
    }

private:
    const Evaluation& evaluation_;
    std::size_t assigned_ = 0;
    std::size_t not_counted_ = 0;
};

Job measure_panoptic(const Evaluation& evaluation, Restriction restriction, FigureTable& result) {
    PanopticMatching matching(evaluation.dataset, evaluation.run, evaluation.rules == "boundary",
                              restriction);
    const BitSet touched = touched_samples(evaluation, restriction);
    MatchedSamples stored(evaluation);
    const std::size_t samples = evaluation.dataset.samples.size();
    for (std::size_t s = 0; s < samples; ++s) {
        const auto sample = static_cast<SampleSlot>(s);
        const PanopticMatching::Matched matched = stored.next(sample);
        if (!restriction.keeps_sample(s)) continue;
        if (touched[s]) {
            co_yield {"Matching", s, samples, "images"};
            matching.match(sample);
        } else {
            if (s % samples_per_slice == 0) co_yield {"Measuring", s, samples, "images"};
            matching.count(sample, matched);
        }
    }
    result = summarize_panoptic(std::move(matching).finish().classes,
                                evaluation.dataset.classes.is_thing.span());
    co_return std::nullopt;
}

std::optional<Error> check(Task task, const Restriction& restriction) {
    const bool has_rows = task != Task::semantic && task != Task::values;
    if (restriction.rows == nullptr || restriction.to == Restricted::samples || has_rows) return {};
    return Error{.code = ErrorCode::wrong_kind,
                 .message = std::format("the task {} has no {} to choose", id_of(task),
                                        id_of(restriction.to)),
                 .remedy = "Choose samples"};
}

}  // namespace

Job measure(const Evaluation& evaluation, Restriction restriction, FigureTable& result) {
    const Task task = evaluation.task;
    if (const auto error = check(task, restriction)) co_return error;
    co_yield {"Measuring", 0, evaluation.dataset.classes.size(), "classes"};
    Job job;
    switch (task) {
        case Task::classes:
        case Task::text: job = measure_classes(evaluation, restriction, result); break;
        case Task::semantic: job = measure_semantic(evaluation, restriction, result); break;
        case Task::panoptic: job = measure_panoptic(evaluation, restriction, result); break;
        case Task::multilabel: result = measure_labels(evaluation, restriction); co_return {};
        case Task::spans: result = measure_spans(evaluation, restriction); co_return {};
        case Task::values: {
            const ValueColumns columns =
                value_columns(evaluation.dataset, evaluation.run, restriction);
            result = summarize_values(columns.truth, columns.predicted);
            co_return {};
        }
        case Task::boxes:
        case Task::masks:
        case Task::keypoints:
        case Task::oriented:
            co_return Error{.code = ErrorCode::wrong_kind,
                            .message = "detections are measured from their matches",
                            .remedy = "Match them first"};
    }
    while (job.step()) co_yield job.progress();
    co_return job.error();
}

}  // namespace errata
