// Analyses: what can be asked of an evaluation beyond its figures.
//
// What it is for: errors, calibration, operating points, intervals: each made when it is asked for, from the columns
// and matches at hand, in slices like every job. The command line prints them, the page's panels show them.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/evaluation.h"
#include "engine/job.h"
#include "metrics/tide.h"

namespace errata {

struct AnalysisRequest {
    bool errors = false;  // TIDE, of the detection tasks
};

struct Analyses {
    std::optional<Tide> tide;
};

// Both references must outlive the job; `result` is complete when the job has ended without an error. What a task does
// not have stays empty.
Job analyse(const Evaluation& evaluation, AnalysisRequest request, Analyses& result);

}  // namespace errata
