// Typed columns of the metadata of a dataset and its runs.
#pragma once

#include <vector>

#include "data/metadata.h"
#include "query/column.h"

namespace errata {

// One table's metadata, or one run's.
struct MetadataPart {
    const Metadata* metadata = nullptr;
    std::size_t rows = 0;
};

struct MetadataColumn {
    ColumnInfo info;
    std::vector<ColumnData> data;  // of each part
};

// One per field with any cell in any part. Its type is what all of its cells are: numbers (whole ones: integers), truth
// values, else texts; texts that come again (at most 1,000 different ones, each twice on average) are categories.
// `taken`: names that other columns have; a field of such a name is called "meta_NAME".
std::vector<MetadataColumn> metadata_columns(const std::vector<MetadataPart>& parts, Table table,
                                             const std::vector<ColumnInfo>& taken);

}  // namespace errata
