// How sure figures are, and how two runs differ: the part of the analyses (analyses.h) about intervals and comparison.
#pragma once

#include <optional>

#include "base/error.h"
#include "engine/analyses.h"
#include "engine/evaluation.h"
#include "engine/job.h"
#include "metrics/bootstrap.h"
#include "metrics/figure.h"

namespace errata {

// The summary with Wilson's intervals (95 %) of the figures that are shares of samples, each of which is right or wrong by
// itself: of classes and text accuracy, top-k accuracies, micro precision and recall, of several classes subset accuracy;
// of a class precision and recall. Pixels of an image, or spans of a text, are no such samples: theirs is the bootstrap.
FigureTable with_wilson_intervals(const Evaluation& evaluation);

// Sets `difference` and, where a sample has one class, `paired`. Each run's figures are those of its own report; classes
// are found by id, and one that only one of the runs knows has no differences. Error mismatch where the two are not over
// the same ground truth.
std::optional<Error> compare_runs(const Evaluation& evaluation, const Evaluation& other,
                                  Analyses& result);

// Sets `intervals` where they have none yet, and with `other` (may be null) those of `difference`.
Job resample(const Evaluation& evaluation, const Evaluation* other, const BootstrapOptions& options,
             Analyses& result);

}  // namespace errata
