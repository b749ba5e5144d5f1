// Evaluations as text: pycocotools' table, figures of other tasks, a table of classes, errors, and warnings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/analyses.h"
#include "engine/evaluation.h"
#include "engine/job_thread.h"

namespace errata::cli {

// `stages` may be null: no timings.
std::string table_report(const Evaluation& evaluation, bool per_class,
                         const std::vector<StageTime>* stages);

// What was asked beside the figures.
std::string analyses_report(const Evaluation& evaluation, const Analyses& analyses);

// How many predictions each class has.
std::vector<std::uint64_t> predictions_per_class(const Evaluation& evaluation);

// "image", "text", "sample".
std::string_view word_for_samples(Task task);

// To standard error, each kind with its count and first places.
void print_warnings(const std::vector<Warning>& warnings);

}  // namespace errata::cli
