// A plot as an SVG file.
//
// What it is for: reports and downloads that show what the page shows, and stand on their own.
// What it does not do: bring the typeface; without Roboto the reader's sans-serif stands in its place.
#pragma once

#include <imgui.h>

#include <string>

#include "ui/plot/plot_spec.h"
#include "ui/plot/plot_surface.h"
#include "ui/theme.h"

namespace errata::ui {

// `extent` in CSS pixels. Words are UTF-8; characters that XML does not allow are left out.
std::string svg_of(const PlotSpec& spec, ImVec2 extent, const Palette& palette,
                   const TextMeasure& measure);

}  // namespace errata::ui
