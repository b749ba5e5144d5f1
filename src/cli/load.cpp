#include "cli/load.h"

#include <algorithm>
#include <format>
#include <thread>
#include <utility>

#include "cli/evaluate_inputs.h"
#include "cli/file_source.h"
#include "cli/report.h"
#include "engine/jobs.h"
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

std::optional<Error> evaluate_run(const LoadOptions& options, const Inputs& inputs,
                                  const std::string& path, Evaluation& evaluation) {
    JobOptions job = {.detection = {.task = task_of(options), .rules = options.rules},
                      .spans = {.scheme = tag_scheme_of_id(options.tag_scheme),
                                .one_file = path == options.truth}};
    job.detection.threads = threads_of(options);
    job.detection.keep_assignments = true;
    return finish(job_of(inputs, job, evaluation), evaluation);
}

// A results file without a result, where only the ground truth is asked about.
std::optional<Error> read_truth(const LoadOptions& options, Evaluation& evaluation) {
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
    return finish(evaluate_files(**truth, none, {.task = task, .rules = options.rules}, evaluation),
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
}

Result<std::unique_ptr<Loaded>> Loaded::read(const LoadOptions& options) {
    auto loaded = std::make_unique<Loaded>();
    const Task task = task_of(options);
    if (options.predictions.empty()) {
        Evaluation& evaluation = loaded->evaluations_.emplace_back();
        if (auto error = read_truth(options, evaluation)) return std::unexpected(*std::move(error));
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
        if (auto error = evaluate_run(options, *inputs, path, evaluation))
            return std::unexpected(*std::move(error));
        runs.push_back({.name = name, .evaluation = &evaluation});
    }
    auto columns = EvaluationColumns::make(std::move(runs), options.thresholds);
    if (!columns) return std::unexpected(columns.error());
    loaded->evaluated_ = *std::move(columns);
    return loaded;
}

}  // namespace errata::cli
