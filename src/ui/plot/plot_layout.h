// Where everything in a plot lies: the area of the marks, scales, ticks, words.
//
// What it is for: one layout for page, file and tests. Words never overlap each other and never leave the plot's
// rectangle: what does not fit is cut, thinned out or left out. Series are named at their lines' ends where
// these lie apart, otherwise in a row above the area.
// What it does not do: draw (plot_draw.h), or place the marks themselves, which follow from the scales.
#pragma once

#include <imgui.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ui/plot/plot_scale.h"
#include "ui/plot/plot_spec.h"
#include "ui/plot/plot_surface.h"

namespace errata::ui {

struct PlacedText {
    std::string words;
    PlotBox box;
    PlotFace face = PlotFace::label;
    PlotColour colour = {.role = ColourRole::muted};
    bool upright = false;  // reads from below to above
    bool over_marks = false;
};

enum class KeyKind : std::uint8_t { line, bar, dot, ramp };

// The sign before a name in the legend.
struct LegendKey {
    PlotBox box;
    KeyKind kind = KeyKind::line;
    PlotColour colour;
    Dash dash = Dash::solid;
};

struct PlacedReference {
    std::size_t number = 0;  // in spec.references
    float at = 0;            // x or y, px
};

struct PlotLayout {
    PlotBox whole;
    PlotBox area;  // of the marks; at least a pixel
    PlotScale x;
    PlotScale y;
    bool empty = false;          // nothing but title and message
    bool cell_numbers = false;   // a heat map's numbers fit into its cells
    std::vector<float> x_ticks;  // px
    std::vector<float> y_ticks;
    std::vector<PlacedText> texts;
    std::vector<LegendKey> keys;
    std::vector<PlacedReference> references;
};

struct LayoutOptions {
    std::optional<PlotRange> x_zoom = {};  // shown in place of the x axis's range
    std::string note = {};                 // small, beside the title
    float corner_px = 0;                   // kept free at the upper right
};

// `corner` and `extent` in pixels; any extent will do.
PlotLayout layout_of(const PlotSpec& spec, ImVec2 corner, ImVec2 extent, const TextMeasure& measure,
                     const LayoutOptions& options = {});

// A heat map's number as it stands in its cell.
std::string cell_text(const HeatMap& map, double value);

}  // namespace errata::ui
