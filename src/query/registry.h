// The registry: every column that Errata computes, one row each.
//
// To add a column, add a row to one of the lists (sample_columns.cpp, truth_columns.cpp, prediction_columns.cpp): what it
// is, when there is one, and how it is computed.
#pragma once

#include <span>

#include "query/column.h"
#include "query/column_facts.h"

namespace errata {

struct ColumnDefinition {
    ColumnInfo info;
    bool (*is_there)(const ColumnFacts& facts) = nullptr;
    ColumnData (*compute)(ColumnFacts& facts) = nullptr;
    TextColumn (*names)(const ColumnFacts& facts) = nullptr;  // of categories and sets
};

std::span<const ColumnDefinition> sample_definitions();
std::span<const ColumnDefinition> truth_definitions();
std::span<const ColumnDefinition> prediction_definitions();
std::span<const ColumnDefinition> definitions_of(Table table);

}  // namespace errata
