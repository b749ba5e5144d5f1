// Plots laid out and drawn on a recording surface, as SVG and as a table: nothing overlaps, nothing leaves its
// place, data are drawn where they belong.
#include "ui/plot/plot_layout.h"

#include <algorithm>
#include <array>
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ui/plot/plot_colour.h"
#include "ui/plot/plot_draw.h"
#include "ui/plot/plot_hit.h"
#include "ui/plot/plot_svg.h"
#include "ui/plot/plot_tsv.h"

using namespace errata::ui;
using Catch::Approx;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// Every byte six pixels wide.
float measure(std::string_view words, PlotFace) { return 6 * static_cast<float>(words.size()); }

struct Recorder final : PlotSurface {
    struct Line {
        std::vector<ImVec2> points;
        ImU32 colour;
        bool clipped;
    };
    std::vector<PlotBox> texts;
    std::vector<std::string> words;
    std::vector<PlotBox> clipped_fills;
    std::vector<ImU32> fill_colours;
    std::vector<Line> lines;
    std::vector<std::vector<ImVec2>> dot_groups;
    std::vector<PlotBox> clips;

    void fill(const PlotBox& box, ImU32 colour, float) override {
        if (clips.empty()) return;
        clipped_fills.push_back(box);
        fill_colours.push_back(colour);
    }
    void line(std::span<const ImVec2> points, ImU32 colour, float, Dash) override {
        lines.push_back({{points.begin(), points.end()}, colour, !clips.empty()});
    }
    void area(std::span<const ImVec2>, float, ImU32) override {}
    void dots(std::span<const ImVec2> points, float, ImU32) override {
        dot_groups.emplace_back(points.begin(), points.end());
    }
    void text(ImVec2 at, std::string_view text, PlotFace face, ImU32, TextAnchor anchor) override {
        const float width = measure(text, face);
        const float height = metrics_of(face).size;
        words.emplace_back(text);
        switch (anchor) {
            case TextAnchor::corner: texts.push_back({at, {at.x + width, at.y + height}}); break;
            case TextAnchor::centre:
                texts.push_back(
                    {{at.x - width / 2, at.y - height / 2}, {at.x + width / 2, at.y + height / 2}});
                break;
            case TextAnchor::upright:
                texts.push_back({{at.x, at.y - width}, {at.x + height, at.y}});
                break;
        }
    }
    void push_clip(const PlotBox& box) override { clips.push_back(box); }
    void pop_clip() override { clips.pop_back(); }

    bool says(std::string_view text) const { return std::ranges::find(words, text) != words.end(); }
};

PlotSpec three_lines(double spread) {
    PlotSpec spec = {.title = "Precision and recall",
                     .x = {.label = "Recall", .range = PlotRange{0, 1}},
                     .y = {.label = "Precision", .range = PlotRange{0, 1}}};
    for (std::size_t i = 0; i < 3; ++i) {
        const double height = 0.5 + spread * (static_cast<double>(i) - 1);
        spec.lines.push_back({.name = "run " + std::to_string(i),
                              .colour = {.role = ColourRole::category, .category = i},
                              .points = {{0, 1}, {0.5, 0.7}, {1, height}}});
    }
    spec.references = {{.at = 0.5, .label = "chosen"}, {.at = 0.52, .label = "before"}};
    return spec;
}

PlotSpec histogram(BarArrangement arrangement = BarArrangement::stacked) {
    return {.title = "By score",
            .x = {.label = "Score"},
            .y = {.label = "Predictions", .counts = true},
            .bars = Bars{
                .edges = {0, 0.25, 0.5, 0.75, 1},
                .categories = {},
                .series = {{"true", {.role = ColourRole::true_positive}, {1, 2, 3, 4}},
                           {"false", {.role = ColourRole::false_positive}, {9, 4, nan_value, 0}}},
                .arrangement = arrangement}};
}

PlotSpec categories(std::size_t count) {
    PlotSpec spec = {
        .title = "By class", .x = {.label = {}}, .y = {.label = "Objects", .counts = true}};
    Bars bars;
    for (std::size_t i = 0; i < count; ++i) {
        bars.categories.push_back("a class with a name " + std::to_string(i));
        if (bars.series.empty()) bars.series.push_back({.name = {}, .colour = {}, .values = {}});
        bars.series[0].values.push_back(static_cast<double>(i));
    }
    spec.bars = bars;
    return spec;
}

