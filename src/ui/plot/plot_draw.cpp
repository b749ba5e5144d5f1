#include "ui/plot/plot_draw.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "ui/plot/plot_colour.h"

namespace errata::ui {

namespace {

constexpr float line_width = 1.75F;
constexpr float grid_opacity = 0.55F;
constexpr float area_opacity = 0.14F;
constexpr float dot_opacity = 0.75F;
constexpr float dot_extent = 5;  // of a line's point that stands alone

// Keeps, of neighbouring points in one pixel column, the first, the lowest, the highest and the last.
class ColumnDecimator {
public:
    void add(ImVec2 point) {
        const float column = std::floor(point.x);
        if (count_ > 0 && column == column_) {
            ++count_;
            if (point.y < lowest_.y) {
                lowest_ = point;
                lowest_at_ = count_;
            }
            if (point.y > highest_.y) {
                highest_ = point;
                highest_at_ = count_;
            }
            last_ = point;
            return;
        }
        flush();
        column_ = column;
        count_ = 1;
        lowest_at_ = highest_at_ = 1;
        first_ = lowest_ = highest_ = last_ = point;
    }

    std::vector<ImVec2> take() {
        flush();
        count_ = 0;
        return std::exchange(points_, {});
    }

private:
    void flush() {
        if (count_ == 0) return;
        points_.push_back(first_);
        const bool lowest_first = lowest_at_ < highest_at_;
        const ImVec2 inner[] = {lowest_first ? lowest_ : highest_,
                                lowest_first ? highest_ : lowest_};
        const std::size_t places[] = {std::min(lowest_at_, highest_at_),
                                      std::max(lowest_at_, highest_at_)};
        for (int i = 0; i < 2; ++i)
            if (places[i] > 1 && places[i] < count_) points_.push_back(inner[i]);
        if (count_ > 1) points_.push_back(last_);
    }

    std::vector<ImVec2> points_;
    float column_ = 0;
    std::size_t count_ = 0;
    ImVec2 first_, lowest_, highest_, last_;
    std::size_t lowest_at_ = 0;
    std::size_t highest_at_ = 0;
};

// The line's unbroken runs, in pixels.
std::vector<std::vector<ImVec2>> runs_of(const PlotSpec& spec, const PlotLayout& layout,
                                         const LineSeries& line) {
    std::vector<std::vector<ImVec2>> runs;
    ColumnDecimator run;
    const auto finish = [&] {
        std::vector<ImVec2> points = run.take();
        if (!points.empty()) runs.push_back(std::move(points));
    };
    // All that lies left of the area is one column, and so is all to the right.
    const float left = layout.area.low.x - 8;
    const float right = layout.area.high.x + 8;
    const auto outside = [&](ImVec2 point) {
        return point.x < left ? -1 : point.x > right ? 1 : 0;
    };
    ImVec2 previous = {0, 0};
    int previous_side = 0;
    bool skipped = false;
    bool open = false;
    for (const PlotPoint point : line.points) {
        if (!has_place(spec, point)) {
            if (skipped) run.add(previous);
            finish();
            open = skipped = false;
            continue;
        }
        const ImVec2 place = {layout.x.place(point.x), layout.y.place(point.y)};
        const int side = outside(place);
        if (open && side != 0 && side == previous_side) {
            // Both ends of this piece lie on one side: it is not seen.
            previous = place;
            skipped = true;
            continue;
        }
        if (skipped) run.add(previous);
        if (open && line.step) run.add({place.x, previous.y});
        run.add(place);
        previous = place;
        previous_side = side;
        open = true;
        skipped = false;
    }
    finish();
    return runs;
}

class Drawing {
public:
    Drawing(PlotSurface& surface, const PlotSpec& spec, const PlotLayout& layout,
            const Palette& palette)
        : surface_(surface), spec_(spec), layout_(layout), palette_(palette) {}

    void draw() {
        if (!layout_.empty) {
            if (!spec_.heat_map) grid();
            // A line along the area's edge is seen in its whole width.
            const PlotBox& area = layout_.area;
            surface_.push_clip(
                {{area.low.x - 1, area.low.y - 1}, {area.high.x + 1, area.high.y + 1}});
            if (spec_.heat_map) cells();
            if (spec_.bars) bars();
            for (const ScatterSeries& scatter : spec_.scatters) dots(scatter);
            for (const LineSeries& line : spec_.lines) draw_line(line);
            references();
            surface_.pop_clip();
            if (!spec_.heat_map) axis();
            for (const LegendKey& key : layout_.keys) draw_key(key);
        }
        for (const PlacedText& text : layout_.texts) words(text);
    }

private:
    ImU32 colour(PlotColour role) const { return colour_of(palette_, role); }

    // One pixel wide, on whole pixels.
    void hairline(ImVec2 from, ImVec2 to, ImU32 hue) {
        const ImVec2 low = {std::round(from.x), std::round(from.y)};
        surface_.fill(
            {low, {std::max(std::round(to.x), low.x + 1), std::max(std::round(to.y), low.y + 1)}},
            hue);
    }

