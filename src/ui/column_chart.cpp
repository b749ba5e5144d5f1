#include "ui/column_chart.h"

#include <fast_float/fast_float.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <format>

#include "base/text.h"
#include "ui/icons.h"

namespace errata::ui {

namespace {

constexpr float axis_height = 18;
constexpr float handle_reach = 5;  // to either side of a range's end

struct Area {
    ImVec2 corner;
    ImVec2 extent;  // of the bars
    std::size_t bins = 0;

    float x_of(std::size_t edge) const {
        return corner.x + extent.x * static_cast<float>(edge) / static_cast<float>(bins);
    }
    float floor() const { return corner.y + extent.y; }
    std::size_t bin_at(float x) const {
        const float share = std::clamp((x - corner.x) / extent.x, 0.0F, 1.0F);
        const auto bin = static_cast<std::size_t>(share * static_cast<float>(bins));
        return std::min(bin, bins - 1);
    }
    std::size_t edge_at(float x) const {
        const float share = std::clamp((x - corner.x) / extent.x, 0.0F, 1.0F);
        return static_cast<std::size_t>(std::lround(share * static_cast<float>(bins)));
    }
};

void draw_bars(const Frame& frame, const Area& area, const HistogramOptions& options) {
    const Palette& colour = frame.colour();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::uint32_t most = std::max(1U, std::ranges::max(options.all));
    const auto bar = [&](std::size_t bin, std::uint32_t count, ImU32 tint) {
        if (count == 0) return;
        const float share = static_cast<float>(count) / static_cast<float>(most);
        // One of a million is still there to be seen.
        const float top = area.floor() - std::max(1.0F, area.extent.y * share);
        const float left = area.x_of(bin);
        const float right = std::max(area.x_of(bin + 1) - 1, left + 1);
        list.AddRectFilled({left, top}, {right, area.floor()}, tint);
    };
    for (std::size_t bin = 0; bin < area.bins; ++bin) {
        bar(bin, options.all[bin], colour.line);
        bar(bin, options.selected[bin], colour.accent);
    }
    list.AddLine({area.corner.x, area.floor()}, {area.corner.x + area.extent.x, area.floor()},
                 colour.muted);
}

void draw_axis(const Frame& frame, const Area& area, const HistogramOptions& options) {
    ImFont* const font = frame.theme.fonts.regular;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string low = short_number(options.edges.front());
    std::string high = short_number(options.edges.back());
    if (!options.unit.empty()) high += std::format(" {}", options.unit);
    const float y = area.floor() + 3;
    const float width = font->CalcTextSizeA(size::small_text, FLT_MAX, 0, high.c_str()).x;
    list.AddText(font, size::small_text, {area.corner.x, y}, frame.colour().muted, low.c_str());
    list.AddText(font, size::small_text, {area.corner.x + area.extent.x - width, y},
                 frame.colour().muted, high.c_str());
}

void draw_chosen(const Frame& frame, const Area& area, const BinRange& chosen) {
    const Palette& colour = frame.colour();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 low = {area.x_of(chosen.first), area.corner.y};
    const ImVec2 high = {area.x_of(chosen.last), area.floor()};
    list.AddRectFilled(low, high, faded(colour.accent, 0.14F));
    for (const float x : {low.x, high.x}) {
        list.AddLine({x, low.y}, {x, high.y}, colour.accent, 1.5F);
        list.AddRectFilled({x - 2, (low.y + high.y) / 2 - 7}, {x + 2, (low.y + high.y) / 2 + 7},
                           colour.accent, 2);
    }
}

void bin_tooltip(const Frame& frame, const Area& area, const HistogramOptions& options) {
    const std::size_t bin = area.bin_at(ImGui::GetIO().MousePos.x);
    const std::string unit = options.unit.empty() ? "" : std::format(" {}", options.unit);
    std::string words =
        std::format("{} to {}{}\n{}", short_number(options.edges[bin]),
                    short_number(options.edges[bin + 1]), unit, counted(options.all[bin], "row"));
    if (options.selected[bin] != options.all[bin]) {
        words += std::format(", {} of them selected", grouped(options.selected[bin]));
    }
    tooltip(frame, words);
}

// What the pointer makes of the choice. Where it went down is kept by Dear ImGui for this item.
HistogramResult follow_pointer(const Area& area, const HistogramOptions& options) {
    constexpr float least_drag = 3;
    const ImGuiIO& io = ImGui::GetIO();
    const bool by_pointer = ImGui::GetCurrentContext()->ActiveIdSource == ImGuiInputSource_Mouse;
    if ((!ImGui::IsItemActive() && !ImGui::IsItemDeactivated()) || !by_pointer) return {};
    const std::size_t anchor = area.bin_at(io.MouseClickedPos[ImGuiMouseButton_Left].x);
    const std::size_t bin = area.bin_at(io.MousePos.x);
    bool& was_dragged = *ImGui::GetStateStorage()->GetBoolRef(ImGui::GetItemID());
    if (ImGui::IsItemActivated()) was_dragged = false;
    was_dragged = was_dragged || std::abs(io.MousePos.x - io.MouseClickedPos[0].x) > least_drag;
    if (was_dragged) {
        const BinRange range = {.first = std::min(anchor, bin), .last = std::max(anchor, bin) + 1};
        return {.changed = options.chosen != range, .chosen = range};
    }
    if (!ImGui::IsItemDeactivated()) return {};
    const bool is_inside =
        options.chosen && bin >= options.chosen->first && bin < options.chosen->last;
    if (is_inside) return {.changed = true, .chosen = {}};
    return {.changed = true, .chosen = BinRange{.first = bin, .last = bin + 1}};
}

// Where keys, requests and the pointer move one end of the range to; nothing: nowhere.
std::optional<std::size_t> follow_end(Frame& frame, const Area& area, std::span<const double> edges,
                                      std::size_t end) {
    const ImGuiID id = ImGui::GetItemID();
    if (const auto words = frame.take_text(id, Request::Kind::set)) {
        double number = 0;
        const auto read =
            fast_float::from_chars(words->data(), words->data() + words->size(), number);
        if (read.ec != std::errc() || !std::isfinite(number)) return {};
        const auto nearest = std::ranges::min_element(
            edges, {}, [&](double edge) { return std::abs(edge - number); });
        return static_cast<std::size_t>(nearest - edges.begin());
    }
    if (ImGui::IsItemActive() &&
        ImGui::GetCurrentContext()->ActiveIdSource == ImGuiInputSource_Mouse) {
        return area.edge_at(ImGui::GetIO().MousePos.x);
    }
    if (!ImGui::IsItemFocused()) return {};
    const auto pressed = [&](ImGuiKey key) {
        ImGui::SetKeyOwner(key, id);
        return ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, id);
    };
    if (pressed(ImGuiKey_LeftArrow) || pressed(ImGuiKey_DownArrow)) return end - (end > 0 ? 1 : 0);
    if (pressed(ImGuiKey_RightArrow) || pressed(ImGuiKey_UpArrow)) {
        return std::min(end + 1, area.bins);
    }
    if (pressed(ImGuiKey_Home)) return 0;
    if (pressed(ImGuiKey_End)) return area.bins;
    return {};
}

// One end of the range, or of the whole where nothing is chosen.
void range_end(Frame& frame, std::string_view name, bool is_low, const Area& area,
               const HistogramOptions& options, HistogramResult& result) {
    BinRange range = options.chosen.value_or(BinRange{.first = 0, .last = area.bins});
    std::size_t& end = is_low ? range.first : range.last;
    const std::string label = std::format("{} {}", is_low ? "Least" : "Greatest", name);
    ImGui::SetCursorScreenPos({area.x_of(end) - handle_reach, area.corner.y});
    ImGui::InvisibleButton(label.c_str(), {2 * handle_reach, area.extent.y},
                           ImGuiButtonFlags_EnableNav);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    }
    const auto moved = follow_end(frame, area, options.edges, end);
    Item& item = add_last(frame, Role::slider, label, std::format("{}", options.edges[end]));
    item.range = {.low = options.edges.front(),
                  .high = options.edges.back(),
                  .step = options.edges[1] - options.edges[0]};
    if (item.state.focused) {
        const float x = area.x_of(end);
        ImGui::GetWindowDrawList()->AddRect({x - handle_reach, area.corner.y},
                                            {x + handle_reach, area.floor()}, frame.colour().accent,
                                            3, ImDrawFlags_None, 2);
    }
    if (!moved || *moved == end) return;
    // At least one bin stays.
    end = is_low ? std::min(*moved, range.last - 1) : std::max(*moved, range.first + 1);
    const bool is_whole = range == BinRange{.first = 0, .last = area.bins};
    result = {.changed = true, .chosen = is_whole ? std::nullopt : std::optional(range)};
}

}  // namespace

