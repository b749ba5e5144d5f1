// From the tags of a table's documents to their spans.
#pragma once

#include <optional>

#include "base/warnings.h"
#include "formats/spans_table.h"
#include "formats/tags.h"

namespace errata {

// Adds the spans of every document that has tags. Without a scheme: IOBES or BILOU where S or U occur and every tag
// stands as that scheme writes it, else lenient (seqeval's default). Tags that a scheme has not are counted.
void find_tagged_spans(std::optional<TagScheme> scheme, Warnings& warnings, SpanTable& table);

}  // namespace errata
