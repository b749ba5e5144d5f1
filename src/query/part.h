// Parts: the conditions of a query that all must hold, and the one of them that is about a single column.
//
// What it is for: each part can be taken out of a query alone; what is chosen in a chart of a column is one part, written
// in a form that is found again, so that choosing more replaces it and choosing nothing takes it out.
// What it does not do: understand parts that are about several columns, or deny something; those stay as they are.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/column.h"

namespace errata {

// Canonical, in order, alternatives in parentheses; "" and what is no query have none.
std::vector<std::string> query_parts(std::string_view query);
// The canonical query of conditions that all must hold; "" of none, and where one is no query.
std::string query_of_parts(const std::vector<std::string>& parts);

// Numbers of at least `low`, and below `high` or, `closed`, at most.
struct NumberRange {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool closed = false;

    bool operator==(const NumberRange&) const = default;
};

// What of a column's values is chosen: any of it. A set is chosen by its members, truth values as "true" and "false".
struct ColumnChoice {
    std::optional<NumberRange> range = {};
    std::vector<std::string> values = {};
    bool missing = false;

    bool empty() const { return !range && values.empty() && !missing; }
    bool operator==(const ColumnChoice&) const = default;
};

// How queries over rows of one table speak of a column.
struct WrittenColumn {
    std::string name;  // `width`, `samples.width` where the rows have a width of their own
    std::string table =
        {};  // of columns of other objects than the rows: "truth" in `any(truth where …)`
    ColumnType type = ColumnType::number;
    Unit unit = Unit::none;
};
WrittenColumn written_column(const ColumnSource& source, const ColumnInfo& info, Table rows);

// Canonical; "" of an empty choice.
std::string part_of(const WrittenColumn& column, const ColumnChoice& choice);

// What the part chooses, where it is about that column and nothing else.
std::optional<ColumnChoice> choice_of(std::string_view part, const WrittenColumn& column);

// What the query's parts choose of the column: the first that is about it.
ColumnChoice choice_in(std::string_view query, const WrittenColumn& column);

// The query with this choice in place of the one it makes; as another part where it makes none.
std::string with_choice(std::string_view query, const WrittenColumn& column,
                        const ColumnChoice& choice);

// The query with the condition's parts, too; without them where it has them all.
std::string with_condition_switched(std::string_view query, std::string_view condition);

}  // namespace errata
