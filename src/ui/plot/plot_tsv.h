// A plot's data as a table.
//
// What it is for: what is seen can be taken into a spreadsheet, or read by those who cannot see it.
// What it does not do: include reference lines, which are settings and not data.
#pragma once

#include <string>

#include "ui/plot/plot_spec.h"

namespace errata::ui {

// Tab-separated, a header row first; numbers in full precision, the shortest that reads back as the same; tabs and
// line breaks in names become spaces; values that are not numbers are empty.
//   bars          from, to (or category), then a column per series
//   heat map      a row per row
//   lines, dots   series, x, y
// Where a plot has several of these, they stand one below the other, an empty line between.
std::string tsv_of(const PlotSpec& spec);

}  // namespace errata::ui
