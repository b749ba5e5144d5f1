// Menus, lists and dialogs among the widgets.
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <format>

#include "ui/icons.h"
#include "ui/widgets.h"

namespace errata::ui {

namespace {

constexpr float entry_height = 28;
constexpr float menu_padding = 6;

float words_width(const Frame& frame, std::string_view words) {
    return frame.theme.fonts.regular
        ->CalcTextSizeA(size::text, FLT_MAX, 0, words.data(), words.data() + words.size())
        .x;
}

bool begin_menu(const char* id) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {menu_padding, menu_padding});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 1);
    const bool open = ImGui::BeginPopup(id, ImGuiWindowFlags_NoMove);
    if (!open) ImGui::PopStyleVar(3);
    return open;
}

void end_menu() {
    ImGui::EndPopup();
    ImGui::PopStyleVar(3);
}

struct EntryLook {
    std::string_view words;
    std::string_view remark;           // at the right, muted
    std::optional<bool> checked = {};  // with a place for a tick
    bool selected = false;
    bool enabled = true;
    Role role = Role::menu_item;
};

// One line of a menu or a list, as wide as given. True when it was pressed.
bool entry(Frame& frame, const EntryLook& look, float width, float indent) {
    const Palette& colour = frame.colour();
    const std::string label(look.words);
    ImGui::BeginDisabled(!look.enabled);
    ImGui::PushStyleVar(ImGuiStyleVar_DisabledAlpha, 1);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    bool pressed =
        ImGui::InvisibleButton(label.c_str(), {width, entry_height}, ImGuiButtonFlags_EnableNav);
    ImGui::PopStyleVar();
    pressed = frame.take(ImGui::GetItemID(), Request::Kind::press) || pressed;
    const bool hovered = ImGui::IsItemHovered() || ImGui::IsItemFocused();
    ImGui::EndDisabled();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end = {corner.x + width, corner.y + entry_height};
    if (look.selected || (hovered && look.enabled)) {
        list.AddRectFilled(corner, end, look.selected ? colour.chosen : colour.hovered, 4);
    }
    const Fonts& fonts = frame.theme.fonts;
    const ImU32 tint = look.enabled ? colour.text : faded(colour.muted, 0.6F);
    const float y = corner.y + (entry_height - size::text) / 2 - 1;
    if (look.checked.value_or(false)) {
        list.AddText(fonts.regular, size::text, {corner.x + 8, y}, colour.accent, icon::check);
    }
    const float remark_width = words_width(frame, look.remark);
    ImGui::PushFont(fonts.regular, size::text);
    const float free = width - indent - 10 - (look.remark.empty() ? 0 : remark_width + 16);
    const std::string shown = cut_in_the_middle(look.words, free);
    ImGui::PopFont();
    list.AddText(fonts.regular, size::text, {corner.x + indent, y}, tint, shown.c_str());
    if (!look.remark.empty()) {
        list.AddText(fonts.regular, size::text, {end.x - 10 - remark_width, y}, colour.muted,
                     look.remark.data(), look.remark.data() + look.remark.size());
    }
    Item& item = add_last(frame, look.role, look.words, look.remark,
                          {.disabled = !look.enabled, .selected = look.selected});
    if (look.role == Role::menu_item) item.state.checked = look.checked;
    return pressed && look.enabled;
}

std::optional<std::size_t> menu_entries(Frame& frame, std::span<const MenuEntry> entries) {
    const bool marks =
        std::ranges::any_of(entries, [](const MenuEntry& one) { return one.checked.has_value(); });
    const float indent = marks ? 30 : 10;
    float width = 160;
    for (const MenuEntry& one : entries) {
        const float shortcut = one.shortcut.empty() ? 0 : words_width(frame, one.shortcut) + 28;
        width = std::max(width, indent + words_width(frame, one.label) + shortcut + 12);
    }
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const MenuEntry& one = entries[i];
        if (one.begins_group && i > 0) {
            const ImVec2 corner = ImGui::GetCursorScreenPos();
            ImGui::GetWindowDrawList()->AddLine({corner.x, corner.y + 4.5F},
                                                {corner.x + width, corner.y + 4.5F},
                                                frame.colour().line);
            ImGui::Dummy({width, 9});
        }
        if (entry(frame,
                  {.words = one.label,
                   .remark = one.shortcut,
                   .checked = one.checked,
                   .enabled = one.enabled},
                  std::ceil(width), indent)) {
            chosen = i;
        }
    }
    if (chosen && !entries[*chosen].stays_open) ImGui::CloseCurrentPopup();
    return chosen;
}

}  // namespace

std::optional<std::size_t> menu_button(Frame& frame, std::string_view name,
                                       std::span<const MenuEntry> entries,
                                       const ButtonOptions& options) {
    const std::string id = std::format("{} menu", name);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (button(frame, name, options)) ImGui::OpenPopup(id.c_str());
    ImGui::SetNextWindowPos({corner.x, corner.y + size::control_height + 4}, ImGuiCond_Appearing);
    if (!begin_menu(id.c_str())) return std::nullopt;
    const auto chosen = menu_entries(frame, entries);
    end_menu();
    return chosen;
}

