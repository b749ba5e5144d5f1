// Distributions: how the values of a column fall into bins, and how many of some rows lie in each.
//
// What it is for: the chart of a column. Numbers fall into ranges between nice numbers (1, 2 or 5 times a power of ten),
// growing ones where most values are far below the largest; categories, sets, truth values and texts of few values into
// their values, the most frequent first. Missing values are counted apart.
// What it does not do: keep rows; draw.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bit_set.h"
#include "query/column.h"

namespace errata {

inline constexpr std::size_t most_text_values = 1'000;

struct ColumnBins {
    // Of numbers: bin i has those from edges[i], below edges[i + 1]. Infinite ones are in the first and the last.
    std::vector<double> edges = {};
    // Else: the value of each bin.
    std::vector<std::string> labels = {};
    std::vector<std::uint32_t> bin_of_code = {};  // of categories, sets and truth values
    std::vector<std::uint32_t> bin_of_row = {};   // of texts; no_bin where missing
    bool too_many = false;                        // texts of more than the most values: no bins

    std::size_t size() const { return edges.empty() ? labels.size() : edges.size() - 1; }
};

inline constexpr std::uint32_t no_bin = 0xFFFFFFFF;

// Linear in the rows. No bins where every value is missing.
ColumnBins bins_of(const ColumnInfo& info, const ColumnData& data, std::size_t rows);

struct BinCounts {
    std::vector<std::uint32_t> bins = {};  // a row may be in several bins of a set
    std::uint32_t missing = 0;             // of sets: empty
    std::uint32_t rows = 0;
};

// Of `some`, a set over the rows; null: of all. Linear in the rows.
BinCounts count_bins(const ColumnInfo& info, const ColumnData& data, const ColumnBins& bins,
                     std::size_t rows, const BitSet* some);

}  // namespace errata
