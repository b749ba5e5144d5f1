// The job of spans: two files of documents (formats/spans_table.h) into an Evaluation.
#pragma once

#include <optional>

#include "base/byte_source.h"
#include "engine/evaluation.h"
#include "engine/job.h"
#include "formats/tags.h"

namespace errata {

struct SpanJobOptions {
    std::optional<TagScheme> scheme = {};  // of tags; nothing: what the tags show
    // Truth and predictions are one CoNLL file: the last column but one, and the last.
    bool one_file = false;
};

// Reads both files and measures: exact spans as seqeval, SemEval-13's schemes as nervaluate (rules "seqeval").
// `assignments` are the exact matches (overlap 1). `result` and the sources must outlive the job; `result` is complete
// when the job has ended without an error.
Job evaluate_spans(const ByteSource& truth, const ByteSource& predictions, SpanJobOptions options,
                   Evaluation& result);

}  // namespace errata
