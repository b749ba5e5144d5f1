// Evaluations as text: pycocotools' table, a table of classes, JSON, and warnings.
#pragma once

#include <string>
#include <vector>

#include "engine/evaluation.h"
#include "engine/job_thread.h"

namespace errata::cli {

// `stages` may be null: no timings.
std::string table_report(const Evaluation& evaluation, bool per_class,
                         const std::vector<StageTime>* stages);
std::string json_report(const Evaluation& evaluation, const std::vector<StageTime>* stages);

// To standard error, each kind with its count and first places.
void print_warnings(const std::vector<Warning>& warnings);

}  // namespace errata::cli
