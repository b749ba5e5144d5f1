#include "ui/widgets.h"

#include <imgui_internal.h>

#include <cmath>
#include <format>

#include "ui/item_probe.h"

namespace errata::ui {

std::string percent(std::optional<double> fraction) {
    return fraction ? std::format("{:.1f}", *fraction * 100) : "\u2013";
}

// --- text ----------------------------------------------------------------------------------------------

namespace {

const char* end_of(std::string_view words) { return words.data() + words.size(); }

float width_of(std::string_view words) {
    return ImGui::CalcTextSize(words.data(), end_of(words)).x;
}

// The start of a character at or before `place`.
std::size_t character_border(std::string_view words, std::size_t place) {
    while (place > 0 && place < words.size() &&
           (static_cast<unsigned char>(words[place]) & 0xC0U) == 0x80U) {
        --place;
    }
    return place;
}

}  // namespace

std::string cut_in_the_middle(std::string_view words, float max_width) {
    if (max_width <= 0 || width_of(words) <= max_width) return std::string(words);
    std::string shortened;
    for (std::size_t kept = words.size(); kept > 2; --kept) {
        const std::size_t head = character_border(words, (kept + 1) / 2);
        const std::size_t tail = character_border(words, words.size() - kept / 2);
        shortened = std::string(words.substr(0, head)) + "\u2026" + std::string(words.substr(tail));
        if (width_of(shortened) <= max_width) break;
    }
    return shortened;
}

namespace {

void push_style(const Frame& frame, TextStyle style) {
    const Fonts& fonts = frame.theme.fonts;
    switch (style) {
        case TextStyle::normal:
        case TextStyle::muted: ImGui::PushFont(fonts.regular, size::text); break;
        case TextStyle::medium: ImGui::PushFont(fonts.medium, size::text); break;
        case TextStyle::small: ImGui::PushFont(fonts.regular, size::small_text); break;
        case TextStyle::heading: ImGui::PushFont(fonts.medium, size::heading); break;
    }
}

ImU32 colour_of(const Frame& frame, TextStyle style) {
    const bool muted = style == TextStyle::muted || style == TextStyle::small;
    return muted ? frame.colour().muted : frame.colour().text;
}

void add_last(Frame& frame, Role role, std::string_view name, std::string_view value,
              ItemState state = {}) {
    const LastItem last = last_item();
    state.focused = last.focused;
    frame.items.push_back({.role = role,
                           .name = std::string(name),
                           .value = std::string(value),
                           .state = state,
                           .rectangle = last.rectangle});
}

}  // namespace

void tooltip(const Frame& frame, std::string_view words) {
    if (words.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10, 7});
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(360);
    push_style(frame, TextStyle::normal);
    ImGui::TextUnformatted(words.data(), end_of(words));
    ImGui::PopFont();
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
    ImGui::PopStyleVar();
}

void text(Frame& frame, std::string_view words, const TextOptions& options) {
    push_style(frame, options.style);
    ImGui::PushStyleColor(ImGuiCol_Text, options.colour.value_or(colour_of(frame, options.style)));
    if (options.wrap) ImGui::PushTextWrapPos(0);
    const std::string shown = cut_in_the_middle(words, options.max_width);
    ImGui::TextUnformatted(shown.data(), end_of(shown));
    if (options.wrap) ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
    ImGui::PopFont();
    add_last(frame, options.style == TextStyle::heading ? Role::heading : Role::text, words, {});
    if (shown.size() != words.size()) tooltip(frame, words);
}

