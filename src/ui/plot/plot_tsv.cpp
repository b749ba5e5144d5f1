#include "ui/plot/plot_tsv.h"

#include <cmath>
#include <format>
#include <string_view>

namespace errata::ui {

namespace {

std::string cell(std::string_view words) {
    std::string text(words);
    for (char& character : text)
        if (character == '\t' || character == '\n' || character == '\r') character = ' ';
    return text;
}

std::string cell(double value) { return std::isfinite(value) ? std::format("{}", value) : ""; }

std::string or_else(const std::string& words, std::string_view otherwise) {
    return words.empty() ? std::string(otherwise) : words;
}

std::string bars_table(const PlotSpec& spec) {
    const Bars& bars = *spec.bars;
    const bool named = !bars.categories.empty();
    const std::string x = caption_of(spec.x);
    std::string text = named       ? cell(or_else(x, "category"))
                       : x.empty() ? "from\tto"
                                   : cell(x + " from") + '\t' + cell(x + " to");
    for (const BarSeries& series : bars.series)
        text += '\t' + cell(or_else(series.name, or_else(caption_of(spec.y), "value")));
    text += '\n';
    for (std::size_t bin = 0; bin < bars.bins(); ++bin) {
        const PlotRange range = bars.bin(bin);
        text += named ? cell(bars.categories[bin]) : cell(range.low) + '\t' + cell(range.high);
        for (const BarSeries& series : bars.series) {
            text += '\t';
            if (bin < series.values.size()) text += cell(series.values[bin]);
        }
        text += '\n';
    }
    return text;
}

std::string map_table(const PlotSpec& spec) {
    const HeatMap& map = *spec.heat_map;
    std::string text = cell(caption_of(spec.y));
    for (const std::string& column : map.columns) text += '\t' + cell(column);
    text += '\n';
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        text += cell(map.rows[row]);
        for (std::size_t column = 0; column < map.columns.size(); ++column)
            text += '\t' + cell(map.value(row, column));
        text += '\n';
    }
    return text;
}

std::string points_table(const PlotSpec& spec) {
    std::string text = "series\t" + cell(or_else(caption_of(spec.x), "x")) + '\t' +
                       cell(or_else(caption_of(spec.y), "y")) + '\n';
    const auto add = [&](const auto& series) {
        for (const PlotPoint point : series.points)
            text += cell(series.name) + '\t' + cell(point.x) + '\t' + cell(point.y) + '\n';
    };
    for (const LineSeries& line : spec.lines) add(line);
    for (const ScatterSeries& scatter : spec.scatters) add(scatter);
    return text;
}

}  // namespace

std::string tsv_of(const PlotSpec& spec) {
    if (spec.heat_map) return map_table(spec);
    std::string text;
    if (spec.bars) text = bars_table(spec);
    if (!spec.lines.empty() || !spec.scatters.empty()) {
        if (!text.empty()) text += '\n';
        text += points_table(spec);
    }
    return text;
}

}  // namespace errata::ui
