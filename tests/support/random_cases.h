// Random detection data that provokes what evaluations get wrong, for plain_evaluation.h and the product alike.
//
// What it is for: few rows, but many coincidences: scores tied, equal, negative, -0; boxes on grids of 1, 4 and 16 pixels
// (so that overlaps equal thresholds and each other), empty, tiny and huge ones; areas on the bounds of the ranges; crowds;
// classes without objects or predictions; more predictions than a limit lets in; ids beyond 2^32; rows in no order.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "data/dataset.h"
#include "metrics/protocol.h"
#include "support/evaluate.h"
#include "support/plain_evaluation.h"

namespace errata::test {

struct CaseKind {
    PlainKind shape = PlainKind::boxes;
    bool lvis = false;
};

// The same case for the same seed, everywhere.
PlainCase random_case(CaseKind kind, std::uint64_t seed);

// The case as the two files that hold it, one record a line: what a person would give to pycocotools.
std::string truth_text(const PlainCase& one);
std::string predictions_text(const PlainCase& one);

// What the product makes of those.
Task task_of(const PlainCase& one);
DetectionProtocol protocol_of(const PlainCase& one);
Loaded load(const PlainCase& one);
EvaluationScope scope_of(const PlainCase& one, const Dataset& dataset);

// The smallest case found by leaving rows and parameters out of one for which `fails` holds, for which it still holds.
PlainCase shrunk(PlainCase one, const std::function<bool(const PlainCase&)>& fails);

}  // namespace errata::test
