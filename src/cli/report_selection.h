// What was selected, and the figures of groups, as text.
#pragma once

#include <string>

#include "cli/evaluate_selection.h"

namespace errata::cli {

// "12 of 56 samples: count(pred) > 3"; "" where everything is measured.
std::string selection_line(const SelectionReport& selection);

// A line per group: its rows, the first figures of the task, its query; below it the bootstrap's intervals. "" without groups.
std::string groups_report(const SelectionReport& selection);

}  // namespace errata::cli
