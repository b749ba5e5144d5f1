#include "engine/jobs.h"

#include <algorithm>
#include <format>

#include "base/fingerprint.h"
#include "base/parallel.h"
#include "data/pool.h"
#include "engine/classification_job.h"
#include "engine/label_map_job.h"
#include "engine/reading.h"
#include "engine/shared_pairs.h"
#include "engine/spans_job.h"
#include "engine/task_figures.h"
#include "formats/coco_results.h"
#include "formats/coco_truth.h"
#include "metrics/accumulation.h"
#include "metrics/detection_matching.h"

namespace errata {

namespace {

// Small enough that a slice of them is done in a few milliseconds in a browser.
constexpr std::size_t images_per_slice = 64;

// With several threads a slice is larger: each costs the start of the threads.
constexpr std::size_t predictions_per_threaded_slice = 200'000;

// Matches the images of `thread`'s share that belong to this slice, into its part.
void match_slice(const DetectionMatching& matching, std::size_t thread, std::size_t threads,
                 std::size_t slice, std::size_t slices, EvaluationPart& part) {
    const std::size_t images = matching.images();
    const std::size_t share_begin = images * thread / threads;
    const std::size_t share = images * (thread + 1) / threads - share_begin;
    matching.match(share_begin + share * slice / slices, share_begin + share * (slice + 1) / slices,
                   part);
}

// Reading a pool's images, as read() reads a reader to its finish().
struct ImagesReader {
    CocoTruthReader reader;

