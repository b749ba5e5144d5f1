#include "ui/plot/plot_legend.h"

#include <algorithm>
#include <format>

namespace errata::ui {

namespace {

constexpr float line_key_width = 20;  // two dashes and what is between them
constexpr float key_width = 10;
constexpr float ramp_key_width = 96;
constexpr float entry_gap = 16;
constexpr float longest_name = 200;
constexpr std::size_t most_rows = 2;

// The start of a character at or before `place` in UTF-8.
std::size_t character_start(const std::string& words, std::size_t place) {
    while (place > 0 && place < words.size() &&
           (static_cast<unsigned char>(words[place]) & 0xC0U) == 0x80U) {
        --place;
    }
    return place;
}

LegendEntry ramp_entry(const HeatMap& map, PlotRange range) {
    // The ramp stands between the two numbers: the lower one is an entry of its own before it.
    return {.words = value_text(range.high, map.format),
            .kind = KeyKind::ramp,
            .colour = {},
            .key_width = ramp_key_width + key_gap};
}

}  // namespace

LegendEntries legend_entries(const PlotSpec& spec) {
    LegendEntries legend;
    if (spec.heat_map) {
        const PlotRange range = colour_range_of(*spec.heat_map);
        std::string low = value_text(range.low, spec.heat_map->format);
        if (!spec.heat_map->value_label.empty()) low = spec.heat_map->value_label + "  " + low;
        legend.entries = {{.words = low, .colour = {}}, ramp_entry(*spec.heat_map, range)};
        return legend;
    }
    const auto add = [&](const std::string& name, KeyKind kind, PlotColour colour, Dash dash) {
        if (name.empty()) return;
        legend.entries.push_back(
            {.words = name,
             .kind = kind,
             .colour = colour,
             .dash = dash,
             .key_width = (kind == KeyKind::line ? line_key_width : key_width) + key_gap});
    };
    if (spec.bars)
        for (const BarSeries& series : spec.bars->series)
            add(series.name, KeyKind::bar, series.colour, Dash::solid);
    for (const ScatterSeries& scatter : spec.scatters)
        add(scatter.name, KeyKind::dot, scatter.colour, Dash::solid);
    legend.lines_alone = legend.entries.empty();
    if (legend.entries.size() == 1 && spec.lines.empty()) legend.entries.clear();
    for (const LineSeries& line : spec.lines) add(line.name, KeyKind::line, line.colour, line.dash);
    legend.lines_alone = legend.lines_alone && !legend.entries.empty();
    return legend;
}

void flow(LegendEntries& legend, float width, const TextMeasure& measure) {
    const auto width_of = [&](const std::string& words) { return measure(words, PlotFace::label); };
    const float rest_width = width_of("and 999 more");
    legend.rows = legend.entries.empty() ? 0 : 1;
    legend.width = 0;
    float x = 0;
    std::size_t shown = 0;
    for (LegendEntry& entry : legend.entries) {
        entry.words = shortened_to(entry.words, std::min(longest_name, width - entry.key_width),
                                   PlotFace::label, measure);
        const float own = entry.key_width + width_of(entry.words);
        const bool last = shown + 1 == legend.entries.size();
        // The last row keeps space for the count of what is left out.
        const float kept = legend.rows == most_rows && !last ? rest_width + entry_gap : 0;
        if (x > 0 && x + own + kept > width) {
            if (legend.rows == most_rows) break;
            ++legend.rows;
            x = 0;
        }
        entry.x = x;
        entry.row = legend.rows - 1;
        entry.shown = true;
        ++shown;
        legend.width = std::max(legend.width, x + own);
        // A ramp stands close to the number before it.
        x += own + (entry.key_width == 0 ? key_gap : entry_gap);
    }
    if (shown == legend.entries.size()) return;
    LegendEntry& rest = legend.entries[shown];
    rest = {.words = std::format("and {} more", legend.entries.size() - shown),
            .colour = {},
            .x = x,
            .row = legend.rows - 1,
            .shown = true};
    legend.width = std::max(legend.width, x + width_of(rest.words));
}

std::optional<double> value_at_end(const PlotSpec& spec, const LineSeries& line, PlotRange range) {
    const PlotPoint* before = nullptr;
    const PlotPoint* last = nullptr;
    for (const PlotPoint& point : line.points) {
        if (!has_place(spec, point)) continue;
        before = last;
        last = &point;
        if (point.x < range.high) continue;
        if (before == nullptr || before->x >= point.x || point.x == range.high) return point.y;
        if (line.step) return before->y;
        const double part = (range.high - before->x) / (point.x - before->x);
        return before->y + part * (point.y - before->y);
    }
    if (last == nullptr) return std::nullopt;
    constexpr float close = 0.97F;
    if (PlotScale(range, spec.x.scale, 0, 1).place(last->x) < close) return std::nullopt;
    return last->y;
}

std::string shortened_to(const std::string& words, float width, PlotFace face,
                         const TextMeasure& measure) {
    if (measure(words, face) <= width) return words;
    for (std::size_t kept = words.size(); kept > 2; --kept) {
        const std::size_t head = character_start(words, (kept + 1) / 2);
        const std::size_t tail = character_start(words, words.size() - kept / 2);
        std::string cut = words.substr(0, head) + "\u2026" + words.substr(tail);
        if (measure(cut, face) <= width) return cut;
    }
    return {};
}

}  // namespace errata::ui