    void grid() {
        const PlotBox& area = layout_.area;
        const ImU32 hue = faded(palette_.line, grid_opacity);
        for (const float y : layout_.y_ticks) hairline({area.low.x, y}, {area.high.x, y}, hue);
        if (spec_.bars) return;
        for (const float x : layout_.x_ticks) hairline({x, area.low.y}, {x, area.high.y}, hue);
    }

    void axis() {
        const PlotBox& area = layout_.area;
        const ImU32 hue = faded(palette_.muted, 0.7F);
        hairline({area.low.x, area.high.y}, {area.high.x, area.high.y}, hue);
        for (const float x : layout_.x_ticks) hairline({x, area.high.y}, {x, area.high.y + 4}, hue);
    }

    void cells() {
        const HeatMap& map = *spec_.heat_map;
        const PlotRange range = colour_range_of(map);
        const PlotBox first = cell_box(layout_, 0, 0);
        const float seam = std::min(first.width(), first.height()) >= 6 ? 1.0F : 0.0F;
        for (std::size_t row = 0; row < map.rows.size(); ++row) {
            for (std::size_t column = 0; column < map.columns.size(); ++column) {
                const double value = map.value(row, column);
                PlotBox box = cell_box(layout_, row, column);
                box.high = {box.high.x - seam, box.high.y - seam};
                const bool empty = !std::isfinite(value);
                const ImU32 hue = empty ? palette_.raised : cell_colour(map, range, value);
                surface_.fill(box, hue);
                if (layout_.cell_numbers) cell_number(box, cell_text(map, value), hue);
            }
        }
    }

    ImU32 cell_colour(const HeatMap& map, PlotRange range, double value) const {
        const double part = (value - range.low) / range.length();
        return map.diverging ? diverging_colour(palette_, 2 * part - 1)
                             : ramp_colour(palette_, part);
    }

    void cell_number(const PlotBox& box, const std::string& number, ImU32 hue) {
        const ImVec2 middle = {(box.low.x + box.high.x) / 2, (box.low.y + box.high.y) / 2};
        surface_.text(middle, number, PlotFace::label, readable_on(hue), TextAnchor::centre);
    }

    void bars() {
        for (std::size_t bin = 0; bin < spec_.bars->bins(); ++bin) {
            for (std::size_t series = 0; series < spec_.bars->series.size(); ++series) {
                const auto box = bar_box(spec_, layout_, series, bin);
                if (box) surface_.fill(*box, colour(spec_.bars->series[series].colour));
            }
        }
    }

    void dots(const ScatterSeries& scatter) {
        const float half = scatter.extent / 2;
        const PlotBox seen = {{layout_.area.low.x - half, layout_.area.low.y - half},
                              {layout_.area.high.x + half, layout_.area.high.y + half}};
        std::vector<ImVec2> places;
        for (const PlotPoint point : scatter.points) {
            if (!has_place(spec_, point)) continue;
            const ImVec2 place = {layout_.x.place(point.x), layout_.y.place(point.y)};
            if (seen.contains(place)) places.push_back(place);
        }
        surface_.dots(places, scatter.extent, faded(colour(scatter.colour), dot_opacity));
    }

    void draw_line(const LineSeries& line) {
        const ImU32 hue = colour(line.colour);
        const float baseline =
            std::clamp(layout_.y.place(0), layout_.area.low.y, layout_.area.high.y);
        const std::vector<std::vector<ImVec2>> runs = runs_of(spec_, layout_, line);
        const Dash dash = has_visible_dashes(runs) ? line.dash : Dash::solid;
        for (const std::vector<ImVec2>& run : runs) {
            if (run.size() == 1) {
                surface_.dots(run, dot_extent, hue);
                continue;
            }
            if (line.area) surface_.area(run, baseline, faded(hue, area_opacity));
            surface_.line(run, hue, line_width, dash);
        }
    }

    // Where a line goes up and down within every few pixels its dashes cannot be seen, and only cost.
    bool has_visible_dashes(const std::vector<std::vector<ImVec2>>& runs) const {
        constexpr float longest = 12;  // times the area's width and height
        float length = 0;
        for (const std::vector<ImVec2>& run : runs)
            for (std::size_t i = 1; i < run.size(); ++i)
                length += std::hypot(run[i].x - run[i - 1].x, run[i].y - run[i - 1].y);
        return length < longest * (layout_.area.width() + layout_.area.height());
    }

    void references() {
        const PlotBox& area = layout_.area;
        for (const PlacedReference& placed : layout_.references) {
            const ReferenceLine& reference = spec_.references[placed.number];
            const float at = std::round(placed.at) + 0.5F;
            const ImVec2 ends[] = {
                reference.vertical ? ImVec2(at, area.low.y) : ImVec2(area.low.x, at),
                reference.vertical ? ImVec2(at, area.high.y) : ImVec2(area.high.x, at)};
            surface_.line(ends, colour(reference.colour), 1, Dash::dashed);
        }
    }