void figure_card(Frame& frame, std::string_view key, std::string_view value, std::string_view basis,
                 std::string_view hint, ImVec2 extent) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::PushID(key.data(), end_of(key));
    ImGui::Dummy(extent);
    ImGui::PopID();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Palette& colour = frame.colour();
    const ImVec2 end = {corner.x + extent.x, corner.y + extent.y};
    list.AddRectFilled(corner, end, colour.surface, size::card_corner);
    list.AddRect(corner, end, colour.line, size::card_corner);
    const Fonts& fonts = frame.theme.fonts;
    list.AddText(fonts.regular, size::text, {corner.x + 14, corner.y + 10}, colour.muted,
                 key.data(), end_of(key));
    list.AddText(fonts.medium, size::figure, {corner.x + 14, corner.y + 29}, colour.text,
                 value.data(), end_of(value));
    list.AddText(fonts.regular, size::small_text, {corner.x + 14, corner.y + 60}, colour.muted,
                 basis.data(), end_of(basis));
    add_last(frame, Role::figure, key, value);
    tooltip(frame, hint);
}

// --- controls ------------------------------------------------------------------------------------------

namespace {

struct Face {
    ImU32 fill;
    ImU32 hovered;
    ImU32 text;
    ImFont* font;
};

// A labelled button of our own look; unlike ImGui's it does not move with the text before it on the line.
bool faced_button(Frame& frame, const char* label, float padding, float height, const Face& face) {
    ImGui::PushFont(face.font, size::text);
    const ImVec2 words = ImGui::CalcTextSize(label);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 extent = {std::ceil(words.x) + 2 * padding, height};
    const bool pressed = ImGui::InvisibleButton(label, extent);
    const bool hovered = ImGui::IsItemHovered();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end = {corner.x + extent.x, corner.y + extent.y};
    list.AddRectFilled(corner, end, hovered ? face.hovered : face.fill, size::corner);
    if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
        list.AddRect(corner, end, frame.colour().accent, size::corner, ImDrawFlags_None, 2);
    }
    list.AddText({corner.x + padding, corner.y + std::floor((height - words.y) / 2)}, face.text,
                 label);
    ImGui::PopFont();
    return pressed;
}

}  // namespace

bool button(Frame& frame, std::string_view name, const ButtonOptions& options) {
    const Palette& colour = frame.colour();
    const std::string label(name);
    ImGui::BeginDisabled(!options.enabled);
    const bool pressed =
        faced_button(frame, label.c_str(), 12, size::control_height,
                     {.fill = colour.raised,
                      .hovered = colour.hovered,
                      .text = options.enabled ? colour.text : faded(colour.muted, 0.6F),
                      .font = frame.theme.fonts.medium});
    ImGui::EndDisabled();
    add_last(frame, Role::button, name, {}, {.disabled = !options.enabled});
    tooltip(frame, options.tooltip);
    return pressed;
}

bool tab(Frame& frame, std::string_view name, bool selected, float width) {
    const Palette& colour = frame.colour();
    const std::string label(name);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    constexpr float height = 34;
    const bool pressed = ImGui::InvisibleButton(label.c_str(), {width, height});
    const bool hovered = ImGui::IsItemHovered();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end = {corner.x + width, corner.y + height};
    if (selected || hovered) {
        list.AddRectFilled(corner, end, selected ? colour.hovered : colour.raised, size::corner);
    }
    if (selected) {
        list.AddRectFilled({corner.x, corner.y + 8}, {corner.x + 3, end.y - 8}, colour.accent, 2);
    }
    const Fonts& fonts = frame.theme.fonts;
    list.AddText(selected ? fonts.medium : fonts.regular, size::text,
                 {corner.x + 14, corner.y + (height - size::text) / 2 - 1},
                 selected || hovered ? colour.text : colour.muted, label.c_str());
    add_last(frame, Role::tab, name, {}, {.selected = selected});
    return pressed;
}

