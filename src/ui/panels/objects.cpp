#include <algorithm>
#include <array>
#include <format>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/label_map_view.h"
#include "ui/more_like_this.h"
#include "ui/panels/object_list.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

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

}  // namespace

void image_toolbar(Frame& frame, const Model& model, SampleSlot sample, Commands& commands) {
    const std::vector<SampleSlot>& order = model.reading.order();
    const auto found = std::ranges::find(order, sample);
    const auto place = static_cast<std::size_t>(found - order.begin());
    const bool listed = found != order.end();
    const float y = ImGui::GetCursorPosY();
    if (button(frame, model.of_catalog ? "Back to catalog" : "Back to gallery",
               {.tooltip = "Esc", .icon = icon::back, .icon_only = true})) {
        commands.push_back(go_to(model.of_catalog ? Place::catalog : Place::gallery));
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
    next_on_line(size::gap, y);
    more_like_this(frame, model, like_sample(model, sample),
                   {.tooltip = "More like this",
                    .icon = icon::similar,
                    .icon_only = true,
                    .style = ButtonStyle::quiet},
                   commands);
    next_on_line(size::gap, y + 7);
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
    if (model.has_boxes() && !model.of_catalog) {
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
    object_list(frame, model, *sample, state, commands);
}

}  // namespace errata::ui
