// What a query means, said as plainly as possible: one row at a time, straight from its tree, without types or caches.
#pragma once

#include "query/column.h"
#include "query/expression.h"

namespace errata::test {

// Whether the condition holds for a row of `table`.
bool plain_query(const Expression& condition, ColumnSource& source, TableRef table,
                 std::size_t row);

}  // namespace errata::test
