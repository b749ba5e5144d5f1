#include "formats/tags.h"

#include <algorithm>
#include <array>
#include <string>

namespace errata {

namespace {

struct SchemeName {
    TagScheme scheme;
    std::string_view id;
    std::string_view prefixes;
};
constexpr std::array<SchemeName, 7> schemes = {{
    {TagScheme::lenient, "lenient", ""},
    {TagScheme::iob1, "iob1", "IOB"},
    {TagScheme::iob2, "iob2", "IOB"},
    {TagScheme::ioe1, "ioe1", "IOE"},
    {TagScheme::ioe2, "ioe2", "IOE"},
    {TagScheme::iobes, "iobes", "IOBES"},
    {TagScheme::bilou, "bilou", "BILOU"},
}};

const SchemeName& entry_of(TagScheme scheme) { return schemes[static_cast<std::size_t>(scheme)]; }

bool is_one_of(char prefix, std::string_view letters) {
    return letters.find(prefix) != std::string_view::npos;
}

// --- lenient -------------------------------------------------------------------------------------------

bool ends_between(const Tag& before, const Tag& now) {
    if (is_one_of(before.prefix, "ES")) return true;
    if (is_one_of(before.prefix, "BI") && is_one_of(now.prefix, "BSO")) return true;
    return before.prefix != 'O' && before.type != now.type;
}

bool starts_between(const Tag& before, const Tag& now) {
    if (is_one_of(now.prefix, "BS")) return true;
    if (is_one_of(before.prefix, "ESO") && is_one_of(now.prefix, "EI")) return true;
    return now.prefix != 'O' && before.type != now.type;
}

constexpr std::uint32_t no_type = 0xFFFFFFFFU;

std::vector<TaggedEntity> lenient_entities(std::span<const Tag> tags) {
    std::vector<TaggedEntity> entities;
    Tag before = {.prefix = 'O', .type = no_type};
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= tags.size(); ++i) {
        Tag now = i < tags.size() ? tags[i] : Tag{};
        if (now.prefix == 'O') now.type = no_type;
        if (ends_between(before, now)) {
            entities.push_back(
                {.type = before.type,
                 .span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i)}});
        }
        if (starts_between(before, now)) begin = i;
        before = now;
    }
    return entities;
}

// --- by scheme -----------------------------------------------------------------------------------------

enum class Types : std::uint8_t { any, same, different };

// Two neighbouring tags: the letters that either may have ("*": all), and how their types must stand.
struct Pattern {
    std::string_view before;
    std::string_view now;
    Types types;
};

struct Grammar {
    std::span<const Pattern> start;
    std::span<const Pattern> inside;
    std::span<const Pattern> end;
};

using enum Types;
constexpr Pattern iob1_start[] = {
    {"O", "I", any}, {"I", "I", different}, {"B", "I", any}, {"IB", "B", same}};
constexpr Pattern iob_inside[] = {{"BI", "I", same}};
constexpr Pattern iob1_end[] = {{"I", "I", different},
                                {"I", "OB", any},
                                {"B", "O", any},
                                {"B", "I", different},
                                {"B", "B", same}};
constexpr Pattern iob2_start[] = {{"*", "B", any}};
constexpr Pattern iob2_end[] = {{"IB", "OB", any}, {"IB", "I", different}};
constexpr Pattern ioe1_start[] = {
    {"O", "I", any}, {"I", "I", different}, {"E", "I", any}, {"E", "E", same}};
constexpr Pattern ioe_inside[] = {{"I", "IE", same}};
constexpr Pattern ioe1_end[] = {
    {"I", "I", different}, {"I", "O", any}, {"I", "E", different}, {"E", "IE", same}};
constexpr Pattern ioe2_start[] = {{"OE", "IE", any}, {"I", "IE", different}};
constexpr Pattern ioe2_end[] = {{"E", "*", any}};
constexpr Pattern iobes_start[] = {{"*", "BS", any}};
constexpr Pattern iobes_inside[] = {{"BI", "IE", same}};
constexpr Pattern iobes_end[] = {{"SE", "*", any}};
constexpr Pattern bilou_start[] = {{"*", "BU", any}};
constexpr Pattern bilou_inside[] = {{"BI", "IL", same}};
constexpr Pattern bilou_end[] = {{"UL", "*", any}};

Grammar grammar_of(TagScheme scheme) {
    switch (scheme) {
        case TagScheme::iob1: return {iob1_start, iob_inside, iob1_end};
        case TagScheme::ioe1: return {ioe1_start, ioe_inside, ioe1_end};
        case TagScheme::ioe2: return {ioe2_start, ioe_inside, ioe2_end};
        case TagScheme::iobes: return {iobes_start, iobes_inside, iobes_end};
        case TagScheme::bilou: return {bilou_start, bilou_inside, bilou_end};
        default: return {iob2_start, iob_inside, iob2_end};
    }
}

bool fits(std::span<const Pattern> patterns, const Tag& before, const Tag& now) {
    const auto has = [](std::string_view letters, char prefix) {
        return letters == "*" || is_one_of(prefix, letters);
    };
    return std::ranges::any_of(patterns, [&](const Pattern& one) {
        if (!has(one.before, before.prefix) || !has(one.now, now.prefix)) return false;
        return one.types == any || (one.types == same) == (before.type == now.type);
    });
}

}  // namespace

std::string_view id_of(TagScheme scheme) { return entry_of(scheme).id; }

std::optional<TagScheme> tag_scheme_of_id(std::string_view id) {
    const auto found = std::ranges::find(schemes, id, &SchemeName::id);
    if (found == schemes.end()) return {};
    return found->scheme;
}

TagParts parts_of(std::string_view tag) {
    if (tag.empty()) return {.prefix = 'O', .type = "_"};
    std::string_view type = tag.substr(1);
    while (type.starts_with('-')) type.remove_prefix(1);
    while (type.ends_with('-')) type.remove_suffix(1);
    return {.prefix = tag.front(), .type = type.empty() ? "_" : type};
}

bool has_prefix(TagScheme scheme, char prefix) {
    return scheme == TagScheme::lenient ? is_one_of(prefix, "BIOESLU")
                                        : is_one_of(prefix, entry_of(scheme).prefixes);
}

std::vector<TaggedEntity> entities_of(std::span<const Tag> tags, TagScheme scheme) {
    if (scheme == TagScheme::lenient) return lenient_entities(tags);
    const Grammar grammar = grammar_of(scheme);
    const auto tag_at = [&](std::size_t i) {
        const bool is_outside =
            i >= tags.size() || tags[i].prefix == 'O' || !has_prefix(scheme, tags[i].prefix);
        return is_outside ? Tag{.prefix = 'O', .type = no_type} : tags[i];
    };
    std::vector<TaggedEntity> entities;
    Tag before = tag_at(tags.size());
    for (std::size_t i = 0; i <= tags.size();) {
        const Tag now = tag_at(i);
        std::size_t next = i + 1;
        if (fits(grammar.start, before, now)) {
            while (fits(grammar.inside, tag_at(next - 1), tag_at(next))) ++next;
            if (fits(grammar.end, tag_at(next - 1), tag_at(next))) {
                entities.push_back(
                    {.type = now.type,
                     .span = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(next)}});
            }
        }
        before = tag_at(next - 1);
        i = next;
    }
    return entities;
}

}  // namespace errata