std::string short_number(double number) {
    if (std::abs(number) >= 1'000 && std::abs(number) < 1e15 && number == std::floor(number)) {
        return (number < 0 ? "\u2212" : "") + grouped(static_cast<std::uint64_t>(std::abs(number)));
    }
    std::string words = std::format("{:.6g}", number);
    if (words.starts_with('-')) words.replace(0, 1, "\u2212");
    return words;
}

HistogramResult histogram(Frame& frame, std::string_view name, const HistogramOptions& options) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const Area area = {.corner = corner,
                       .extent = {options.extent.x, options.extent.y - axis_height},
                       .bins = options.all.size()};
    const std::string label(name);
    ImGui::PushID(label.c_str());
    ImGui::SetNextItemAllowOverlap();
    ImGui::InvisibleButton("bars", area.extent, ImGuiButtonFlags_None);
    HistogramResult result = follow_pointer(area, options);
    std::uint64_t rows = 0;
    for (const std::uint32_t count : options.selected) rows += count;
    add_last(frame, Role::plot, std::format("Histogram of {}", name),
             std::format("{}, {}", counted(area.bins, "bin"), counted(rows, "row")));
    bin_tooltip(frame, area, options);
    draw_bars(frame, area, options);
    draw_axis(frame, area, options);
    if (options.chosen) draw_chosen(frame, area, *options.chosen);
    range_end(frame, name, true, area, options, result);
    range_end(frame, name, false, area, options, result);
    ImGui::SetCursorScreenPos(corner);
    ImGui::Dummy(options.extent);
    ImGui::PopID();
    return result;
}

