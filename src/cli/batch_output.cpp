#include "cli/batch_output.h"

#include <cstdio>
#include <format>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/command.h"

namespace errata::cli {

void add_batch_options(CLI::App& command, BatchOptions& options) {
    command
        .add_option("--format", options.format,
                    "The batch as csv, jsonl (JSON Lines), ids, paths, or coco: a COCO file of its "
                    "images with predictions as pre-labels")
        ->check(CLI::IsMember({"csv", "jsonl", "ids", "paths", "coco"}))
        ->capture_default_str();
    command
        .add_option("--out", options.out,
                    "Write the batch to this file, and a report to standard output")
        ->type_name("FILE");
    command.add_flag("--json", options.json,
                     "Print the report as JSON: the plan, what each part and stratum gave, classes "
                     "before and after, every sample with its reason, probability and weight");
    command
        .add_option("--prelabel-score", options.least_score,
                    "Format coco: predictions of at least this score become annotations")
        ->capture_default_str();
}

bool write_text(const std::string& path, const std::string& text) {
    if (path.empty()) {
        if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
            std::fflush(stdout) == 0)
            return true;
        std::fputs("standard output: cannot write the batch [io]. Check the disk or the pipe.\n",
                   stderr);
        return false;
    }
    std::ofstream file(path, std::ios::binary);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (file) return true;
    std::fputs(
        std::format("{}: cannot write the file [io]. Check the path and its permissions.\n", path)
            .c_str(),
        stderr);
    return false;
}

int run_and_write(const SamplingPlan& plan, const std::string& plan_file, Loaded& loaded,
                  const BatchOptions& options) {
    const PlanData data = {.task = loaded.task(),
                           .dataset = loaded.dataset(),
                           .run = loaded.run(),
                           .source = loaded.columns()};
    auto result = run_plan(plan, data);
    Result<std::string> batch;
    if (result) {
        batch = batch_text(*batch_format_of_id(options.format), plan, *result, data,
                           options.least_score);
    }
    if (!result || !batch) {
        Error error = result ? batch.error() : result.error();
        error.file = plan_file;
        std::fputs((to_string(error) + "\n").c_str(), stderr);
        return exit_bad_input;
    }
    if (result->shortfall > 0) {
        std::fputs(std::format("warning: {} of the {} asked for: there are no more candidates\n",
                               grouped(result->chosen.size()), counted(plan.budget, "sample"))
                       .c_str(),
                   stderr);
    }
    const bool to_file = !options.out.empty();
    if ((to_file || !options.json) && !write_text(options.out, *batch)) return exit_bad_input;
    if (!to_file && !options.json) return exit_ok;
    const std::string report =
        options.json ? plan_report(plan, *result, data)
                               .dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
                           "\n"
                     : plan_report_text(plan, *result, data);
    return write_text("", report) ? exit_ok : exit_bad_input;
}

}  // namespace errata::cli
