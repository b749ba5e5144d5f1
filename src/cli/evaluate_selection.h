// What `errata evaluate --where` and `--group-by` measure: an evaluation of a selection, and of groups.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "cli/evaluate_arguments.h"
#include "data/subset.h"
#include "engine/evaluation.h"
#include "engine/job.h"
#include "engine/restriction.h"

namespace errata::cli {

struct SelectionReport {
    std::string where = {};  // canonical; "": everything
    Restricted to = Restricted::samples;
    std::uint64_t rows = 0;  // selected
    std::uint64_t of = 0;    // of that table
    std::optional<GroupTable> groups = {};
};

// Runs a job to its end; an exit code where it did not end well.
using RunJob = std::function<std::optional<int>(Job)>;

// Measures what the arguments select, and leaves in `evaluation` what was selected: of samples the whole evaluation of
// these samples, of objects and predictions the figures alone. `other`, a second run over the same ground truth, is
// restricted to the same samples; null: there is none. `bootstrap`: of groups. An exit code where it did not end well, told
// on standard error.
std::optional<int> select(const EvaluateArguments& arguments, const RunJob& run,
                          Evaluation& evaluation, Evaluation* other,
                          const std::optional<BootstrapOptions>& bootstrap,
                          SelectionReport& report);

}  // namespace errata::cli
