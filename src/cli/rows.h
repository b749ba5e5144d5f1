// Rows of a selection with some of their columns, as text, CSV and JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "query/resolve.h"
#include "query/selection.h"

namespace errata::cli {

// The columns that are asked for by name, as a query over `table` understands names. Errors: those of parse_query and
// resolve_column.
Result<std::vector<ResolvedColumn>> columns_named(const std::vector<std::string>& names,
                                                  const ColumnSource& source, TableRef table);

// What tells a row from others at a glance: ids, file, class, score, outcome, those that there are.
std::vector<std::string> usual_columns(const ColumnSource& source, TableRef table);

struct RowsToPrint {
    Selection selection;
    std::size_t limit = 0;  // 0: all
    std::vector<std::string> names;
    std::vector<ResolvedColumn> columns;
};

// A line of names, then a line per row, separated by tabs; what is missing is empty. Tabs and line ends in texts become
// spaces.
std::string rows_as_text(const RowsToPrint& rows, ColumnSource& source);
// RFC 4180, lines end with LF; sets are written a;b.
std::string rows_as_csv(const RowsToPrint& rows, ColumnSource& source);
// {"query", "table", "selected", "of", "fingerprint", "rows": [{...}]}; missing is null. Without columns no "rows".
std::string rows_as_json(const RowsToPrint& rows, const std::string& query, ColumnSource& source);

}  // namespace errata::cli
