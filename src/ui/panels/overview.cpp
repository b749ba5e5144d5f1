#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <vector>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/panels/finding_words.h"
#include "ui/panels/overview_tables.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

// --- findings ------------------------------------------------------------------------------------------

void findings(Frame& frame, const Model& model, OverviewState& state, Commands& commands) {
    const std::vector<Finding>& list = model.reading.findings();
    state.finding_rows = std::max(state.finding_rows, list.size());
    if (state.finding_rows == 0) return;
    text(frame, "What to look at first", {.style = TextStyle::heading});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {size::gap, 0});
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const FindingWords words = words_of(list[i], model);
        ImGui::PushID(static_cast<int>(i));
        const ButtonOptions options = {
            .icon = icon::forward, .style = ButtonStyle::quiet, .label = words.button};
        const std::string name = std::format("{}: {}", words.button, words.subject);
        const float button_x = right - button_width(frame, name, options);
        const float left = ImGui::GetCursorPosX();
        const float y = ImGui::GetCursorPosY();
        const float share_width = right - left < 620 ? 0.0F : 104.0F;
        ImGui::SetCursorPos({left, y + 7});
        if (share_width > 0 && words.is_share) {
            text(frame, std::format("{:.0f} % of errors", list[i].share * 100),
                 {.style = TextStyle::muted});
            tooltip(
                frame,
                "How many of all false positives and misses this explains; such shares overlap");
        }
        ImGui::SetCursorPos({left + share_width, y + 7});
        text(frame, words.sentence,
             {.max_width = button_x - left - share_width - size::gap, .sentence = true});
        ImGui::SetCursorPos({button_x, y});
        if (button(frame, name, options)) commands.push_back(words.command);
        ImGui::PopID();
    }
    if (list.empty()) {
        // In the place of the first.
        const float y = ImGui::GetCursorPosY();
        ImGui::SetCursorPosY(y + 7);
        text(frame, "Nothing stands out at these thresholds.", {.style = TextStyle::muted});
        ImGui::SetCursorPosY(y + size::control_height);
    }
    for (std::size_t i = std::max<std::size_t>(1, list.size()); i < state.finding_rows; ++i) {
        space(size::control_height);
    }
    ImGui::PopStyleVar();
    space(2);
}

}  // namespace

void overview_panel(Frame& frame, const Model& model, OverviewState& state, Commands& commands) {
    figure_cards(frame, model);
    space(4);
    findings(frame, model, state, commands);
    if (model.evaluation.task == Task::values) {
        values_table(frame, model, state, commands);
    } else {
        class_table(frame, model, state, commands);
    }
}

}  // namespace errata::ui
