// Expressions: a query as it was written, before anyone has looked for its columns.
//
// A tree of plain values. `and`, `or`, sums, products and comparisons hold all their operands side by side, so that a
// long query is wide and not deep; the parser bounds the depth (parse.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "query/column.h"

namespace errata {

enum class ExpressionKind : std::uint8_t {
    number,      // `number`, in `unit`
    text,        // `text`
    truth,       // `number` is 1 or 0
    column,      // `path`
    negative,    // -a
    sum,         // a + b - c: `operators` before each but the first
    product,     // a * b / c
    comparison,  // a < b, a <= b < c
    all_of,      // a and b and c
    any_of,      // a or b or c
    none_of,     // not a
    one_of,      // a in (b, c)
    range,       // a in b..c
    member,      // a in b: b is a set
    contains,    // a contains b, of texts and sets
    starts,      // a starts with b
    ends,        // a ends with b
    matches,     // a matches b: a regular expression somewhere in a
    missing,     // a is missing
    aggregate,   // `function` over `path`; the condition, if there is one, is the only child
};

enum class Operator : std::uint8_t {
    plus,
    minus,
    times,
    over,
    equal,
    unequal,
    less,
    at_most,
    greater,
    at_least,
};

enum class Function : std::uint8_t { any, all, count, min, max, mean, sum };

struct Expression {
    ExpressionKind kind = ExpressionKind::number;
    std::uint32_t at = 0;  // byte in the query where it begins, or where its operator stands
    double number = 0;
    Unit unit = Unit::none;
    bool negated = false;  // `not in`, `is not missing`, `not contains`, ...
    Function function = Function::any;
    std::string text = {};
    std::vector<std::string> path = {};  // run, table, column: `a.pred.score`, `pred`, `score`
    std::vector<Operator> operators = {};
    std::vector<Expression> children = {};
};

// The same query, wherever its parts stood in the text.
bool same(const Expression& a, const Expression& b);

}  // namespace errata
