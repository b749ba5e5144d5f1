#include "base/text.h"
#include "ui/icons.h"
#include "ui/panels/panels.h"

namespace errata::ui {

void navigation_panel(Frame& frame, const Model& model, Commands& commands) {
    struct Entry {
        Place place;
        std::string_view name;
        const char* icon;
    };
    constexpr Entry entries[] = {{Place::overview, "Overview", icon::overview},
                                 {Place::errors, "Errors", icon::errors},
                                 {Place::confusion, "Confusion", icon::confusion},
                                 {Place::confidence, "Confidence", icon::confidence},
                                 {Place::rules, "Rules", icon::rules},
                                 {Place::data, "Data", icon::data},
                                 {Place::groups, "Groups", icon::groups},
                                 {Place::gallery, "Gallery", icon::gallery},
                                 {Place::image, "Image", icon::image},
                                 {Place::catalog, "Catalog", icon::catalog},
                                 {Place::plan, "Next batch", icon::plan},
                                 {Place::files, "Files", icon::files}};
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 2});
    for (const Entry& entry : entries) {
        if (!has_place(model.evaluation.task, entry.place)) continue;
        const bool is_text = entry.place == Place::image && model.shows_text();
        if (tab(frame, is_text ? "Text" : entry.name, is_text ? icon::files : entry.icon,
                model.view.place == entry.place, width)) {
            commands.push_back(go_to(entry.place));
        }
    }
    ImGui::PopStyleVar();
    std::uint64_t warnings = 0;
    for (const Warning& warning : model.evaluation.warnings) warnings += warning.count;
    if (warnings == 0) return;
    ImGui::SetCursorPosY(ImGui::GetWindowHeight() - 42);
    const std::string words = counted(warnings, "warning");
    if (button(frame, words,
               {.tooltip = "What was odd in the files",
                .icon = icon::warning,
                .icon_only = width < 80,
                .style = ButtonStyle::quiet})) {
        commands.push_back(go_to(Place::files));
    }
}

}  // namespace errata::ui
