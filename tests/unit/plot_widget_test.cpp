// Plots as widgets, in a Dear ImGui context without a screen: every kind with no, one and very many points under a
// moving pointer; zoom, brush and click.
#include "ui/plot/plot.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ui/plot/sparkline.h"

using namespace errata::ui;
using Catch::Approx;

namespace {

constexpr ImVec2 place = {20, 40};
constexpr ImVec2 extent = {480, 260};

class Screen {
public:
    Screen() {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.DisplaySize = {800, 400};
        io.IniFilename = nullptr;
        io.ConfigInputTrickleEventQueue = false;
        io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
        theme_.fonts = load_fonts();
        theme_.colour = &palette_of(Scheme::dark);
        apply_style(Scheme::dark);
        point({-100, -100});
    }
    ~Screen() { ImGui::DestroyContext(); }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    void point(ImVec2 at) { ImGui::GetIO().AddMousePosEvent(at.x, at.y); }
    void press(bool down) { ImGui::GetIO().AddMouseButtonEvent(0, down); }
    void wheel(float by) { ImGui::GetIO().AddMouseWheelEvent(0, by); }
    void control(bool down) { ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, down); }

    PlotResult show(const PlotSpec& spec, const PlotOptions& options = {}) {
        ImGui::GetIO().DeltaTime = 1.0F / 60;
        ImGui::NewFrame();
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
        ImGui::Begin("screen", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
        ImGui::SetCursorScreenPos(place);
        items.clear();
        Frame frame{.theme = theme_, .items = items};
        const PlotResult result = plot(frame, "plot", spec, state, extent, options);
        const std::vector<float> values = {0, 0.5F, 2, std::numeric_limits<float>::quiet_NaN(), -1};
        ImDrawList& list = *ImGui::GetWindowDrawList();
        sparkline(list, {520, 40}, {80, 20}, values, IM_COL32_WHITE);
        mini_histogram(list, {520, 80}, {80, 20}, values, IM_COL32_WHITE, 0.5F);
        sparkline(list, {520, 40}, {80, 20}, {}, IM_COL32_WHITE);
        mini_histogram(list, {520, 80}, {80, 20}, {}, IM_COL32_WHITE);
        ImGui::End();
        ImGui::Render();
        take_textures();
        return result;
    }

    // Frames with the button down at `from`, moved to `to`, and let go there.
    PlotResult drag(const PlotSpec& spec, ImVec2 from, ImVec2 to, const PlotOptions& options = {}) {
        point(from);
        show(spec, options);
        press(true);
        show(spec, options);
        point(to);
        show(spec, options);
        press(false);
        const PlotResult result = show(spec, options);
        // So that the next press is no double click.
        for (int i = 0; i < 60; ++i) show(spec, options);
        return result;
    }

    PlotState state;
    Items items;

private:
    // What a renderer would do: accept every texture.
    static void take_textures() {
        for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) {
            if (texture->Status == ImTextureStatus_WantDestroy) {
                texture->SetTexID(ImTextureID_Invalid);
                texture->SetStatus(ImTextureStatus_Destroyed);
            } else if (texture->Status != ImTextureStatus_Destroyed) {
                texture->SetTexID(1);
                texture->SetStatus(ImTextureStatus_OK);
            }
        }
    }

    Theme theme_;
};

std::vector<PlotPoint> points_of(std::size_t count) {
    std::vector<PlotPoint> points;
    for (std::size_t i = 0; i < count; ++i) {
        const auto x = static_cast<double>(i);
        points.push_back({x, i % 97 == 5 ? std::numeric_limits<double>::quiet_NaN() : std::sin(x)});
    }
    return points;
}

PlotSpec plain(std::string title) {
    return {.title = std::move(title), .x = {.label = "x"}, .y = {.label = "y"}};
}

std::vector<PlotSpec> every_kind(std::size_t count) {
    std::vector<PlotSpec> specs;
    for (const Dash dash : {Dash::solid, Dash::dashed, Dash::dotted}) {
        PlotSpec lines = plain("lines");
        lines.lines = {{.name = "one",
                        .colour = {},
                        .points = points_of(count),
                        .step = dash == Dash::dotted,
                        .area = true,
                        .dash = dash},
                       {.name = "two", .colour = {}, .points = points_of(count / 2)}};
        lines.references = {{.at = 0.5, .label = "here"},
                            {.vertical = false, .at = 0, .label = "there"}};
        specs.push_back(std::move(lines));
    }
    PlotSpec scatter = plain("scatter");
    scatter.scatters = {{.name = "pairs", .colour = {}, .points = points_of(count)}};
    scatter.x.scale = scatter.y.scale = AxisScale::log10;
    specs.push_back(std::move(scatter));
    for (const BarArrangement arrangement :
         {BarArrangement::stacked, BarArrangement::side_by_side}) {
        PlotSpec bars = plain("bars");
        bars.bars = Bars{.edges = {},
                         .categories = {},
                         .series = {{"a", {}, {}}, {"b", {}, {}}},
                         .arrangement = arrangement};
        bars.bars->edges.push_back(0);
        for (const PlotPoint point : points_of(count)) {
            bars.bars->edges.push_back(point.x + 1);
            bars.bars->series[0].values.push_back(point.y);
        }
        specs.push_back(bars);
        bars.bars->edges.clear();
        for (std::size_t i = 0; i < count; ++i) bars.bars->categories.push_back("class");
        specs.push_back(std::move(bars));
    }
    PlotSpec map = plain("map");
    map.heat_map = HeatMap{.rows = {}, .columns = {}, .values = {}, .value_label = {}};
    const auto side = static_cast<std::size_t>(std::sqrt(static_cast<double>(count)));
    map.heat_map->rows.assign(side, "row");
    map.heat_map->columns.assign(side, "column");
    for (const PlotPoint point : points_of(side * side)) map.heat_map->values.push_back(point.y);
    specs.push_back(std::move(map));
    return specs;
}

