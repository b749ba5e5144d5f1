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

// --- figures -------------------------------------------------------------------------------------------

// The four that people quote, large; up to eight others in short rows under them.
void figures(Frame& frame, const Evaluation& evaluation) {
    const FigureTable& summary = evaluation.summary;
    const std::vector<FigureInfo>& definitions = summary.figures;
    // The first three and what stands for all recalls; then the others, as many as two rows take.
    constexpr std::size_t most_small = 8;
    std::vector<std::size_t> large;
    std::vector<std::size_t> small;
    const auto last_large = std::ranges::find_if(definitions, [](const FigureInfo& one) {
        return one.key == "AR100" || one.key == "AR@300" || one.key == "AR";
    });
    const auto recall = last_large == definitions.end()
                            ? std::size_t{3}
                            : static_cast<std::size_t>(last_large - definitions.begin());
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        const bool is_large = i < 3 || i == recall;
        if (is_large) large.push_back(i);
        if (!is_large && small.size() < most_small) small.push_back(i);
    }
    const bool of_objects = is_detection(evaluation.task);
    // Sizes stand under one another: AR10 last.
    std::ranges::stable_partition(small,
                                  [&](std::size_t i) { return definitions[i].key != "AR10"; });
    const float available = ImGui::GetContentRegionAvail().x;
    constexpr float gap = size::gap;
    const float width = std::floor((available - gap * 3) / 4);
    const auto row = [&](std::span<const std::size_t> places, float height, bool basis) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (i % 4 != 0) ImGui::SameLine(0, gap);
            const FigureInfo& definition = definitions[places[i]];
            const Figure& figure = summary.overall[places[i]];
            const std::string count = counted(figure.count, of_objects ? "object" : "sample");
            const bool is_share =
                definition.kind == FigureKind::fraction || definition.kind == FigureKind::error;
            const std::string hint =
                std::format("{}{}, from {}. {}", definition.name, is_share ? ", in percent" : "",
                            count, definition.meaning);
            figure_card(
                frame,
                // Keys of detection are what people call the figures; of others the names are.
                {.key = of_objects ? definition.key : definition.name,
                 .value = shown_figure(definition, figure.value),
                 .basis = basis ? std::string_view(count) : std::string_view(),
                 .tooltip = hint},
                {width, height});
        }
    };
    row(large, 68, true);
    row(small, 30, false);
}

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
    figures(frame, model.evaluation);
    space(4);
    findings(frame, model, state, commands);
    if (model.evaluation.task == Task::values) {
        values_table(frame, model, state, commands);
    } else {
        class_table(frame, model, state, commands);
    }
}

}  // namespace errata::ui
