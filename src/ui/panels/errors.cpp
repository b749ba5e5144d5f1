#include <algorithm>
#include <array>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr std::array<TableColumn, 4> columns = {{
    {.name = "Kind of error", .number = false},
    {.name = "Cost",
     .width = 110,
     .tooltip = "How much AP would rise without this kind of error, in percent, each kind alone"},
    {.name = "In turn",
     .width = 110,
     .tooltip = "How much AP rises when the kinds are mended one after another, from the top, in "
                "percent"},
    {.name = "Count",
     .width = 90,
     .tooltip = "Predictions, or objects that were missed, whatever their score"},
}};

// The filter of the gallery for each row: TIDE's kinds, then its two special ones.
constexpr std::array<OutcomeFilter, tide_errors + 2> filters = {
    OutcomeFilter::wrong_class,
    OutcomeFilter::wrong_place,
    OutcomeFilter::wrong_class_and_place,
    OutcomeFilter::duplicates,
    OutcomeFilter::background,
    OutcomeFilter::unexplained_misses,
    OutcomeFilter::false_positives,
    OutcomeFilter::missed};

std::string points(double fraction) { return std::format("{:.2f}", fraction * 100); }

// The highest bar is the costliest kind.
double largest_cost(const Tide& tide) {
    double largest = std::max(tide.false_positives, tide.false_negatives);
    for (const double cost : tide.main) largest = std::max(largest, cost);
    return largest > 0 ? largest : 1;
}

TableCell cell_of(const Frame& frame, const Tide& tide, std::size_t row, std::size_t column) {
    const bool special = row >= tide_errors;
    if (column == 0) return {.words = std::string(tide_infos()[row].name)};
    if (column == 1) {
        const double cost = !special             ? tide.main[row]
                            : row == tide_errors ? tide.false_positives
                                                 : tide.false_negatives;
        return {
            .words = points(cost), .bar = std::max(0.0, cost) / largest_cost(tide), .exact = cost};
    }
    if (special) return {.words = "\u2013", .colour = frame.colour().muted};
    if (column == 2)
        return {.words = points(tide.progressive[row]), .exact = tide.progressive[row]};
    return {.words = grouped(tide.counts[row]), .exact = tide.counts[row]};
}

void explanation(Frame& frame, const Model& model, const Tide& tide) {
    const auto& summary = model.evaluation.summary;
    const auto ap50 = std::ranges::find(summary.figures, "AP50", &FigureInfo::key);
    std::string words = std::format("AP by TIDE's rules is {} at IoU 0.50", points(tide.ap));
    if (ap50 != summary.figures.end()) {
        const auto place = static_cast<std::size_t>(ap50 - summary.figures.begin());
        words += std::format(", COCO's AP50 {}", percent(summary.overall[place].value));
    }
    words +=
        ". TIDE takes the best 100 predictions of an image over all classes, counts classes "
        "without any object as 0, and has no ranges of size.";
    text(frame, words, {.style = TextStyle::muted, .wrap = true});
}

constexpr std::array<TableColumn, 2> span_columns = {{
    {.name = "Kind of error", .number = false},
    {.name = "Count", .width = 110, .tooltip = "Predictions, or objects that nothing aims at"},
}};

constexpr std::array<OutcomeFilter, span_errors> span_filters = {
    OutcomeFilter::wrong_place, OutcomeFilter::wrong_class, OutcomeFilter::wrong_class_and_place,
    OutcomeFilter::background, OutcomeFilter::unexplained_misses};

