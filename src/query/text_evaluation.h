// Tests of texts, categories and sets, for evaluate.h. Categories are compared by their places in the list of names, and
// whatever must look at a name does so once per name.
#pragma once

#include "query/bind.h"

namespace errata {

// a == b, a != b
BitSet evaluate_text_equality(const Bound& a, const Bound& b, bool unequal, ColumnSource& source,
                              TableRef table);

// a in ("…", "…")
BitSet evaluate_text_list(const Bound& one_of, ColumnSource& source, TableRef table);

// contains, starts with, ends with, matches; membership of sets
BitSet evaluate_text_test(const Bound& test, ColumnSource& source, TableRef table);

// Where it is not missing.
BitSet evaluate_text_presence(const Bound& subject, ColumnSource& source, TableRef table);

}  // namespace errata
