// Pairs of predictions and objects that matching, kinds of errors and the confusion matrix can share.
//
// What it is for: where comparing costs more than matching (masks, keypoints, oriented boxes), whoever wants errors with the
// figures compares once and hands the pairs to all of them. The results are the same to the last bit.
// What it does not do: boxes, which are compared faster than pairs are kept.
#pragma once

#include <optional>

#include "data/dataset.h"
#include "engine/job.h"
#include "metrics/candidates.h"
#include "metrics/protocol.h"

namespace errata {

// Whether pairs are all that matching by this protocol needs to know.
bool can_share_pairs(const DetectionProtocol& protocol);

// All pairs of one class that overlap, and of others those that TIDE looks at.
Job find_shared_pairs(const Dataset& dataset, const Run& run, const SampleRows& rows,
                      const OverlapOptions& overlap, unsigned threads,
                      std::optional<Candidates>& result);

// Whether they are all that a matrix needs whose pairs of two classes overlap by that much.
bool has_shared_pairs_of(double least_overlap);

}  // namespace errata