PlotSpec heat_map(std::size_t count, bool diverging = false) {
    PlotSpec spec = {.title = "Confusion", .x = {.label = "Predicted"}, .y = {.label = "Truth"}};
    HeatMap map = {
        .rows = {}, .columns = {}, .values = {}, .value_label = "Objects", .diverging = diverging};
    for (std::size_t i = 0; i < count; ++i) {
        map.rows.push_back("row " + std::to_string(i));
        map.columns.push_back("column " + std::to_string(i));
        for (std::size_t k = 0; k < count; ++k)
            map.values.push_back(i == k ? 100 : static_cast<double>(k));
    }
    spec.heat_map = map;
    return spec;
}

PlotSpec scatter(std::size_t count) {
    PlotSpec spec = {.title = "Scatter", .x = {.label = "x"}, .y = {.label = "y"}};
    ScatterSeries series = {.name = "pairs", .colour = {}, .points = {}};
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = static_cast<double>(i);
        series.points.push_back({std::fmod(number * 0.618, 1), std::fmod(number * 0.414, 1)});
    }
    spec.scatters = {series};
    return spec;
}

PlotLayout layout(const PlotSpec& spec, ImVec2 extent = {480, 260},
                  const LayoutOptions& options = {}) {
    return layout_of(spec, {0, 0}, extent, measure, options);
}

Recorder drawn(const PlotSpec& spec, const PlotLayout& placed, Scheme scheme = Scheme::dark) {
    Recorder recorder;
    draw_plot(recorder, spec, placed, palette_of(scheme));
    return recorder;
}

}  // namespace

TEST_CASE("plot layout: words overlap nowhere and stay inside, marks stay in the area", "[plot]") {
    std::vector<PlotSpec> specs = {
        three_lines(0.2), three_lines(0.001), histogram(), histogram(BarArrangement::side_by_side),
        categories(3),    categories(60),     heat_map(4), heat_map(80),
        scatter(500),     PlotSpec{}};
    specs.push_back(three_lines(0.1));
    for (int i = 0; i < 30; ++i)
        specs.back().lines.push_back(
            {.name = "one more run", .colour = {}, .points = {{0, 0.3}, {0.4, 0.2}}});
    for (const PlotSpec& spec : specs) {
        for (const ImVec2 extent : {ImVec2(480, 260), ImVec2(900, 500), ImVec2(220, 140),
                                    ImVec2(60, 40), ImVec2(1, 1), ImVec2(0, 0)}) {
            CAPTURE(spec.title, extent.x, extent.y);
            const PlotLayout placed = layout_of(spec, {20, 30}, extent, measure);
            const Recorder seen = drawn(spec, placed);
            CHECK(placed.area.width() >= 1);
            CHECK(seen.clips.empty());
            bool apart = true;
            for (std::size_t i = 0; i < seen.texts.size(); ++i)
                for (std::size_t k = 0; k < i; ++k)
                    apart = apart && !seen.texts[i].overlaps(seen.texts[k]);
            CHECK(apart);
            const PlotBox outer = {{placed.whole.low.x - 1, placed.whole.low.y - 1},
                                   {placed.whole.high.x + 1, placed.whole.high.y + 1}};
            CHECK(std::ranges::all_of(seen.texts,
                                      [&](const PlotBox& box) { return outer.contains(box); }));
            // Cells end on whole pixels, and the area need not.
            const PlotBox area = {{placed.area.low.x - 1, placed.area.low.y - 1},
                                  {placed.area.high.x + 1, placed.area.high.y + 1}};
            CHECK(std::ranges::all_of(seen.clipped_fills,
                                      [&](const PlotBox& box) { return area.contains(box); }));
        }
    }
}

