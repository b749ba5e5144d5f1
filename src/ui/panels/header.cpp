#include <algorithm>
#include <format>

#include "base/text.h"
#include "ui/actions.h"
#include "ui/icons.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr float control_y = 9;

// "truth.json  ›  predictions.json"
std::string names_of(const Model& model) {
    std::string truth;
    std::string predictions;
    for (const FileReport& file : model.evaluation.files) {
        if (!file.used) continue;
        // Of maps, where no document stands for them, their folder.
        const bool is_map = file.map != MapPixels::none;
        if (is_map != (model.evaluation.task == Task::semantic)) continue;
        std::string name = file.name;
        if (is_map) name = name.substr(0, name.rfind('/') + 1);
        if (file.kind == FileKind::truth) truth = name;
        if (file.kind == FileKind::predictions) predictions = name;
    }
    return std::format("{}  \u203A  {}", truth, predictions);
}

std::string counts_of(const Model& model) {
    const Dataset& dataset = model.evaluation.dataset;
    std::string words = counted(dataset.samples.size(), model.word_for_samples());
    if (dataset.truth.size() > 0) {
        words += "   " + counted(dataset.truth.size(), model.word_for_objects());
    }
    if (model.evaluation.run.size() > 0) {
        words += "   " + counted(model.evaluation.run.size(), "prediction");
    }
    if (dataset.classes.size() > 0) {
        words += "   " + counted(dataset.classes.size(), "class", "classes");
    }
    return words + std::format("   rules: {}", model.evaluation.rules);
}

void menu(Frame& frame, const Model& model, Commands& commands) {
    std::vector<MenuEntry> entries;
    std::vector<const Action*> rows;
    std::string_view group;
    for (const Action& one : actions()) {
        if (!one.in_menu) continue;
        entries.push_back({.label = std::string(one.label),
                           .shortcut = shortcut_of(one),
                           .enabled = is_enabled(one, model),
                           .checked = one.checked ? one.checked(model) : std::nullopt,
                           .begins_group = one.group != group});
        rows.push_back(&one);
        group = one.group;
    }
    const auto chosen =
        menu_button(frame, "Menu", entries,
                    {.icon = icon::more, .icon_only = true, .style = ButtonStyle::quiet});
    if (chosen) rows[*chosen]->run(model, commands);
}

void action_button(Frame& frame, const Model& model, Commands& commands, const char* id,
                   std::string_view name, ButtonOptions options) {
    const Action& row = action(id);
    const std::string shortcut = shortcut_of(row);
    options.enabled = is_enabled(row, model);
    options.tooltip = shortcut;
    if (button(frame, name, options)) row.run(model, commands);
}

}  // namespace

void header_panel(Frame& frame, const Model& model, Commands& commands) {
    const float width = ImGui::GetWindowWidth();
    const bool narrow = width < 900;
    ImGui::SetCursorPosY(13);
    text(frame, "Errata", {.style = TextStyle::title});

    constexpr ButtonOptions find_options = {.icon = icon::search, .style = ButtonStyle::quiet};
    constexpr ButtonOptions undo_options = {
        .icon = icon::undo, .icon_only = true, .style = ButtonStyle::quiet};
    constexpr ButtonOptions redo_options = {
        .icon = icon::redo, .icon_only = true, .style = ButtonStyle::quiet};
    constexpr ButtonOptions link_options = {.icon = icon::link};
    const float buttons = button_width(frame, "Find", find_options) +
                          2 * button_width(frame, "Undo", undo_options) +
                          button_width(frame, "Copy link", link_options) + 30 + 4 * size::gap;

    const float names_x = narrow ? 88.0F : 168.0F + size::section_gap;
    const float free = width - names_x - buttons - 2 * size::group_gap;
    ImGui::SetCursorPos({names_x, 16});
    const std::string names = names_of(model);
    text(frame, names, {.style = TextStyle::medium, .max_width = free});
    const std::string counts = counts_of(model);
    const float names_width = ImGui::GetItemRectSize().x;
    const float counts_width =
        frame.theme.fonts.regular->CalcTextSizeA(size::text, FLT_MAX, 0, counts.c_str()).x;
    if (names_width + size::section_gap + counts_width < free) {
        next_on_line(size::section_gap, 16);
        text(frame, counts, {.style = TextStyle::muted});
    } else {
        tooltip(frame, std::format("{}\n{}", names, counts));
    }

    ImGui::SetCursorPos({width - size::group_gap - buttons, control_y});
    action_button(frame, model, commands, "palette", "Find", find_options);
    next_on_line(size::gap, control_y);
    action_button(frame, model, commands, "undo", "Undo", undo_options);
    next_on_line(0, control_y);
    action_button(frame, model, commands, "redo", "Redo", redo_options);
    next_on_line(size::gap, control_y);
    action_button(frame, model, commands, "copy.link", "Copy link", link_options);
    next_on_line(size::gap, control_y);
    menu(frame, model, commands);
}

}  // namespace errata::ui
