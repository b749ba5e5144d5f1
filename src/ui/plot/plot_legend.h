// Names of series: which stand in a legend, how they flow into rows, where a line ends.
//
// What it is for: the part of plot_layout.h that decides on words, apart from the part that places them.
// What it does not do: know where the plot lies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/plot/plot_layout.h"
#include "ui/plot/plot_spec.h"
#include "ui/plot/plot_surface.h"

namespace errata::ui {

inline constexpr float key_gap = 6;  // between a key and its name

struct LegendEntry {
    std::string words;
    KeyKind kind = KeyKind::line;
    PlotColour colour;
    Dash dash = Dash::solid;
    float key_width = 0;  // with the gap after it; 0: words alone
    // Set by flow():
    float x = 0;
    std::size_t row = 0;
    bool shown = false;
};

struct LegendEntries {
    std::vector<LegendEntry> entries;
    bool lines_alone = false;  // all are lines, and may be named at their ends instead
    // Set by flow():
    std::size_t rows = 0;
    float width = 0;  // of the widest row
};

// Everything with a name; nothing where one kind of mark stands alone with its axis to name it.
LegendEntries legend_entries(const PlotSpec& spec);

// Into at most two rows of that width; the rest is counted ("and 3 more").
void flow(LegendEntries& legend, float width, const TextMeasure& measure);

// The line's y at the range's upper end, or at its own if that lies close to it; nothing where it ends before.
std::optional<double> value_at_end(const PlotSpec& spec, const LineSeries& line, PlotRange range);

// Cut in the middle to the width, in any face (cut_in_the_middle knows only the page's current font).
std::string shortened_to(const std::string& words, float width, PlotFace face,
                         const TextMeasure& measure);

}  // namespace errata::ui