TEST_CASE("plot layout: lines are named at their ends where these lie apart, else in a legend",
          "[plot]") {
    const PlotLayout apart = layout(three_lines(0.2));
    CHECK(apart.keys.empty());
    CHECK(std::ranges::count_if(apart.texts, [&](const PlacedText& text) {
              return text.words.starts_with("run ") && text.box.low.x > apart.area.high.x;
          }) == 3);
    const PlotLayout together = layout(three_lines(0.001));
    CHECK(together.keys.size() == 3);
    CHECK(together.area.width() > apart.area.width());
    // The label stands at the height of its line's last point.
    const auto label = std::ranges::find(apart.texts, "run 0", &PlacedText::words);
    REQUIRE(label != apart.texts.end());
    CHECK((label->box.low.y + label->box.high.y) / 2 == Approx(apart.y.place(0.3)).margin(0.01));
}

TEST_CASE("plot layout: what does not fit into the legend is counted", "[plot]") {
    PlotSpec spec = three_lines(0.001);
    for (int i = 0; i < 40; ++i)
        spec.lines.push_back({.name = "another", .colour = {}, .points = {{0, 0}}});
    const PlotLayout placed = layout(spec);
    const auto rest = std::ranges::find_if(
        placed.texts, [](const PlacedText& text) { return text.words.starts_with("and "); });
    REQUIRE(rest != placed.texts.end());
    CHECK(rest->words == "and " + std::to_string(43 - placed.keys.size()) + " more");
}

TEST_CASE("plot layout: reference labels stand beside their lines, one below the other", "[plot]") {
    const PlotLayout placed = layout(three_lines(0.2));
    REQUIRE(placed.references.size() == 2);
    const auto chosen = std::ranges::find(placed.texts, "chosen", &PlacedText::words);
    const auto before = std::ranges::find(placed.texts, "before", &PlacedText::words);
    REQUIRE(chosen != placed.texts.end());
    REQUIRE(before != placed.texts.end());
    CHECK(before->box.low.y > chosen->box.high.y);
    const PlotLayout zoomed =
        layout(three_lines(0.2), {480, 260}, {.x_zoom = PlotRange{0.51, 0.9}});
    REQUIRE(zoomed.references.size() == 1);
    CHECK(zoomed.references[0].number == 1);
}

TEST_CASE("plot drawing: bars stand on one another, and side by side", "[plot]") {
    const PlotSpec stacked = histogram();
    const PlotLayout placed = layout(stacked);
    const auto lower = bar_box(stacked, placed, 0, 0);
    const auto upper = bar_box(stacked, placed, 1, 0);
    REQUIRE((lower && upper));
    CHECK(lower->high.y == Approx(placed.area.high.y));
    CHECK(upper->high.y == Approx(lower->low.y));
    CHECK(upper->low.y == Approx(placed.y.place(10)));
    CHECK_FALSE(bar_box(stacked, placed, 1, 2));
    CHECK_FALSE(bar_box(stacked, placed, 1, 3));
    const PlotSpec beside = histogram(BarArrangement::side_by_side);
    const PlotLayout beside_placed = layout(beside);
    const auto left = bar_box(beside, beside_placed, 0, 0);
    const auto right = bar_box(beside, beside_placed, 1, 0);
    REQUIRE((left && right));
    CHECK(right->low.x >= left->high.x);
    CHECK(right->low.y == Approx(beside_placed.y.place(9)));
    CHECK(drawn(stacked, placed).clipped_fills.size() == 6);
}

