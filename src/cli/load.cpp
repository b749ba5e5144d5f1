#include "cli/load.h"

#include <algorithm>
#include <format>
#include <thread>
#include <utility>

#include "cli/evaluate_inputs.h"
#include "cli/file_source.h"
#include "cli/folder.h"
#include "cli/report.h"
#include "cli/watch.h"
#include "data/name_matching.h"
#include "engine/classification_job.h"
#include "engine/job_thread.h"
#include "engine/jobs.h"
#include "engine/pictures_job.h"
#include "query/token.h"

namespace errata::cli {

namespace {

struct NamedFile {
    std::string name;
    std::string path;
};

// "b=second.json" names the run b; without a name they are a, b, c, ... in the order given.
NamedFile named_file(const std::string& given, std::size_t place) {
    const std::size_t equals = given.find('=');
    if (equals != std::string::npos && is_plain_name(given.substr(0, equals))) {
        return {.name = given.substr(0, equals), .path = given.substr(equals + 1)};
    }
    const std::string letter(1, static_cast<char>('a' + place % 26));
    return {.name = place < 26 ? letter : std::format("{}{}", letter, place / 26), .path = given};
}

Task task_of(const LoadOptions& options) { return task_of_id(options.task).value_or(Task::boxes); }

std::optional<Error> finish(Job job, Evaluation& evaluation) {
    while (job.step()) continue;
    print_warnings(evaluation.warnings);
    return job.error();
}

unsigned threads_of(const LoadOptions& options) {
    return options.threads > 0 ? options.threads
                               : std::max(1U, std::thread::hardware_concurrency());
}

// The pool's files, open.
struct PoolInputs {
    std::unique_ptr<ByteSource> images;
    std::unique_ptr<ByteSource> predictions;
};

Result<PoolInputs> open_pool(const LoadOptions& options) {
    PoolInputs pool;
    if (options.pool.empty() && options.pool_predictions.empty()) return pool;
    if (options.pool.empty()) {
        return std::unexpected(Error{.code = ErrorCode::bad_value,
                                     .message = "--pool-predictions are of a pool",
                                     .remedy = "Give --pool, too"});
    }
    const Task task = task_of(options);
    if (!is_detection(task) && !is_of_tables(task)) {
        return std::unexpected(
            Error{.code = ErrorCode::bad_value,
                  .message = std::format("a pool of task {} cannot be read", options.task),
                  .remedy = "Pools are COCO files and tables of labels, texts and values"});
    }
    if (is_of_tables(task) && !options.pool_predictions.empty()) {
        return std::unexpected(
            Error{.code = ErrorCode::bad_value,
                  .message = "--pool-predictions are COCO results",
                  .remedy = "Give --predictions one table of labeled samples and of the pool"});
    }
    for (const auto& [path, source] : {std::pair(&options.pool, &pool.images),
                                       std::pair(&options.pool_predictions, &pool.predictions)}) {
        if (path->empty()) continue;
        auto opened = open_source(*path);
        if (!opened) return std::unexpected(opened.error());
        *source = *std::move(opened);
    }
    return pool;
}

// Measures the pictures, where that was asked for.
std::optional<Error> read_pictures(const LoadOptions& options, Evaluation& evaluation) {
    if (options.images.empty()) return {};
    const auto files = open_folder(options.images);
    if (!files) return files.error();
    Warnings warnings;
    Samples& samples = evaluation.dataset.samples;
    JobThread job(measure_pictures(*files, files_of_samples(samples.names, files->paths),
                                   {.threads = threads_of(options)}, samples.pictures, warnings));
    if (!watch(job)) return Error{.code = ErrorCode::cancelled, .message = "interrupted"};
    print_warnings(warnings.all());
    return job.error();
}

std::optional<Error> evaluate_run(const LoadOptions& options, const Inputs& inputs,
                                  const PoolInputs& pool, bool is_first, const std::string& path,
                                  Evaluation& evaluation) {
    JobOptions job = {.detection = {.task = task_of(options), .rules = options.rules},
                      .spans = {.scheme = tag_scheme_of_id(options.tag_scheme),
                                .one_file = path == options.truth}};
    job.detection.threads = threads_of(options);
    job.detection.keep_assignments = true;
    job.detection.pool = pool.images.get();
    job.detection.pool_predictions = is_first ? pool.predictions.get() : nullptr;
    return finish(job_of(inputs, job, evaluation), evaluation);
}

// A results file without a result, where only the ground truth is asked about.
std::optional<Error> read_truth(const LoadOptions& options, const PoolInputs& pool,
                                Evaluation& evaluation) {
    const Task task = task_of(options);
    if (!is_detection(task)) {
        return Error{
            .code = ErrorCode::bad_value,
            .message = std::format("task {} is read together with its predictions", options.task),
            .remedy = "Give --predictions, too"};
    }
    const auto truth = open_source(options.truth);
    if (!truth) return truth.error();
    constexpr std::string_view no_results = "[]";
    const MemorySource none("no predictions", {no_results.data(), no_results.size()});
    return finish(evaluate_files(**truth, none,
                                 {.task = task, .rules = options.rules, .pool = pool.images.get()},
                                 evaluation),
                  evaluation);
}

}  // namespace

void add_load_options(CLI::App& command, LoadOptions& options) {
    command.add_option("--truth", options.truth, "Ground truth, as errata evaluate reads it")
        ->type_name("FILE");
    command
        .add_option(
            "--predictions", options.predictions,
            "Predictions, as errata evaluate reads them. May be given several times: runs are "
            "called a, b, ... "
            "in their order, or as NAME=FILE says; the first is meant where a query names none")
        ->type_name("[NAME=]FILE")
        ->take_all();
    command.add_option("--task", options.task, "What is predicted")
        ->check(CLI::IsMember({"boxes", "masks", "keypoints", "oriented", "classes", "multilabel",
                               "semantic", "panoptic", "text", "spans", "values"}))
        ->capture_default_str();
    command.add_option("--rules", options.rules, "Whose rules of matching")
        ->check(CLI::IsMember({"coco", "lvis", "boundary"}))
        ->capture_default_str();
    command.add_option("--tag-scheme", options.tag_scheme, "Spans: how tags write entities")
        ->check(
            CLI::IsMember({"auto", "lenient", "iob1", "iob2", "ioe1", "ioe2", "iobes", "bilou"}))
        ->capture_default_str();
    command
        .add_option("--confidence", options.thresholds.confidence,
                    "Predictions of at least this score are seen")
        ->capture_default_str();
    command.add_option("--iou", options.thresholds.iou, "A match overlaps at least so much")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    command.add_option("--threads", options.threads, "How many threads; 0: one per core")
        ->check(CLI::Range(0U, 1024U))
        ->capture_default_str();
    command
        .add_option(
            "--pool", options.pool,
            "Samples without ground truth: a COCO file whose \"images\" alone are read, or a table "
            "with ids (texts, metadata), whose labels are not. They lie beside the labeled ones, "
            "`labeled` false, and count in no figure")
        ->type_name("FILE");
    command
        .add_option(
            "--pool-predictions", options.pool_predictions,
            "The first run's predictions on the pool, where they stand in a file of their own")
        ->type_name("FILE");
    command
        .add_option("--images", options.images,
                    "Folder with the images: hashes and quality become columns (duplicates, "
                    "sharpness, brightness, ...)")
        ->type_name("FOLDER");
}

Result<std::unique_ptr<Loaded>> Loaded::read(const LoadOptions& options) {
    auto loaded = std::make_unique<Loaded>();
    const Task task = task_of(options);
    const auto pool = open_pool(options);
    if (!pool) return std::unexpected(pool.error());
    if (options.predictions.empty()) {
        Evaluation& evaluation = loaded->evaluations_.emplace_back();
        if (auto error = read_truth(options, *pool, evaluation))
            return std::unexpected(*std::move(error));
        if (auto error = read_pictures(options, evaluation))
            return std::unexpected(*std::move(error));
        loaded->own_ =
            std::make_unique<DatasetColumns>(task, evaluation.dataset, std::vector<ColumnRun>());
        return loaded;
    }
    EvaluateArguments arguments;
    arguments.truth = options.truth;
    std::shared_ptr<const ByteSource> truth;
    std::vector<NamedEvaluation> runs;
    for (std::size_t i = 0; i < options.predictions.size(); ++i) {
        const auto [name, path] = named_file(options.predictions[i], i);
        const auto inputs = open_inputs(task, arguments, path, truth);
        if (!inputs) return std::unexpected(inputs.error());
        truth = inputs->truth;
        Evaluation& evaluation = loaded->evaluations_.emplace_back();
        if (auto error = evaluate_run(options, *inputs, *pool, i == 0, path, evaluation))
            return std::unexpected(*std::move(error));
        if (i == 0) {
            if (auto error = read_pictures(options, evaluation))
                return std::unexpected(*std::move(error));
        }
        runs.push_back({.name = name, .evaluation = &evaluation});
    }
    auto columns = EvaluationColumns::make(std::move(runs), options.thresholds);
    if (!columns) return std::unexpected(columns.error());
    loaded->evaluated_ = *std::move(columns);
    return loaded;
}

}  // namespace errata::cli
