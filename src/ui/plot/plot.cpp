#include "ui/plot/plot.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/plot/plot_colour.h"
#include "ui/plot/plot_draw.h"
#include "ui/plot/plot_layout.h"
#include "ui/plot/plot_surface.h"

namespace errata::ui {

namespace {

constexpr float least_drag = 4;  // px; shorter is a click
constexpr double deepest_zoom = 1e-6;

// Ranges and distances along x as the eye sees them: logarithms on a logarithmic axis.
PlotRange part_of(const PlotScale& scale, float from, float to) {
    return {scale.value(std::min(from, to)), scale.value(std::max(from, to))};
}

// --- crosshair -----------------------------------------------------------------------------------------

class ReadoutBox {
public:
    ReadoutBox(Frame& frame, const Readout& readout)
        : frame_(frame), readout_(readout), measure_(measure_with(frame.theme.fonts)) {}

    // Beside the pointer, on the side where there is space, above everything else.
    void draw(ImVec2 pointer) {
        const ImVec2 extent = measure();
        const ImVec2 display = ImGui::GetIO().DisplaySize;
        ImVec2 corner = {pointer.x + 14, pointer.y + 14};
        if (corner.x + extent.x > display.x) corner.x = pointer.x - 14 - extent.x;
        if (corner.y + extent.y > display.y) corner.y = pointer.y - 14 - extent.y;
        corner = {std::round(std::max(corner.x, 0.0F)), std::round(std::max(corner.y, 0.0F))};
        ImDrawList& list = *ImGui::GetForegroundDrawList();
        const Palette& palette = frame_.colour();
        const ImVec2 end = {corner.x + extent.x, corner.y + extent.y};
        list.AddRectFilled(corner, end, palette.raised, size::corner);
        list.AddRect(corner, end, palette.line, size::corner);
        DrawListSurface surface(list, frame_.theme.fonts);
        const float x = corner.x + padding;
        float y = corner.y + padding;
        if (!readout_.heading.empty()) {
            surface.text({x, y}, readout_.heading, PlotFace::strong, palette.text,
                         TextAnchor::corner);
            y += row_height;
        }
        for (const ReadoutRow& row : readout_.rows) {
            if (row.colour) {
                const float middle = y + size::small_text / 2;
                surface.fill({{x, middle - 4}, {x + 8, middle + 4}},
                             colour_of(palette, *row.colour), 2);
            }
            const float left = keys_ ? x + 14 : x;
            surface.text({left, y}, row.name, PlotFace::label, palette.muted, TextAnchor::corner);
            const float width = measure_(row.value, PlotFace::label);
            surface.text({end.x - padding - width, y}, row.value, PlotFace::label, palette.text,
                         TextAnchor::corner);
            y += row_height;
        }
    }

private:
    static constexpr float padding = 9;
    static constexpr float row_height = 18;

    ImVec2 measure() {
        float names = 0;
        float values = 0;
        for (const ReadoutRow& row : readout_.rows) {
            keys_ = keys_ || row.colour.has_value();
            names = std::max(names, measure_(row.name, PlotFace::label));
            values = std::max(values, measure_(row.value, PlotFace::label));
        }
        const float rows = names + size::group_gap + values + (keys_ ? 14.0F : 0.0F);
        const std::size_t lines = readout_.rows.size() + (readout_.heading.empty() ? 0 : 1);
        return {
            std::max(rows, measure_(readout_.heading, PlotFace::strong)) + 2 * padding,
            static_cast<float>(lines) * row_height - (row_height - size::small_text) + 2 * padding};
    }