TEST_CASE("plot drawing: a long line is drawn by its pixel columns and keeps its extremes",
          "[plot]") {
    PlotSpec spec = {.title = {}, .x = {.label = "Step"}, .y = {.label = "Loss"}};
    LineSeries line = {.name = {}, .colour = {}, .points = {}};
    for (int i = 0; i < 100'000; ++i)
        line.points.push_back({static_cast<double>(i), std::sin(i * 0.7)});
    line.points[54321].y = 8;
    line.points[54322].y = -9;
    spec.lines = {line};
    const PlotLayout placed = layout(spec);
    const Recorder seen = drawn(spec, placed);
    REQUIRE(seen.lines.size() == 1);
    CHECK(seen.lines[0].clipped);
    const std::vector<ImVec2>& points = seen.lines[0].points;
    CHECK(points.size() <= 4 * static_cast<std::size_t>(placed.area.width() + 2));
    CHECK(points.size() > 2 * static_cast<std::size_t>(placed.area.width() - 2));
    const auto [top, bottom] = std::ranges::minmax(points, {}, &ImVec2::y);
    CHECK(top.y == Approx(placed.y.place(8)));
    CHECK(bottom.y == Approx(placed.y.place(-9)));
    CHECK(std::ranges::is_sorted(points, {}, &ImVec2::x));
    CHECK(points.front().x == Approx(placed.area.low.x));
    CHECK(points.back().x == Approx(placed.area.high.x));
    // Zoomed, what lies outside costs nothing.
    const PlotLayout zoomed = layout(spec, {480, 260}, {.x_zoom = PlotRange{500, 520}});
    CHECK(drawn(spec, zoomed).lines[0].points.size() < 40);
}

TEST_CASE("plot drawing: gaps, steps and single points", "[plot]") {
    PlotSpec spec = {.title = {}, .x = {.label = "x"}, .y = {.label = "y"}};
    spec.lines = {
        {.name = {},
         .colour = {},
         .points = {{0, 0}, {1, 1}, {2, nan_value}, {3, 1}, {4, infinity}, {5, 2}, {6, 0}}}};
    Recorder seen = drawn(spec, layout(spec));
    CHECK(seen.lines.size() == 2);
    REQUIRE(seen.dot_groups.size() == 1);
    CHECK(seen.dot_groups[0].size() == 1);

    spec.lines = {{.name = {}, .colour = {}, .points = {{0, 5}, {10, 7}}, .step = true}};
    const PlotLayout placed = layout(spec);
    seen = drawn(spec, placed);
    REQUIRE(seen.lines.size() == 1);
    REQUIRE(seen.lines[0].points.size() == 3);
    CHECK(seen.lines[0].points[1].x == Approx(placed.x.place(10)));
    CHECK(seen.lines[0].points[1].y == Approx(placed.y.place(5)));

    spec.lines = {{.name = {}, .colour = {}, .points = {{3, 4}}}};
    seen = drawn(spec, layout(spec));
    CHECK(seen.lines.empty());
    REQUIRE(seen.dot_groups.size() == 1);
}

TEST_CASE("plot drawing: nothing to draw says so", "[plot]") {
    PlotSpec spec = {.title = "IoU", .x = {.label = "IoU"}, .y = {.label = "Pairs"}};
    spec.empty_message = "No matched pairs at these thresholds";
    spec.lines = {{.name = "line", .colour = {}, .points = {{nan_value, 1}, {1, infinity}}}};
    const Recorder seen = drawn(spec, layout(spec));
    CHECK(seen.words == std::vector<std::string>{"IoU", "No matched pairs at these thresholds"});
    CHECK(summary_of(spec) == "No matched pairs at these thresholds");
}

TEST_CASE("plot drawing: numbers stand in cells where they fit", "[plot]") {
    const PlotSpec few = heat_map(4);
    const PlotLayout placed = layout(few);
    CHECK(placed.cell_numbers);
    const Recorder seen = drawn(few, placed);
    CHECK(std::ranges::count(seen.words, "100") == 5);  // four cells and the ramp's end
    CHECK_FALSE(layout(heat_map(80)).cell_numbers);
    // The first row is on top.
    CHECK(cell_box(placed, 0, 0).low.y == Approx(placed.area.low.y).margin(1));
}

TEST_CASE("plot hits: bins, cells, lines, points", "[plot]") {
    const PlotSpec bars = histogram();
    const PlotLayout placed = layout(bars);
    const auto middle = [&](std::size_t series, std::size_t bin) {
        const PlotBox box = *bar_box(bars, placed, series, bin);
        return ImVec2((box.low.x + box.high.x) / 2, (box.low.y + box.high.y) / 2);
    };
    auto readout = readout_at(bars, placed, middle(1, 1));
    REQUIRE(readout);
    CHECK(readout->hit == PlotHit{.mark = PlotMark::bar, .series = 1, .index = 1});
    CHECK(readout->heading == "0.25 to 0.5");
    REQUIRE(readout->rows.size() == 3);
    CHECK(readout->rows[2].value == "6");
    // Above all bars the highest is meant.
    readout = readout_at(bars, placed, {middle(0, 3).x, placed.area.low.y + 1});
    REQUIRE(readout);
    CHECK(readout->hit == PlotHit{.mark = PlotMark::bar, .series = 0, .index = 3});
    CHECK_FALSE(readout_at(bars, placed, {placed.area.low.x - 2, placed.area.low.y + 5}));

    const PlotSpec map = heat_map(4);
    const PlotLayout cells = layout(map);
    const PlotBox cell = cell_box(cells, 2, 3);
    readout = readout_at(map, cells, {cell.low.x + 3, cell.low.y + 3});
    REQUIRE(readout);
    CHECK(readout->hit == PlotHit{.mark = PlotMark::cell, .series = 2, .index = 3});
    CHECK(readout->heading == "Objects 3");
    CHECK(readout->rows[0].value == "row 2");

    const PlotSpec lines = three_lines(0.2);
    const PlotLayout curves = layout(lines);
    readout = readout_at(lines, curves, {curves.x.place(0.55), curves.area.low.y + 5});
    REQUIRE(readout);
    CHECK(readout->heading == "Recall 0.5");
    CHECK(readout->rows.size() == 3);
    CHECK(readout->rows[0].value == "0.7");
    CHECK_FALSE(readout->hit);

    PlotSpec dots = scatter(0);
    dots.scatters[0].points = {{0, 0}, {10, 10}, {5, 5}};
    const PlotLayout cloud = layout(dots);
    const ImVec2 at = {cloud.x.place(5), cloud.y.place(5)};
    readout = readout_at(dots, cloud, {at.x + 6, at.y - 6});
    REQUIRE(readout);
    CHECK(readout->hit == PlotHit{.mark = PlotMark::point, .series = 0, .index = 2});
    CHECK_FALSE(readout_at(dots, cloud, {at.x + 10, at.y - 10}));
}

TEST_CASE("plot summaries say series, sums and highest values", "[plot]") {
    CHECK(
        summary_of(histogram()) ==
        "true: 10 in 4 bars, highest 4 at 0.75 to 1; false: 13 in 4 bars, highest 9 at 0 to 0.25; "
        "Score from 0 to 1; Predictions from 0 to 10");
    CHECK(summary_of(heat_map(3)) == "3 rows by 3 columns, highest 100 at row 0, column 0");
}

TEST_CASE("plot tables: header, full precision, no stray tabs", "[plot]") {
    CHECK(tsv_of(histogram()) ==
          "Score from\tScore "
          "to\ttrue\tfalse\n0\t0.25\t1\t9\n0.25\t0.5\t2\t4\n0.5\t0.75\t3\t\n0.75\t1\t4\t0\n");
    PlotSpec spec = {.title = {}, .x = {.label = "x", .unit = "px"}, .y = {.label = "y"}};
    spec.lines = {
        {.name = "a\tb\nc", .colour = {}, .points = {{0.1, 1.0 / 3}, {1e-300, nan_value}}}};
    CHECK(tsv_of(spec) == "series\tx (px)\ty\na b c\t0.1\t0.3333333333333333\na b c\t1e-300\t\n");
    CHECK(tsv_of(heat_map(2)) == "Truth\tcolumn 0\tcolumn 1\nrow 0\t100\t1\nrow 1\t0\t100\n");
    CHECK(tsv_of(categories(2)) ==
          "category\tObjects\na class with a name 0\t0\na class with a name 1\t1\n");
}

namespace {

// Whether the tags are balanced, quotes closed, and each & begins one of XML's own entities.
bool is_well_formed(const std::string& text) {
    std::vector<std::string> open;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '&') {
            const std::string entity = text.substr(i, text.find(';', i) + 1 - i);
            if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" && entity != "&quot;")
                return false;
        }
        if (static_cast<unsigned char>(text[i]) < 0x20 && text[i] != '\n') return false;
        if (text[i] == '>') return false;
        if (text[i] != '<') continue;
        const std::size_t end = text.find('>', i);
        if (end == std::string::npos) return false;
        const std::string tag = text.substr(i + 1, end - i - 1);
        if (tag.find('<') != std::string::npos || std::ranges::count(tag, '"') % 2 != 0)
            return false;
        const std::string name =
            tag.substr(tag.starts_with('/') ? 1 : 0,
                       tag.find_first_of(" /", 1) - (tag.starts_with('/') ? 1 : 0));
        if (tag.starts_with('/')) {
            if (open.empty() || open.back() != name) return false;
            open.pop_back();
        } else if (!tag.ends_with('/')) {
            open.push_back(name);
        }
        i = end;
    }
    return open.empty();
}

}  // namespace

