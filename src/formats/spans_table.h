// SpanTable: documents with their spans, as one file says, before truth and predictions are brought together.
//
// What it is for: what the readers of CoNLL and of JSON Lines have in common.
// What it does not do: read (spans_conll.h, spans_json.h), join (spans_join.h).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/ids.h"
#include "formats/tags.h"
#include "geometry/span.h"

namespace errata {

struct FoundSpan {
    std::uint32_t type = 0;  // in SpanTable::types
    Span span;               // of the document's tokens, else bytes of its text
    double score = std::numeric_limits<double>::quiet_NaN();
};

struct SpanDocument {
    std::uint64_t byte = 0;    // where it begins in the file
    std::string text;          // of CoNLL the tokens, with spaces between
    std::vector<Span> tokens;  // bytes of the text; empty: spans are of bytes
    std::vector<FoundSpan> spans;
    std::vector<std::uint32_t> tags;  // per token, in SpanTable::tags; empty: spans came as spans
};

struct SpanTable {
    std::string file;
    std::vector<SourceId> ids;  // per document; empty: documents are known by their order
    std::vector<SpanDocument> documents;
    std::vector<std::string> types;
    std::vector<std::string> tags;  // whole, "B-PER"

    std::uint32_t type_of(std::string_view name);
    std::uint32_t tag_of(std::string_view name);
};

struct SpanReaderOptions {
    // Of tags; nothing: IOBES and BILOU where the file is well-formed in them and not in IOB2, else lenient.
    std::optional<TagScheme> scheme = {};
};

// Reads a file of either kind, told apart by its first character: '{' and '[' are JSON. With `column` from the right
// (1: the last) where a CoNLL file has several tags per token. Errors: io, encoding, syntax, wrong_kind, empty, with
// file, byte and line.
Result<SpanTable> read_spans(const ByteSource& source, const SpanReaderOptions& options,
                             std::size_t column, Warnings& warnings);

// Whether it looks like documents with spans.
bool sniff_spans(const ByteSource& source);

}  // namespace errata
