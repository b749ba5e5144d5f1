#include "ui/actions.h"
#include "ui/panels/panels.h"

namespace errata::ui {

void help_dialog(Frame& frame, const Model&, Commands& commands) {
    const bool open = begin_dialog(frame, "Keyboard shortcuts", {760, 480});
    text(frame, "Keyboard shortcuts", {.style = TextStyle::title});
    ImGui::SetCursorPos({ImGui::GetWindowWidth() - button_width(frame, "Close") - size::group_gap,
                         size::group_gap - 4});
    const bool leave = button(frame, "Close", {.tooltip = "Esc"});
    begin_region("groups", {.padding = {0, size::gap}});
    // Two columns of groups, each as long as it is.
    const float width = (ImGui::GetContentRegionAvail().x - size::section_gap) / 2;
    std::string_view group;
    float y[2] = {ImGui::GetCursorPosY(), ImGui::GetCursorPosY()};
    const float left = ImGui::GetCursorPosX();
    std::size_t column = 0;
    for (const Action& one : actions()) {
        const std::string shortcut = shortcut_of(one);
        if (shortcut.empty()) continue;
        if (one.group != group) {
            // After another group in its column, some space.
            if (!group.empty()) y[column] += size::group_gap;
            column = y[1] < y[0] ? 1 : 0;
            ImGui::SetCursorPos(
                {left + static_cast<float>(column) * (width + size::section_gap), y[column]});
            text(frame, one.group, {.style = TextStyle::heading});
            group = one.group;
            y[column] = ImGui::GetCursorPosY();
        }
        ImGui::SetCursorPos(
            {left + static_cast<float>(column) * (width + size::section_gap), y[column]});
        ImGui::BeginChild(one.id.data(), {width, 22}, ImGuiChildFlags_None,
                          ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
        fact(frame, one.label, shortcut);
        ImGui::EndChild();
        y[column] += 26;
    }
    end_region();
    end_dialog(frame);
    if (!open || leave) commands.push_back(OpenDialog{Dialog::none});
}

}  // namespace errata::ui
