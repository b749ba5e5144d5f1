#include "query/parse.h"

#include <algorithm>
#include <format>

#include "base/encoding.h"
#include "query/parser.h"

namespace errata {

namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

}  // namespace

std::size_t character_at(std::string_view text, std::size_t byte) {
    return characters_in(text.substr(0, byte)) + 1;
}

Result<Query> parse_query(std::string_view text) {
    if (!is_utf8(text)) {
        return std::unexpected(
            Error{.code = ErrorCode::encoding, .message = "the query is not UTF-8"});
    }
    if (characters_in(text) > max_query_characters) {
        return std::unexpected(Error{
            .code = ErrorCode::too_large,
            .message = std::format("the query is longer than {} characters", max_query_characters),
            .remedy = "Say it in several queries"});
    }
    auto root = Parser(text).parse();
    if (!root) return std::unexpected(std::move(root.error()));
    return Query{.root = *std::move(root)};
}

bool same(const Expression& a, const Expression& b) {
    return a.kind == b.kind && a.number == b.number && a.unit == b.unit && a.negated == b.negated &&
           a.function == b.function && a.text == b.text && a.path == b.path &&
           a.operators == b.operators && std::ranges::equal(a.children, b.children, same);
}

}  // namespace errata
