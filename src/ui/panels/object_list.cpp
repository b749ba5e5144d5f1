#include "ui/panels/object_list.h"

#include <algorithm>
#include <array>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "query/name_list.h"
#include "ui/column_cells.h"
#include "ui/label_map_view.h"
#include "ui/overlay.h"

namespace errata::ui {

namespace {

constexpr std::array<TableColumn, 4> usual_columns = {{
    {.name = "Class", .number = false},
    {.name = "Outcome", .width = 88, .number = false},
    {.name = "Score", .width = 36},
    {.name = "IoU", .width = 32, .tooltip = "With the object it took"},
}};

struct Listed {
    bool is_prediction = false;
    Row row = 0;
};

// Predictions by falling score, then objects that were missed, then those that are ignored.
std::vector<Listed> listed_of(const Model& model, SampleSlot sample) {
    const GroundTruth& truth = model.evaluation.dataset.truth;
    const Outcomes& outcomes = model.reading.outcomes();
    std::vector<Listed> result;
    for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
        const Row row = model.rows.row(sample, i);
        if (outcomes.predictions[row] != PredictionOutcome::hidden) {
            result.push_back({.is_prediction = true, .row = row});
        }
    }
    const Column<double>& score = model.evaluation.run.score;
    std::ranges::stable_sort(result, std::ranges::greater(),
                             [&](const Listed& one) { return score[one.row]; });
    for (const ObjectOutcome outcome : {ObjectOutcome::missed, ObjectOutcome::ignored}) {
        for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
            if (outcomes.objects[row] == outcome) result.push_back({.row = row});
        }
    }
    return result;
}

// Those that the task knows.
std::vector<std::size_t> usual_of(const Model& model) {
    if (model.evaluation.task == Task::panoptic) return {0, 1, 3};
    if (model.knows_iou()) return {0, 1, 2, 3};
    return {0, 1, 2};
}

constexpr float least_class_width = 34;
constexpr float chosen_width = 56;

// A column of the list: a usual one, or one by its name, of predictions, of objects or of both.
struct ListColumn {
    TableColumn column;
    std::size_t usual = 0;
    const ColumnInfo* of_predictions = nullptr;
    const ColumnInfo* of_objects = nullptr;

    bool is_usual() const { return of_predictions == nullptr && of_objects == nullptr; }
};

// The names that objects, predictions or both have a column of.
std::vector<const ColumnInfo*> columns_on_offer(const Model& model) {
    const ColumnSource& source = model.filter.columns(model.view);
    std::vector<const ColumnInfo*> offered;
    for (const Table table : {Table::pred, Table::truth}) {
        for (const ColumnInfo& info : source.columns(table)) {
            if (std::ranges::contains(offered, info.name, &ColumnInfo::name)) continue;
            offered.push_back(&info);
        }
    }
    return offered;
}

// The usual columns that leave room for those that were chosen: IoU goes first, then the score.
std::vector<std::size_t> usual_beside(const Model& model, std::size_t chosen, float room) {
    const float padding = 2 * ImGui::GetStyle().CellPadding.x;
    std::vector<std::size_t> usual = usual_of(model);
    const auto taken = [&] {
        float width = least_class_width + static_cast<float>(chosen) * (chosen_width + padding);
        for (const std::size_t one : usual) width += usual_columns[one].width + padding;
        return width;
    };
    while (usual.size() > 2 && chosen > 0 && taken() > room) usual.pop_back();
    return usual;
}

