#include <algorithm>
#include <cmath>
#include <format>
#include <functional>
#include <ranges>
#include <vector>

#include "base/text.h"
#include "query/name_list.h"
#include "ui/icons.h"
#include "ui/name_search.h"
#include "ui/panels/overview_tables.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

struct ClassColumn {
    TableColumn column;
    // What it sorts by; nothing where it is undefined, which comes last in either direction. Null: the name.
    std::function<std::optional<double>(const Model&, ClassSlot)> key = {};
    std::function<TableCell(const Frame&, const Model&, ClassSlot)> cell = {};
    int rank = 0;             // where there is no room for all columns, the highest go first
    bool is_picture = false;  // not copied: its plot copies the points
    bool is_usual = true;     // shown where no columns are chosen
};

ClassColumn name_column() {
    return {.column = {.name = "Class", .number = false},
            .cell = [](const Frame&, const Model& model, ClassSlot cls) -> TableCell {
                return {.words = model.reading.name_of_class(cls)};
            }};
}

ClassColumn figure_column(const FigureInfo& info, std::string_view name, std::size_t place,
                          int rank, bool has_intervals) {
    const float width =
        std::max(has_intervals ? 112.0F : 48.0F, 8 + 6.2F * static_cast<float>(name.size()));
    return {.column = {.name = name, .width = width, .tooltip = info.meaning},
            .key =
                [place](const Model& model, ClassSlot cls) {
                    return model.evaluation.summary.classes[cls][place].value;
                },
            .cell = [info, place](const Frame&, const Model& model, ClassSlot cls) -> TableCell {
                const Figure& figure = model.summary().classes[cls][place];
                const auto value = figure.value;
                const bool has_bar = info.kind == FigureKind::fraction;
                std::string words = shown_figure(info, value);
                if (figure.interval) words = shown_interval(info, figure) + "   " + words;
                return {.words = std::move(words),
                        .bar = has_bar ? value.value_or(0) : 0,
                        .exact = value};
            },
            .rank = rank};
}

ClassColumn curve_column() {
    return {.column = {.name = "Curve",
                       .width = 64,
                       .number = false,
                       .tooltip = "Precision over recall at the IoU threshold below; sorts by the "
                                  "area under it"},
            .key = [](const Model& model,
                      ClassSlot cls) { return model.reading.curves().average_precision(cls); },
            .cell = [](const Frame&, const Model& model, ClassSlot cls) -> TableCell {
                return {.words = "", .curve = model.reading.curves().compact(cls)};
            },
            .rank = 3,
            .is_picture = true};
}

// What the class's first figure is based on.
ClassColumn objects_column(std::string_view name, std::string_view tooltip, int rank) {
    return {.column = {.name = name, .width = 58, .tooltip = tooltip},
            .key = [](const Model& model, ClassSlot cls) -> std::optional<double> {
                return static_cast<double>(model.evaluation.summary.classes[cls].front().count);
            },
            .cell = [](const Frame&, const Model& model, ClassSlot cls) -> TableCell {
                const std::uint64_t count = model.evaluation.summary.classes[cls].front().count;
                return {.words = grouped(count), .exact = static_cast<double>(count)};
            },
            .rank = rank};
}

const OutcomeCounts& outcome_of(const Model& model, ClassSlot cls) {
    return model.reading.outcomes().classes[cls];
}

ClassColumn count_column(std::string_view name, float width, std::string_view tooltip,
                         std::uint32_t OutcomeCounts::* member, ImU32 Palette::* tint, int rank) {
    return {
        .column = {.name = name, .width = width, .tooltip = tooltip},
        .key = [member](const Model& model, ClassSlot cls) -> std::optional<double> {
            return outcome_of(model, cls).*member;
        },
        .cell = [member, tint](const Frame& frame, const Model& model, ClassSlot cls) -> TableCell {
            const std::uint32_t count = outcome_of(model, cls).*member;
            return {.words = grouped(count),
                    .colour = count == 0 ? frame.colour().muted : frame.colour().*tint,
                    .exact = count};
        },
        .rank = rank};
}

