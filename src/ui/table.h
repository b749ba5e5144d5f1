// The table: sticky sortable header, hairlines, hover, only visible rows drawn; any of it can be copied.
//
// What it is for: every list of figures. Cells are asked for by row and column, for drawing and for copying
// alike. Sorting is the caller's: the table says which header was pressed.
// What it does not do: keep state; hold the rows.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ui/widgets.h"

namespace errata::ui {

struct SortState {
    std::size_t column = 0;
    bool descending = false;
};

struct TableColumn {
    std::string_view name;
    float width = 0;     // 0: takes what is left
    bool number = true;  // right-aligned, and sorted from the largest on
    std::string_view tooltip = {};
};

struct TableCell {
    std::string words;
    std::optional<ImU32> colour = {};
    double bar = 0;                     // 0 to 1, drawn under the words
    std::span<const float> curve = {};  // 0 to 1 from left to right, drawn in place of words
    std::optional<double> exact = {};   // what copying gives for the words
    std::optional<ImU32> swatch = {};   // a square of this colour before the words
};

struct TableOptions {
    std::span<const TableColumn> columns;
    std::size_t rows = 0;
    std::optional<SortState> sort = {};  // nothing: not sortable
    std::optional<std::size_t> selected = {};
    float height = 0;  // 0: what is left
};

struct TableResult {
    std::optional<SortState> sorted = {};  // a header was pressed
    std::optional<std::size_t> clicked = {};
    std::optional<std::size_t> hovered = {};
    std::string copied = {};  // tab-separated lines, to be put on the clipboard
};

using CellOfTable = std::function<TableCell(std::size_t row, std::size_t column)>;

TableResult table(Frame& frame, const char* name, const TableOptions& options,
                  const CellOfTable& cell);

// The whole as tab-separated lines, names of columns first. Numbers as exact as they are known.
std::string tsv_of(const TableOptions& options, const CellOfTable& cell);

}  // namespace errata::ui
