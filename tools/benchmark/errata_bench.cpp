// errata_bench: the evaluation timed from inside, natively and in wasm; and its full arrays as bytes.
//
//   errata_bench --truth FILE --predictions FILE [--task TASK] [--threads N] [--repeats N] [--arrays FOLDER]
//
// What it is for: tools/bench. Repeats show what the second evaluation in a process costs (wasm is compiled while
// it runs the first), one line of JSON each. FOLDER (it must exist) takes precision.f64, scores.f64 and
// recall.f64: little-endian doubles in pycocotools' layout, [T][R][K][A][M] and [T][K][A][M].
// What it does not do: measure anything for people. That is `errata evaluate --timings`.
#include <CLI/CLI.hpp>
#include <bit>
#include <chrono>
#include <cstdio>
#include <exception>
#include <format>
#include <fstream>
#include <string>
#include <vector>

#include "cli/file_source.h"
#include "engine/jobs.h"
#include "engine/task_figures.h"
#include "metrics/accumulation.h"
#include "metrics/detection_matching.h"

namespace {

using namespace errata;
using Clock = std::chrono::steady_clock;

static_assert(std::endian::native == std::endian::little);

struct Options {
    std::string task = "boxes";
    std::string truth;
    std::string predictions;
    unsigned threads = 1;
    unsigned repeats = 1;
    std::string arrays;
};

struct StageTime {
    std::string_view stage;
    Clock::duration duration = {};
};

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

// One evaluation, as the command line and the page's worker run it.
Result<Evaluation> evaluate_once(const Options& options, std::vector<StageTime>& stages) {
    const auto truth = cli::open_source(options.truth);
    if (!truth) return std::unexpected(truth.error());
    const auto predictions = cli::open_source(options.predictions);
    if (!predictions) return std::unexpected(predictions.error());
    Evaluation evaluation;
    const Task task = task_of_id(options.task).value_or(Task::boxes);
    Job job = evaluate_files(**truth, **predictions, {.task = task, .threads = options.threads},
                             evaluation);
    // A slice belongs to the stage that it ends in; what comes after the last yield, to the last.
    Clock::time_point began = Clock::now();
    while (true) {
        const bool more = job.step();
        const Clock::time_point now = Clock::now();
        if (stages.empty() || (more && stages.back().stage != job.progress().stage)) {
            stages.push_back({.stage = job.progress().stage});
        }
        stages.back().duration += now - began;
        began = now;
        if (!more) break;
    }
    if (job.error()) return std::unexpected(*job.error());
    return evaluation;
}

void print_times(unsigned repeat, const std::vector<StageTime>& stages) {
    Clock::duration total = {};
    std::string list;
    for (const StageTime& one : stages) {
        total += one.duration;
        list += std::format("{}\"{}\": {:.3f}", list.empty() ? "" : ", ", one.stage,
                            milliseconds(one.duration));
    }
    std::puts(std::format("{{\"repeat\": {}, \"total_ms\": {:.3f}, \"stages_ms\": {{{}}}}}", repeat,
                          milliseconds(total), list)
                  .c_str());
    std::fflush(stdout);
}

bool write_array(const std::string& path, const std::vector<double>& values) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(double)));
    file.close();
    if (file) return true;
    std::fputs(std::format("{}: cannot be written. Check the folder.\n", path).c_str(), stderr);
    return false;
}

// The job keeps figures only: the arrays are made once more, of the same columns.
bool write_arrays(const Options& options, const Evaluation& evaluation) {
    const DetectionProtocol protocol = protocol_of(evaluation.task, evaluation.rules);
    const SampleRows rows(evaluation.run.sample, evaluation.dataset.samples.size());
    const DetectionMatching matching(evaluation.dataset, evaluation.run, rows, protocol, {});
    EvaluationPart part = matching.empty_part();
    matching.match(0, matching.images(), part);
    const Accumulation all = accumulate({&part, 1}, protocol, {.full_arrays = true});
    return write_array(options.arrays + "/precision.f64", all.precision_array) &&
           write_array(options.arrays + "/scores.f64", all.scores_array) &&
           write_array(options.arrays + "/recall.f64", all.recall_array());
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Times the evaluation from inside, for tools/bench.", "errata_bench");
    app.add_option("--task", options.task)
        ->check(CLI::IsMember({"boxes", "masks", "keypoints", "oriented"}));
    app.add_option("--truth", options.truth)->required();
    app.add_option("--predictions", options.predictions)->required();
    app.add_option("--threads", options.threads);
    app.add_option("--repeats", options.repeats);
    app.add_option("--arrays", options.arrays);
    CLI11_PARSE(app, argc, argv);

    for (unsigned repeat = 0; repeat < options.repeats; ++repeat) {
        std::vector<StageTime> stages;
        const auto evaluation = evaluate_once(options, stages);
        if (!evaluation) {
            std::fputs((to_string(evaluation.error()) + "\n").c_str(), stderr);
            return 1;
        }
        print_times(repeat, stages);
        const bool last = repeat + 1 == options.repeats;
        if (last && !options.arrays.empty() && !write_arrays(options, *evaluation)) return 1;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "errata_bench: %s\n", error.what());
        return 1;
    }
}
