#include <algorithm>
#include <array>
#include <format>
#include <limits>
#include <string>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/panels/panels.h"
#include "ui/panels/plots.h"

namespace errata::ui {

namespace {

constexpr float plot_height = 168;

// --- what is plotted -----------------------------------------------------------------------------------

PlotSpec precision_recall(const Model& model) {
    const auto cls = model.reading.cls();
    const auto precision = model.reading.curves().precision(cls);
    LineSeries line = {.name = "", .colour = {}, .points = {}, .area = true};
    for (std::size_t i = 0; i < precision.size(); ++i) {
        line.points.push_back({static_cast<double>(i) / 100, precision[i]});
    }
    PlotSpec spec = {
        .title = std::format("Precision over recall, IoU {:.2f}", model.reading.iou()),
        .x = {.label = "Recall", .range = PlotRange{0, 1}, .format = AxisFormat::percent},
        .y = {.label = "Precision", .range = PlotRange{0, 1}, .format = AxisFormat::percent},
        .lines = {std::move(line)},
        .empty_message = "No objects, no curve"};
    // Where the confidence chosen now lies.
    const OutcomeCounts& counts = counts_of(model);
    if (counts.recall() && counts.precision() && !precision.empty()) {
        spec.references.push_back({.vertical = true,
                                   .at = *counts.recall(),
                                   .label = std::format("at {:.2f}", model.view.confidence)});
    }
    return spec;
}

PlotSpec over_confidence(const Model& model) {
    constexpr std::size_t steps = 100;
    LineSeries precision = {
        .name = "Precision", .colour = {.role = ColourRole::true_positive}, .points = {}};
    LineSeries recall = {
        .name = "Recall", .colour = {.role = ColourRole::ground_truth}, .points = {}};
    LineSeries f1 = {.name = "F1", .colour = {.role = ColourRole::text}, .points = {}};
    for (std::size_t i = 0; i <= steps; ++i) {
        const double confidence = static_cast<double>(i) / steps;
        const OutcomeCounts counts = model.reading.counts_at(model.reading.cls(), confidence);
        const auto put = [&](LineSeries& line, std::optional<double> value) {
            line.points.push_back(
                {confidence, value.value_or(std::numeric_limits<double>::quiet_NaN())});
        };
        put(precision, counts.precision());
        put(recall, counts.recall());
        put(f1, counts.f1());
    }
    return {.title = "Over the confidence",
            .x = {.label = "Confidence", .range = PlotRange{0, 1}},
            .y = {.label = "", .range = PlotRange{0, 1}, .format = AxisFormat::percent},
            .lines = {std::move(precision), std::move(recall), std::move(f1)},
            .references = {{.vertical = true,
                            .at = model.view.confidence,
                            .label = std::format("{:.2f}", model.view.confidence)}},
            .empty_message = "No predictions"};
}

std::vector<double> edges() {
    std::vector<double> result;
    for (std::size_t i = 0; i <= histogram_bins; ++i) {
        result.push_back(static_cast<double>(i) / histogram_bins);
    }
    return result;
}

BarSeries bars_of(std::string name, ColourRole role, const Histogram& counts) {
    return {.name = std::move(name),
            .colour = {.role = role},
            .values = std::vector<double>(counts.begin(), counts.end())};
}

PlotSpec scores(const Model& model) {
    const Breakdown& breakdown = model.reading.breakdown();
    return {.title = "Scores of the predictions",
            .x = {.label = "Score", .range = PlotRange{0, 1}},
            .y = {.label = "Predictions", .counts = true},
            .bars = Bars{.edges = edges(),
                         .categories = {},
                         .series = {bars_of("True positives", ColourRole::true_positive,
                                            breakdown.true_positive_scores.bins),
                                    bars_of("False positives", ColourRole::false_positive,
                                            breakdown.false_positive_scores.bins)}},
            .references = {{.vertical = true, .at = model.view.confidence, .label = ""}},
            .empty_message = "No predictions"};
}

PlotSpec overlaps(const Model& model) {
    return {.title = "IoU of the true positives",
            .x = {.label = "IoU", .range = PlotRange{0, 1}},
            .y = {.label = "True positives", .counts = true},
            .bars = Bars{.edges = edges(),
                         .categories = {},
                         .series = {bars_of("True positives", ColourRole::true_positive,
                                            model.reading.breakdown().true_positive_ious)}},
            .references = {{.vertical = true, .at = model.reading.iou(), .label = ""}},
            .empty_message = "No true positives at these thresholds"};
}

PlotSpec by_size(const Model& model) {
    const Breakdown& breakdown = model.reading.breakdown();
    // Sides of squares of these areas, in pixels: size_class_of().
    static const std::vector<std::string> names = {"<8", "8",   "16",  "32",
                                                   "64", "128", "256", "512+"};
    const auto series = [&](std::string name, ColourRole role, std::uint32_t SizeCounts::* member) {
        BarSeries bars = {.name = std::move(name), .colour = {.role = role}, .values = {}};
        for (const SizeCounts& counts : breakdown.sizes) bars.values.push_back(counts.*member);
        return bars;
    };
    return {.title = "By size",
            .x = {.label = "Side of a square as large", .unit = "px"},
            .y = {.label = "", .counts = true},
            .bars = Bars{.edges = {},
                         .categories = names,
                         .series = {series("True positives", ColourRole::true_positive,
                                           &SizeCounts::true_positives),
                                    series("False positives", ColourRole::false_positive,
                                           &SizeCounts::false_positives),
                                    series("Missed", ColourRole::missed, &SizeCounts::missed)},
                         .arrangement = BarArrangement::side_by_side},
            .empty_message = "No objects and no predictions at these thresholds"};
}

// --- facts ---------------------------------------------------------------------------------------------

void heading(Frame& frame, const Model& model, Commands& commands) {
    const float y = ImGui::GetCursorPosY();
    const float width = ImGui::GetContentRegionAvail().x;
    const auto cls = model.reading.cls();
    if (!cls) {
        ImGui::SetCursorPosY(y + 4);
        text(frame, "All classes", {.style = TextStyle::title});
        return;
    }
    const float left = ImGui::GetCursorPosX();
    ImGui::SetCursorPosY(y + 4);
    text(frame, model.reading.name_of_class(*cls),
         {.style = TextStyle::title, .max_width = width - 40});
    next_on_line(0, y);
    ImGui::SetCursorPosX(left + width - 30);
    if (button(frame, "Show all classes",
               {.tooltip = "Esc",
                .icon = icon::close,
                .icon_only = true,
                .style = ButtonStyle::quiet})) {
        commands.push_back(decide([](View& view) { view.cls.clear(); }));
    }
}

void facts(Frame& frame, const Model& model) {
    const OutcomeCounts& counts = counts_of(model);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    const auto best = model.reading.curves().best(model.reading.cls());
    if (const auto cls = model.reading.cls()) {
        const auto& figures = model.evaluation.summary.classes[*cls];
        const auto& definitions = model.evaluation.summary.of_class();
        for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
            fact(frame, definitions[i].key, percent(figures[i].value));
        }
        fact(frame, "Objects", grouped(figures[0].count));
    }
    fact(frame, "Precision", percent(counts.precision()),
         "True positives among the predictions at these thresholds, in percent");
    fact(frame, "Recall", percent(counts.recall()),
         "Objects that were found at these thresholds, in percent");
    fact(frame, "F1", percent(counts.f1()), "Harmonic mean of precision and recall, in percent");
    if (best) {
        fact(frame, "Best F1", std::format("{} at {:.2f}", percent(best->f1), best->confidence),
             "The best F1 at any confidence, and that confidence");
    }
    ImGui::PopStyleVar();
}

void gallery_buttons(Frame& frame, const Model& model, Commands& commands) {
    const OutcomeCounts& counts = counts_of(model);
    struct Entry {
        OutcomeFilter shown;
        SampleOrder order;
        std::uint32_t count;
        const char* one;
        const char* several;
    };
    const Entry entries[] = {
        {OutcomeFilter::missed, SampleOrder::most_errors, counts.missed, "missed object",
         "missed objects"},
        {OutcomeFilter::false_positives, SampleOrder::highest_score, counts.false_positives,
         "false positive", "false positives"},
        {OutcomeFilter::true_positives, SampleOrder::worst_iou, counts.true_positives,
         "true positive", "true positives"},
    };
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 4});
    for (const Entry& entry : entries) {
        const std::string label =
            std::format("Show {}", counted(entry.count, entry.one, entry.several));
        if (button(frame, std::format("Show {}", entry.several),
                   {.enabled = entry.count > 0,
                    .tooltip = "In the gallery",
                    .icon = icon::forward,
                    .label = label})) {
            commands.push_back(show_gallery(model.view.cls, entry.shown, entry.order));
        }
    }
    ImGui::PopStyleVar();
}

}  // namespace

void side_panel(Frame& frame, const Model& model, SideState& state, Commands& commands) {
    heading(frame, model, commands);
    // Down to the bar: what goes on below is cut by it.
    begin_region("facts and plots",
                 {.extent = {0, ImGui::GetWindowHeight() - ImGui::GetCursorPosY()}});
    facts(frame, model);
    space(4);
    gallery_buttons(frame, model, commands);
    space(size::gap);
    const ImVec2 extent = {ImGui::GetContentRegionAvail().x - 6, plot_height};
    using Spec = PlotSpec (*)(const Model&);
    constexpr std::array<std::pair<const char*, Spec>, 5> plots = {{
        {"precision-recall", precision_recall},
        {"confidence", over_confidence},
        {"scores", scores},
        {"iou", overlaps},
        {"size", by_size},
    }};
    for (std::size_t i = 0; i < plots.size(); ++i) {
        saved_plot(frame, plots[i].first, plots[i].second(model), state.zooms[i], extent, commands);
        space(size::gap);
    }
    end_region();
}

}  // namespace errata::ui
