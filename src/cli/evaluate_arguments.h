// What `errata evaluate` is told on the command line.
//
// What it is for: the options as values, their help, and which of them do not go together.
// What it does not do: open files (evaluate_inputs.h), run anything (evaluate.cpp).
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/task.h"
#include "engine/analyses.h"
#include "metrics/operating_points.h"

namespace errata::cli {

struct EvaluateArguments {
    std::string truth;
    std::string predictions;
    std::string truth_maps;
    std::string prediction_maps;
    std::string classes;
    std::vector<std::uint32_t> ignored_labels;
    std::string image_labels;  // of Open Images
    std::string class_descriptions;
    std::string hierarchy;
    std::string task = "boxes";
    std::string rules = "coco";
    std::string tag_scheme = "auto";
    bool errors = false;
    Thresholds thresholds;
    bool compare_rules = false;
    bool calibration = false;
    bool operating_points = false;
    OperatingPointWishes wishes;
    bool intervals = false;
    std::uint32_t bootstrap = 0;
    std::uint64_t seed = 1;
    std::string compare;
    std::string where;
    std::string
        where_rows;  // "samples", "truth", "pred"; "": the first that has the query's columns
    std::vector<std::string> group_by;
    bool per_class = false;
    bool json = false;
    bool timings = false;
    bool annotation_id_zero_bug = false;
    unsigned threads = 0;
    std::vector<std::string> fail_under;

    // What is asked beside the figures.
    bool has_analyses() const {
        return errors || compare_rules || calibration || operating_points || intervals ||
               bootstrap > 0;
    }
    bool selects() const { return !where.empty() || !group_by.empty(); }
};

// Adds every option to the subcommand; `arguments` must outlive it.
void add_arguments(CLI::App& command, EvaluateArguments& arguments);

// The rule set that the arguments name; of tasks that know only one, that one.
std::string rules_of(Task task, const EvaluateArguments& arguments);

// What does not go together, for a person; nothing where all does.
std::optional<std::string> conflict_in(Task task, const EvaluateArguments& arguments);

}  // namespace errata::cli
