// An evaluation of some of its samples: what every view shows while a query selects.
#pragma once

#include "base/bit_set.h"
#include "engine/evaluation.h"

namespace errata {

// Dataset, run and matches of the selected samples, which are exactly those of files with no others. The figures of its
// summary are undefined: they are those that restrict() gives (restriction.h). `samples` has as many rows as the evaluation has samples.
Evaluation subset_of(const Evaluation& whole, const BitSet& samples);

}  // namespace errata
