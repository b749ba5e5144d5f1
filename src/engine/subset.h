// An evaluation of some of its samples: what every view shows while a query selects.
#pragma once

#include "data/subset.h"
#include "engine/evaluation.h"
#include "engine/matches.h"

namespace errata {

// Dataset, run and matches of the selected samples, which are exactly those of files with no others. The figures of its
// summary are undefined: they are those that restrict() gives (restriction.h). `kept` is subset_rows() of the whole.
Evaluation subset_of(const Evaluation& whole, const SubsetRows& kept);

// Matches of the whole at another IoU, of the same subset.
Matches subset_of(const Matches& whole, const SubsetRows& kept);

}  // namespace errata
