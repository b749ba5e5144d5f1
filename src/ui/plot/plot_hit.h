// What lies under the pointer, and what the crosshair says of it.
//
// What it is for: one answer for hovering and clicking: the bin, the cell, the nearest points.
// What it does not do: draw.
#pragma once

#include <imgui.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ui/plot/plot_layout.h"
#include "ui/plot/plot_spec.h"

namespace errata::ui {

enum class PlotMark : std::uint8_t { bar, cell, point };

// bar: series and bin; cell: row and column; point: scatter series and point.
struct PlotHit {
    PlotMark mark = PlotMark::bar;
    std::size_t series = 0;
    std::size_t index = 0;

    friend bool operator==(const PlotHit&, const PlotHit&) = default;
};

struct ReadoutRow {
    std::optional<PlotColour> colour;  // of the key before the name
    std::string name;
    std::string value;
};

struct ReadoutDot {
    ImVec2 place;
    PlotColour colour;
};

struct Readout {
    std::string heading;  // the place on the x axis, the cell
    std::vector<ReadoutRow> rows;
    std::vector<ReadoutDot> dots;    // on the points that are meant
    std::optional<float> x;          // of the crosshair, px
    std::optional<PlotBox> outline;  // of the bin or the cell
    std::optional<PlotHit> hit;      // what a click here means
};

// Nothing outside the area, and nothing where no mark is near. Lines answer with their points nearest along x, a
// scatter with its nearest point within 12 px.
std::optional<Readout> readout_at(const PlotSpec& spec, const PlotLayout& layout, ImVec2 pointer);

}  // namespace errata::ui
