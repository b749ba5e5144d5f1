// The pool: samples without ground truth, beside those that have it.
//
// What it is for: one Dataset of both, so that predictions, metadata, queries and near duplicates see them as one; each sample
// says which it is (Samples::labeled). The pool has no objects: that nobody has labeled them is not that nothing is there.
// What it does not do: measure. An evaluation of such a dataset is that of its labeled samples (engine/subset.h).
#pragma once

#include "base/bit_set.h"
#include "base/error.h"
#include "data/dataset.h"

namespace errata {

struct PooledDataset {
    Dataset dataset;
    std::size_t already_labeled =
        0;  // samples of the pool that are left out: they have ground truth
};

// `labeled` and the samples of the pool, ascending by id; classes are those of `labeled`. A sample of the pool with the id
// and name of a labeled one is that one. Metadata are joined by the names of fields. Error mismatch where two files call
// different samples by one id.
Result<PooledDataset> with_pool(const Dataset& labeled, const Samples& pool);

// The rows of each; no pool: all are labeled.
BitSet labeled_samples(const Samples& samples);

// The predictions of both runs, which were read for a dataset of these samples, those of the first before, numbered through
// as if they stood in one file. Probabilities and values of a sample are the second's where the first has none. Label maps
// are left out.
Run joined(const Run& first, const Run& second, const Samples& samples);

}  // namespace errata
