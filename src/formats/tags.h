// Tag sequences: B-PER, I-PER, O and their kin, into entities.
//
// What it is for: named entities as CoNLL files write them, one tag per token.
// What it does not do: read files (spans_conll.h).
// Source: seqeval 1.2.2: its default, which knows no scheme and takes what models write as it best can be taken, and
// its strict mode, where an entity counts only if it is written as its scheme wants. The default does not know L and U:
// neighbouring entities of one type in BILOU run together, so BILOU is read by its scheme here unless lenient is asked
// for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "geometry/span.h"

namespace errata {

enum class TagScheme : std::uint8_t { lenient, iob1, iob2, ioe1, ioe2, iobes, bilou };

// "lenient", "iob1", ...
std::string_view id_of(TagScheme scheme);
std::optional<TagScheme> tag_scheme_of_id(std::string_view id);

// One tag: its first letter, and what follows, less hyphens; "_" where nothing does.
struct TagParts {
    char prefix = 'O';
    std::string_view type;
};
TagParts parts_of(std::string_view tag);

// A tag whose type is a number that the caller gave it.
struct Tag {
    char prefix = 'O';
    std::uint32_t type = 0;
};

// Whether the scheme has tags that begin so.
bool has_prefix(TagScheme scheme, char prefix);

struct TaggedEntity {
    std::uint32_t type = 0;
    Span span;  // of tokens

    bool operator==(const TaggedEntity&) const = default;
};

// The entities of one sequence, in order. Tags that the scheme has not count as outside.
std::vector<TaggedEntity> entities_of(std::span<const Tag> tags, TagScheme scheme);

}  // namespace errata
