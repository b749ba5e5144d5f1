// The parts of the overview: its cards and tables: the class report of every task that has classes, the samples of those that have values.
#pragma once

#include <optional>
#include <string>

#include "metrics/figure.h"
#include "ui/panels/panels.h"

namespace errata::ui {

// As its kind is shown: percent, or a number with four significant digits.
std::string shown_figure(const FigureInfo& info, std::optional<double> value);
// "45.1–49.3"; empty where the figure has no interval.
std::string shown_interval(const FigureInfo& info, const Figure& figure);

// The figures over all classes, as cards.
void figure_cards(Frame& frame, const Model& model);

// Whether figures are shown with their intervals, and how far these are.
void intervals_toggle(Frame& frame, const Model& model, Commands& commands);

void class_table(Frame& frame, const Model& model, OverviewState& state, Commands& commands);

// The samples with the largest errors first.
void values_table(Frame& frame, const Model& model, OverviewState& state, Commands& commands);

}  // namespace errata::ui
