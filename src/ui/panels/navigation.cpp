#include <format>

#include "base/text.h"
#include "ui/panels/panels.h"

namespace errata::ui {

void navigation_panel(Frame& frame, const Model& model, Commands& commands) {
    struct Entry {
        Place place;
        std::string_view name;
    };
    constexpr Entry entries[] = {{Place::overview, "Overview"},
                                 {Place::gallery, "Gallery"},
                                 {Place::image, "Image"},
                                 {Place::files, "Files"}};
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 2});
    for (const Entry& entry : entries) {
        if (tab(frame, entry.name, model.view.place == entry.place, width)) {
            commands.emplace_back(GoTo{entry.place});
        }
    }
    ImGui::PopStyleVar();
    std::uint64_t warnings = 0;
    for (const Warning& warning : model.evaluation.warnings) warnings += warning.count;
    if (warnings == 0) return;
    ImGui::SetCursorPos({14, ImGui::GetWindowHeight() - 34});
    text(frame, counted(warnings, "warning"),
         {.style = TextStyle::small, .colour = frame.colour().false_positive});
}

}  // namespace errata::ui
