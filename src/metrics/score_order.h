// ScoreOrder: the predictions of a run by falling score, all together and within each class.
//
// What it is for: curves and cuts over scores. It follows from the run alone: made once per evaluation.
// What it does not do: know what became of a prediction (outcomes.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/bit_set.h"
#include "data/dataset.h"

namespace errata {

// Predictions by falling score. Equal scores stand as the reference meets them: by image (sample slot), then
// by place in the file; the last bits of AP depend on it.
struct ScoreOrder {
    std::vector<Row> pooled;           // all of them
    std::vector<double> pooled_score;  // of pooled[i]
    std::vector<Row> rows;             // by class, then as above
    std::vector<double> score;         // of rows[i]
    std::vector<Row> begin;            // size classes + 1: class k is rows [begin[k], begin[k + 1])
};

// `samples` are the run's rows by sample. Time and memory linear in the rows; 24 bytes a row stay.
ScoreOrder score_order(const Dataset& dataset, const Run& run, const SampleRows& samples);

// ScoreOrder::pooled of the predictions that are in `only`.
std::vector<Row> rows_by_score(const Dataset& dataset, const Run& run, const SampleRows& samples,
                               const BitSet& only);

}  // namespace errata
