// What the subcommands share: exit codes and how they join the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errata::cli {

enum ExitCode : int {
    exit_ok = 0,
    exit_bad_input = 1,
    exit_usage = 2,
    exit_threshold_missed = 3,
    exit_interrupted = 130,  // as shells have it
};

// Each adds a command with its options; `chosen` becomes what it does when it is called.
void add_evaluate(CLI::App& app, std::function<int()>& chosen);
void add_query(CLI::App& app, std::function<int()>& chosen);
void add_columns(CLI::App& app, std::function<int()>& chosen);
void add_sample(CLI::App& app, std::function<int()>& chosen);
void add_select(CLI::App& app, std::function<int()>& chosen);
void add_split(CLI::App& app, std::function<int()>& chosen);

}  // namespace errata::cli
