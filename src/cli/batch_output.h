// Where a batch goes, and its report: what errata sample and errata select share.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/load.h"
#include "curate/batch.h"

namespace errata::cli {

struct BatchOptions {
    std::string format = "csv";
    std::string out;  // "": standard output
    bool json = false;
    double least_score = 0.3;  // of pre-labels
};

// --format, --out, --json, --prelabel-score
void add_batch_options(CLI::App& command, BatchOptions& options);

// Runs the plan and writes the batch, or its report: to standard output the batch, where neither --out nor --json was given;
// with --out the report as text, with --json as JSON. `plan_file`: for errors; "" where the plan comes from options.
// Gives the exit code.
int run_and_write(const SamplingPlan& plan, const std::string& plan_file, Loaded& loaded,
                  const BatchOptions& options);

// Writes all of it, to a file or (for "") to standard output; false, with a message, where that fails.
bool write_text(const std::string& path, const std::string& text);

}  // namespace errata::cli
