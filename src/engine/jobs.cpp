#include "engine/jobs.h"

#include <algorithm>
#include <format>

#include "base/fingerprint.h"
#include "base/parallel.h"
#include "base/text.h"
#include "engine/classification_job.h"
#include "engine/spans_job.h"
#include "engine/task_figures.h"
#include "formats/coco_results.h"
#include "formats/coco_truth.h"
#include "formats/gzip.h"
#include "metrics/accumulation.h"
#include "metrics/detection_matching.h"

namespace errata {

namespace {

// Small enough that a slice of them is done in a few milliseconds in a browser.
constexpr std::size_t images_per_slice = 64;

// With several threads a slice is larger: each costs the start of the threads.
constexpr std::size_t predictions_per_threaded_slice = 200'000;

// Bytes that reading will go through; 0 where the file is packed, whose content's size is not known.
std::uint64_t unpacked_size(const ByteSource& source) {
    const auto packed = is_gzip(source);
    return packed && !*packed ? source.size() : 0;
}

// Matches the images of `thread`'s share that belong to this slice, into its part.
void match_slice(const DetectionMatching& matching, std::size_t thread, std::size_t threads,
                 std::size_t slice, std::size_t slices, EvaluationPart& part) {
    const std::size_t images = matching.images();
    const std::size_t share_begin = images * thread / threads;
    const std::size_t share = images * (thread + 1) / threads - share_begin;
    matching.match(share_begin + share * slice / slices, share_begin + share * (slice + 1) / slices,
                   part);
}

// Which file of that kind to evaluate: the first that a person said to be it, else the first. Marks it as used
// and notes with the others why they are not.
std::optional<std::size_t> choose(const std::vector<DroppedFile>& files, FileKind kind,
                                  std::vector<FileReport>& reports) {
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (reports[i].kind != kind) continue;
        if (!chosen || (files[i].taken_for && !files[*chosen].taken_for)) chosen = i;
    }
    for (std::size_t i = 0; chosen && i < files.size(); ++i) {
        if (reports[i].kind != kind) continue;
        reports[i].used = i == *chosen;
        if (i == *chosen) continue;
        reports[i].note =
            *chosen < i ? std::format("not used: {} was given before it", reports[*chosen].name)
                        : std::format("not used: {} is said to be the {}", reports[*chosen].name,
                                      name_of(kind));
    }
    return chosen;
}

bool is_of_rows(Task task) { return is_of_tables(task) || task == Task::spans; }

// A table of labels or spans alone does not say whose they are: of several the second is the predictions.
void tell_tables_apart(const std::vector<DroppedFile>& files, std::span<const Task> tasks,
                       std::vector<FileReport>& reports) {
    bool has_truth = false;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (reports[i].kind == FileKind::predictions) return;
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (reports[i].kind != FileKind::truth || !is_of_rows(tasks[i])) continue;
        if (has_truth && !files[i].taken_for) {
            reports[i].kind = FileKind::predictions;
            return;
        }
        has_truth = true;
    }
}

// What two tables are about: what either of them shows.
Task task_of_tables(Task truth, Task predictions) {
    for (const Task task : {Task::values, Task::multilabel, Task::text}) {
        if (truth == task || (predictions == task && is_of_tables(truth))) return task;
    }
    return Task::classes;
}

Error nothing_to_evaluate(const std::vector<FileReport>& files, const std::optional<Error>& first,
                          bool has_truth, bool has_results) {
    // A broken JSON file explains more than the lack of the file that it should have been.
    if (first && !(has_truth && has_results)) return *first;
    const std::string_view missing =
        has_truth ? "predictions" : (has_results ? "ground truth" : "ground truth and predictions");
    return {.code = ErrorCode::mismatch,
            .message = std::format("no {} among {}", missing, counted(files.size(), "file")),
            .remedy = has_truth ? "Add the model's COCO results (a JSON array with scores)"
                                : "Add the COCO ground truth (JSON with images, annotations and "
                                  "categories)"};
}

}  // namespace

