#include "engine/classification_job.h"

#include <algorithm>
#include <optional>

#include "formats/labels_join.h"
#include "formats/labels_table.h"
#include "metrics/classification_columns.h"
#include "metrics/values.h"

namespace errata {

namespace {

void keep_assignments(Evaluation& result) {
    Growing<Assignment> assignments;
    Growing<double> overlaps;
    for (const LabelMatch& match : match_labels(result.dataset, result.run)) {
        assignments.push({.prediction = match.prediction, .truth = match.truth, .thresholds = 1});
        overlaps.push(1);
    }
    result.assignments = Column<Assignment>(std::move(assignments));
    result.overlaps = Column<double>(std::move(overlaps));
    result.iou_thresholds = {0};
}

}  // namespace

Job evaluate_tables(const ByteSource& truth, const ByteSource& predictions, Task task,
                    Evaluation& result) {
    result.task = task;
    result.rules = "sklearn";
    Warnings warnings;
    // What was counted before an error often explains it.
    const auto ended_with = [&](const Error& error) {
        result.warnings = std::move(warnings.all());
        return error;
    };

    co_yield {"Reading ground truth", 0, truth.size(), "bytes"};
    LabelReader truth_reader(truth, warnings, {.task = task, .role = LabelRole::truth});
    while (true) {
        const auto more = truth_reader.step();
        if (!more) co_return ended_with(more.error());
        if (!*more) break;
        co_yield {"Reading ground truth", truth_reader.bytes_read(), truth.size(), "bytes"};
    }
    const auto truth_table = truth_reader.finish();
    if (!truth_table) co_return ended_with(truth_table.error());

    co_yield {"Reading predictions", 0, predictions.size(), "bytes"};
    LabelReader run_reader(predictions, warnings,
                           {.task = task,
                            .role = LabelRole::predictions,
                            .known_classes = class_names_in_order(*truth_table)});
    while (true) {
        const auto more = run_reader.step();
        if (!more) co_return ended_with(more.error());
        if (!*more) break;
        co_yield {"Reading predictions", run_reader.bytes_read(), predictions.size(), "bytes"};
    }
    const auto run_table = run_reader.finish();
    if (!run_table) co_return ended_with(run_table.error());

    auto dataset = label_dataset(*truth_table, &*run_table, task, warnings);
    if (!dataset) co_return ended_with(dataset.error());
    result.dataset = *std::move(dataset);
    auto run = label_run(*run_table, result.dataset, task, warnings);
    if (!run) co_return ended_with(run.error());
    result.run = *std::move(run);
    result.warnings = std::move(warnings.all());

    const std::size_t classes = result.dataset.classes.size();
    co_yield {"Measuring", 0, classes, "classes"};
    if (task == Task::values) {
        const ValueColumns columns = value_columns(result.dataset, result.run);
        result.summary = summarize_values(columns.truth, columns.predicted);
        co_return std::nullopt;
    }
    if (task == Task::multilabel) {
        const LabelColumns columns = label_columns(result.dataset, result.run);
        result.summary =
            summarize_multilabel(measure_multilabel(columns.samples(), columns.scored()));
    } else {
        const ClassColumns columns = class_columns(result.dataset, result.run);
        ClassificationReport report(columns.view());
        for (std::uint64_t done = 1; report.step(); ++done) {
            co_yield {"Measuring", std::min<std::uint64_t>(done, classes), classes, "classes"};
        }
        result.summary = std::move(report).finish();
    }
    keep_assignments(result);
    co_return std::nullopt;
}

}  // namespace errata
