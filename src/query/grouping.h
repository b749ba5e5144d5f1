// Grouping: the rows of each value of a column.
//
// What it is for: a table of figures per camera, per size, per day. Each group is named by the query that selects it.
// Numbers of more than 20 values are cut into five ranges of about as many rows; so are none of the other types.
// What it does not do: measure (engine/restriction.h).
#pragma once

#include <string>
#include <vector>

#include "base/bit_set.h"
#include "base/error.h"
#include "query/column.h"

namespace errata {

struct RowGroup {
    std::string query;  // canonical
    BitSet rows;
};

inline constexpr std::size_t most_groups = 1'000;

// In the order of values: numbers rising, categories as they are listed, texts by byte; of sets one group per member, which
// may share rows; rows without a value last. Error too_large beyond the most groups.
Result<std::vector<RowGroup>> groups_of(ColumnSource& source, TableRef table,
                                        const ColumnInfo& info);

}  // namespace errata