bool slider(Frame& frame, std::string_view name, double& value, const SliderOptions& options) {
    const Palette& colour = frame.colour();
    const std::string id = "##" + std::string(name);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    auto moved = static_cast<float>(value);
    // ImGui's slider does the work (pointer, keys) unseen; the track is drawn over it.
    for (const ImGuiCol part : {ImGuiCol_FrameBg, ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive,
                                ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive}) {
        ImGui::PushStyleColor(part, IM_COL32(0, 0, 0, 0));
    }
    ImGui::SetNextItemWidth(options.width);
    const bool changed =
        ImGui::SliderFloat(id.c_str(), &moved, static_cast<float>(options.low),
                           static_cast<float>(options.high), "", ImGuiSliderFlags_AlwaysClamp);
    ImGui::PopStyleColor(5);
    bool moved_a_step = false;
    if (changed) {
        const double stepped =
            std::round(static_cast<double>(moved) / options.step) / std::round(1 / options.step);
        moved_a_step = stepped != value;
        value = stepped;
    }
    add_last(frame, Role::slider, name, std::format("{}", value));

    const auto fraction = static_cast<float>((value - options.low) / (options.high - options.low));
    const ImGuiStyle& style = ImGui::GetStyle();
    constexpr float inset = 2;  // ImGui's own, between frame and grab
    const float half_grab = style.GrabMinSize / 2;
    const float left = corner.x + inset + half_grab;
    const float right = corner.x + options.width - inset - half_grab;
    const float x = left + (right - left) * fraction;
    const float y = corner.y + ImGui::GetFrameHeight() / 2;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({left - half_grab, y - 2}, {right + half_grab, y + 2}, colour.line, 2);
    list.AddRectFilled({left - half_grab, y - 2}, {x, y + 2}, colour.accent, 2);
    list.AddCircleFilled({x, y}, ImGui::IsItemActive() ? 9.0F : 7.5F, colour.accent);
    return moved_a_step;
}

std::optional<std::size_t> choice(Frame& frame, std::string_view name,
                                  std::span<const std::string> labels, std::size_t selected) {
    const Palette& colour = frame.colour();
    const Fonts& fonts = frame.theme.fonts;
    std::optional<std::size_t> chosen;
    const float y = ImGui::GetCursorPosY();
    ImGui::PushID(name.data(), end_of(name));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool on = i == selected;
        if (i > 0) next_on_line(2, y);
        const Face face = on ? Face{colour.accent, colour.accent, colour.on_accent, fonts.medium}
                             : Face{colour.raised, colour.hovered, colour.text, fonts.regular};
        if (faced_button(frame, labels[i].c_str(), 8, 26, face) && !on) chosen = i;
        add_last(frame, Role::radio, std::string(name) + " " + labels[i], labels[i],
                 {.selected = on});
    }
    ImGui::PopID();
    return chosen;
}

// --- regions -------------------------------------------------------------------------------------------

void begin_region(const char* id, const RegionOptions& options) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, options.padding);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, options.fill.value_or(IM_COL32(0, 0, 0, 0)));
    const ImGuiWindowFlags fixed =
        ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
    ImGui::BeginChild(id, options.extent, ImGuiChildFlags_AlwaysUseWindowPadding,
                      options.scroll ? ImGuiWindowFlags_None : fixed);
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

void end_region() { ImGui::EndChild(); }

void next_on_line(float gap, float y) {
    ImGui::SameLine(0, gap);
    ImGui::SetCursorPosY(y);
    ImGui::GetCurrentWindow()->DC.CurrLineTextBaseOffset = 0;
}

// --- pictures ------------------------------------------------------------------------------------------

TileResult picture_tile(Frame& frame, std::string_view name, std::string_view value, ImVec2 extent,
                        bool selected) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::PushID(name.data(), end_of(name));
    const bool clicked = ImGui::InvisibleButton("tile", extent);
    const TileResult result = {.corner = corner,
                               .extent = extent,
                               .clicked = clicked,
                               .hovered = ImGui::IsItemHovered(),
                               .dragged = ImGui::IsItemActive()};
    ImGui::PopID();
    add_last(frame, Role::image, name, value, {.selected = selected});
    return result;
}

}  // namespace errata::ui