ClassColumn rate_column(std::string_view name, float width, std::string_view tooltip,
                        std::optional<double> (OutcomeCounts::*rate)() const) {
    return {.column = {.name = name, .width = width, .tooltip = tooltip},
            .key = [rate](const Model& model,
                          ClassSlot cls) { return (outcome_of(model, cls).*rate)(); },
            .cell = [rate](const Frame&, const Model& model, ClassSlot cls) -> TableCell {
                const std::optional<double> value = (outcome_of(model, cls).*rate)();
                return {.words = percent(value), .exact = value};
            },
            .rank = 4};
}

// Of detection the figures that people quote; of other tasks the whole class report. Then what the thresholds leave.
std::vector<ClassColumn> class_columns(const Model& model) {
    const Evaluation& evaluation = model.evaluation;
    std::vector<ClassColumn> columns = {name_column()};
    const bool has_intervals = model.view.intervals && model.analyses.intervals;
    const std::vector<FigureInfo>& figures = evaluation.summary.of_class();
    const bool detection = is_detection(evaluation.task);
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const std::string_view key = figures[i].key;
        // The first three are what classifiers are judged by.
        const int rank = detection ? (key == "AP" ? 0 : 1) : (i < 3 ? 0 : 3);
        columns.push_back(
            figure_column(figures[i], detection ? key : figures[i].name, i, rank, has_intervals));
        columns.back().is_usual = !detection || key == "AP" || key == "AP50";
    }
    if (detection) {
        columns.push_back(curve_column());
        columns.push_back(objects_column("Objects", "Ground-truth objects that count", 2));
    } else {
        columns.push_back(objects_column("Support", "What the class's figures are based on", 1));
    }
    if (evaluation.run.size() == 0 && !detection) return columns;
    const int counts_rank = detection ? 0 : 2;
    columns.push_back(
        count_column("TP", 46, "True positives at the confidence and IoU threshold below",
                     &OutcomeCounts::true_positives, &Palette::true_positive, counts_rank));
    columns.push_back(
        count_column("FP", 46, "False positives at the confidence and IoU threshold below",
                     &OutcomeCounts::false_positives, &Palette::false_positive, counts_rank));
    columns.push_back(count_column(
        "Missed", 52, "Objects that were not found at the confidence and IoU threshold below",
        &OutcomeCounts::missed, &Palette::missed, counts_rank));
    if (!detection) return columns;
    columns.push_back(
        rate_column("Precision", 64,
                    "True positives among the predictions, in percent, at the thresholds below",
                    &OutcomeCounts::precision));
    columns.push_back(rate_column("Recall", 48,
                                  "Objects that were found, in percent, at the thresholds below",
                                  &OutcomeCounts::recall));
    return columns;
}

std::size_t sorted_column(const View& view, const std::vector<ClassColumn>& columns) {
    const auto found = std::ranges::find_if(
        columns, [&](const ClassColumn& one) { return one.column.name == view.class_sort; });
    return found == columns.end() ? 0 : static_cast<std::size_t>(found - columns.begin());
}

void find_classes(const Model& model, const std::vector<ClassColumn>& columns,
                  OverviewState& state) {
    const Classes& classes = model.evaluation.dataset.classes;
    state.rows.clear();
    for (std::size_t i = 0; i < model.evaluation.summary.classes.size(); ++i) {
        if (holds(classes.names[i], model.view.class_search)) {
            state.rows.push_back(static_cast<ClassSlot>(i));
        }
    }
    const auto& key = columns[sorted_column(model.view, columns)].key;
    const bool down = model.view.class_sort_descending;
    std::ranges::stable_sort(state.rows, [&](ClassSlot a, ClassSlot b) {
        if (!key) {
            return down ? classes.names[b] < classes.names[a] : classes.names[a] < classes.names[b];
        }
        const auto key_a = key(model, a);
        const auto key_b = key(model, b);
        if (key_a.has_value() != key_b.has_value()) return key_a.has_value();
        return down ? key_b < key_a : key_a < key_b;
    });
}

