// Plots in panels: drawn, and copied or saved from their menu.
#pragma once

#include "ui/model.h"
#include "ui/plot/plot.h"
#include "ui/widgets.h"

namespace errata::ui {

// The counts of the class looked at, or of all.
const OutcomeCounts& counts_of(const Model& model);

// Precision, recall and F1 over the confidence, of the class looked at or of all.
PlotSpec plot_over_confidence(const Model& model);

// A plot with a menu (right button, or the button in its corner) that copies its data and saves it as SVG or
// PNG. `name` is distinct in its panel, and the file's name.
PlotResult saved_plot(Frame& frame, const char* name, const PlotSpec& spec, PlotState& state,
                      ImVec2 extent, Commands& commands);

}  // namespace errata::ui