TEST_CASE("plot files: well-formed SVG, whatever the names", "[plot]") {
    REQUIRE(is_well_formed("<a b=\"c\"><d/>&amp;</a>"));
    REQUIRE_FALSE(is_well_formed("<a><b></a></b>"));
    REQUIRE_FALSE(is_well_formed("<a>&nbsp;</a>"));
    PlotSpec odd = three_lines(0.2);
    odd.title = "<script>\"&\" \x01]]>";
    odd.lines[0].name = "a<b>&c";
    for (const PlotSpec& spec : {odd, histogram(), categories(30), heat_map(5), heat_map(5, true),
                                 scatter(50), PlotSpec{}}) {
        const std::string svg = svg_of(spec, {480, 260}, palette_of(Scheme::light), measure);
        CAPTURE(spec.title);
        CHECK(is_well_formed(svg));
        CHECK(svg.find("font-family=\"Roboto, sans-serif\"") != std::string::npos);
        CHECK(svg.find("fill=\"#ffffff\"") != std::string::npos);
        CHECK(svg.find("nan") == std::string::npos);
        CHECK(svg.find("inf") == std::string::npos);
    }
    const std::string svg = svg_of(odd, {480, 260}, palette_of(Scheme::dark), measure);
    CHECK(svg.find("<title>&lt;script&gt;&quot;&amp;&quot; ]]&gt;</title>") != std::string::npos);
    CHECK(svg.find(">a&lt;b&gt;&amp;c</text>") != std::string::npos);
}

