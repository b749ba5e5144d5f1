// A plot on the page: drawn, followed by a crosshair, zoomed.
//
// What it is for: the widget that panels use for every figure with axes; it lists itself with a summary in words.
// What it does not do: keep the zoom (the caller's PlotState does), bin, or scroll: the wheel zooms only with Ctrl,
// so that a page that scrolls under the pointer goes on scrolling.
#pragma once

#include <imgui.h>

#include <optional>

#include "ui/plot/plot_hit.h"
#include "ui/plot/plot_spec.h"
#include "ui/widgets.h"

namespace errata::ui {

// Between frames; one per plot.
struct PlotState {
    std::optional<PlotRange> x_zoom = {};
    std::optional<double> drag_from = {};  // x where the drag began
};

struct PlotOptions {
    bool wheel_zoom = false;  // also without Ctrl
    bool brush = false;       // a drag chooses a range and does not zoom
    float corner_px = 0;      // kept free at the upper right, for a button
};

struct PlotResult {
    std::optional<PlotRange> brushed =
        {};                               // when the button is let go; low < high, within the axis
    std::optional<PlotHit> clicked = {};  // a bar, a cell, a point
    bool hovered = false;
};

// `name` is distinct within the panel. Dragging zooms along x, a double click shows all again. Categories and
// heat maps have nothing to zoom into.
PlotResult plot(Frame& frame, const char* name, const PlotSpec& spec, PlotState& state,
                ImVec2 extent, const PlotOptions& options = {});

}  // namespace errata::ui
