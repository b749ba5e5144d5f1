// Subset: the same dataset and run with only some of their samples.
//
// What it is for: whatever follows a selection of samples: every view then shows them alone, as if the files held no
// others. Classes stay as they are. Rows keep their order and what they were called: ids, names, places in the file.
// What it does not do: choose the samples (query/selection.h), measure (engine/restriction.h).
#pragma once

#include <vector>

#include "base/bit_set.h"
#include "data/dataset.h"

namespace errata {

// The rows that stay, ascending; and for each old row its new one, no_row where it goes.
struct Kept {
    std::vector<Row> rows;
    std::vector<Row> place;
};

struct SubsetRows {
    Kept samples;
    Kept objects;
    Kept predictions;
};

// `samples` has as many rows as the dataset has samples; of the predictions on them those that are in `predictions`, with as
// many rows as the run, or all. Linear in all rows.
SubsetRows subset_rows(const Dataset& dataset, const Run& run, const BitSet& samples,
                       const BitSet* predictions = nullptr);

Dataset subset_of(const Dataset& dataset, const SubsetRows& kept);
// `classes`: of the dataset, for probabilities.
Run subset_of(const Run& run, const SubsetRows& kept, std::size_t classes);

}  // namespace errata
