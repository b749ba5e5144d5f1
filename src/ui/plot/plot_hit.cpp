#include "ui/plot/plot_hit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/plot/plot_draw.h"

namespace errata::ui {

namespace {

constexpr float reach = 12;  // of a scatter's points, px

// The place among `count` slots from 0 up; nothing outside.
std::optional<std::size_t> slot_of(double value, std::size_t count) {
    if (!(value >= 0) || value > static_cast<double>(count)) return std::nullopt;
    return std::min(static_cast<std::size_t>(value), count - 1);
}

Readout cell_readout(const PlotSpec& spec, const PlotLayout& layout, std::size_t row,
                     std::size_t column) {
    const HeatMap& map = *spec.heat_map;
    const auto axis_name = [](const PlotAxis& axis, const char* otherwise) {
        return axis.label.empty() ? std::string(otherwise) : axis.label;
    };
    Readout readout;
    readout.heading = (map.value_label.empty() ? "" : map.value_label + " ") +
                      value_text(map.value(row, column), map.format);
    readout.rows = {{{}, axis_name(spec.y, "Row"), map.rows[row]},
                    {{}, axis_name(spec.x, "Column"), map.columns[column]}};
    readout.outline = cell_box(layout, row, column);
    readout.hit = {.mark = PlotMark::cell, .series = row, .index = column};
    return readout;
}

// The series a click in the bin means: the bar under the pointer, otherwise the one nearest to it.
std::optional<std::size_t> bar_under(const PlotSpec& spec, const PlotLayout& layout,
                                     std::size_t bin, ImVec2 pointer) {
    std::optional<std::size_t> nearest;
    float least = std::numeric_limits<float>::infinity();
    for (std::size_t series = 0; series < spec.bars->series.size(); ++series) {
        const auto box = bar_box(spec, layout, series, bin);
        if (!box) continue;
        const float dx = std::max({box->low.x - pointer.x, pointer.x - box->high.x, 0.0F});
        const float dy = std::max({box->low.y - pointer.y, pointer.y - box->high.y, 0.0F});
        // Side by side the bar's own column counts before its height.
        const float distance = dx * 1000 + dy;
        if (distance >= least) continue;
        least = distance;
        nearest = series;
    }
    return nearest;
}

void add_bin(const PlotSpec& spec, const PlotLayout& layout, ImVec2 pointer, Readout& readout) {
    const Bars& bars = *spec.bars;
    const double x = layout.x.value(pointer.x);
    for (std::size_t bin = 0; bin < bars.bins(); ++bin) {
        const PlotRange range = bars.bin(bin);
        if (x < range.low || x > range.high) continue;
        readout.heading = bin_name(spec, bin);
        double total = 0;
        for (const BarSeries& series : bars.series) {
            const double value = bin < series.values.size() ? series.values[bin] : 0;
            if (std::isfinite(value)) total += value;
            readout.rows.push_back({series.colour, series.name.empty() ? spec.y.label : series.name,
                                    value_text(value, spec.y)});
        }
        if (bars.series.size() > 1 && bars.arrangement == BarArrangement::stacked)
            readout.rows.push_back({{}, "Total", value_text(total, spec.y)});
        const PlotBox& area = layout.area;
        readout.outline = PlotBox{{std::max(layout.x.place(range.low), area.low.x), area.low.y},
                                  {std::min(layout.x.place(range.high), area.high.x), area.high.y}};
        if (const auto series = bar_under(spec, layout, bin, pointer))
            readout.hit = {.mark = PlotMark::bar, .series = *series, .index = bin};
        return;
    }
}

// The point nearest along x, of those the nearest along y; only points that are seen.
const PlotPoint* nearest_along_x(const PlotSpec& spec, const PlotLayout& layout,
                                 const LineSeries& line, ImVec2 pointer) {
    const PlotPoint* nearest = nullptr;
    float least_x = std::numeric_limits<float>::infinity();
    float least_y = least_x;
    for (const PlotPoint& point : line.points) {
        if (!has_place(spec, point)) continue;
        const float x = layout.x.place(point.x);
        const float dx = std::abs(x - pointer.x);
        if (dx > least_x || x < layout.area.low.x - 0.5F || x > layout.area.high.x + 0.5F) continue;
        const float dy = std::abs(layout.y.place(point.y) - pointer.y);
        if (dx == least_x && dy >= least_y) continue;
        nearest = &point;
        least_x = dx;
        least_y = dy;
    }
    return nearest;
}

void add_lines(const PlotSpec& spec, const PlotLayout& layout, ImVec2 pointer, Readout& readout) {
    float least = std::numeric_limits<float>::infinity();
    std::string heading;
    for (const LineSeries& line : spec.lines) {
        const PlotPoint* const point = nearest_along_x(spec, layout, line, pointer);
        if (point == nullptr) continue;
        const ImVec2 place = {layout.x.place(point->x), layout.y.place(point->y)};
        readout.dots.push_back({place, line.colour});
        readout.rows.push_back({line.colour, line.name.empty() ? spec.y.label : line.name,
                                value_text(point->y, spec.y)});
        if (std::abs(place.x - pointer.x) >= least) continue;
        least = std::abs(place.x - pointer.x);
        readout.x = place.x;
        heading = spec.x.label.empty() ? "" : spec.x.label + " ";
        heading += value_text(point->x, spec.x);
    }
    if (readout.heading.empty()) readout.heading = heading;
}

void add_point(const PlotSpec& spec, const PlotLayout& layout, ImVec2 pointer, Readout& readout) {
    float least = reach;
    std::optional<PlotHit> hit;
    for (std::size_t series = 0; series < spec.scatters.size(); ++series) {
        const std::vector<PlotPoint>& points = spec.scatters[series].points;
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (!has_place(spec, points[i])) continue;
            const float dx = layout.x.place(points[i].x) - pointer.x;
            const float dy = layout.y.place(points[i].y) - pointer.y;
            const float distance = std::hypot(dx, dy);
            if (distance > least || (hit && distance == least)) continue;
            least = distance;
            hit = {.mark = PlotMark::point, .series = series, .index = i};
        }
    }
    if (!hit) return;
    const ScatterSeries& scatter = spec.scatters[hit->series];
    const PlotPoint point = scatter.points[hit->index];
    readout.dots.push_back({{layout.x.place(point.x), layout.y.place(point.y)}, scatter.colour});
    if (readout.heading.empty()) readout.heading = scatter.name;
    const auto name = [](const PlotAxis& axis, const char* otherwise) {
        return axis.label.empty() ? std::string(otherwise) : axis.label;
    };
    readout.rows.push_back({scatter.colour, name(spec.x, "x"), value_text(point.x, spec.x)});
    readout.rows.push_back({{}, name(spec.y, "y"), value_text(point.y, spec.y)});
    if (!readout.hit) readout.hit = hit;
}

}  // namespace

std::optional<Readout> readout_at(const PlotSpec& spec, const PlotLayout& layout, ImVec2 pointer) {
    if (layout.empty || !layout.area.contains(pointer)) return std::nullopt;
    if (spec.heat_map) {
        const auto row = slot_of(layout.y.value(pointer.y), spec.heat_map->rows.size());
        const auto column = slot_of(layout.x.value(pointer.x), spec.heat_map->columns.size());
        if (!row || !column) return std::nullopt;
        return cell_readout(spec, layout, *row, *column);
    }
    Readout readout;
    if (spec.bars) add_bin(spec, layout, pointer, readout);
    add_lines(spec, layout, pointer, readout);
    add_point(spec, layout, pointer, readout);
    if (readout.rows.empty()) return std::nullopt;
    return readout;
}

}  // namespace errata::ui
