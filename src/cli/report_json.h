// Evaluations and what was asked beside them as JSON.
#pragma once

#include <string>
#include <vector>

#include "cli/evaluate_selection.h"
#include "engine/analyses.h"
#include "engine/evaluation.h"
#include "engine/job_thread.h"

namespace errata::cli {

// `stages` may be null: no timings. Every figure is {"value", "count"} and, where asked for, "interval"; numbers read
// back to the very double; what is undefined is null.
std::string json_report(const Evaluation& evaluation, const Analyses& analyses,
                        const SelectionReport& selection, const std::vector<StageTime>* stages);

}  // namespace errata::cli
