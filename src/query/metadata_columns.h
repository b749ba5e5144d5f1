// Typed columns of a dataset's metadata.
#pragma once

#include <vector>

#include "data/metadata.h"
#include "query/column.h"

namespace errata {

struct MetadataColumn {
    ColumnInfo info;
    ColumnData data;
};

// One per field with any cell. Its type is what all of its cells are: numbers (whole ones: integers), truth values, else
// texts; texts that come again (at most 1,000 different ones, each twice on average) are categories.
// `taken`: names that other columns have; a field of such a name is called "meta_NAME".
std::vector<MetadataColumn> metadata_columns(const Metadata& metadata, std::size_t rows,
                                             Table table, const std::vector<ColumnInfo>& taken);

}  // namespace errata