// Those that are wanted: chosen by name, or else the usual ones.
std::vector<ClassColumn> wanted_columns(const Model& model, std::vector<ClassColumn> columns) {
    const std::vector<std::string> names = names_in(model.view.class_columns);
    std::erase_if(columns, [&](const ClassColumn& one) {
        if (!one.key) return false;  // the class itself
        return names.empty() ? !one.is_usual : !std::ranges::contains(names, one.column.name);
    });
    return columns;
}

// A menu of all columns; what it switches is the list as it is seen.
void choose_columns(Frame& frame, const Model& model, const std::vector<ClassColumn>& columns,
                    Commands& commands) {
    const std::vector<ClassColumn> wanted = wanted_columns(model, columns);
    std::vector<MenuEntry> entries;
    for (const ClassColumn& one : columns | std::views::drop(1)) {
        const auto is_it = [&](const ClassColumn& other) {
            return other.column.name == one.column.name;
        };
        entries.push_back({.label = std::string(one.column.name),
                           .checked = std::ranges::any_of(wanted, is_it),
                           .stays_open = true});
    }
    entries.push_back({.label = "The usual ones",
                       .enabled = !model.view.class_columns.empty(),
                       .begins_group = true});
    const auto chosen = menu_button(frame, "Columns", entries,
                                    {.tooltip = "of classes",
                                     .icon = icon::columns,
                                     .icon_only = true,
                                     .style = ButtonStyle::quiet});
    if (!chosen) return;
    std::vector<std::string> names;
    if (*chosen + 1 < entries.size()) {
        for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
            const bool is_on = entries[i].checked == true;
            if (is_on != (i == *chosen)) names.push_back(entries[i].label);
        }
    }
    commands.push_back(decide([list = list_of(names)](View& view) { view.class_columns = list; }));
}

// True: the table is to be copied.
bool class_heading(Frame& frame, const Model& model, const std::vector<ClassColumn>& columns,
                   std::size_t found, Commands& commands) {
    constexpr float search_width = 200;
    constexpr ButtonOptions copy = {
        .icon = icon::copy, .icon_only = true, .style = ButtonStyle::quiet};
    const float y = ImGui::GetCursorPosY();
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    ImGui::SetCursorPosY(y + 6);
    text(frame, "Classes", {.style = TextStyle::heading});
    const std::size_t all = model.evaluation.summary.classes.size();
    if (found < all) {
        next_on_line(10, y + 8);
        text(frame, std::format("{} of {}", grouped(found), grouped(all)),
             {.style = TextStyle::muted});
    }
    next_on_line(size::section_gap, y + 4);
    intervals_toggle(frame, model, commands);
    next_on_line(0, y);
    ImGui::SetCursorPosX(right - search_width - 2 * button_width(frame, "Copy table", copy) - 8);
    choose_columns(frame, model, columns, commands);
    next_on_line(4, y);
    const bool copies = button(frame, "Copy table", copy);
    next_on_line(4, y);
    std::string search = model.view.class_search;
    if (text_field(frame, "Search classes", search,
                   {.placeholder = "Search classes", .width = search_width})
            .changed) {
        // Typing is one step of undo.
        commands.push_back(decide([search](View& view) { view.class_search = search; },
                                  ImGui::GetID("Search classes")));
    }
    return copies;
}

// Those that leave the names enough room.
std::vector<const ClassColumn*> columns_within(const std::vector<ClassColumn>& columns,
                                               float width) {
    constexpr float name_width = 96;
    constexpr int highest_rank = 4;
    const float padding = 2 * ImGui::GetStyle().CellPadding.x;
    std::vector<const ClassColumn*> shown;
    for (int rank = highest_rank; rank >= 0; --rank) {
        shown.clear();
        float taken = name_width;
        for (const ClassColumn& one : columns) {
            if (one.rank > rank) continue;
            shown.push_back(&one);
            taken += one.column.width + padding;
        }
        if (taken <= width) break;
    }
    return shown;
}

