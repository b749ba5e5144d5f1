// Draws a laid-out plot on any surface.
//
// What it is for: the one place that knows how marks look; page and file share it.
// What it does not do: place words (plot_layout.h), follow the pointer (plot.h).
#pragma once

#include <cstddef>
#include <optional>

#include "ui/plot/plot_layout.h"
#include "ui/plot/plot_spec.h"
#include "ui/plot/plot_surface.h"
#include "ui/theme.h"

namespace errata::ui {

// Lines cost at most four points per pixel column, however many points they have.
void draw_plot(PlotSurface& surface, const PlotSpec& spec, const PlotLayout& layout,
               const Palette& palette);

// The rectangle of a bar, cut to the area; nothing where the bar has no height or lies outside.
std::optional<PlotBox> bar_box(const PlotSpec& spec, const PlotLayout& layout, std::size_t series,
                               std::size_t bin);

PlotBox cell_box(const PlotLayout& layout, std::size_t row, std::size_t column);

}  // namespace errata::ui