// As many as there is room for; how many are left out.
std::size_t list_columns(const Model& model, float room, std::vector<ListColumn>& columns) {
    const std::vector<std::string> names = names_in(model.view.object_columns);
    const float padding = 2 * ImGui::GetStyle().CellPadding.x;
    float taken = least_class_width;
    for (const std::size_t usual : usual_beside(model, names.size(), room)) {
        columns.push_back({.column = usual_columns[usual], .usual = usual});
        taken += usual_columns[usual].width + padding;
    }
    const ColumnSource& source = model.filter.columns(model.view);
    std::size_t left_out = 0;
    for (const std::string& name : names) {
        const ColumnInfo* const predictions = find_column(source, Table::pred, name);
        const ColumnInfo* const objects = find_column(source, Table::truth, name);
        const ColumnInfo* const any = predictions != nullptr ? predictions : objects;
        if (any == nullptr) continue;
        taken += chosen_width + padding;
        if (taken > room) {
            ++left_out;
            continue;
        }
        columns.push_back({.column = {.name = any->name,
                                      .width = chosen_width,
                                      .number = is_numeric(any->type),
                                      .tooltip = any->meaning},
                           .of_predictions = predictions,
                           .of_objects = objects});
    }
    return left_out;
}

// Where its value stands; without a column where it has none of this kind.
struct ValuePlace {
    const ColumnInfo* info = nullptr;
    Table table = Table::samples;
    Row row = 0;
};
ValuePlace place_of(const Model& model, const ListColumn& column, const Listed& listed) {
    if (listed.is_prediction) {
        return {column.of_predictions, Table::pred, model.whole_prediction(listed.row)};
    }
    return {column.of_objects, Table::truth, model.whole_object(listed.row)};
}

TableCell chosen_cell(const Model& model, const ListColumn& column, const Listed& listed) {
    const ValuePlace place = place_of(model, column, listed);
    if (place.info == nullptr) return {};
    const ColumnData& data =
        model.filter.columns(model.view).values({.table = place.table}, *place.info);
    TableCell cell = {.words = cell_words(*place.info, data, place.row)};
    if (is_numeric(place.info->type) && !cell.words.empty()) cell.exact = data.numbers[place.row];
    return cell;
}

TableCell cell_of(const Frame& frame, const Model& model, const Listed& listed,
                  const ListColumn& list_column) {
    if (!list_column.is_usual()) return chosen_cell(model, list_column, listed);
    const std::size_t column = list_column.usual;
    const Evaluation& evaluation = model.evaluation;
    const Outcomes& outcomes = model.reading.outcomes();
    const auto [is_prediction, row] = listed;
    switch (column) {
        case 0: {
            const ClassSlot cls =
                is_prediction ? evaluation.run.cls[row] : evaluation.dataset.truth.cls[row];
            TableCell cell = {.words = model.reading.name_of_class(cls)};
            if (model.has_label_maps()) cell.swatch = class_colour(cls);
            return cell;
        }
        case 1: {
            const BoxStyle style = is_prediction
                                       ? style_of(frame.colour(), outcomes.predictions[row])
                                       : style_of(frame.colour(), outcomes.objects[row]);
            return {.words = style.name, .colour = style.colour};
        }
        case 2:
            if (!is_prediction) return {};
            return {.words = std::format("{:.2f}", evaluation.run.score[row]),
                    .exact = evaluation.run.score[row]};
        default:
            if (!is_prediction || outcomes.taken[row] == no_row) return {};
            return {.words = std::format("{:.2f}", outcomes.iou[row]), .exact = outcomes.iou[row]};
    }
}

// What a row sorts by: what copying gives, else the words; what has neither comes last.
void sort_listed(const Frame& frame, const Model& model, const ListColumn& column,
                 std::vector<Listed>& listed) {
    struct Keyed {
        Listed one;
        TableCell cell;
    };
    std::vector<Keyed> rows;
    for (const Listed& one : listed) {
        rows.push_back({.one = one, .cell = cell_of(frame, model, one, column)});
    }
    const bool down = model.view.object_sort_descending;
    std::ranges::stable_sort(rows, [&](const Keyed& a, const Keyed& b) {
        if (a.cell.words.empty() != b.cell.words.empty()) return !a.cell.words.empty();
        const TableCell& low = down ? b.cell : a.cell;
        const TableCell& high = down ? a.cell : b.cell;
        if (low.exact && high.exact) return *low.exact < *high.exact;
        return low.words < high.words;
    });
    for (std::size_t i = 0; i < rows.size(); ++i) listed[i] = rows[i].one;
}