PlotSpec histogram() {
    PlotSpec spec = plain("By score");
    spec.x.range = PlotRange{0, 1};
    spec.bars = Bars{.edges = {0, 0.5, 1}, .categories = {}, .series = {{"n", {}, {4, 2}}}};
    return spec;
}

}  // namespace

TEST_CASE("plot widget: every kind with no, one and very many points under the pointer", "[plot]") {
    Screen screen;
    for (const std::size_t count : {0UZ, 1UZ, 100'000UZ}) {
        for (const PlotSpec& spec : every_kind(count)) {
            CAPTURE(spec.title, count);
            for (const ImVec2 at : {ImVec2(-1, -1), ImVec2(260, 160), ImVec2(80, 100),
                                    ImVec2(499, 299), ImVec2(20, 40)}) {
                screen.point(at);
                screen.show(spec);
            }
            REQUIRE(screen.items.size() == 1);
            CHECK(screen.items[0].role == Role::plot);
            CHECK(screen.items[0].name == spec.title);
            CHECK(screen.items[0].value == summary_of(spec));
            CHECK(screen.items[0].rectangle.width == extent.x);
            const auto drawn = static_cast<std::size_t>(ImGui::GetDrawData()->TotalVtxCount);
            CHECK(drawn > 0);
            // Two lines of 150,000 points have at least 600,000 corners unless they are thinned out.
            if (spec.title == "lines") CHECK(drawn < 90'000);
            screen.state = {};
        }
    }
}

TEST_CASE("plot widget: a drag zooms along x, a double click shows all", "[plot]") {
    Screen screen;
    const PlotSpec spec = histogram();
    const PlotResult result = screen.drag(spec, {200, 150}, {300, 160});
    CHECK_FALSE(result.brushed);
    CHECK_FALSE(result.clicked);
    REQUIRE(screen.state.x_zoom);
    CHECK(screen.state.x_zoom->low > 0.3);
    CHECK(screen.state.x_zoom->high < 0.7);
    // A hundred of the area's pixels, which are less than the plot's.
    CHECK(screen.state.x_zoom->length() > 100 / extent.x);
    for (const bool down : {true, false, true, false}) {
        screen.press(down);
        screen.show(spec);
    }
    CHECK_FALSE(screen.state.x_zoom);
}

TEST_CASE("plot widget: the wheel is the page's unless Ctrl is held or the plot may have it",
          "[plot]") {
    Screen screen;
    const PlotSpec spec = histogram();
    screen.point({260, 150});
    screen.show(spec);
    screen.wheel(1);
    screen.show(spec);
    CHECK_FALSE(screen.state.x_zoom);
    screen.wheel(1);
    screen.show(spec, {.wheel_zoom = true});
    REQUIRE(screen.state.x_zoom);
    const double once = screen.state.x_zoom->length();
    CHECK(once == Approx(0.85).epsilon(1e-4));
    screen.control(true);
    screen.wheel(1);
    screen.show(spec);
    CHECK(screen.state.x_zoom->length() == Approx(once * 0.85).epsilon(1e-4));
    for (int i = 0; i < 10; ++i) {
        screen.wheel(-1);
        screen.show(spec);
    }
    CHECK_FALSE(screen.state.x_zoom);
}

TEST_CASE("plot widget: a brush returns its range, in either direction", "[plot]") {
    Screen screen;
    const PlotSpec spec = histogram();
    const PlotResult right = screen.drag(spec, {200, 150}, {300, 160}, {.brush = true});
    REQUIRE(right.brushed);
    CHECK_FALSE(screen.state.x_zoom);
    const PlotResult left = screen.drag(spec, {300, 150}, {200, 160}, {.brush = true});
    REQUIRE(left.brushed);
    CHECK(left.brushed->low == Approx(right.brushed->low));
    CHECK(left.brushed->high == Approx(right.brushed->high));
    // Beyond the axis it ends with the axis.
    const PlotResult beyond = screen.drag(spec, {300, 150}, {790, 160}, {.brush = true});
    REQUIRE(beyond.brushed);
    CHECK(beyond.brushed->high == Approx(1));
}

TEST_CASE("plot widget: a click tells what was clicked", "[plot]") {
    Screen screen;
    const PlotResult bar = screen.drag(histogram(), {400, 250}, {401, 250});
    REQUIRE(bar.clicked);
    CHECK(*bar.clicked == PlotHit{.mark = PlotMark::bar, .series = 0, .index = 1});
    PlotSpec map = plain("map");
    map.heat_map = HeatMap{
        .rows = {"a", "b"}, .columns = {"c", "d"}, .values = {1, 2, 3, 4}, .value_label = {}};
    const PlotResult cell = screen.drag(map, {400, 240}, {400, 240});
    REQUIRE(cell.clicked);
    CHECK(*cell.clicked == PlotHit{.mark = PlotMark::cell, .series = 1, .index = 1});
    // Outside the area nothing is meant.
    CHECK_FALSE(screen.drag(map, {25, 45}, {25, 45}).clicked);
}