    Result<bool> step() { return reader.step(); }
    std::uint64_t bytes_read() const { return reader.bytes_read(); }
    Result<Samples> finish() { return reader.finish_images(); }
};

Job add_pool(const ByteSource& source, Warnings& warnings, Dataset& dataset) {
    ImagesReader reader{.reader = CocoTruthReader(source, warnings)};
    std::optional<Samples> images;
    Job reading = read(reader, "Reading the pool", unpacked_size(source), images);
    while (reading.step()) co_yield reading.progress();
    if (reading.error()) co_return reading.error();
    auto pooled = with_pool(dataset, *images);
    if (!pooled) {
        pooled.error().file = source.name();
        co_return pooled.error();
    }
    if (pooled->already_labeled > 0) {
        warnings.add_count(source.name(), "already-labeled",
                           "images of the pool that the ground truth lists count as labeled",
                           pooled->already_labeled);
    }
    dataset = std::move(pooled->dataset);
    co_return std::nullopt;
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
    CocoTruthReader truth_reader(truth, warnings, options.task, options.threads);
    std::optional<Dataset> dataset;
    Job reading = read(truth_reader, "Reading ground truth", unpacked_size(truth), dataset);
    while (reading.step()) co_yield reading.progress();
    if (reading.error()) co_return ended_with(*reading.error());
    result.dataset = *std::move(dataset);
    const bool federated = !result.dataset.samples.negative_classes.empty();
    result.rules = options.rules.value_or(federated ? "lvis" : "coco");
    DetectionProtocol protocol = options.protocol.value_or(protocol_of(options.task, result.rules));
    if (options.protocol) result.rules = protocol.name;
    if (options.annotation_id_zero_bug) protocol.annotation_id_zero_bug = true;

    if (options.pool != nullptr) {
        reading = add_pool(*options.pool, warnings, result.dataset);
        while (reading.step()) co_yield reading.progress();
        if (reading.error()) co_return ended_with(*reading.error());
    }

    for (const ByteSource* const source : {&predictions, options.pool_predictions}) {
        if (source == nullptr) continue;
        CocoResultsReader results_reader(*source, result.dataset, warnings,
                                         {.task = options.task, .threads = options.threads});
        std::optional<Run> run;
        reading = read(results_reader, "Reading predictions", unpacked_size(*source), run);
        while (reading.step()) co_yield reading.progress();
        if (reading.error()) co_return ended_with(*reading.error());
        result.run = source == &predictions ? *std::move(run)
                                            : joined(result.run, *run, result.dataset.samples);
    }
    result.warnings = std::move(warnings.all());

    co_yield {"Matching", 0, result.dataset.samples.size(), "images"};
    const SampleRows rows(result.run.sample, result.dataset.samples.size());
    MatchOptions match_options = {.keep_assignments = options.keep_assignments};
    if (options.pairs != nullptr && can_share_pairs(protocol)) {
        Job comparing = find_shared_pairs(result.dataset, result.run, rows, protocol.overlap,
                                          options.threads, *options.pairs);
        while (comparing.step()) co_yield comparing.progress();
        match_options.pairs = &**options.pairs;
    }
    const DetectionMatching matching(result.dataset, result.run, rows, protocol, {}, match_options);
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
Job evaluate_detections(const ByteSource& truth, const ByteSource& predictions,
                        EvaluateOptions options, std::string& note, Evaluation& result) {
    options.keep_assignments = true;
    Task& task = options.task;
    while (true) {
        Job evaluation = evaluate_files(truth, predictions, options, result);
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
    FileChoice choice;
    Job choosing = choose_files(files, result.files, choice);
    while (choosing.step()) co_yield choosing.progress();
    if (choosing.error()) co_return choosing.error();
    Job evaluation;
    if (choice.task == Task::semantic) {
        const ByteSource* const classes =
            choice.classes ? files[*choice.classes].source.get() : nullptr;
        evaluation = evaluate_semantic({.truth = std::move(choice.truth_maps),
                                        .predictions = std::move(choice.prediction_maps),
                                        .classes = classes},
                                       result);
        while (evaluation.step()) co_yield evaluation.progress();
        co_return evaluation.error();
    }
    const FingerprintedSource truth(*files[choice.truth].source);
    const FingerprintedSource predictions(*files[choice.predictions].source);
    std::optional<FingerprintedSource> pool;
    std::optional<FingerprintedSource> pool_predictions;
    if (choice.pool) pool.emplace(*files[*choice.pool].source);
    if (choice.pool_predictions) pool_predictions.emplace(*files[*choice.pool_predictions].source);
    if (choice.task == Task::panoptic) {
        evaluation = evaluate_panoptic({.truth = &truth,
                                        .truth_maps = std::move(choice.truth_maps),
                                        .predictions = &predictions,
                                        .prediction_maps = std::move(choice.prediction_maps)},
                                       "coco", result);
    } else if (choice.task == Task::spans) {
        evaluation = evaluate_spans(truth, predictions, {}, result);
    } else if (is_of_tables(choice.task)) {
        evaluation =
            evaluate_tables(truth, predictions, choice.task, result, pool ? &*pool : nullptr);
    } else {
        evaluation = evaluate_detections(
            truth, predictions,
            {.task = choice.task,
             .pool = pool ? &*pool : nullptr,
             .pool_predictions = pool_predictions ? &*pool_predictions : nullptr},
            result.files[choice.predictions].note, result);
    }
    while (evaluation.step()) co_yield evaluation.progress();
    if (evaluation.error()) co_return evaluation.error();
    // A file whose last bytes nobody needed and nobody can read is evaluated all the same.
    result.files[choice.truth].fingerprint = truth.fingerprint().value_or("");
    result.files[choice.predictions].fingerprint = predictions.fingerprint().value_or("");
    if (pool) result.files[*choice.pool].fingerprint = pool->fingerprint().value_or("");
    if (pool_predictions) {
        result.files[*choice.pool_predictions].fingerprint =
            pool_predictions->fingerprint().value_or("");
    }
    co_return std::nullopt;
}

namespace {

// With assignments, an evaluation's own dataset and run.
Job match_kept(const Evaluation& kept, DetectionProtocol protocol, EvaluationPart& part) {
    const SampleRows rows(kept.run.sample, kept.dataset.samples.size());
    MatchOptions options = {.keep_assignments = true};
    if (kept.counted_objects) {
        options.restriction = {.to = Restricted::objects, .rows = &*kept.counted_objects};
    }
    const DetectionMatching matching(kept.dataset, kept.run, rows, protocol, {}, options);
    part = matching.empty_part();
    for (std::size_t begin = 0; begin < matching.images(); begin += images_per_slice) {
        co_yield {"Matching", begin, matching.images(), "images"};
        matching.match(begin, std::min(begin + images_per_slice, matching.images()), part);
    }
    co_return std::nullopt;
}

}  // namespace

Job match_anew(Evaluation& evaluation) {
    EvaluationPart part;
    Job matching = match_kept(evaluation, protocol_of(evaluation.task, evaluation.rules), part);
    while (matching.step()) co_yield matching.progress();
    evaluation.assignments = Column<Assignment>(std::move(part.assignments));
    evaluation.overlaps = Column<double>(std::move(part.overlaps));
    evaluation.beyond_limit = Column<Row>(std::move(part.beyond_limit));
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
    EvaluationPart part;
    Job matching = match_kept(kept, std::move(protocol), part);
    while (matching.step()) co_yield matching.progress();
    result = {.iou = iou,
              .predictions = kept.run.size(),
              .objects = kept.dataset.truth.size(),
              .assignments = Column<Assignment>(std::move(part.assignments)),
              .beyond_limit = Column<Row>(std::move(part.beyond_limit)),
              .overlaps = Column<double>(std::move(part.overlaps))};
    co_return std::nullopt;
}

}  // namespace errata