// In a wide window numbers move apart rather than far away from their names.
void spread(std::vector<TableColumn>& columns, float width) {
    constexpr float name_width = 260;
    constexpr float most = 1.7F;
    float fixed = 0;
    float padding = 0;
    for (const TableColumn& column : columns) {
        fixed += column.width;
        padding += 2 * ImGui::GetStyle().CellPadding.x;
    }
    const float factor = std::clamp((width - name_width - padding) / fixed, 1.0F, most);
    for (TableColumn& column : columns) column.width = std::floor(column.width * factor);
}

// All columns of words, whatever the room.
std::string whole_table(const Frame& frame, const Model& model, const std::vector<ClassColumn>& all,
                        const std::vector<ClassSlot>& rows) {
    std::vector<TableColumn> columns;
    std::vector<const ClassColumn*> copied;
    for (const ClassColumn& one : all) {
        if (one.is_picture) continue;
        copied.push_back(&one);
        columns.push_back(one.column);
    }
    return tsv_of({.columns = columns, .rows = rows.size()},
                  [&](std::size_t row, std::size_t column) {
                      return copied[column]->cell(frame, model, rows[row]);
                  });
}

}  // namespace

void class_table(Frame& frame, const Model& model, OverviewState& state, Commands& commands) {
    const std::vector<ClassColumn> offered = class_columns(model);
    const std::vector<ClassColumn> all = wanted_columns(model, offered);
    find_classes(model, all, state);
    const bool copies = class_heading(frame, model, offered, state.rows.size(), commands);
    if (state.rows.empty()) {
        text(frame,
             model.evaluation.summary.classes.empty()
                 ? std::string("The ground truth lists no classes.")
                 : std::format("No class is called \u201C{}\u201D.", model.view.class_search),
             {.style = TextStyle::muted});
        return;
    }
    const std::vector<const ClassColumn*> shown =
        columns_within(all, ImGui::GetContentRegionAvail().x);
    std::vector<TableColumn> columns;
    for (const ClassColumn* const one : shown) columns.push_back(one->column);
    spread(columns, ImGui::GetContentRegionAvail().x);
    const auto sorted = std::ranges::find(shown, &all[sorted_column(model.view, all)]);
    TableOptions options = {
        .columns = columns,
        .rows = state.rows.size(),
        .sort = SortState{.column = static_cast<std::size_t>(sorted - shown.begin()),
                          .descending = model.view.class_sort_descending},
        // Down to the bar: what goes on below is cut by it.
        .height = ImGui::GetWindowHeight() - ImGui::GetCursorPosY()};
    if (model.reading.cls()) {
        const auto chosen = std::ranges::find(state.rows, *model.reading.cls());
        if (chosen != state.rows.end()) {
            options.selected = static_cast<std::size_t>(chosen - state.rows.begin());
        }
    }
    const CellOfTable cell = [&](std::size_t row, std::size_t column) {
        return shown[column]->cell(frame, model, state.rows[row]);
    };
    TableResult result = table(frame, "Classes", options, cell);
    if (copies) result.copied = whole_table(frame, model, all, state.rows);
    if (result.sorted) {
        commands.push_back(decide([name = std::string(columns[result.sorted->column].name),
                                   descending = result.sorted->descending](View& view) {
            view.class_sort = name;
            view.class_sort_descending = descending;
        }));
    }
    if (result.clicked) {
        // A second click goes back to all classes.
        std::string name = model.reading.name_of_class(state.rows[*result.clicked]);
        if (name == model.view.cls) name.clear();
        commands.push_back(decide([name](View& view) { view.cls = name; }));
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
}

}  // namespace errata::ui