void span_table(Frame& frame, const Model& model, const SpanErrors& errors, Commands& commands) {
    const std::uint32_t most = std::max(1U, *std::ranges::max_element(errors.counts));
    TableResult result = table(
        frame, "Kinds of errors",
        {.columns = span_columns,
         .rows = span_errors,
         .height = size::row_height * static_cast<float>(span_errors + 1) + 6},
        [&](std::size_t row, std::size_t column) -> TableCell {
            if (column == 0) return {.words = std::string(span_error_infos()[row].name)};
            const std::uint32_t count = errors.counts[row];
            return {
                .words = grouped(count), .bar = static_cast<double>(count) / most, .exact = count};
        });
    if (result.hovered) tooltip(frame, span_error_infos()[*result.hovered].meaning);
    if (result.clicked) {
        commands.push_back(
            show_gallery(model.view.cls, span_filters[*result.clicked], SampleOrder::most_errors));
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
    text(frame, "A row leads to its texts.", {.style = TextStyle::muted});
}

// --- how boxes lie ---------------------------------------------------------------------------------------

constexpr std::array<TableColumn, 7> geometry_columns = {{
    {.name = "How boxes lie", .number = false},
    {.name = "5 %", .width = 62, .tooltip = "One pair in 20 has less"},
    {.name = "25 %", .width = 62},
    {.name = "Median", .width = 66},
    {.name = "75 %", .width = 62},
    {.name = "95 %", .width = 62, .tooltip = "One pair in 20 has more"},
    {.name = "Mean", .width = 66},
}};

TableCell geometry_cell(const Distribution& values, std::size_t row, std::size_t column) {
    if (column == 0) return {.words = std::string(localization_infos()[row].name)};
    const std::array<double, 6> shown = {values.p5,  values.p25, values.median,
                                         values.p75, values.p95, values.mean};
    if (values.count == 0) return {.words = "\u2013"};
    // Offsets have a side; overlaps and ratios have not.
    const bool has_side = row != 0 && row != 3 && row != 4;
    const double value = shown[column - 1];
    return {.words = has_side ? std::format("{:+.3f}", value) : std::format("{:.3f}", value),
            .exact = value};
}

void pairs_select(Frame& frame, const Model& model, Commands& commands) {
    static const std::vector<std::string> labels = {"True positives", "Also pairs of two classes"};
    if (const auto chosen = select(frame, "Pairs", labels, model.view.any_class ? 1 : 0, 220)) {
        commands.push_back(decide([any = *chosen == 1](View& view) { view.any_class = any; }));
    }
}

// Localization apart from classification: where the boxes lie that belong to an object.
void geometry(Frame& frame, const Model& model, Commands& commands) {
    const auto& confusion = model.analyses.confusion;
    if (!confusion || !confusion->right_class || !confusion->any_class) return;
    const float y = ImGui::GetCursorPosY();
    text(frame, "How boxes lie against their objects", {.style = TextStyle::heading});
    next_on_line(size::section_gap, y - 6);
    pairs_select(frame, model, commands);
    const Localization& all =
        model.view.any_class ? *confusion->any_class : *confusion->right_class;
    const auto cls = model.reading.cls();
    const auto& measures = cls ? all.classes[*cls] : all.overall;
    text(frame,
         std::format("{} at confidence {:.2f} and IoU {:.2f}. Offsets are shares of the object's "
                     "width or height; above 0 is to the right or below.",
                     counted(measures.front().count, "pair"), confusion->thresholds.confidence,
                     confusion->thresholds.iou),
         {.style = TextStyle::muted, .wrap = true});
    const TableOptions options = {
        .columns = geometry_columns,
        .rows = localization_measures,
        .height = size::row_height * static_cast<float>(localization_measures + 1) + 6};
    TableResult result =
        table(frame, "How boxes lie", options, [&](std::size_t row, std::size_t column) {
            return geometry_cell(measures[row], row, column);
        });
    if (result.hovered) tooltip(frame, localization_infos()[*result.hovered].meaning);
    if (result.clicked) {
        commands.push_back(
            show_gallery(model.view.cls, OutcomeFilter::true_positives, SampleOrder::worst_iou));
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
    text(frame, "A row leads to the true positives, the worst overlap first.",
         {.style = TextStyle::muted});
}

}  // namespace

void errors_panel(Frame& frame, const Model& model, Commands& commands) {
    const bool spans = model.evaluation.task == Task::spans;
    text(frame, spans ? "What is wrong with the spans" : "What each kind of error costs",
         {.style = TextStyle::heading});
    if (!has_place(model.evaluation.task, Place::errors)) {
        text(frame, "Kinds of errors are told apart for detection and spans.",
             {.style = TextStyle::muted});
        return;
    }
    if (model.analyses.span_errors) {
        span_table(frame, model, *model.analyses.span_errors, commands);
        return;
    }
    if (!model.analyses.tide) {
        text(frame, std::format("Finding errors, {:.0f} %", model.analysing * 100),
             {.style = TextStyle::muted});
        return;
    }
    const Tide& tide = *model.analyses.tide;
    begin_region("errors", {.extent = {0, ImGui::GetWindowHeight() - ImGui::GetCursorPosY()}});
    explanation(frame, model, tide);
    space(4);
    const TableOptions options = {
        .columns = columns,
        .rows = filters.size(),
        .height = size::row_height * static_cast<float>(filters.size() + 1) + 6};
    TableResult result = table(
        frame, "Kinds of errors", options,
        [&](std::size_t row, std::size_t column) { return cell_of(frame, tide, row, column); });
    if (result.hovered) tooltip(frame, tide_infos()[*result.hovered].meaning);
    if (result.clicked) {
        commands.push_back(
            show_gallery(model.view.cls, filters[*result.clicked], SampleOrder::most_errors));
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
    text(frame, "A row leads to its pictures.", {.style = TextStyle::muted});
    space(size::gap);
    geometry(frame, model, commands);
    end_region();
}

}  // namespace errata::ui
