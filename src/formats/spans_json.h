// Spans in JSON Lines or a JSON array, one record per document:
//
//     {"id": 7, "text": "EU rejects German call", "entities": [[0, 2, "ORG"], {"start": 11, "end": 17, "label": "MISC"}]}
//     {"id": 8, "tokens": ["EU", "rejects"], "entities": [{"start": 0, "end": 1, "label": "ORG", "score": 0.9}]}
//     {"id": 9, "tokens": ["EU", "rejects"], "ner_tags": ["B-ORG", "O"]}
//
// Fields: id, text, tokens or words; entities, spans, ents, labels, label or predictions for spans, or tags, ner_tags
// or labels for one tag per token. A span is [start, end, label, score?] or an object with start (begin, start_offset),
// end (end_offset), label (type, entity, entity_group, entity_type, class) and score. Ends are exclusive. Offsets count
// the text's characters (Unicode code points, as Python does), or tokens where the record has tokens and no text.
#pragma once

#include "formats/spans_table.h"

namespace errata {

// Left out and counted: spans that are no such thing, have no extent or lie outside of their document.
Result<SpanTable> read_spans_json(const ByteSource& source, bool is_array,
                                  const SpanReaderOptions& options, Warnings& warnings);

}  // namespace errata