Job evaluate_files(const ByteSource& truth, const ByteSource& predictions, EvaluateOptions options,
                   Evaluation& result) {
    if (options.protocol) {
        if (const auto checked = check(*options.protocol); !checked) co_return checked.error();
    }
    Warnings warnings;
    // What was counted before an error often explains it.
    const auto ended_with = [&](const Error& error) {
        result.warnings = std::move(warnings.all());
        return error;
    };

    result.task = options.task;
    CocoTruthReader truth_reader(truth, warnings, options.task);
    const std::uint64_t truth_size = unpacked_size(truth);
    co_yield {"Reading ground truth", 0, truth_size, "bytes"};
    while (true) {
        const auto more = truth_reader.step();
        if (!more) co_return ended_with(more.error());
        if (!*more) break;
        co_yield {"Reading ground truth", truth_reader.bytes_read(), truth_size, "bytes"};
    }
    auto dataset = truth_reader.finish();
    if (!dataset) co_return ended_with(dataset.error());
    result.dataset = *std::move(dataset);
    const bool federated = !result.dataset.samples.negative_classes.empty();
    result.rules = options.rules.value_or(federated ? "lvis" : "coco");
    DetectionProtocol protocol = options.protocol.value_or(protocol_of(options.task, result.rules));
    if (options.protocol) result.rules = protocol.name;
    if (options.annotation_id_zero_bug) protocol.annotation_id_zero_bug = true;

    CocoResultsReader results_reader(predictions, result.dataset, warnings,
                                     {.task = options.task, .threads = options.threads});
    const std::uint64_t results_size = unpacked_size(predictions);
    co_yield {"Reading predictions", 0, results_size, "bytes"};
    while (true) {
        const auto more = results_reader.step();
        if (!more) co_return ended_with(more.error());
        if (!*more) break;
        co_yield {"Reading predictions", results_reader.bytes_read(), results_size, "bytes"};
    }
    auto run = results_reader.finish();
    if (!run) co_return ended_with(run.error());
    result.run = *std::move(run);
    result.warnings = std::move(warnings.all());

    co_yield {"Matching", 0, result.dataset.samples.size(), "images"};
    const SampleRows rows(result.run.sample, result.dataset.samples.size());
    const DetectionMatching matching(result.dataset, result.run, rows, protocol, {},
                                     {.keep_assignments = options.keep_assignments});
    const std::size_t threads = std::max(1U, options.threads);
    std::vector<EvaluationPart> parts(threads);
    for (EvaluationPart& part : parts) part = matching.empty_part();
    const std::size_t slices =
        1 + (threads > 1 ? result.run.size() / (predictions_per_threaded_slice * threads)
                         : matching.images() / images_per_slice);
    for (std::size_t slice = 0; slice < slices; ++slice) {
        parallel_for(options.threads, threads, [&](std::size_t thread) {
            match_slice(matching, thread, threads, slice, slices, parts[thread]);
        });
        co_yield {"Matching", matching.images() * (slice + 1) / slices, matching.images(),
                  "images"};
    }

    co_yield {"Measuring", 0, matching.classes(), "classes"};
    Accumulator accumulator(parts, protocol, {.threads = options.threads});
    std::uint64_t classes_done = 0;
    while (accumulator.step()) {
        co_yield {"Measuring", ++classes_done, matching.classes(), "classes"};
    }
    result.summary =
        summarize(std::move(accumulator).finish(), protocol, result.dataset.classes.frequency);
    result.iou_thresholds = protocol.iou_thresholds;
    Growing<Assignment> assignments;
    Growing<double> overlaps;
    Growing<Row> beyond_limit;
    for (const EvaluationPart& part : parts) {
        assignments.append(part.assignments.span());
        overlaps.append(part.overlaps.span());
        beyond_limit.append(part.beyond_limit.span());
    }
    result.assignments = Column<Assignment>(std::move(assignments));
    result.overlaps = Column<double>(std::move(overlaps));
    result.beyond_limit = Column<Row>(std::move(beyond_limit));
    co_return std::nullopt;
}