    void draw_key(const LegendKey& key) {
        const ImU32 hue = colour(key.colour);
        const float middle = std::round((key.box.low.y + key.box.high.y) / 2);
        switch (key.kind) {
            case KeyKind::line: {
                const ImVec2 ends[] = {{key.box.low.x, middle}, {key.box.high.x, middle}};
                surface_.line(ends, hue, line_width, key.dash);
                break;
            }
            case KeyKind::bar:
                surface_.fill({{key.box.low.x + 2, middle - 5}, {key.box.low.x + 12, middle + 5}},
                              hue, 2);
                break;
            case KeyKind::dot: {
                const ImVec2 place[] = {{(key.box.low.x + key.box.high.x) / 2, middle}};
                surface_.dots(place, 6, hue);
                break;
            }
            case KeyKind::ramp: draw_ramp(key.box); break;
        }
    }

    void draw_ramp(const PlotBox& box) {
        constexpr int steps = 32;
        const float step = box.width() / steps;
        const bool diverging = spec_.heat_map->diverging;
        for (int i = 0; i < steps; ++i) {
            const double part = (i + 0.5) / steps;
            const float x = box.low.x + step * static_cast<float>(i);
            surface_.fill(
                {{x, box.low.y}, {x + step, box.high.y}},
                diverging ? diverging_colour(palette_, 2 * part - 1) : ramp_colour(palette_, part));
        }
    }

    void words(const PlacedText& text) {
        const PlotBox& box = text.box;
        if (text.over_marks) {
            surface_.fill({{box.low.x - 3, box.low.y - 1}, {box.high.x + 3, box.high.y + 1}},
                          faded(palette_.surface, 0.85F), 3);
        }
        const ImVec2 at = text.upright ? ImVec2(box.low.x, box.high.y) : box.low;
        surface_.text(at, text.words, text.face, colour(text.colour),
                      text.upright ? TextAnchor::upright : TextAnchor::corner);
    }

    PlotSurface& surface_;
    const PlotSpec& spec_;
    const PlotLayout& layout_;
    const Palette& palette_;
};

// Where the bar begins and ends on the y axis.
std::optional<PlotRange> bar_ends(const Bars& bars, std::size_t series, std::size_t bin) {
    const auto height = [&](std::size_t number) {
        const std::vector<double>& values = bars.series[number].values;
        return bin < values.size() && std::isfinite(values[bin]) ? values[bin] : 0;
    };
    const double own = height(series);
    if (own == 0) return std::nullopt;
    double from = 0;
    if (bars.arrangement == BarArrangement::stacked) {
        for (std::size_t below = 0; below < series; ++below)
            if ((height(below) < 0) == (own < 0)) from += height(below);
    }
    return PlotRange{from, from + own};
}

}  // namespace

std::optional<PlotBox> bar_box(const PlotSpec& spec, const PlotLayout& layout, std::size_t series,
                               std::size_t bin) {
    const Bars& bars = *spec.bars;
    const std::optional<PlotRange> ends = bar_ends(bars, series, bin);
    const PlotRange range = bars.bin(bin);
    if (!ends || !has_place(spec, {range.high, 1})) return std::nullopt;
    float left = layout.x.place(range.low);
    float right = layout.x.place(range.high);
    // A category's bar leaves a quarter of its slot free, a bin's a pixel.
    const float margin = bars.categories.empty() ? 0 : (right - left) / 8;
    left += margin;
    right -= margin;
    if (bars.arrangement == BarArrangement::side_by_side) {
        const float each = (right - left) / static_cast<float>(bars.series.size());
        left += each * static_cast<float>(series);
        right = left + each;
    }
    left = std::round(left);
    right = std::max(std::round(right) - (right - left > 3 ? 1.0F : 0.0F), left + 1);
    const PlotBox& area = layout.area;
    if (right <= area.low.x || left >= area.high.x) return std::nullopt;
    const float a = layout.y.place(ends->low);
    const float b = layout.y.place(ends->high);
    const auto within = [&](float y) { return std::clamp(y, area.low.y, area.high.y); };
    PlotBox box = {{std::max(left, area.low.x), within(std::min(a, b))},
                   {std::min(right, area.high.x), within(std::max(a, b))}};
    // The least of bars can be seen.
    if (box.height() < 1 && box.low.y > area.low.y)
        box.low.y = std::max(area.low.y, box.high.y - 1);
    return box;
}

PlotBox cell_box(const PlotLayout& layout, std::size_t row, std::size_t column) {
    const auto x = static_cast<double>(column);
    const auto y = static_cast<double>(row);
    const auto at = [](const PlotScale& scale, double value) {
        return std::round(scale.place(value));
    };
    return {{at(layout.x, x), at(layout.y, y)}, {at(layout.x, x + 1), at(layout.y, y + 1)}};
}

void draw_plot(PlotSurface& surface, const PlotSpec& spec, const PlotLayout& layout,
               const Palette& palette) {
    Drawing(surface, spec, layout, palette).draw();
}

}  // namespace errata::ui
