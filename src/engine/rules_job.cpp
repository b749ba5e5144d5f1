#include "engine/rules_job.h"

#include <format>
#include <optional>

#include "engine/reading.h"
#include "formats/coco_results.h"
#include "formats/coco_truth.h"
#include "formats/csv.h"
#include "formats/open_images.h"
#include "metrics/rule_figures.h"

namespace errata {

namespace {

bool is_open_images(const ByteSource& source) {
    Warnings warnings;
    const auto csv = CsvRecords::open(source, warnings);
    return csv && open_images_table_of(csv->columns());
}

Job read_truth(const RuleFiles& files, bool open_images, Warnings& warnings,
               std::optional<Dataset>& dataset) {
    constexpr std::string_view stage = "Reading ground truth";
    const std::uint64_t size = unpacked_size(*files.truth);
    std::optional<OpenImagesTruthReader> tables;
    std::optional<CocoTruthReader> coco;
    Job reading;
    if (open_images) {
        tables.emplace(OpenImagesFiles{.boxes = files.truth,
                                       .image_labels = files.image_labels,
                                       .class_names = files.class_names,
                                       .hierarchy = files.hierarchy},
                       warnings);
        reading = read(*tables, stage, size, dataset);
    } else {
        coco.emplace(*files.truth, warnings, Task::boxes);
        reading = read(*coco, stage, size, dataset);
    }
    while (reading.step()) co_yield reading.progress();
    co_return reading.error();
}

Job read_predictions(const RuleFiles& files, bool open_images, unsigned threads,
                     const Dataset& dataset, Warnings& warnings, std::optional<Run>& run) {
    constexpr std::string_view stage = "Reading predictions";
    const std::uint64_t size = unpacked_size(*files.predictions);
    std::optional<OpenImagesPredictionsReader> table;
    std::optional<CocoResultsReader> coco;
    Job reading;
    if (open_images) {
        table.emplace(*files.predictions, dataset, warnings);
        reading = read(*table, stage, size, run);
    } else {
        coco.emplace(*files.predictions, dataset, warnings,
                     CocoResultsOptions{.task = Task::boxes, .threads = threads});
        reading = read(*coco, stage, size, run);
    }
    while (reading.step()) co_yield reading.progress();
    co_return reading.error();
}

// What only Open Images' box file can be joined with.
std::optional<Error> lone_tables(const RuleFiles& files) {
    for (const ByteSource* table : {files.image_labels, files.class_names, files.hierarchy}) {
        if (table == nullptr) continue;
        return Error{.code = ErrorCode::mismatch,
                     .message = std::format("belongs to Open Images' box file, which {} is not",
                                            files.truth->name()),
                     .remedy =
                         "Give as ground truth a CSV file with the columns ImageID, LabelName, "
                         "XMin, XMax, YMin and YMax",
                     .file = table->name()};
    }
    return {};
}

void keep_matches(const RuleMatches& matches, Evaluation& result) {
    Growing<Assignment> assignments;
    Growing<Row> beyond_limit;
    for (std::size_t i = 0; i < matches.use.size(); ++i) {
        const auto row = static_cast<Row>(i);
        const bool is_true = matches.use[i] == RuleUse::true_positive;
        const bool counts = is_true || matches.use[i] == RuleUse::false_positive;
        if (!counts) beyond_limit.push(row);
        if (matches.object[i] == no_row) continue;
        assignments.push({.prediction = row,
                          .truth = matches.object[i],
                          .thresholds = 1U | (is_true ? 0 : Assignment::ignored_bit)});
    }
    result.assignments = Column<Assignment>(std::move(assignments));
    result.beyond_limit = Column<Row>(std::move(beyond_limit));
    result.iou_thresholds = {0.5};
}

}  // namespace

Job evaluate_rules(RuleFiles files, std::string rules, unsigned threads, Evaluation& result) {
    result.task = Task::boxes;
    result.rules = std::move(rules);
    const bool open_images = is_open_images(*files.truth);
    if (const auto error = lone_tables(files); error && !open_images) co_return error;
    Warnings warnings;
    // What was counted before an error often explains it.
    const auto ended_with = [&](const std::optional<Error>& error) {
        result.warnings = std::move(warnings.all());
        return error;
    };
    std::optional<Dataset> dataset;
    Job reading = read_truth(files, open_images, warnings, dataset);
    while (reading.step()) co_yield reading.progress();
    if (!dataset) co_return ended_with(reading.error());
    result.dataset = *std::move(dataset);
    std::optional<Run> run;
    reading = read_predictions(files, open_images, threads, result.dataset, warnings, run);
    while (reading.step()) co_yield reading.progress();
    if (!run) co_return ended_with(reading.error());
    result.run = *std::move(run);
    result.warnings = std::move(warnings.all());

    co_yield {"Matching", 0, result.dataset.samples.size(), "images"};
    const SampleRows rows(result.run.sample, result.dataset.samples.size());
    RuleEvaluation evaluation = evaluate_by_rules(result.rules, result.dataset, result.run, rows);
    result.summary = std::move(evaluation.summary);
    keep_matches(evaluation.matches, result);
    co_return std::nullopt;
}

}  // namespace errata