TEST_CASE("plot colours: categories equally light and readable, ramps even", "[plot]") {
    // WCAG's contrast ratio, from luminances that are checked at known colours.
    CHECK(luminance_of(IM_COL32(255, 255, 255, 255)) == Approx(1));
    CHECK(luminance_of(IM_COL32(128, 128, 128, 255)) == Approx(0.21586).epsilon(1e-4));
    const auto contrast = [](ImU32 a, ImU32 b) {
        const double x = luminance_of(a) + 0.05;
        const double y = luminance_of(b) + 0.05;
        return std::max(x, y) / std::min(x, y);
    };
    for (const Scheme scheme : {Scheme::light, Scheme::dark}) {
        const Palette& palette = palette_of(scheme);
        double least = 1;
        double most = 0;
        for (std::size_t i = 0; i < category_colours; ++i) {
            const ImU32 colour = colour_of(palette, {.role = ColourRole::category, .category = i});
            CHECK(contrast(colour, palette.surface) >= 4.5);
            least = std::min(least, luminance_of(colour));
            most = std::max(most, luminance_of(colour));
            for (std::size_t k = 0; k < i; ++k)
                CHECK(colour != colour_of(palette, {.role = ColourRole::category, .category = k}));
        }
        CHECK(most - least < 0.005);
        // From the surface's own lightness away from it, without turning back.
        const bool dark = scheme == Scheme::dark;
        for (int i = 0; i < 64; ++i) {
            const double below = luminance_of(ramp_colour(palette, i / 64.0));
            const double above = luminance_of(ramp_colour(palette, (i + 1) / 64.0));
            CHECK((dark ? above >= below : above <= below));
            CHECK(contrast(readable_on(ramp_colour(palette, i / 64.0)),
                           ramp_colour(palette, i / 64.0)) >= 4.5);
            const double inner = luminance_of(diverging_colour(palette, i / 64.0));
            const double outer = luminance_of(diverging_colour(palette, (i + 1) / 64.0));
            CHECK((dark ? outer >= inner : outer <= inner));
        }
    }
}
