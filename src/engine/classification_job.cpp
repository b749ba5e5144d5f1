#include "engine/classification_job.h"

#include <optional>

#include "engine/measuring.h"
#include "formats/labels_join.h"
#include "formats/labels_table.h"
#include "metrics/classification_columns.h"

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

    Job measuring = measure(result, {}, result.summary);
    while (measuring.step()) co_yield measuring.progress();
    if (measuring.error()) co_return measuring.error();
    if (task == Task::values) co_return std::nullopt;
    keep_assignments(result);
    co_return std::nullopt;
}

}  // namespace errata
