// Cells: what a table, a caption or an order shows of any column.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "query/column.h"
#include "ui/widgets.h"

namespace errata::ui {

// "0.352", "1,500", "north", "cat, dog"; "" where it is missing. Without the unit.
std::string cell_words(const ColumnInfo& info, const ColumnData& data, std::size_t row);

// What each of the rows sorts by; NaN where it is missing. Numbers themselves, truth values as 0 and 1, of the others the
// places of their values in byte order (categories and sets: of their names).
std::vector<double> sort_keys(const ColumnInfo& info, const ColumnData& data,
                              std::span<const Row> rows);

// A menu of columns, those in the list ticked; it stays open. What was chosen: the list with that name switched.
std::optional<std::string> column_menu(Frame& frame, std::span<const ColumnInfo* const> columns,
                                       std::string_view list, std::string_view tooltip);

}  // namespace errata::ui
