#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <numeric>

#include "base/text.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

// Places of coco_figures() that the class table shows.
constexpr std::size_t figure_ap = 0;
constexpr std::size_t figure_ap50 = 1;
constexpr std::size_t figure_ap75 = 2;

constexpr std::array<TableColumn, 9> class_columns = {{
    {.name = "Class", .number = false},
    {.name = "AP",
     .width = 84,
     .tooltip = "Average precision in percent, mean over IoU .50 to .95"},
    {.name = "AP50", .width = 84, .tooltip = "Average precision in percent at IoU .50"},
    {.name = "AP75", .width = 84, .tooltip = "Average precision in percent at IoU .75"},
    {.name = "Objects", .width = 84, .tooltip = "Ground-truth objects that count"},
    {.name = "True positives",
     .width = 108,
     .tooltip = "At the confidence and IoU threshold below"},
    {.name = "False positives",
     .width = 108,
     .tooltip = "At the confidence and IoU threshold below"},
    {.name = "Missed", .width = 84, .tooltip = "At the confidence and IoU threshold below"},
    {.name = "Ignored",
     .width = 84,
     .tooltip = "Crowd regions and what lies on them; predictions past 100 per image and class"},
}};

std::string description_of(const FigureDefinition& figure) {
    const std::string threshold = figure.iou_threshold
                                      ? std::format("IoU {:.2f}", *figure.iou_threshold)
                                      : std::string("IoU 0.50 to 0.95");
    return std::format("{} in percent, {}, {} objects, at most {} predictions per image and class",
                       figure.is_recall ? "Average recall" : "Average precision", threshold,
                       figure.area, figure.max_detections);
}

void figures(Frame& frame, const DetectionSummary& summary) {
    const auto definitions = coco_figures();
    const float available = ImGui::GetContentRegionAvail().x;
    // Six in a row, three where that is too narrow: precision above recall either way.
    const int columns = available < 720 ? 3 : 6;
    const float gap = size::gap;
    const float width = std::floor((available - gap * static_cast<float>(columns - 1)) /
                                   static_cast<float>(columns));
    for (std::size_t i = 0; i < summary.overall.size() && i < definitions.size(); ++i) {
        if (i % static_cast<std::size_t>(columns) != 0) ImGui::SameLine(0, gap);
        const Figure& figure = summary.overall[i];
        const std::string basis = counted(figure.count, "object");
        figure_card(frame, definitions[i].key, percent(figure.value), basis,
                    description_of(definitions[i]), {width, 84});
    }
}

// What the table sorts by; undefined figures come last in either direction.
double sort_key(const Model& model, std::size_t column, ClassSlot cls) {
    const std::vector<Figure>& figures = model.evaluation.summary.classes[cls];
    const OutcomeCounts& counts = model.outcomes.classes[cls];
    switch (column) {
        case 1: return figures[figure_ap].value.value_or(-1);
        case 2: return figures[figure_ap50].value.value_or(-1);
        case 3: return figures[figure_ap75].value.value_or(-1);
        case 4: return static_cast<double>(figures[figure_ap].count);
        case 5: return counts.true_positives;
        case 6: return counts.false_positives;
        case 7: return counts.missed;
        default: return counts.ignored_predictions + counts.ignored_objects;
    }
}

void sort_classes(const Model& model, OverviewState& state) {
    const Classes& classes = model.evaluation.dataset.classes;
    state.rows.resize(model.evaluation.summary.classes.size());
    std::iota(state.rows.begin(), state.rows.end(), ClassSlot{0});
    const bool down = state.sort.descending;
    const std::size_t column = state.sort.column;
    std::ranges::stable_sort(state.rows, [&](ClassSlot a, ClassSlot b) {
        if (column == 0) {
            return down ? classes.names[b] < classes.names[a] : classes.names[a] < classes.names[b];
        }
        const double key_a = sort_key(model, column, a);
        const double key_b = sort_key(model, column, b);
        if ((key_a < 0) != (key_b < 0)) return key_b < 0;
        return down ? key_b < key_a : key_a < key_b;
    });
    state.sorted = true;
}

void class_table(Frame& frame, const Model& model, OverviewState& state) {
    const Palette& colour = frame.colour();
    if (!state.sorted) sort_classes(model, state);
    Table table(frame, "Classes",
                {.columns = class_columns, .rows = state.rows.size(), .sort = &state.sort});
    if (table.sort_changed()) sort_classes(model, state);
    while (const auto row = table.next_row()) {
        const ClassSlot cls = state.rows[*row];
        const std::vector<Figure>& figures = model.evaluation.summary.classes[cls];
        const OutcomeCounts& counts = model.outcomes.classes[cls];
        table.cell(model.evaluation.dataset.classes.names[cls]);
        for (const std::size_t figure : {figure_ap, figure_ap50, figure_ap75}) {
            table.cell(percent(figures[figure].value), {}, figures[figure].value.value_or(0));
        }
        table.cell(grouped(figures[figure_ap].count));
        table.cell(grouped(counts.true_positives), colour.true_positive);
        table.cell(grouped(counts.false_positives), colour.false_positive);
        table.cell(grouped(counts.missed), colour.missed);
        table.cell(grouped(counts.ignored_predictions + counts.ignored_objects), colour.muted);
    }
}

}  // namespace

void overview_panel(Frame& frame, const Model& model, OverviewState& state, Commands&) {
    figures(frame, model.evaluation.summary);
    ImGui::Dummy({0, 4});
    text(frame, "Classes", {.style = TextStyle::heading});
    class_table(frame, model, state);
}

}  // namespace errata::ui