// How many there are, and which columns are shown of them.
std::vector<ListColumn> list_heading(Frame& frame, const Model& model, std::size_t rows,
                                     Commands& commands) {
    std::vector<ListColumn> columns;
    const float room = ImGui::GetContentRegionAvail().x;
    const float left = ImGui::GetCursorPosX();
    const std::size_t left_out = list_columns(model, room, columns);
    const float y = ImGui::GetCursorPosY();
    ImGui::SetCursorPosY(y + 7);
    std::string words = counted(rows, "row");
    if (left_out > 0) words += std::format(", {} too many to fit", counted(left_out, "column"));
    text(frame, words, {.style = TextStyle::muted, .max_width = room - 44});
    next_on_line(0, y);
    ImGui::SetCursorPosX(left + room - 30);
    if (const auto list = column_menu(frame, columns_on_offer(model), model.view.object_columns,
                                      "of objects and predictions")) {
        commands.push_back(decide([list = *list](View& view) { view.object_columns = list; }));
    }
    return columns;
}

}  // namespace

void object_list(Frame& frame, const Model& model, SampleSlot sample, ImageState& state,
                 Commands& commands) {
    std::vector<Listed> listed = listed_of(model, sample);
    if (listed.empty()) {
        text(frame,
             std::format("Nothing here: no {}s, and no predictions at confidence {:.2f}. "
                         "Lower it to see more.",
                         model.word_for_objects(), model.view.confidence),
             {.style = TextStyle::muted, .wrap = true});
        return;
    }
    const std::vector<ListColumn> columns = list_heading(frame, model, listed.size(), commands);
    std::vector<TableColumn> shown;
    for (const ListColumn& one : columns) shown.push_back(one.column);
    const auto sorted = std::ranges::find(shown, model.view.object_sort, &TableColumn::name);
    if (sorted != shown.end()) {
        sort_listed(frame, model, columns[static_cast<std::size_t>(sorted - shown.begin())],
                    listed);
    }
    // What was found is listed as its prediction.
    const Row found_by = model.reading.object() == no_row
                             ? no_row
                             : model.reading.outcomes().taken_by[model.reading.object()];
    const auto is_chosen = [&](const Listed& one) {
        if (one.is_prediction) {
            return one.row == state.marked_prediction || one.row == model.reading.prediction() ||
                   one.row == found_by;
        }
        return one.row == state.marked_object || one.row == model.reading.object();
    };
    const auto chosen = std::ranges::find_if(listed, is_chosen);
    TableOptions options = {
        .columns = shown,
        .rows = listed.size(),
        // One that is none of them: as matched.
        .sort = SortState{.column = static_cast<std::size_t>(sorted - shown.begin()),
                          .descending = model.view.object_sort_descending}};
    if (chosen != listed.end()) {
        options.selected = static_cast<std::size_t>(chosen - listed.begin());
    }
    TableResult result = table(frame, "Objects", options, [&](std::size_t row, std::size_t column) {
        return cell_of(frame, model, listed[row], columns[column]);
    });
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
    if (result.sorted) {
        commands.push_back(decide([name = std::string(shown[result.sorted->column].name),
                                   descending = result.sorted->descending](View& view) {
            view.object_sort = name;
            view.object_sort_descending = descending;
        }));
    }
    if (result.hovered) {
        const Listed& one = listed[*result.hovered];
        state.marked_prediction = one.is_prediction ? one.row : no_row;
        state.marked_object = one.is_prediction ? no_row : one.row;
    }
    if (result.clicked) {
        const Listed& one = listed[*result.clicked];
        commands.push_back(Change{
            .apply = [name = one.is_prediction ? name_of_prediction(model.evaluation, one.row)
                                               : name_of_object(model.evaluation, one.row)](
                         View& view) { view.object = name; }});
    }
}

}  // namespace errata::ui
