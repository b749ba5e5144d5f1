#include <algorithm>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "query/part.h"
#include "ui/icons.h"
#include "ui/panels/overview_tables.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr std::size_t figures_at = 3;  // columns before those of figures

std::string_view rows_word(const Model& model) {
    switch (model.view.query_table) {
        case Table::samples: return model.word_for_samples();
        case Table::truth: return model.word_for_objects();
        case Table::pred: break;
    }
    return "prediction";
}

std::vector<TableColumn> columns_of(const Model& model, const GroupTable& groups) {
    const bool detection = is_detection(model.evaluation.task);
    std::vector<TableColumn> columns = {
        {.name = "Group", .number = false},
        {.name = "Rows", .width = 56, .tooltip = "Of what is selected, those in the group"},
        {.name = "Based on", .width = 60, .tooltip = groups.figures.front().basis}};
    for (const FigureInfo& info : groups.figures) {
        const std::string_view name = detection ? info.key : info.name;
        const float width =
            info.is_share ? 112 : std::max(46.0F, 7 * static_cast<float>(name.size()));
        columns.push_back({.name = name, .width = width, .tooltip = info.meaning});
    }
    // Names first: what there is no room for is left out at the right.
    constexpr float group_width = 130;
    float taken = group_width;
    const float padding = 2 * ImGui::GetStyle().CellPadding.x;
    const float room = ImGui::GetContentRegionAvail().x;
    const auto too_far = std::ranges::find_if(columns, [&](const TableColumn& one) {
        taken += one.width + padding;
        return taken > room;
    });
    columns.erase(too_far, columns.end());
    return columns;
}

std::optional<double> sort_value(const GroupFigures& row, std::size_t column) {
    if (column == 1) return static_cast<double>(row.rows);
    if (column == 2) return static_cast<double>(row.figures.front().count);
    return row.figures[column - figures_at].value;
}

void sort_rows(const GroupTable& groups, const View& view, std::size_t column,
               std::vector<std::size_t>& rows) {
    rows.resize(groups.groups.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    const bool down = view.group_sort_descending;
    if (column == 0) {
        if (down && view.group_sort == "Group") std::ranges::reverse(rows);
        return;
    }
    std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
        const auto key_a = sort_value(groups.groups[a], column);
        const auto key_b = sort_value(groups.groups[b], column);
        if (key_a.has_value() != key_b.has_value()) return key_a.has_value();
        return down ? key_b < key_a : key_a < key_b;
    });
}

TableCell cell_of(const Frame& frame, const GroupTable& groups, const GroupFigures& row,
                  std::size_t column, bool is_all) {
    if (column == 0) {
        if (is_all) return {.words = "All of these", .colour = frame.colour().muted};
        return {.words = row.key};
    }
    if (column < figures_at) {
        const double count = *sort_value(row, column);
        return {.words = grouped(static_cast<std::uint64_t>(count)), .exact = count};
    }
    const FigureInfo& info = groups.figures[column - figures_at];
    const Figure& figure = row.figures[column - figures_at];
    TableCell cell = {.words = shown_figure(info, figure.value), .exact = figure.value};
    if (info.kind == FigureKind::fraction) cell.bar = figure.value.value_or(0);
    if (figure.interval) {
        cell.words += std::format("  {:.0f}\u2013{:.0f}", figure.interval->low * 100,
                                  figure.interval->high * 100);
    }
    return cell;
}

// A column of the query's rows, by a list; anything else by the field beside it.
void toolbar(Frame& frame, const Model& model, GroupsState& state, Commands& commands) {
    constexpr float y = 14;
    ImGui::SetCursorPosY(y);
    const ColumnSource& source = model.filter.columns(model.view);
    std::vector<std::string> names = {""};
    for (const Table table : {model.view.query_table, Table::samples}) {
        for (const ColumnInfo& info : source.columns(table)) {
            if (!std::ranges::contains(names, info.name)) names.push_back(info.name);
        }
    }
    std::vector<std::string> labels = {"Group by a column"};
    for (std::size_t i = 1; i < names.size(); ++i) labels.push_back(names[i]);
    const auto found = std::ranges::find(names, model.view.group_by);
    const auto shown = static_cast<std::size_t>(found - names.begin());
    if (const auto chosen =
            select(frame, "Group by", labels, shown < names.size() ? shown : 0, 220)) {
        commands.push_back(decide([name = names[*chosen]](View& view) { view.group_by = name; }));
    }
    next_on_line(size::gap, y);
    if (model.view.group_by != state.followed) {
        state.draft = state.followed = model.view.group_by;
    }
    const float width = std::min(520.0F, ImGui::GetContentRegionAvail().x - 160);
    const FieldResult field = text_field(frame, "Groups", state.draft,
                                         {.placeholder = "or by queries: objects < 5; objects >= 5",
                                          .width = std::max(width, 160.0F)});
    if (field.key == "Enter" || (field.changed && state.draft.empty())) {
        state.followed = state.draft;
        commands.push_back(decide([by = state.draft](View& view) { view.group_by = by; }));
    }
    if (!model.view.group_by.empty() && !model.groups.is_current() && !model.groups.error()) {
        next_on_line(size::gap, y + 7);
        text(frame, "Measuring \u2026", {.style = TextStyle::muted});
    }
}

void say_nothing_there(Frame& frame, const Model& model) {
    if (const auto& error = model.groups.error()) {
        text(frame, error->message, {.colour = frame.colour().false_positive, .wrap = true});
        if (!error->remedy.empty()) {
            text(frame, error->remedy, {.style = TextStyle::muted, .wrap = true});
        }
    } else if (model.view.group_by.empty()) {
        text(frame,
             std::format(
                 "The figures of each group of the {}s that are selected: choose a column, or "
                 "write queries with ; between them and press Enter.",
                 rows_word(model)),
             {.style = TextStyle::muted, .wrap = true});
    }
}

}  // namespace

void groups_panel(Frame& frame, const Model& model, GroupsState& state, Commands& commands) {
    toolbar(frame, model, state, commands);
    ImGui::SetCursorPosY(60);
    const GroupTable* const groups = model.groups.table();
    if (groups == nullptr) return say_nothing_there(frame, model);
    const std::vector<TableColumn> columns = columns_of(model, *groups);
    const auto found = std::ranges::find(columns, model.view.group_sort, &TableColumn::name);
    const std::size_t sorted =
        found == columns.end() ? 0 : static_cast<std::size_t>(found - columns.begin());
    sort_rows(*groups, model.view, sorted, state.rows);
    // The first row is all of them together.
    TableOptions options = {
        .columns = columns,
        .rows = state.rows.size() + 1,
        .sort = SortState{.column = sorted, .descending = model.view.group_sort_descending},
        .height = ImGui::GetWindowHeight() - ImGui::GetCursorPosY()};
    TableResult result = table(frame, "Groups", options, [&](std::size_t row, std::size_t column) {
        const bool is_all = row == 0;
        const GroupFigures& figures =
            is_all ? groups->overall : groups->groups[state.rows[row - 1]];
        return cell_of(frame, *groups, figures, column, is_all);
    });
    if (result.sorted) {
        commands.push_back(decide([name = std::string(columns[result.sorted->column].name),
                                   descending = result.sorted->descending](View& view) {
            view.group_sort = name;
            view.group_sort_descending = descending;
        }));
    }
    if (result.clicked && *result.clicked > 0) {
        const std::string& key = groups->groups[state.rows[*result.clicked - 1]].key;
        commands.push_back(decide([query = with_condition_switched(model.view.query, key)](
                                      View& view) { view.query = query; }));
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
}

}  // namespace errata::ui
