#include "ui/plot/plot_spec.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <limits>
#include <utility>

#include "base/text.h"
#include "ui/plot/plot_scale.h"

namespace errata::ui {

namespace {

bool has_place(const PlotAxis& axis, double value) {
    return std::isfinite(value) && (axis.scale == AxisScale::linear || value > 0);
}

// Grows around what it is shown.
class Extremes {
public:
    explicit Extremes(const PlotAxis& axis) : axis_(axis) {}

    void add(double value) {
        if (!has_place(axis_, value)) return;
        low_ = std::min(low_, value);
        high_ = std::max(high_, value);
    }
    // Nothing seen: the axis's own range, or 0 to 1.
    PlotRange range() const {
        if (axis_.range) return usable(*axis_.range, axis_);
        return usable({low_, high_}, axis_);
    }

private:
    const PlotAxis& axis_;
    double low_ = std::numeric_limits<double>::infinity();
    double high_ = -std::numeric_limits<double>::infinity();
};

// Heights in a bin where bars are stacked: what is above 0 and what is below each on its own.
std::pair<double, double> stacked_ends(const Bars& bars, std::size_t bin) {
    double above = 0;
    double below = 0;
    for (const BarSeries& series : bars.series) {
        if (bin >= series.values.size() || !std::isfinite(series.values[bin])) continue;
        (series.values[bin] < 0 ? below : above) += series.values[bin];
    }
    return {below, above};
}

}  // namespace

// --- parts ---------------------------------------------------------------------------------------------

std::size_t Bars::bins() const {
    if (!categories.empty()) return categories.size();
    return edges.size() < 2 ? 0 : edges.size() - 1;
}

PlotRange Bars::bin(std::size_t number) const {
    if (categories.empty()) return {edges[number], edges[number + 1]};
    const auto low = static_cast<double>(number);
    return {low, low + 1};
}

double HeatMap::value(std::size_t row, std::size_t column) const {
    const std::size_t place = row * columns.size() + column;
    return place < values.size() ? values[place] : std::numeric_limits<double>::quiet_NaN();
}

bool has_place(const PlotSpec& spec, PlotPoint point) {
    return has_place(spec.x, point.x) && has_place(spec.y, point.y);
}

bool has_data(const PlotSpec& spec) {
    if (spec.heat_map) {
        const HeatMap& map = *spec.heat_map;
        return !map.rows.empty() && !map.columns.empty() &&
               std::ranges::any_of(map.values, [](double value) { return std::isfinite(value); });
    }
    const auto any_point = [&](const auto& series) {
        return std::ranges::any_of(series.points,
                                   [&](PlotPoint point) { return has_place(spec, point); });
    };
    if (std::ranges::any_of(spec.lines, any_point)) return true;
    if (std::ranges::any_of(spec.scatters, any_point)) return true;
    if (!spec.bars || spec.bars->bins() == 0) return false;
    return std::ranges::any_of(spec.bars->series, [](const BarSeries& series) {
        return std::ranges::any_of(series.values,
                                   [](double value) { return std::isfinite(value); });
    });
}

// --- ranges --------------------------------------------------------------------------------------------

PlotRange x_range_of(const PlotSpec& spec) {
    if (spec.heat_map) {
        return {0, std::max(1.0, static_cast<double>(spec.heat_map->columns.size()))};
    }
    Extremes x(spec.x);
    for (const LineSeries& line : spec.lines)
        for (const PlotPoint point : line.points)
            if (has_place(spec, point)) x.add(point.x);
    for (const ScatterSeries& scatter : spec.scatters)
        for (const PlotPoint point : scatter.points)
            if (has_place(spec, point)) x.add(point.x);
    if (spec.bars && spec.bars->bins() > 0) {
        x.add(spec.bars->bin(0).low);
        x.add(spec.bars->bin(spec.bars->bins() - 1).high);
    }
    return x.range();
}

PlotRange y_range_of(const PlotSpec& spec) {
    if (spec.heat_map) return {0, std::max(1.0, static_cast<double>(spec.heat_map->rows.size()))};
    Extremes y(spec.y);
    for (const LineSeries& line : spec.lines) {
        for (const PlotPoint point : line.points)
            if (has_place(spec, point)) y.add(point.y);
        if (line.area) y.add(0);
    }
    for (const ScatterSeries& scatter : spec.scatters)
        for (const PlotPoint point : scatter.points)
            if (has_place(spec, point)) y.add(point.y);
    if (spec.bars) {
        y.add(0);
        const bool stacked = spec.bars->arrangement == BarArrangement::stacked;
        for (std::size_t bin = 0; bin < spec.bars->bins(); ++bin) {
            const auto [below, above] = stacked_ends(*spec.bars, bin);
            if (stacked) {
                y.add(below);
                y.add(above);
                continue;
            }
            for (const BarSeries& series : spec.bars->series)
                if (bin < series.values.size()) y.add(series.values[bin]);
        }
    }
    return y.range();
}

PlotRange colour_range_of(const HeatMap& map) {
    if (map.range) return *map.range;
    double low = 0;
    double high = 0;
    for (const double value : map.values) {
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (!map.diverging) return high > low ? PlotRange{low, high} : PlotRange{};
    const double largest = std::max(-low, high);
    return largest > 0 ? PlotRange{-largest, largest} : PlotRange{-1, 1};
}

// --- words ---------------------------------------------------------------------------------------------

std::string caption_of(const PlotAxis& axis) {
    return axis.unit.empty() ? axis.label : std::format("{} ({})", axis.label, axis.unit);
}

std::string bin_name(const PlotSpec& spec, std::size_t bin) {
    if (!spec.bars->categories.empty()) return spec.bars->categories[bin];
    const PlotRange range = spec.bars->bin(bin);
    return std::format("{} to {}", value_text(range.low, spec.x.format),
                       value_text(range.high, spec.x));
}

namespace {

std::string named(const std::string& name, const std::string& facts) {
    return name.empty() ? facts : name + ": " + facts;
}

std::string points_summary(const PlotSpec& spec, const std::vector<PlotPoint>& points) {
    Extremes x(spec.x);
    Extremes y(spec.y);
    std::size_t count = 0;
    const PlotPoint* highest = nullptr;
    for (const PlotPoint& point : points) {
        if (!has_place(spec, point)) continue;
        ++count;
        x.add(point.x);
        y.add(point.y);
        if (highest == nullptr || point.y > highest->y) highest = &point;
    }
    if (highest == nullptr) return "no points";
    if (count == 1) {
        return std::format("1 point, {} at {}", value_text(highest->y, spec.y),
                           value_text(highest->x, spec.x));
    }
    return std::format("{}, highest {} at {}", counted(count, "point"),
                       value_text(highest->y, spec.y), value_text(highest->x, spec.x));
}

std::string bars_summary(const PlotSpec& spec, const BarSeries& series) {
    double total = 0;
    std::size_t highest = 0;
    const std::size_t bins = std::min(spec.bars->bins(), series.values.size());
    for (std::size_t bin = 0; bin < bins; ++bin) {
        if (!std::isfinite(series.values[bin])) continue;
        total += series.values[bin];
        if (!(series.values[bin] <= series.values[highest])) highest = bin;
    }
    if (bins == 0) return "no bars";
    return std::format("{} in {}, highest {} at {}", value_text(total, spec.y),
                       counted(bins, "bar"), value_text(series.values[highest], spec.y),
                       bin_name(spec, highest));
}

std::string map_summary(const HeatMap& map) {
    std::size_t highest_row = 0;
    std::size_t highest_column = 0;
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        for (std::size_t column = 0; column < map.columns.size(); ++column) {
            const double value = map.value(row, column);
            const double highest = map.value(highest_row, highest_column);
            if (!std::isfinite(value) || (std::isfinite(highest) && value <= highest)) continue;
            highest_row = row;
            highest_column = column;
        }
    }
    return std::format("{} by {}, highest {} at {}, {}", counted(map.rows.size(), "row"),
                       counted(map.columns.size(), "column"),
                       value_text(map.value(highest_row, highest_column), map.format),
                       map.rows[highest_row], map.columns[highest_column]);
}

std::string range_words(const PlotAxis& axis, PlotRange range) {
    return std::format("{} from {} to {}", axis.label, value_text(range.low, axis.format),
                       value_text(range.high, axis));
}

}  // namespace

std::string summary_of(const PlotSpec& spec) {
    if (!has_data(spec)) return spec.empty_message;
    std::string summary;
    const auto add = [&](const std::string& part) {
        if (!summary.empty()) summary += "; ";
        summary += part;
    };
    if (spec.heat_map) {
        add(map_summary(*spec.heat_map));
        return summary;
    }
    if (spec.bars)
        for (const BarSeries& series : spec.bars->series)
            add(named(series.name, bars_summary(spec, series)));
    for (const LineSeries& line : spec.lines)
        add(named(line.name, points_summary(spec, line.points)));
    for (const ScatterSeries& scatter : spec.scatters)
        add(named(scatter.name, points_summary(spec, scatter.points)));
    const bool categories = spec.bars && !spec.bars->categories.empty();
    if (!categories && !spec.x.label.empty()) add(range_words(spec.x, x_range_of(spec)));
    if (!spec.y.label.empty()) add(range_words(spec.y, y_range_of(spec)));
    return summary;
}

}  // namespace errata::ui
