#include "formats/spans_tags.h"

#include <algorithm>
#include <format>
#include <vector>

namespace errata {

namespace {

// Tags of a document as numbers of types.
std::vector<Tag> tags_of(const SpanDocument& document, SpanTable& table) {
    std::vector<Tag> tags;
    for (const std::uint32_t number : document.tags) {
        const TagParts parts = parts_of(table.tags[number]);
        // "O" has no type.
        const std::uint32_t type = parts.prefix == 'O' ? 0 : table.type_of(parts.type);
        tags.push_back({.prefix = parts.prefix, .type = type});
    }
    return tags;
}

// Whether every tag stands as the scheme writes entities: reading and writing again gives the same.
bool is_well_formed(const std::vector<Tag>& tags, TagScheme scheme) {
    std::vector<char> written(tags.size(), 'O');
    for (const TaggedEntity& one : entities_of(tags, scheme)) {
        for (std::uint32_t i = one.span.begin; i < one.span.end; ++i) {
            if (tags[i].type != one.type) return false;
            written[i] = 'x';
        }
    }
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if ((tags[i].prefix == 'O') != (written[i] == 'O')) return false;
    }
    return true;
}

TagScheme scheme_of(const std::vector<std::vector<Tag>>& sentences) {
    bool has_single = false;
    for (const auto& tags : sentences) {
        for (const Tag& tag : tags)
            has_single = has_single || tag.prefix == 'S' || tag.prefix == 'U';
    }
    if (!has_single) return TagScheme::lenient;
    for (const TagScheme scheme : {TagScheme::iobes, TagScheme::bilou}) {
        const auto all_fit = [&](const std::vector<Tag>& tags) {
            return is_well_formed(tags, scheme);
        };
        if (std::ranges::all_of(sentences, all_fit)) return scheme;
    }
    return TagScheme::lenient;
}

}  // namespace

void find_tagged_spans(std::optional<TagScheme> wanted, Warnings& warnings, SpanTable& table) {
    std::vector<std::vector<Tag>> sentences;
    for (const SpanDocument& document : table.documents) {
        sentences.push_back(tags_of(document, table));
    }
    const TagScheme scheme = wanted.value_or(scheme_of(sentences));
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        SpanDocument& document = table.documents[i];
        for (const Tag& tag : sentences[i]) {
            if (has_prefix(scheme, tag.prefix)) continue;
            warnings.add(table.file, "unknown-tag",
                         std::format("tags that {} does not know count as O", id_of(scheme)),
                         document.byte, std::string_view(&tag.prefix, 1));
        }
        for (const TaggedEntity& one : entities_of(sentences[i], scheme)) {
            document.spans.push_back({.type = one.type, .span = one.span});
        }
    }
}

}  // namespace errata
