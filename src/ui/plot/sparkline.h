// Plots of a few pixels, for cells of tables and tracks of sliders.
//
// What it is for: a shape at a glance, without axes, beside its number.
// What it does not do: add an item; the cell or the control around it does.
#pragma once

#include <imgui.h>

#include <span>

namespace errata::ui {

// The values (0 to 1, evenly spaced, from left to right) as a line over a light area. Values that are not finite are
// left out; one alone is a dot.
void sparkline(ImDrawList& list, ImVec2 corner, ImVec2 extent, std::span<const float> values,
               ImU32 colour);

// The values (0 or more) as bars side by side, the largest as high as the extent. Bars left of `cut` (0 to 1, along
// the width) are faint: what a threshold there leaves out.
void mini_histogram(ImDrawList& list, ImVec2 corner, ImVec2 extent, std::span<const float> values,
                    ImU32 colour, float cut = 0);

}  // namespace errata::ui
