// Selections: sets of rows of a table, which every question ends in.
//
// What it is for: the answer of a query, and whatever is done with it: counted, drawn from, turned into the samples that
// have such objects, measured. Set operations are the bit set's.
#pragma once

#include <cstdint>
#include <string>

#include "base/bit_set.h"
#include "base/error.h"
#include "query/column.h"
#include "query/parse.h"

namespace errata {

struct Selection {
    TableRef table = {};
    BitSet rows = {};

    std::size_t size() const { return rows.count(); }
    bool operator==(const Selection&) const = default;
};

// The rows of `table` that the query holds for. Errors: those of bind(), whose byte is a place in the query's text.
Result<Selection> select(const Query& query, ColumnSource& source, TableRef table);

// parse_query and select in one.
Result<Selection> select(std::string_view query, ColumnSource& source, TableRef table);

// All rows of a table.
Selection all_rows(const ColumnSource& source, TableRef table);

// The samples that have at least one of these objects; a selection of samples is itself.
Selection samples_of(const Selection& selection, const ColumnSource& source);

// All objects of `table` in the samples of the selection; a selection of objects stands for its samples.
Selection objects_of(const Selection& selection, const ColumnSource& source, TableRef table);

// So many of its rows, drawn without replacement, each as likely; all of them where there are no more.
Selection drawn(const Selection& selection, std::size_t rows, std::uint64_t seed);

// 32 hex digits, the same wherever the same rows are selected: XXH3-128 over the table and the run (4 bytes each), the
// number of rows (8 bytes), and the words of the bit set (8 bytes each), all little-endian.
std::string fingerprint(const Selection& selection);

}  // namespace errata
