// Binding: an expression checked against the columns that there are, ready to be evaluated.
//
// What it is for: every name becomes a column of a table, every part gets its type, its unit and the table that it is
// computed over; names of categories become places in their lists. What does not fit ends in an error that says where,
// what was expected and what is nearest.
// What it does not do: compute values.
//
// A part over samples may stand in a part over objects: each object then has its sample's value.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "query/column.h"
#include "query/expression.h"

namespace errata {

class Regex;  // regex.h

// A literal has no table of its own: it goes with whatever stands beside it.
struct Bound {
    ExpressionKind kind = ExpressionKind::number;
    ColumnType type = ColumnType::number;
    Unit unit = Unit::none;
    TableRef table = {};      // computed over the rows of this one
    bool is_literal = false;  // the same in every row
    bool negated = false;
    Function function = Function::any;
    double number = 0;  // of literals; a truth value is 1 or 0
    std::string text = {};
    TableRef column_table = {};               // column: whose; aggregate: over which objects
    const ColumnInfo* column = nullptr;       // column; aggregate: of min, max, mean and sum
    std::shared_ptr<const Regex> regex = {};  // matches
    std::vector<Operator> operators = {};
    std::vector<Bound> children = {};
};

// `table` is the one whose rows are asked for; what comes back is a truth value over it, or over samples. Errors: bad_value, with
// the byte in the query; syntax and too_large of regular expressions.
Result<Bound> bind(const Expression& expression, const ColumnSource& source, TableRef table);

// Which of `names` is closest to `name`, "" where none is close: at most a third of its characters differ.
std::string nearest(std::string_view name, const std::vector<std::string>& names);

}  // namespace errata
