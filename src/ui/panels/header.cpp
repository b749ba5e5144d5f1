#include <format>

#include "base/text.h"
#include "ui/panels/panels.h"

namespace errata::ui {

void header_panel(Frame& frame, const Model& model, Commands& commands) {
    const Dataset& dataset = model.evaluation.dataset;
    ImGui::SetCursorPosY(16);
    text(frame, "Errata", {.style = TextStyle::heading});
    ImGui::SameLine();
    ImGui::SetCursorPos({168, 17});
    text(frame,
         std::format("{}   {}   {}   {}   rules: coco", counted(dataset.samples.size(), "image"),
                     counted(dataset.truth.size(), "object"),
                     counted(model.evaluation.run.size(), "prediction"),
                     counted(dataset.classes.size(), "class", "classes")),
         {.style = TextStyle::muted});
    ImGui::SameLine();
    constexpr float buttons_width = 274;
    constexpr float button_y = 9;
    ImGui::SetCursorPos({ImGui::GetWindowWidth() - buttons_width, button_y});
    if (button(frame, "Open files", {.tooltip = "Add ground truth, predictions or images"})) {
        commands.emplace_back(HostCommand::open_files);
    }
    next_on_line(size::gap, button_y);
    if (button(frame, "Open folder", {.tooltip = "Add a folder, with all folders in it"})) {
        commands.emplace_back(HostCommand::open_folder);
    }
    next_on_line(size::gap, button_y);
    if (button(frame, "Start over", {.tooltip = "Close everything that is open"})) {
        commands.emplace_back(HostCommand::start_over);
    }
}

}  // namespace errata::ui