namespace {

// Predictions that have more than the ground truth can still be measured by their boxes, which `note` then says.
Job evaluate_detections(const ByteSource& truth, const ByteSource& predictions, Task task,
                        std::string& note, Evaluation& result) {
    while (true) {
        Job evaluation =
            evaluate_files(truth, predictions, {.task = task, .keep_assignments = true}, result);
        while (evaluation.step()) co_yield evaluation.progress();
        const std::optional<Error>& error = evaluation.error();
        const bool lacks = error && error->code == ErrorCode::wrong_kind && task != Task::boxes &&
                           error->file == truth.name();
        if (!lacks) co_return error;
        note = std::format("measured by its boxes: the ground truth has no {}", name_of(task));
        task = Task::boxes;
    }
}

}  // namespace

Job evaluate_dropped_files(const std::vector<DroppedFile>& files, Evaluation& result) {
    std::optional<Error> first_error;
    std::vector<Task> tasks(files.size(), Task::boxes);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const ByteSource& file = *files[i].source;
        FileReport report = {.name = file.name(),
                             .kind = files[i].taken_for.value_or(FileKind::unknown),
                             .used = false,
                             .note = {},
                             .size = file.size()};
        const auto sniffed = sniff(file);
        if (sniffed) tasks[i] = sniffed->task;
        if (!files[i].taken_for) {
            if (sniffed) {
                report.kind = sniffed->kind;
            } else {
                report.note = to_string(sniffed.error());
                if (!first_error) first_error = sniffed.error();
            }
        }
        result.files.push_back(std::move(report));
        co_yield {"Looking at files", i + 1, files.size(), "files"};
    }
    tell_tables_apart(files, tasks, result.files);
    const auto truth = choose(files, FileKind::truth, result.files);
    const auto predictions = choose(files, FileKind::predictions, result.files);
    if (!truth || !predictions) {
        co_return nothing_to_evaluate(result.files, first_error, truth.has_value(),
                                      predictions.has_value());
    }
    const FingerprintedSource truth_source(*files[*truth].source);
    const FingerprintedSource predictions_source(*files[*predictions].source);
    const Task task = tasks[*predictions];
    Job evaluation;
    if (tasks[*truth] == Task::spans) {
        evaluation = evaluate_spans(truth_source, predictions_source, {}, result);
    } else if (is_of_tables(tasks[*truth])) {
        evaluation = evaluate_tables(truth_source, predictions_source,
                                     task_of_tables(tasks[*truth], task), result);
    } else {
        evaluation = evaluate_detections(truth_source, predictions_source, task,
                                         result.files[*predictions].note, result);
    }
    while (evaluation.step()) co_yield evaluation.progress();
    if (evaluation.error()) co_return evaluation.error();
    // A file whose last bytes nobody needed and nobody can read is evaluated all the same.
    result.files[*truth].fingerprint = truth_source.fingerprint().value_or("");
    result.files[*predictions].fingerprint = predictions_source.fingerprint().value_or("");
    co_return std::nullopt;
}

Job match_again(const Evaluation& kept, double iou, Matches& result) {
    if (!(iou > 0 && iou <= 1)) {
        co_return Error{.code = ErrorCode::bad_value,
                        .message = std::format("{} is no IoU threshold", iou),
                        .remedy = "Give a number above 0 and up to 1"};
    }
    DetectionProtocol protocol = protocol_of(kept.task, kept.rules);
    protocol.iou_thresholds = {iou};
    protocol.area_ranges.resize(1);  // assignments are those of the first
    const SampleRows rows(kept.run.sample, kept.dataset.samples.size());
    const DetectionMatching matching(kept.dataset, kept.run, rows, protocol, {},
                                     {.keep_assignments = true});
    EvaluationPart part = matching.empty_part();
    for (std::size_t begin = 0; begin < matching.images(); begin += images_per_slice) {
        co_yield {"Matching", begin, matching.images(), "images"};
        matching.match(begin, std::min(begin + images_per_slice, matching.images()), part);
    }
    result = {.iou = iou,
              .predictions = kept.run.size(),
              .objects = kept.dataset.truth.size(),
              .assignments = Column<Assignment>(std::move(part.assignments)),
              .beyond_limit = Column<Row>(std::move(part.beyond_limit)),
              .overlaps = Column<double>(std::move(part.overlaps))};
    co_return std::nullopt;
}

}  // namespace errata
