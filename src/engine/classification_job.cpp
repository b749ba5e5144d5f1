#include "engine/classification_job.h"

#include <optional>

#include "data/pool.h"
#include "engine/measuring.h"
#include "engine/reading.h"
#include "engine/subset.h"
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

// Adds a pool's samples, which the table lists.
std::optional<Error> add_pool(const LabelTable& table, Task task, Warnings& warnings,
                              Dataset& dataset) {
    const auto pool = label_dataset(table, nullptr, task, warnings);
    if (!pool) return pool.error();
    auto pooled = with_pool(dataset, pool->samples);
    if (!pooled) {
        pooled.error().file = table.file;
        return pooled.error();
    }
    if (pooled->already_labeled > 0) {
        warnings.add_count(table.file, "already-labeled",
                           "samples of the pool that the ground truth lists count as labeled",
                           pooled->already_labeled);
    }
    dataset = std::move(pooled->dataset);
    return {};
}

// Of the labeled samples, where there are others.
Job measure_labeled(Evaluation& result) {
    if (!result.dataset.samples.has_pool()) return measure(result, {}, result.summary);
    return [](Evaluation& whole) -> Job {
        const Evaluation labeled = subset_of(
            whole, subset_rows(whole.dataset, whole.run, labeled_samples(whole.dataset.samples)));
        Job measuring = measure(labeled, {}, whole.summary);
        while (measuring.step()) co_yield measuring.progress();
        co_return measuring.error();
    }(result);
}

}  // namespace

Job evaluate_tables(const ByteSource& truth, const ByteSource& predictions, Task task,
                    Evaluation& result, const ByteSource* pool) {
    result.task = task;
    result.rules = "sklearn";
    Warnings warnings;
    // What was counted before an error often explains it.
    const auto ended_with = [&](const Error& error) {
        result.warnings = std::move(warnings.all());
        return error;
    };

    LabelReader truth_reader(truth, warnings, {.task = task, .role = LabelRole::truth});
    std::optional<LabelTable> truth_table;
    Job reading = read(truth_reader, "Reading ground truth", truth.size(), truth_table);
    while (reading.step()) co_yield reading.progress();
    if (reading.error()) co_return ended_with(*reading.error());

    LabelReader run_reader(predictions, warnings,
                           {.task = task,
                            .role = LabelRole::predictions,
                            .known_classes = class_names_in_order(*truth_table)});
    std::optional<LabelTable> run_table;
    reading = read(run_reader, "Reading predictions", predictions.size(), run_table);
    while (reading.step()) co_yield reading.progress();
    if (reading.error()) co_return ended_with(*reading.error());

    auto dataset = label_dataset(*truth_table, &*run_table, task, warnings);
    if (!dataset) co_return ended_with(dataset.error());
    result.dataset = *std::move(dataset);
    if (pool != nullptr) {
        LabelReader pool_reader(*pool, warnings, {.task = task, .role = LabelRole::pool});
        std::optional<LabelTable> pool_table;
        reading = read(pool_reader, "Reading the pool", pool->size(), pool_table);
        while (reading.step()) co_yield reading.progress();
        if (reading.error()) co_return ended_with(*reading.error());
        if (auto error = add_pool(*pool_table, task, warnings, result.dataset))
            co_return ended_with(*error);
    }
    auto run = label_run(*run_table, result.dataset, task, warnings);
    if (!run) co_return ended_with(run.error());
    result.run = *std::move(run);
    result.warnings = std::move(warnings.all());

    Job measuring = measure_labeled(result);
    while (measuring.step()) co_yield measuring.progress();
    if (measuring.error()) co_return measuring.error();
    if (task == Task::values) co_return std::nullopt;
    keep_assignments(result);
    co_return std::nullopt;
}

}  // namespace errata
