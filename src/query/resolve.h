// Names in a query as columns and tables.
#pragma once

#include "base/error.h"
#include "query/column.h"
#include "query/expression.h"

namespace errata {

struct ResolvedColumn {
    TableRef table = {};               // with the run it depends on; run 0 where it depends on none
    const ColumnInfo* info = nullptr;  // null: a table alone
};

// The table with the run only where the run decides which rows there are.
TableRef rows_of(TableRef table);

// `score`, `a.f1`, `samples.width`: seen from a row of `scope`, its own table first, then its sample. Errors: bad_value.
Result<ResolvedColumn> resolve_column(const Expression& column, const ColumnSource& source,
                                      TableRef scope);

// What an aggregate goes over: `pred`, `a.pred`, and where it takes the values of a column `pred.score`. Errors: bad_value.
Result<ResolvedColumn> resolve_objects(const Expression& aggregate, const ColumnSource& source,
                                       TableRef scope, bool has_value);

}  // namespace errata
