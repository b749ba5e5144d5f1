// Evaluation: a bound query over whole columns.
//
// Each part is computed over its own table, whole columns at a time, and only the rows that are true remain, as a bit set.
// What is said of samples is computed once per sample, and handed to objects afterwards.
// Missing: a comparison or test of something missing is false, also `!=` and `not in`; `not` turns false into true.
// Arithmetic with something missing is missing, and so is a division by 0.
// Aggregates go over the objects where the condition holds: `any` and `count` of none are false and 0, `all` is true,
// `sum` is 0, `min`, `max` and `mean` are missing. Values that are missing are left out.
#pragma once

#include "query/bind.h"

namespace errata {

// Rows of `table` for which the condition holds. Time is linear in the rows of the tables that it names.
BitSet evaluate(const Bound& condition, ColumnSource& source, TableRef table);

}  // namespace errata
