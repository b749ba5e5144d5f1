// Buttons, sliders and fields among the widgets.
#include <fast_float/fast_float.h>
#include <imgui_internal.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <format>

#include "ui/icons.h"
#include "ui/widgets.h"

namespace errata::ui {

namespace {

struct Face {
    ImU32 fill;
    ImU32 hovered;
    ImU32 text;
    ImFont* font;
};

struct Pressing {
    bool pressed = false;
    bool hovered = false;
    ImVec2 corner;
    ImVec2 end;
};

// The area of a control: pressed by pointer, key or request.
Pressing press_area(Frame& frame, const char* id, ImVec2 extent) {
    Pressing result;
    result.corner = ImGui::GetCursorScreenPos();
    result.end = {result.corner.x + extent.x, result.corner.y + extent.y};
    result.pressed = ImGui::InvisibleButton(id, extent, ImGuiButtonFlags_EnableNav);
    const bool enabled = (ImGui::GetItemFlags() & ImGuiItemFlags_Disabled) == 0;
    const bool asked = frame.take(ImGui::GetItemID(), Request::Kind::press);
    result.pressed = result.pressed || (asked && enabled);
    result.hovered = ImGui::IsItemHovered();
    return result;
}

// The ring of the keyboard's focus, around what was submitted last.
void draw_focus(const Frame& frame, const Pressing& area) {
    if (!ImGui::IsItemFocused() || !ImGui::GetIO().NavVisible) return;
    ImGui::GetWindowDrawList()->AddRect(area.corner, area.end, frame.colour().accent, size::corner,
                                        ImDrawFlags_None, 2);
}

bool faced_button(Frame& frame, const char* id, std::string_view words, float padding, float height,
                  const Face& face) {
    ImGui::PushFont(face.font, size::text);
    const ImVec2 extent = ImGui::CalcTextSize(words.data(), words.data() + words.size());
    const Pressing area = press_area(frame, id, {std::ceil(extent.x) + 2 * padding, height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(area.corner, area.end, area.hovered ? face.hovered : face.fill,
                       size::corner);
    draw_focus(frame, area);
    list.AddText({area.corner.x + padding, area.corner.y + std::floor((height - extent.y) / 2)},
                 face.text, words.data(), words.data() + words.size());
    ImGui::PopFont();
    return area.pressed;
}

std::string words_of(std::string_view name, const ButtonOptions& options) {
    if (options.icon_only) return options.icon;
    const std::string_view label = options.label.empty() ? name : options.label;
    if (options.icon == nullptr) return std::string(label);
    return std::format("{}  {}", options.icon, label);
}

float padding_of(const ButtonOptions& options) { return options.icon_only ? 7 : 12; }

Face face_of(const Frame& frame, const ButtonOptions& options) {
    const Palette& colour = frame.colour();
    ImFont* const font = frame.theme.fonts.medium;
    const ImU32 words = options.enabled ? colour.text : faded(colour.muted, 0.6F);
    switch (options.style) {
        case ButtonStyle::normal: break;
        case ButtonStyle::quiet:
            return {IM_COL32(0, 0, 0, 0), colour.hovered,
                    options.enabled ? colour.muted : faded(colour.muted, 0.5F), font};
    }
    return {colour.raised, colour.hovered, words, font};
}

}  // namespace

bool button(Frame& frame, std::string_view name, const ButtonOptions& options) {
    ImGui::BeginDisabled(!options.enabled);
    const std::string id(name);
    const bool pressed =
        faced_button(frame, id.c_str(), words_of(name, options), padding_of(options),
                     size::control_height, face_of(frame, options));
    ImGui::EndDisabled();
    add_last(frame, Role::button, name, {}, {.disabled = !options.enabled});
    if (options.icon_only && options.tooltip.empty()) {
        tooltip(frame, name);
    } else if (options.icon_only) {
        tooltip(frame, std::format("{}  {}", name, options.tooltip));
    } else {
        tooltip(frame, options.tooltip);
    }
    return pressed;
}

float button_width(const Frame& frame, std::string_view name, const ButtonOptions& options) {
    const std::string words = words_of(name, options);
    const float width =
        frame.theme.fonts.medium->CalcTextSizeA(size::text, FLT_MAX, 0, words.c_str()).x;
    return std::ceil(width) + 2 * padding_of(options);
}

bool tab(Frame& frame, std::string_view name, const char* icon, bool selected, float width) {
    const Palette& colour = frame.colour();
    const std::string label(name);
    constexpr float height = 34;
    const Pressing area = press_area(frame, label.c_str(), {width, height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (selected || area.hovered) {
        list.AddRectFilled(area.corner, area.end, selected ? colour.chosen : colour.raised,
                           size::corner);
    }
    draw_focus(frame, area);
    const Fonts& fonts = frame.theme.fonts;
    const ImU32 tint = selected || area.hovered ? colour.text : colour.muted;
    const float y = area.corner.y + (height - size::text) / 2 - 1;
    const bool narrow = width < 80;
    const float icon_x = area.corner.x + (narrow ? (width - size::icon) / 2 : 10);
    list.AddText(fonts.regular, size::text, {icon_x, y}, selected ? colour.accent : tint, icon);
    if (!narrow) {
        list.AddText(selected ? fonts.medium : fonts.regular, size::text, {area.corner.x + 36, y},
                     tint, label.c_str());
    }
    add_last(frame, Role::tab, name, {}, {.selected = selected});
    if (narrow) tooltip(frame, name);
    return area.pressed;
}

bool checkbox(Frame& frame, std::string_view name, bool& on, std::string_view hint) {
    const Palette& colour = frame.colour();
    const std::string label(name);
    ImFont* const font = frame.theme.fonts.regular;
    constexpr float height = 24;
    constexpr float box = 16;
    const float words = font->CalcTextSizeA(size::text, FLT_MAX, 0, label.c_str()).x;
    const Pressing area = press_area(frame, label.c_str(), {box + 8 + std::ceil(words), height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 corner = {area.corner.x, area.corner.y + (height - box) / 2};
    const ImVec2 end = {corner.x + box, corner.y + box};
    if (area.pressed) on = !on;
    if (on) {
        list.AddRectFilled(corner, end, colour.accent, 4);
        const ImVec2 mark[] = {{corner.x + 3.5F, corner.y + 8.5F},
                               {corner.x + 6.7F, corner.y + 11.7F},
                               {corner.x + 12.5F, corner.y + 4.8F}};
        list.AddPolyline(mark, 3, colour.on_accent, ImDrawFlags_None, 2);
    } else {
        list.AddRectFilled(corner, end, area.hovered ? colour.hovered : colour.raised, 4);
        list.AddRect(corner, end, colour.muted, 4);
    }
    draw_focus(frame, area);
    list.AddText(font, size::text, {area.corner.x + box + 8, area.corner.y + 4}, colour.text,
                 label.c_str());
    add_last(frame, Role::checkbox, name, {}, {.checked = on});
    tooltip(frame, hint);
    return area.pressed;
}

// --- slider --------------------------------------------------------------------------------------------

namespace {

// Both ends lie this far within the control, so that the knob does.
constexpr float slider_inset = 8;

double stepped(double value, const SliderOptions& options) {
    const double steps = std::round(value / options.step);
    return std::clamp(steps / std::round(1 / options.step), options.low, options.high);
}

// What pointer, keys and requests make of the value.
double followed(Frame& frame, const Pressing& area, double value, const SliderOptions& options) {
    const ImGuiID id = ImGui::GetItemID();
    // By the pointer, that is: a key makes it active too.
    if (ImGui::IsItemActive() &&
        ImGui::GetCurrentContext()->ActiveIdSource == ImGuiInputSource_Mouse) {
        const float track = options.width - 2 * slider_inset;
        const double share = (ImGui::GetIO().MousePos.x - area.corner.x - slider_inset) / track;
        return stepped(options.low + std::clamp(share, 0.0, 1.0) * (options.high - options.low),
                       options);
    }
    if (const auto words = frame.take_text(id, Request::Kind::set)) {
        // What is no number changes nothing.
        double given = value;
        const auto read =
            fast_float::from_chars(words->data(), words->data() + words->size(), given);
        if (read.ec != std::errc() || read.ptr != words->data() + words->size() ||
            !std::isfinite(given)) {
            return value;
        }
        return stepped(given, options);
    }
    if (!ImGui::IsItemFocused()) return value;
    // The arrows are the slider's while it has the focus; Dear ImGui would move the focus with them.
    const auto pressed = [&](ImGuiKey key) {
        ImGui::SetKeyOwner(key, id);
        return ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, id);
    };
    if (pressed(ImGuiKey_LeftArrow)) return stepped(value - options.step, options);
    if (pressed(ImGuiKey_RightArrow)) return stepped(value + options.step, options);
    if (pressed(ImGuiKey_DownArrow)) return stepped(value - options.step, options);
    if (pressed(ImGuiKey_UpArrow)) return stepped(value + options.step, options);
    if (pressed(ImGuiKey_Home)) return options.low;
    if (pressed(ImGuiKey_End)) return options.high;
    return value;
}

void draw_bins(ImDrawList& list, const SliderOptions& options, ImVec2 corner, float height,
               float cut_x) {
    const auto count = static_cast<float>(options.bins.size());
    const float pitch = (options.width - 2 * slider_inset) / std::max(count, 1.0F);
    for (std::size_t i = 0; i < options.bins.size(); ++i) {
        const float left = corner.x + slider_inset + pitch * static_cast<float>(i);
        const float right = left + std::max(pitch - 1, 1.0F);
        const float opacity = right <= cut_x ? 0.35F : 1.0F;
        const float floor = corner.y + height;
        const float middle = floor - options.bins[i].lower * height;
        const float top = middle - options.bins[i].upper * height;
        if (options.bins[i].lower > 0) {
            list.AddRectFilled({left, std::min(middle, floor - 1)}, {right, floor},
                               faded(options.lower_colour, opacity));
        }
        if (options.bins[i].upper > 0) {
            list.AddRectFilled({left, top}, {right, std::max(middle, top + 1)},
                               faded(options.upper_colour, opacity));
        }
    }
}

}  // namespace

bool slider(Frame& frame, std::string_view name, double& value, const SliderOptions& options) {
    const Palette& colour = frame.colour();
    const std::string label(name);
    const Pressing area = press_area(frame, label.c_str(), {options.width, slider_height});
    const bool active = ImGui::IsItemActive();
    const double before = value;
    value = followed(frame, area, value, options);

    const auto share =
        static_cast<float>((std::clamp(value, options.low, options.high) - options.low) /
                           (options.high - options.low));
    const float left = area.corner.x + slider_inset;
    const float right = area.end.x - slider_inset;
    const float x = left + (right - left) * share;
    const float y = options.bins.empty() ? (area.corner.y + area.end.y) / 2 : area.end.y - 8;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_bins(list, options, area.corner, y - area.corner.y - 4, x);
    list.AddRectFilled({left, y - 1.5F}, {right, y + 1.5F}, colour.line, 2);
    list.AddRectFilled({left, y - 1.5F}, {x, y + 1.5F}, colour.accent, 2);
    list.AddCircleFilled({x, y}, active ? 8.0F : (area.hovered ? 7.5F : 6.5F), colour.accent);
    if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
        list.AddCircle({x, y}, 10, colour.accent, 0, 2);
    }
    Item& item = add_last(frame, Role::slider, name, std::format("{}", value));
    item.range = {.low = options.low, .high = options.high, .step = options.step};
    if (!active) tooltip(frame, options.tooltip);
    return value != before;
}

std::uint64_t drag_gesture() {
    if (ImGui::GetActiveID() == 0 || !ImGui::IsMouseDown(ImGuiMouseButton_Left)) return 0;
    const double pressed = ImGui::GetIO().MouseClickedTime[ImGuiMouseButton_Left];
    const std::uint64_t time = std::bit_cast<std::uint64_t>(pressed);
    return (time ^ ImGui::GetActiveID()) | 1U;
}

// --- fields --------------------------------------------------------------------------------------------

FieldResult text_field(Frame& frame, std::string_view name, std::string& value,
                       const FieldOptions& options) {
    const Palette& colour = frame.colour();
    const Fonts& fonts = frame.theme.fonts;
    const std::string label(name);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 end = {corner.x + options.width, corner.y + size::control_height};
    ImGui::InvisibleButton(label.c_str(), {options.width, size::control_height},
                           ImGuiButtonFlags_EnableNav);
    const ImGuiID id = ImGui::GetItemID();
    bool wants_focus = options.focus;
    if (frame.take(id, Request::Kind::focus)) {
        ImGui::FocusItem();
        wants_focus = true;
    }
    // Where the keyboard comes to it the host's field takes over, once; Tab in that one leads on from here.
    const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    bool& was_focused = *ImGui::GetStateStorage()->GetBoolRef(id);
    wants_focus = wants_focus || (focused && !was_focused);
    was_focused = focused;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, end, colour.raised, size::corner);
    list.AddRect(corner, end, colour.line, size::corner);
    const float icon_y = corner.y + (size::control_height - size::text) / 2 - 1;
    if (options.searches)
        list.AddText(fonts.regular, size::text, {corner.x + 8, icon_y}, colour.muted, icon::search);

    add_last(frame, Role::searchbox, label, value);
    FieldResult result;
    if (auto given = frame.take_text(id, Request::Kind::set)) {
        result.changed = *given != value;
        value = *std::move(given);
    }
    result.key = frame.take_text(id, Request::Kind::key);
    const float inset = options.searches ? 30.0F : 8.0F;
    const Rectangle inner = {corner.x + inset, corner.y + 1, options.width - inset - 8,
                             size::control_height - 2};
    const bool is_cut = corner.y < list.GetClipRectMin().y || end.y > list.GetClipRectMax().y;
    if (frame.covered || is_cut) {
        // Under a dialog, or at the edge of what scrolls, the host shows no field; its text stays to be seen.
        const std::string words = value.empty() ? std::string(options.placeholder) : value;
        list.PushClipRect(corner, {end.x - 8, end.y}, true);
        list.AddText(fonts.regular, size::text, {inner.x, icon_y + 1},
                     value.empty() ? colour.muted : colour.text, words.c_str());
        list.PopClipRect();
    } else {
        frame.fields.push_back({.id = id,
                                .name = label,
                                .value = value,
                                .placeholder = std::string(options.placeholder),
                                .rectangle = inner,
                                .wants_focus = wants_focus});
    }
    return result;
}

}  // namespace errata::ui
