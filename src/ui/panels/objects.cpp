#include <algorithm>
#include <array>
#include <format>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/label_map_view.h"
#include "ui/overlay.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr std::array<TableColumn, 4> columns = {{
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
std::vector<std::size_t> columns_of(const Model& model) {
    if (model.evaluation.task == Task::panoptic) return {0, 1, 3};
    if (model.knows_iou()) return {0, 1, 2, 3};
    return {0, 1, 2};
}

TableCell cell_of(const Frame& frame, const Model& model, const Listed& listed,
                  std::size_t column) {
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

void layer_switches(Frame& frame, const Model& model, Commands& commands) {
    struct Switch {
        const char* name;
        bool Layers::* layer;
    };
    constexpr Switch switches[] = {
        {"True positives", &Layers::true_positives},
        {"Found objects", &Layers::found},
        {"False positives", &Layers::false_positives},
        {"Ignored", &Layers::ignored},
        {"Missed", &Layers::missed},
        {"Labels", &Layers::labels},
        {"Links between matches", &Layers::links},
    };
    const float half = ImGui::GetContentRegionAvail().x / 2;
    const float left = ImGui::GetCursorPosX();
    bool second = false;
    for (const Switch& one : switches) {
        if (second) {
            ImGui::SameLine();
            ImGui::SetCursorPosX(left + half);
        }
        bool on = model.view.layers.*one.layer;
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
        if (checkbox(frame, one.name, on)) {
            commands.push_back(
                decide([layer = one.layer, on](View& view) { view.layers.*layer = on; }));
        }
        ImGui::PopStyleVar();
        second = !second;
    }
}

constexpr std::array<TableColumn, 4> pixel_columns = {{
    {.name = "Class", .number = false},
    {.name = "True", .width = 48, .tooltip = "Its share of the labelled pixels, in percent"},
    {.name = "Pred.", .width = 48, .tooltip = "The share that is given this class, in percent"},
    {.name = "IoU", .width = 48, .tooltip = "In this image, in percent"},
}};

// Which of the two maps is drawn.
void map_layer_select(Frame& frame, const Model& model, Commands& commands) {
    static const std::vector<std::string> labels = {"Right, wrong and missed", "Ground truth",
                                                    "Predictions"};
    const auto layer = static_cast<std::size_t>(model.view.map_layer);
    if (const auto chosen = select(frame, "Map", labels, layer, 220)) {
        commands.push_back(decide(
            [layer = static_cast<MapLayer>(*chosen)](View& view) { view.map_layer = layer; }));
    }
}

// The classes of a semantic map; a click looks at one of them.
void list_of_classes(Frame& frame, const Model& model, SampleSlot sample, Commands& commands) {
    const std::vector<ClassPixels> listed = class_pixels(model, sample);
    double labelled = 0;
    for (const ClassPixels& one : listed) labelled += static_cast<double>(one.truth);
    if (listed.empty()) {
        text(frame, "All pixels are void here.", {.style = TextStyle::muted});
        return;
    }
    TableOptions options = {.columns = pixel_columns, .rows = listed.size()};
    const auto chosen = std::ranges::find_if(
        listed, [&](const ClassPixels& one) { return model.reading.cls() == one.cls; });
    if (chosen != listed.end()) {
        options.selected = static_cast<std::size_t>(chosen - listed.begin());
    }
    const auto cell = [&](std::size_t row, std::size_t column) -> TableCell {
        const ClassPixels& one = listed[row];
        if (column == 0) {
            return {.words = model.reading.name_of_class(one.cls), .swatch = class_colour(one.cls)};
        }
        const double value = column == 1   ? static_cast<double>(one.truth) / labelled
                             : column == 2 ? static_cast<double>(one.predicted) / labelled
                                           : one.iou();
        return {.words = percent(value), .exact = value};
    };
    TableResult result = table(frame, "Classes of the image", options, cell);
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
    if (!result.clicked) return;
    const std::string name = model.reading.name_of_class(listed[*result.clicked].cls);
    commands.push_back(
        decide([name](View& view) { view.cls = view.cls == name ? std::string() : name; }));
}

void list_of_objects(Frame& frame, const Model& model, SampleSlot sample, ImageState& state,
                     Commands& commands) {
    const std::vector<Listed> listed = listed_of(model, sample);
    if (listed.empty()) {
        text(frame,
             std::format("Nothing here: no {}s, and no predictions at confidence {:.2f}. "
                         "Lower it to see more.",
                         model.word_for_objects(), model.view.confidence),
             {.style = TextStyle::muted, .wrap = true});
        return;
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
    const std::vector<std::size_t> places = columns_of(model);
    std::vector<TableColumn> shown;
    for (const std::size_t place : places) shown.push_back(columns[place]);
    TableOptions options = {.columns = shown, .rows = listed.size()};
    if (chosen != listed.end()) {
        options.selected = static_cast<std::size_t>(chosen - listed.begin());
    }
    TableResult result = table(frame, "Objects", options, [&](std::size_t row, std::size_t column) {
        return cell_of(frame, model, listed[row], places[column]);
    });
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
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

}  // namespace

void image_toolbar(Frame& frame, const Model& model, SampleSlot sample, Commands& commands) {
    const std::vector<SampleSlot>& order = model.reading.order();
    const auto found = std::ranges::find(order, sample);
    const auto place = static_cast<std::size_t>(found - order.begin());
    const bool listed = found != order.end();
    const float y = ImGui::GetCursorPosY();
    if (button(frame, "Back to gallery",
               {.tooltip = "Esc", .icon = icon::back, .icon_only = true})) {
        commands.push_back(go_to(Place::gallery));
    }
    next_on_line(size::gap, y);
    if (button(frame, "Previous",
               {.enabled = listed && place > 0,
                .tooltip = "K",
                .icon = icon::previous,
                .icon_only = true})) {
        commands.push_back(ShowNeighbour{-1});
    }
    next_on_line(2, y);
    if (button(frame, "Next",
               {.enabled = !order.empty() && (!listed || place + 1 < order.size()),
                .tooltip = "J",
                .icon = icon::next,
                .icon_only = true})) {
        commands.push_back(ShowNeighbour{1});
    }
    next_on_line(size::gap + 2, y + 7);
    text(frame,
         listed ? std::format("{} of {}", grouped(place + 1), grouped(order.size()))
                : std::format("not among the {} shown", grouped(order.size())),
         {.style = TextStyle::muted});
    space(2);
    text(frame, model.reading.name_of_sample(sample),
         {.style = TextStyle::heading, .max_width = ImGui::GetContentRegionAvail().x});
}

void objects_panel(Frame& frame, const Model& model, ImageState& state, Commands& commands) {
    const auto sample = model.reading.sample();
    if (!sample) return;
    image_toolbar(frame, model, *sample, commands);
    space(2);
    if (model.has_boxes()) {
        layer_switches(frame, model, commands);
        space(2);
    }
    if (model.has_label_maps()) {
        map_layer_select(frame, model, commands);
        space(2);
    }
    if (model.evaluation.task == Task::semantic) {
        list_of_classes(frame, model, *sample, commands);
        return;
    }
    if (!model.decides()) return;
    list_of_objects(frame, model, *sample, state, commands);
}

}  // namespace errata::ui