    Frame& frame_;
    const Readout& readout_;
    TextMeasure measure_;
    bool keys_ = false;
};

void draw_readout(Frame& frame, ImDrawList& list, const PlotSpec& spec, const PlotLayout& layout,
                  const Readout& readout, ImVec2 pointer) {
    const Palette& palette = frame.colour();
    if (readout.outline) {
        const PlotBox& box = *readout.outline;
        if (spec.heat_map) {
            list.AddRect(box.low, box.high, palette.text, 0, ImDrawFlags_None, 1.5F);
        } else {
            list.AddRectFilled(box.low, box.high, faded(palette.text, 0.08F));
        }
    }
    list.PushClipRect(layout.area.low, layout.area.high, true);
    if (readout.x) {
        const float x = std::round(*readout.x);
        list.AddRectFilled({x, layout.area.low.y}, {x + 1, layout.area.high.y},
                           faded(palette.muted, 0.7F));
    }
    list.PopClipRect();
    for (const ReadoutDot& dot : readout.dots) {
        if (!layout.area.contains(dot.place)) continue;
        list.AddCircleFilled(dot.place, 5, palette.surface);
        list.AddCircleFilled(dot.place, 3.5F, colour_of(palette, dot.colour));
    }
    ReadoutBox(frame, readout).draw(pointer);
}

// --- pointer -------------------------------------------------------------------------------------------

// Around the value under the pointer; within the whole range, never deeper than can be told apart.
void zoom_by_wheel(PlotState& state, const PlotSpec& spec, const PlotLayout& layout, float wheel,
                   ImVec2 pointer) {
    const PlotBox& area = layout.area;
    const float factor = std::pow(0.85F, std::clamp(wheel, -10.0F, 10.0F));
    const PlotRange wanted = part_of(layout.x, pointer.x - (pointer.x - area.low.x) * factor,
                                     pointer.x + (area.high.x - pointer.x) * factor);
    const PlotRange all = x_range_of(spec);
    const PlotRange zoom = {std::max(wanted.low, all.low), std::min(wanted.high, all.high)};
    if (!(zoom.length() > all.length() * deepest_zoom)) return;
    state.x_zoom = zoom;
    if (zoom == all) state.x_zoom.reset();
}

struct Pointer {
    ImVec2 place;
    bool pressed = false;      // the button went down on this plot in this frame
    bool active = false;       // it is held since then
    bool deactivated = false;  // it was let go in this frame
};

// Follows a drag; what it chose once it ends. `click` is set where it was none.
std::optional<PlotRange> follow_drag(PlotState& state, const PlotLayout& layout, ImDrawList& list,
                                     const Palette& palette, const Pointer& pointer, bool& click) {
    const PlotBox& area = layout.area;
    const float x = std::clamp(pointer.place.x, area.low.x, area.high.x);
    if (pointer.pressed && area.contains(pointer.place)) state.drag_from = layout.x.value(x);
    if (!state.drag_from) return std::nullopt;
    const float from = std::clamp(layout.x.place(*state.drag_from), area.low.x, area.high.x);
    const bool dragged = std::abs(x - from) >= least_drag;
    if (pointer.active) {
        if (dragged) {
            list.AddRectFilled({std::min(x, from), area.low.y}, {std::max(x, from), area.high.y},
                               faded(palette.accent, 0.18F));
        }
        return std::nullopt;
    }
    state.drag_from.reset();
    if (!pointer.deactivated) return std::nullopt;  // the plot was away while the button was let go
    click = !dragged;
    if (!dragged) return std::nullopt;
    return part_of(layout.x, from, x);
}

bool has_x_to_zoom(const PlotSpec& spec) {
    return !spec.heat_map && !(spec.bars && !spec.bars->categories.empty());
}

}  // namespace

PlotResult plot(Frame& frame, const char* name, const PlotSpec& spec, PlotState& state,
                ImVec2 extent, const PlotOptions& options) {
    extent = {std::max(extent.x, 1.0F), std::max(extent.y, 1.0F)};
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton(name, extent);
    const bool zooms = has_x_to_zoom(spec) && has_data(spec);
    if (!zooms) state.x_zoom.reset();
    PlotResult result = {.hovered = ImGui::IsItemHovered()};
    const bool double_click = result.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    // A double click begins no drag: it changes what lies under the pointer.
    const Pointer pointer = {
        .place = ImGui::GetIO().MousePos,
        .pressed = ImGui::IsItemActivated() && ImGui::IsMouseClicked(0) && !double_click,
        .active = ImGui::IsItemActive() && ImGui::IsMouseDown(0),
        .deactivated = ImGui::IsItemDeactivated()};
    add_last(frame, Role::plot, spec.title.empty() ? name : spec.title, summary_of(spec));
    if (!ImGui::IsItemVisible()) return result;

    const LayoutOptions shown = {.x_zoom = state.x_zoom,
                                 .note = state.x_zoom ? "Double-click shows all" : "",
                                 .corner_px = options.corner_px};
    const PlotLayout layout =
        layout_of(spec, corner, extent, measure_with(frame.theme.fonts), shown);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    DrawListSurface surface(list, frame.theme.fonts);
    draw_plot(surface, spec, layout, frame.colour());

    const std::optional<Readout> readout =
        result.hovered ? readout_at(spec, layout, pointer.place) : std::nullopt;
    bool click = false;
    const auto chosen = follow_drag(state, layout, list, frame.colour(), pointer, click);
    if (click && readout) result.clicked = readout->hit;
    if (chosen && options.brush) result.brushed = chosen;
    if (chosen && !options.brush && zooms &&
        chosen->length() > x_range_of(spec).length() * deepest_zoom) {
        state.x_zoom = chosen;
    }
    if (!result.hovered) return result;
    if (readout) draw_readout(frame, list, spec, layout, *readout, pointer.place);
    const bool wheel_is_ours = zooms && (options.wheel_zoom || ImGui::GetIO().KeyCtrl);
    if (wheel_is_ours) {
        ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
        const float wheel = ImGui::GetIO().MouseWheel;
        if (wheel != 0) zoom_by_wheel(state, spec, layout, wheel, pointer.place);
    }
    if (double_click) state.x_zoom.reset();
    return result;
}

}  // namespace errata::ui
