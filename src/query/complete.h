// Completion: what could be written at the cursor.
//
// What it is for: the filter bar. Columns come with what they mean, names of categories with the number of rows that have
// them, the most frequent first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "query/column.h"

namespace errata {

enum class CompletionKind : std::uint8_t { column, value, function, table, run, keyword };

struct Completion {
    std::string text;         // as it is to be written
    std::string description;  // one line; may be empty
    CompletionKind kind = CompletionKind::keyword;
};

struct Completions {
    std::size_t begin = 0;  // bytes of the query that a chosen one replaces
    std::size_t end = 0;
    std::vector<Completion> list = {};  // those that fit what is there of the word
};

// `cursor` is a byte of `query`. Nothing where the text before it is broken. A query over rows of `table`.
Completions complete(std::string_view query, std::size_t cursor, ColumnSource& source,
                     TableRef table);

}  // namespace errata
