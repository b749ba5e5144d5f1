// errata evaluate: one model's predictions against ground truth.
#include <algorithm>
#include <cstdio>
#include <format>
#include <string>
#include <thread>
#include <vector>

#include "cli/command.h"
#include "cli/evaluate_arguments.h"
#include "cli/evaluate_inputs.h"
#include "cli/evaluate_selection.h"
#include "cli/fail_under.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/report_selection.h"
#include "cli/watch.h"
#include "engine/analyses.h"
#include "engine/job_thread.h"
#include "engine/task_figures.h"

namespace errata::cli {

namespace {

int usage_error(const std::string& message) {
    std::fputs(std::format("errata evaluate: {}. See errata evaluate --help.\n", message).c_str(),
               stderr);
    return exit_usage;
}

int fail(const Error& error) {
    std::fputs((to_string(error) + "\n").c_str(), stderr);
    return exit_bad_input;
}

JobOptions job_options_of(Task task, const EvaluateArguments& arguments) {
    JobOptions options = {.detection = {.task = task, .rules = rules_of(task, arguments)},
                          .spans = {}};
    options.spans.scheme = tag_scheme_of_id(arguments.tag_scheme);
    options.spans.one_file = arguments.truth == arguments.predictions;
    options.detection.annotation_id_zero_bug = arguments.annotation_id_zero_bug;
    options.detection.threads = arguments.threads > 0
                                    ? arguments.threads
                                    : std::max(1U, std::thread::hardware_concurrency());
    options.detection.keep_assignments = arguments.errors || arguments.calibration ||
                                         arguments.operating_points || arguments.selects();
    return options;
}

AnalysisRequest request_of(const EvaluateArguments& arguments, unsigned threads) {
    AnalysisRequest request = {.errors = arguments.errors,
                               .rules = arguments.compare_rules,
                               .calibration = arguments.calibration,
                               .threads = threads};
    if (arguments.errors) request.confusion = arguments.thresholds;
    request.calibration_seed = arguments.seed;
    request.intervals = arguments.intervals;
    if (arguments.operating_points) request.operating_points = arguments.wishes;
    if (arguments.bootstrap > 0) {
        request.bootstrap = BootstrapOptions{
            .resamples = arguments.bootstrap, .seed = arguments.seed, .threads = threads};
    }
    return request;
}

// Runs a job, adding to `stages`; an exit code where it did not end well.
std::optional<int> run(Job made, const std::vector<Warning>* warnings,
                       std::vector<StageTime>* stages) {
    JobThread job(std::move(made));
    if (!watch(job)) return exit_interrupted;
    if (warnings != nullptr) print_warnings(*warnings);
    if (job.error()) return fail(*job.error());
    if (stages != nullptr) {
        stages->insert(stages->end(), job.stages().begin(), job.stages().end());
    }
    return {};
}

int print(const std::string& report) {
    if (std::fwrite(report.data(), 1, report.size(), stdout) == report.size() &&
        std::fflush(stdout) == 0) {
        return exit_ok;
    }
    std::fputs("standard output: cannot write the report [io]. Check the disk or the pipe.\n",
               stderr);
    return exit_bad_input;
}

int evaluate(const EvaluateArguments& arguments) {
    const Task task = task_of_id(arguments.task).value_or(Task::boxes);
    if (const auto conflict = conflict_in(task, arguments)) return usage_error(*conflict);
    std::vector<Threshold> thresholds;
    const std::vector<FigureInfo> figures = figures_of(task, rules_of(task, arguments)).figures;
    for (const std::string& text : arguments.fail_under) {
        const auto threshold = threshold_from(text, figures);
        if (!threshold) {
            return usage_error(
                std::format("--fail-under {} is not FIGURE=NUMBER, as in {}=0.4; figures: {}", text,
                            figures[0].key, keys_of(figures)));
        }
        thresholds.push_back(*threshold);
    }
    const auto inputs = open_inputs(task, arguments, arguments.predictions);
    if (!inputs) return fail(inputs.error());

    const JobOptions job_options = job_options_of(task, arguments);
    // Of a selection the pairs would have other rows.
    std::optional<Candidates> pairs;
    JobOptions first_options = job_options;
    if (arguments.errors && !arguments.selects()) first_options.detection.pairs = &pairs;
    std::vector<StageTime> stages;
    Evaluation evaluation;
    if (const auto code =
            run(job_of(*inputs, first_options, evaluation), &evaluation.warnings, &stages)) {
        return *code;
    }
    AnalysisRequest request = request_of(arguments, job_options.detection.threads);
    if (pairs) request.pairs = &*pairs;
    Evaluation other;
    if (!arguments.compare.empty()) {
        const auto second = open_inputs(task, arguments, arguments.compare, inputs->truth);
        if (!second) return fail(second.error());
        if (const auto code = run(job_of(*second, job_options, other), &other.warnings, nullptr)) {
            return *code;
        }
        request.other = &other;
    }
    SelectionReport selection;
    if (arguments.selects()) {
        const RunJob run_job = [&](Job job) { return run(std::move(job), nullptr, &stages); };
        if (const auto code =
                select(arguments, run_job, evaluation, request.other == nullptr ? nullptr : &other,
                       request.bootstrap, selection)) {
            return *code;
        }
    }
    Analyses analyses;
    if (const auto code = run(analyse(evaluation, request, analyses), nullptr, &stages)) {
        return *code;
    }
    if (analyses.intervals) evaluation.summary = *analyses.intervals;

    const std::vector<StageTime>* const timings = arguments.timings ? &stages : nullptr;
    const int printed = print(
        arguments.json
            ? json_report(evaluation, analyses, selection, timings)
            : selection_line(selection) + table_report(evaluation, arguments.per_class, timings) +
                  analyses_report(evaluation, analyses) + groups_report(selection));
    return printed == exit_ok ? check_thresholds(thresholds, evaluation.summary) : printed;
}

}  // namespace

void add_evaluate(CLI::App& app, std::function<int()>& chosen) {
    auto arguments = std::make_shared<EvaluateArguments>();
    CLI::App* const command =
        app.add_subcommand("evaluate", "Measure a model's predictions against ground truth");
    add_arguments(*command, *arguments);
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return evaluate(*arguments); }; });
}

}  // namespace errata::cli
