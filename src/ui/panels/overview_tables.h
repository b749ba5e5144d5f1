// The tables of the overview: the class report of every task that has classes, the samples of those that have values.
#pragma once

#include <optional>
#include <string>

#include "metrics/figure.h"
#include "ui/panels/panels.h"

namespace errata::ui {

// As its kind is shown: percent, or a number with four significant digits.
std::string shown_figure(const FigureInfo& info, std::optional<double> value);

void class_table(Frame& frame, const Model& model, OverviewState& state, Commands& commands);

// The samples with the largest errors first.
void values_table(Frame& frame, const Model& model, OverviewState& state, Commands& commands);

}  // namespace errata::ui
