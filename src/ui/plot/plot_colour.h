// Colours of plots: roles, twelve categories, ramps for heat maps.
//
// What it is for: one place that knows which colours a plot may have; in both schemes the categories are equally
// light (4.5:1 on the surface and more), so that none stands out by its colour.
// What it does not do: tell outcomes by colour alone; series have names, and lines have dashes.
#pragma once

#include <imgui.h>

#include <cstddef>

#include "ui/plot/plot_spec.h"
#include "ui/theme.h"

namespace errata::ui {

inline constexpr std::size_t category_colours = 12;

ImU32 colour_of(const Palette& palette, PlotColour colour);

// The sequential ramp at 0 to 1: from the darkest colour to the lightest on a dark surface, the other way round on
// a light one. The lightness is even (OKLab).
ImU32 ramp_colour(const Palette& palette, double fraction);

// The diverging ramp at -1 to 1: blue below 0, orange above, close to the surface at 0.
ImU32 diverging_colour(const Palette& palette, double fraction);

// Black or white, whichever can be read better on the colour.
ImU32 readable_on(ImU32 colour);

// Relative luminance of an opaque colour, 0 to 1 (WCAG 2.2).
double luminance_of(ImU32 colour);

}  // namespace errata::ui