bool value_bar(Frame& frame, std::string_view name, const ValueBarOptions& options) {
    const Palette& colour = frame.colour();
    ImFont* const font = frame.theme.fonts.regular;
    const std::string id(name);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    bool pressed = ImGui::InvisibleButton(id.c_str(), {options.width, value_bar_height},
                                          ImGuiButtonFlags_EnableNav);
    pressed = frame.take(ImGui::GetItemID(), Request::Kind::press) || pressed;
    const bool hovered = ImGui::IsItemHovered();
    const bool is_focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    const std::string counts =
        options.selected == options.all
            ? grouped(options.all)
            : std::format("{} of {}", grouped(options.selected), grouped(options.all));
    const std::string_view shown = options.label.empty() ? name : options.label;
    add_last(frame, Role::checkbox, name, counts, {.checked = options.chosen});

    ImDrawList& list = *ImGui::GetWindowDrawList();
    const auto width_of = [&](std::uint64_t count) {
        if (options.most == 0 || count == 0) return 0.0F;
        const auto share =
            static_cast<float>(static_cast<double>(count) / static_cast<double>(options.most));
        return std::max(1.0F, options.width * share);
    };
    const float bottom = corner.y + value_bar_height - 2;
    list.AddRectFilled(corner, {corner.x + width_of(options.all), bottom},
                       hovered ? colour.hovered : colour.raised, 3);
    if (options.selected > 0) {
        list.AddRectFilled(corner, {corner.x + width_of(options.selected), bottom},
                           faded(colour.accent, options.chosen ? 0.5F : 0.28F), 3);
    }
    if (options.chosen || is_focused) {
        list.AddRect(corner, {corner.x + options.width, bottom}, colour.accent, 3, ImDrawFlags_None,
                     is_focused ? 2.0F : 1.0F);
    } else if (hovered) {
        list.AddRect(corner, {corner.x + options.width, bottom}, colour.muted, 3);
    }
    const float counts_width = font->CalcTextSizeA(size::small_text, FLT_MAX, 0, counts.c_str()).x;
    const float y = corner.y + (value_bar_height - 2 - size::small_text) / 2;
    ImGui::PushFont(font, size::small_text);
    const std::string cut =
        cut_in_the_middle(shown, options.width - counts_width - 6 - size::group_gap);
    ImGui::PopFont();
    list.AddText(font, size::small_text, {corner.x + 6, y},
                 options.muted ? colour.muted : colour.text, cut.c_str());
    list.AddText(font, size::small_text, {corner.x + options.width - counts_width - 6, y},
                 options.chosen ? colour.text : colour.muted, counts.c_str());
    if (cut != shown) tooltip(frame, shown);
    return pressed;
}

}  // namespace errata::ui
