#include "ui/panels/side_plots.h"

#include <algorithm>
#include <array>
#include <format>
#include <string>

#include "metrics/classification_columns.h"
#include "metrics/values.h"
#include "ui/panels/plots.h"

namespace errata::ui {

namespace {

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

PlotSpec class_curves(const Model& model, const char* title, const char* x, const char* y,
                      std::vector<CurvePoint> ClassCurves::* curve) {
    // More lines than that no eye follows: the classes with the most samples.
    constexpr std::size_t most = 6;
    const auto& curves = model.analyses.class_curves;
    std::vector<ClassSlot> classes;
    if (const auto cls = model.reading.cls()) {
        classes.push_back(*cls);
    } else {
        for (std::size_t i = 0; i < curves.size(); ++i)
            classes.push_back(static_cast<ClassSlot>(i));
        const auto& figures = model.evaluation.summary.classes;
        std::ranges::stable_sort(classes, std::ranges::greater(), [&](ClassSlot cls) {
            return figures.empty() ? std::uint64_t{0} : figures[cls].front().count;
        });
        if (classes.size() > most) classes.resize(most);
    }
    PlotSpec spec = {
        .title = title,
        .x = {.label = x, .range = PlotRange{0, 1}, .format = AxisFormat::percent},
        .y = {.label = y, .range = PlotRange{0, 1}, .format = AxisFormat::percent},
        .empty_message = model.analysing < 1 ? "Tracing curves" : "No probabilities, no curve"};
    for (const ClassSlot cls : classes) {
        if (cls >= curves.size() || (curves[cls].*curve).empty()) continue;
        LineSeries line = {.name = model.reading.name_of_class(cls),
                           .colour = {.role = ColourRole::category, .category = cls},
                           .points = {}};
        for (const CurvePoint point : curves[cls].*curve) line.points.push_back({point.x, point.y});
        spec.lines.push_back(std::move(line));
    }
    return spec;
}

PlotSpec roc(const Model& model) {
    return class_curves(model, "ROC", "False positive rate", "True positive rate",
                        &ClassCurves::roc);
}

PlotSpec class_precision_recall(const Model& model) {
    return class_curves(model, "Precision over recall", "Recall", "Precision",
                        &ClassCurves::precision_recall);
}

// --- values --------------------------------------------------------------------------------------------

PlotSpec predicted_over_true(const Model& model) {
    constexpr std::size_t most = 5000;  // evenly chosen; more lie over one another
    const auto [truth, predicted, sample] =
        value_columns(model.evaluation.dataset, model.evaluation.run);
    ScatterSeries points = {.name = "Samples", .colour = {}, .points = {}};
    const std::size_t stride = truth.size() / most + 1;
    for (std::size_t i = 0; i < truth.size(); i += stride) {
        points.points.push_back({truth[i], predicted[i]});
    }
    PlotSpec spec = {.title = "Predicted over true value",
                     .x = {.label = "True value"},
                     .y = {.label = "Predicted value"},
                     .scatters = {std::move(points)},
                     .empty_message = "No sample has both values"};
    if (truth.empty()) return spec;
    const auto [low, high] = std::ranges::minmax(truth);
    const auto [least, most_predicted] = std::ranges::minmax(predicted);
    spec.x.range = spec.y.range = PlotRange{std::min(low, least), std::max(high, most_predicted)};
    spec.lines.push_back({.name = "Exact",
                          .colour = {.role = ColourRole::muted},
                          .points = {{low, low}, {high, high}},
                          .dash = Dash::dashed});
    return spec;
}

PlotSpec residual_histogram(const Model& model) {
    constexpr std::size_t bins = 30;
    const ValueColumns columns = value_columns(model.evaluation.dataset, model.evaluation.run);
    const std::vector<double> errors = residuals(columns.truth, columns.predicted);
    PlotSpec spec = {.title = "Predicted less true value",
                     .x = {.label = "Error"},
                     .y = {.label = "Samples", .counts = true},
                     .references = {{.vertical = true, .at = 0, .label = ""}},
                     .empty_message = "No sample has both values"};
    if (errors.empty()) return spec;
    const auto [low, high] = std::ranges::minmax(errors);
    const double width = high > low ? (high - low) / bins : 1;
    Bars bars = {
        .edges = {}, .categories = {}, .series = {{.name = "Samples", .colour = {}, .values = {}}}};
    for (std::size_t i = 0; i <= bins; ++i)
        bars.edges.push_back(low + width * static_cast<double>(i));
    bars.series.front().values.assign(bins, 0);
    for (const double error : errors) {
        const auto bin = static_cast<std::size_t>((error - low) / width);
        bars.series.front().values[std::min(bin, bins - 1)] += 1;
    }
    spec.bars = std::move(bars);
    return spec;
}

// --- decisions -----------------------------------------------------------------------------------------

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

// With a legend of several lines above.
constexpr float tall_plot_height = 230;

}  // namespace

std::span<const NamedPlot> plots_of(Task task) {
    static constexpr std::array<NamedPlot, 5> detection = {{{"precision-recall", precision_recall},
                                                            {"confidence", plot_over_confidence},
                                                            {"scores", scores},
                                                            {"iou", overlaps},
                                                            {"size", by_size}}};
    static constexpr std::array<NamedPlot, 4> classes = {
        {{"roc", roc, tall_plot_height},
         {"precision-recall", class_precision_recall, tall_plot_height},
         {"confidence", plot_over_confidence},
         {"scores", scores}}};
    static constexpr std::array<NamedPlot, 2> values = {
        {{"predicted-true", predicted_over_true, tall_plot_height},
         {"errors", residual_histogram}}};
    static constexpr std::array<NamedPlot, 1> spans = {{{"confidence", plot_over_confidence}}};
    static constexpr std::array<NamedPlot, 1> panoptic = {{{"iou", overlaps}}};
    switch (task) {
        case Task::classes:
        case Task::multilabel:
        case Task::text: return classes;
        case Task::values: return values;
        case Task::spans: return spans;
        case Task::semantic: return {};
        case Task::panoptic: return panoptic;
        default: return detection;
    }
}

}  // namespace errata::ui
