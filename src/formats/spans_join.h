// From two tables of documents (spans_table.h) to a Dataset and a Run.
//
// What it does not do: measure.
#pragma once

#include "base/error.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "formats/spans_table.h"

namespace errata {

// Samples in the order of their ids, or of the file ("#1", "#2", ... where it has none); types of either file are
// classes, in the order of their names. Errors: mismatch where documents have no ids and their numbers or tokens
// differ, or where no id is in both; too_large. Repeated ids: the last document counts. Documents of the predictions
// that the ground truth has not are left out and counted.
struct JoinedSpans {
    Dataset dataset;
    Run run;
    // Per sample its tokens where both sides came as tags (else 0), and those with the same tag.
    Column<std::uint32_t> tokens;
    Column<std::uint32_t> same_tags;
};
Result<JoinedSpans> join_spans(const SpanTable& truth, const SpanTable& predictions,
                               Warnings& warnings);

}  // namespace errata
