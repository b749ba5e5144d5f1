// A plot as a value: its axes and its marks.
//
// What it is for: panels and reports say what is to be seen; the same value is drawn on the page (plot.h),
// written as SVG (plot_svg.h), as a table (plot_tsv.h), and put in words for those who cannot see it.
// What it does not do: bin, average or sort; the data come ready.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace errata::ui {

// Which colour, by what it stands for; plot_colour.h resolves it.
enum class ColourRole : std::uint8_t {
    accent,
    text,
    muted,
    ground_truth,
    true_positive,
    false_positive,
    missed,
    ignored,
    category,  // one of twelve of equal lightness; never an outcome
};

struct PlotColour {
    ColourRole role = ColourRole::accent;
    std::size_t category = 0;  // for ColourRole::category; beyond the twelfth they begin again

    friend bool operator==(const PlotColour&, const PlotColour&) = default;
};

enum class AxisScale : std::uint8_t { linear, log10 };  // log10 leaves out what is not above 0
enum class AxisFormat : std::uint8_t { number, percent };

struct PlotRange {
    double low = 0;
    double high = 1;

    double length() const { return high - low; }
    friend bool operator==(const PlotRange&, const PlotRange&) = default;
};

struct PlotAxis {
    std::string label;
    std::string unit = {};                // "px"; stands in brackets after the label
    std::optional<PlotRange> range = {};  // fixed; otherwise that of the data
    AxisScale scale = AxisScale::linear;
    AxisFormat format = AxisFormat::number;  // percent: the values are fractions
    bool counts = false;                     // whole numbers only
};

enum class Dash : std::uint8_t { solid, dashed, dotted };

// A point whose x or y is not finite is left out, and the line has a gap there.
struct PlotPoint {
    double x = 0;
    double y = 0;
};

struct LineSeries {
    std::string name;
    PlotColour colour;
    std::vector<PlotPoint> points;  // in the order of the line
    bool step = false;              // holds its value until the next point
    bool area = false;              // filled down to 0
    Dash dash = Dash::solid;
};

struct BarSeries {
    std::string name;
    PlotColour colour;
    std::vector<double> values;  // one per bin; not finite: no bar
};

enum class BarArrangement : std::uint8_t { stacked, side_by_side };

// Bars over bins: between edges (a histogram, one edge more than bins), or over named categories, where bin i
// reaches from i to i + 1 on the x axis. One of the two lists is empty.
struct Bars {
    std::vector<double> edges;
    std::vector<std::string> categories;
    std::vector<BarSeries> series;  // stacked from the first up
    BarArrangement arrangement = BarArrangement::stacked;

    std::size_t bins() const;
    PlotRange bin(std::size_t number) const;
};

// Takes the plot for itself; the first row is on top.
struct HeatMap {
    std::vector<std::string> rows;
    std::vector<std::string> columns;
    std::vector<double> values;  // row after row; not finite: an empty cell
    std::string value_label;
    AxisFormat format = AxisFormat::number;
    bool diverging = false;               // around 0
    std::optional<PlotRange> range = {};  // of the colours; otherwise from 0, or even around it

    double value(std::size_t row, std::size_t column) const;
};

struct ScatterSeries {
    std::string name;
    PlotColour colour;
    std::vector<PlotPoint> points;
    float extent = 3;  // of a point, px
};

// A line across the plot, such as the confidence chosen now.
struct ReferenceLine {
    bool vertical = true;  // at this x; otherwise at this y
    double at = 0;
    std::string label;
    PlotColour colour = {.role = ColourRole::muted};
};

struct PlotSpec {
    std::string title;
    PlotAxis x;
    PlotAxis y;
    std::vector<LineSeries> lines = {};
    std::optional<Bars> bars = {};
    std::optional<HeatMap> heat_map = {};
    std::vector<ScatterSeries> scatters = {};
    std::vector<ReferenceLine> references = {};
    std::string empty_message = "Nothing to show";  // in place of marks where there are none
};

// Whether the point has a place on these axes.
bool has_place(const PlotSpec& spec, PlotPoint point);

// Whether there is anything to draw besides reference lines.
bool has_data(const PlotSpec& spec);

// What the marks cover, or the fixed range; never empty, above 0 where the scale is log10.
PlotRange x_range_of(const PlotSpec& spec);
PlotRange y_range_of(const PlotSpec& spec);
// The range of a heat map's colours.
PlotRange colour_range_of(const HeatMap& map);

// "Recall (px)".
std::string caption_of(const PlotAxis& axis);
// A bin in words: "0.30 to 0.35", "small".
std::string bin_name(const PlotSpec& spec, std::size_t bin);

// The plot in one line of words: series, their ranges, their highest values.
std::string summary_of(const PlotSpec& spec);

}  // namespace errata::ui
