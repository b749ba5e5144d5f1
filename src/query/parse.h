// From the text of a query to its expression, and back.
//
// What it is for: `parse_query` reads what people write, `to_string` writes it the one way that links and saved slices
// carry: parsing that gives the same query again, and the same text. grammar.h is the language on one page.
// What it does not do: know which columns there are (bind.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"
#include "query/expression.h"

namespace errata {

// Bounds that keep every step from exhausting a small stack.
inline constexpr std::size_t max_query_characters = 10'000;
inline constexpr std::size_t max_query_depth =
    40;  // parentheses, aggregates, signs and `not` within each other

struct Query {
    Expression root;
};

// Errors: syntax, encoding, too_large, depth. `byte` says where in the text; what was expected is in the message.
Result<Query> parse_query(std::string_view text);

// The canonical text.
std::string to_string(const Query& query);
std::string to_string(const Expression& expression);

// The number of the character that begins at `byte`, from 1: what an editor calls the column.
std::size_t character_at(std::string_view text, std::size_t byte);

}  // namespace errata
