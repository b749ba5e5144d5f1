// errata_restrict_bench: metrics of selections and groups timed from inside, natively and in wasm.
//
//   errata_restrict_bench --truth FILE --predictions FILE [--repeats N] [--groups N]
//
// One line of JSON per question and repeat. Selections are drawn from a seed; groups are of equal size and share
// nothing. Files are those of tools/bench (build/bench/).
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <format>
#include <string>
#include <vector>

#include "base/random.h"
#include "cli/file_source.h"
#include "engine/jobs.h"
#include "engine/restriction.h"

namespace {

using namespace errata;
using Clock = std::chrono::steady_clock;

struct Options {
    std::string truth;
    std::string predictions;
    unsigned repeats = 5;
    unsigned groups = 50;
};

std::optional<Error> finish(Job job) {
    while (job.step()) {
    }
    return job.error();
}

// Prints how long it took, and the longest slice.
std::optional<Error> timed(std::string_view question, Job job) {
    double longest_ms = 0;
    double total_ms = 0;
    bool more = true;
    while (more) {
        const Clock::time_point began = Clock::now();
        more = job.step();
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
        total_ms += ms;
        longest_ms = std::max(longest_ms, ms);
    }
    std::puts(std::format("{{\"question\": \"{}\", \"ms\": {:.3f}, \"longest_slice_ms\": {:.3f}}}",
                          question, total_ms, longest_ms)
                  .c_str());
    std::fflush(stdout);
    return job.error();
}

std::optional<Error> evaluate(const Options& options, Evaluation& evaluation) {
    const auto truth = cli::open_source(options.truth);
    if (!truth) return truth.error();
    const auto predictions = cli::open_source(options.predictions);
    if (!predictions) return predictions.error();
    return finish(evaluate_files(**truth, **predictions, {}, evaluation));
}

BitSet drawn(std::size_t size, double share) {
    Random random(5);
    BitSet rows(size);
    for (std::size_t i = 0; i < size; ++i) rows.set(i, random.chance(share));
    return rows;
}

std::vector<Group> dealt(std::size_t size, unsigned groups) {
    Random random(6);
    std::vector<Group> dealt(groups, {.key = "", .rows = BitSet(size)});
    for (std::size_t i = 0; i < size; ++i) dealt[random.index(groups)].rows.set(i);
    return dealt;
}

std::optional<Error> ask(const Evaluation& evaluation, const Options& options) {
    Restrictable whole;
    if (auto error = timed("prepare", prepare_restrictions(evaluation, {}, whole))) return error;
    RestrictedFigures figures;
    GroupTable table;
    const std::size_t sizes[] = {evaluation.dataset.samples.size(), evaluation.dataset.truth.size(),
                                 evaluation.run.size()};
    for (const Restricted to :
         {Restricted::samples, Restricted::objects, Restricted::predictions}) {
        const std::size_t size = sizes[static_cast<std::size_t>(to)];
        for (const double share : {1.0, 0.5, 0.02}) {
            const BitSet rows = drawn(size, share);
            const std::string name = std::format("{:.0f} % of the {}", share * 100, id_of(to));
            if (auto error = timed(name, restrict(whole, {.to = to, .rows = &rows}, figures))) {
                return error;
            }
        }
        const std::vector<Group> groups = dealt(size, options.groups);
        const std::string name = std::format("{} groups of {}", options.groups, id_of(to));
        if (auto error = timed(name, group(whole, {.to = to, .groups = groups}, table))) {
            return error;
        }
    }
    return std::nullopt;
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Times metrics of selections and groups.", "errata_restrict_bench");
    app.add_option("--truth", options.truth)->required();
    app.add_option("--predictions", options.predictions)->required();
    app.add_option("--repeats", options.repeats);
    app.add_option("--groups", options.groups)->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);
    Evaluation evaluation;
    std::optional<Error> error = evaluate(options, evaluation);
    for (unsigned repeat = 0; !error && repeat < options.repeats; ++repeat) {
        error = ask(evaluation, options);
    }
    if (!error) return 0;
    std::fputs((to_string(*error) + "\n").c_str(), stderr);
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "errata_restrict_bench: %s\n", error.what());
        return 1;
    }
}