std::optional<std::size_t> select(Frame& frame, std::string_view name,
                                  std::span<const std::string> labels, std::size_t selected,
                                  float width) {
    const Palette& colour = frame.colour();
    const Fonts& fonts = frame.theme.fonts;
    const std::string label(name);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    bool pressed = ImGui::InvisibleButton(label.c_str(), {width, size::control_height},
                                          ImGuiButtonFlags_EnableNav);
    pressed = frame.take(ImGui::GetItemID(), Request::Kind::press) || pressed;
    const ImVec2 end = {corner.x + width, corner.y + size::control_height};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, end, ImGui::IsItemHovered() ? colour.hovered : colour.raised,
                       size::corner);
    if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
        list.AddRect(corner, end, colour.accent, size::corner, ImDrawFlags_None, 2);
    }
    const std::string& current = labels[std::min(selected, labels.size() - 1)];
    ImGui::PushFont(fonts.regular, size::text);
    const std::string shown = cut_in_the_middle(current, width - 40);
    ImGui::PopFont();
    const float y = corner.y + (size::control_height - size::text) / 2 - 1;
    list.AddText(fonts.regular, size::text, {corner.x + 12, y}, colour.text, shown.c_str());
    list.AddText(fonts.regular, size::text, {end.x - 24, y}, colour.muted, icon::expand);
    add_last(frame, Role::button, name, current);
    const std::string id = label + " list";
    if (pressed) ImGui::OpenPopup(id.c_str());

    std::optional<std::size_t> chosen;
    const float height = std::min(static_cast<float>(labels.size()) * entry_height, 420.0F);
    ImGui::SetNextWindowPos({corner.x, end.y + 4}, ImGuiCond_Appearing);
    if (!begin_menu(id.c_str())) return chosen;
    float widest = width;
    for (const std::string& one : labels) {
        widest = std::max(widest, std::min(words_width(frame, one) + 60, 420.0F));
    }
    ImGui::BeginChild("entries", {widest, height});
    if (ImGui::IsWindowAppearing()) {
        ImGui::SetScrollY(static_cast<float>(selected) * entry_height - height / 2);
    }
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(labels.size()), entry_height);
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
            const auto number = static_cast<std::size_t>(i);
            ImGui::PushID(i);
            const bool on = number == selected;
            if (entry(frame,
                      {.words = labels[number], .remark = "", .checked = on, .role = Role::option},
                      widest - 12, 30)) {
                chosen = number;
            }
            ImGui::PopID();
        }
    }
    ImGui::EndChild();
    if (chosen) ImGui::CloseCurrentPopup();
    end_menu();
    return chosen;
}

std::optional<std::size_t> context_menu(Frame& frame, const char* id,
                                        std::span<const MenuEntry> entries) {
    ImGui::OpenPopupOnItemClick(id, ImGuiPopupFlags_MouseButtonRight);
    if (!begin_menu(id)) return std::nullopt;
    const auto chosen = menu_entries(frame, entries);
    end_menu();
    return chosen;
}

std::optional<std::size_t> popup_menu(Frame& frame, const char* id,
                                      std::span<const MenuEntry> entries, bool open) {
    if (open) ImGui::OpenPopup(id);
    if (!begin_menu(id)) return std::nullopt;
    const auto chosen = menu_entries(frame, entries);
    end_menu();
    return chosen;
}

bool option(Frame& frame, std::string_view words, std::string_view remark, bool selected,
            float width) {
    return entry(frame,
                 {.words = words, .remark = remark, .selected = selected, .role = Role::option},
                 width, 12);
}

bool begin_dialog(Frame& frame, const char* name, ImVec2 extent) {
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    extent = {std::min(extent.x, display.x - 32), std::min(extent.y, display.y - 32)};
    const ImVec2 corner = {std::floor((display.x - extent.x) / 2),
                           std::floor(std::max(16.0F, (display.y - extent.y) * 0.3F))};
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(display);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, frame.colour().shade);
    ImGui::Begin(
        "shade", nullptr,
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
    ImGui::PopStyleColor();
    if (ImGui::IsWindowAppearing()) ImGui::SetWindowFocus();
    const ImGuiID id = ImGui::GetID(name);
    ImGui::SetCursorScreenPos(corner);
    const bool beside =
        ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
        !ImGui::IsMouseHoveringRect(corner, {corner.x + extent.x, corner.y + extent.y}, false);
    const bool left = beside || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
    ImGui::PushStyleColor(ImGuiCol_Border, frame.colour().line);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, frame.colour().surface);
    ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, size::card_corner);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {size::group_gap, size::group_gap});
    ImGui::PushStyleVar(ImGuiStyleVar_ChildBorderSize, 1);
    ImGui::BeginChild(name, extent,
                      ImGuiChildFlags_Borders | ImGuiChildFlags_AlwaysUseWindowPadding |
                          ImGuiChildFlags_NavFlattened);
    ImGui::PopStyleVar(3);
    ImGui::PopStyleColor(2);
    frame.items.push_back({.id = id,
                           .role = Role::dialog,
                           .name = name,
                           .value = "",
                           .state = {},
                           .rectangle = {corner.x, corner.y, extent.x, extent.y}});
    return !left;
}

void end_dialog(Frame&) {
    ImGui::EndChild();
    ImGui::End();
}

}  // namespace errata::ui
