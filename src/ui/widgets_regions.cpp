// Regions and pictures among the widgets.
#include <imgui_internal.h>

#include <string>

#include "ui/widgets.h"

namespace errata::ui {

void begin_region(const char* id, const RegionOptions& options) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, options.padding);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, options.fill.value_or(IM_COL32(0, 0, 0, 0)));
    const ImGuiWindowFlags fixed =
        ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
    // Flattened: the Tab key goes through all regions, one after another.
    ImGui::BeginChild(id, options.extent,
                      ImGuiChildFlags_AlwaysUseWindowPadding | ImGuiChildFlags_NavFlattened,
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

void space(float height) { ImGui::Dummy({0, height}); }

float divider(Frame& frame, std::string_view name) {
    constexpr float reach = 6;
    const ImVec2 before = ImGui::GetCursorScreenPos();
    const ImVec2 corner = ImGui::GetWindowPos();
    const float height = ImGui::GetWindowHeight();
    ImGui::SetCursorScreenPos(corner);
    const std::string label(name);
    ImGui::InvisibleButton(label.c_str(), {reach, height});
    const bool active = ImGui::IsItemActive();
    if (active || ImGui::IsItemHovered()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        ImGui::GetWindowDrawList()->AddRectFilled(corner, {corner.x + 2, corner.y + height},
                                                  frame.colour().accent);
    }
    ImGui::SetCursorScreenPos(before);
    return active ? ImGui::GetIO().MouseDelta.x : 0;
}

TileResult picture_tile(Frame& frame, std::string_view name, std::string_view value, ImVec2 extent,
                        bool selected) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const std::string label(name);
    ImGui::PushID(label.c_str());
    bool clicked = ImGui::InvisibleButton("tile", extent, ImGuiButtonFlags_EnableNav);
    clicked = frame.take(ImGui::GetItemID(), Request::Kind::press) || clicked;
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
