#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/text.h"
#include "engine/operating_points_json.h"
#include "ui/icons.h"
#include "ui/panels/panels.h"
#include "ui/panels/plots.h"

namespace errata::ui {

namespace {

constexpr float plot_height = 230;

// --- calibration ---------------------------------------------------------------------------------------

const Calibration* calibration_of(const Model& model) {
    const auto& analysis = model.analyses.calibration;
    if (!analysis) return nullptr;
    const auto cls = model.reading.cls();
    return cls && *cls < analysis->of_class.size() ? &analysis->of_class[*cls] : &analysis->all;
}

PlotSpec reliability(const Calibration& calibration) {
    std::vector<double> edges;
    BarSeries right = {
        .name = "Right", .colour = {.role = ColourRole::true_positive}, .values = {}};
    LineSeries perfect = {.name = "As confident as right",
                          .colour = {.role = ColourRole::muted},
                          .points = {{0, 0}, {1, 1}},
                          .dash = Dash::dashed};
    ScatterSeries bins = {.name = "Mean confidence, share that is right",
                          .colour = {.role = ColourRole::text},
                          .points = {},
                          .extent = 5};
    for (const ReliabilityBin& bin : calibration.bins) {
        if (edges.empty()) edges.push_back(bin.low);
        edges.push_back(bin.high);
        right.values.push_back(bin.count > 0 ? bin.accuracy
                                             : std::numeric_limits<double>::quiet_NaN());
        if (bin.count > 0) bins.points.push_back({bin.mean_confidence, bin.accuracy});
    }
    return {.title = "Reliability",
            .x = {.label = "Confidence", .range = PlotRange{0, 1}},
            .y = {.label = "Share that is right",
                  .range = PlotRange{0, 1},
                  .format = AxisFormat::percent},
            .lines = {std::move(perfect)},
            .bars = Bars{.edges = std::move(edges), .categories = {}, .series = {std::move(right)}},
            .scatters = {std::move(bins)},
            .empty_message = "No predictions"};
}

void calibration_cards(Frame& frame, const Calibration& calibration) {
    struct Card {
        std::string_view key;
        std::optional<double> value;
        std::string_view meaning;
    };
    const std::array<Card, 4> cards = {{
        {"ECE", calibration.ece,
         "Expected calibration error: the mean gap between confidence and the share that is right, "
         "over bins of equal width, weighted by their counts. Naeini et al. 2015"},
        {"Adaptive ECE", calibration.adaptive_ece,
         "The same over bins of equal count. Nixon et al. 2019"},
        {"MCE", calibration.mce, "The largest gap of a bin of equal width"},
        {"Brier", calibration.brier, "The mean of (confidence - right)^2"},
    }};
    const float available = ImGui::GetContentRegionAvail().x;
    const float width = std::floor((available - size::gap * 3) / 4);
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (i > 0) ImGui::SameLine(0, size::gap);
        const std::string value =
            cards[i].value ? std::format("{:.4f}", *cards[i].value) : std::string("\u2013");
        const std::string basis = counted(calibration.count, "prediction");
        figure_card(frame,
                    {.key = cards[i].key,
                     .value = value,
                     .basis = "",
                     .tooltip = std::format("{} Of {}.", cards[i].meaning, basis)},
                    {width, 30});
    }
}

constexpr std::array<TableColumn, 5> map_columns = {{
    {.name = "Recalibrated", .number = false},
    {.name = "ECE", .width = 82},
    {.name = "Adaptive ECE", .width = 92},
    {.name = "MCE", .width = 72},
    {.name = "Brier", .width = 72},
}};

TableCell calibration_cell(const Calibration& calibration, std::size_t column) {
    const std::array<std::optional<double>, 4> values = {calibration.ece, calibration.adaptive_ece,
                                                         calibration.mce, calibration.brier};
    const std::optional<double> value = values[column - 1];
    return {.words = value ? std::format("{:.4f}", *value) : std::string("\u2013"), .exact = value};
}

// What maps fitted on one half of the samples make of the other.
void map_table(Frame& frame, const CalibrationAnalysis& analysis, Commands& commands) {
    if (analysis.maps.empty()) return;
    text(frame, "Recalibration", {.style = TextStyle::heading});
    text(frame, "Fitted on one half of the samples, shown on the other; all classes together.",
         {.style = TextStyle::muted});
    const std::size_t rows = analysis.maps.size() + 1;
    TableResult result =
        table(frame, "Recalibration",
              {.columns = map_columns,
               .rows = rows,
               .height = size::row_height * static_cast<float>(rows + 1) + 6},
              [&](std::size_t row, std::size_t column) -> TableCell {
                  if (row == 0) {
                      if (column == 0) return {.words = "As it is"};
                      return calibration_cell(analysis.before, column);
                  }
                  const Recalibration& map = analysis.maps[row - 1];
                  if (column > 0) return calibration_cell(map.calibration, column);
                  return {.words = map.key == "temperature"
                                       ? std::format("{} {:.2f}", map.name, map.temperature)
                                       : std::string(map.name)};
              });
    if (result.hovered && *result.hovered > 0) {
        tooltip(frame, analysis.maps[*result.hovered - 1].meaning);
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
}

// --- operating points ----------------------------------------------------------------------------------

constexpr std::array<TableColumn, 5> point_columns = {{
    {.name = "Run at", .number = false},
    {.name = "Confidence", .width = 82},
    {.name = "Precision", .width = 72, .tooltip = "In percent"},
    {.name = "Recall", .width = 72, .tooltip = "In percent"},
    {.name = "F", .width = 60, .tooltip = "F-beta, in percent"},
}};

const OperatingPoints* points_of(const Model& model) {
    const auto& of_class = model.analyses.operating_points_of_class;
    const auto cls = model.reading.cls();
    if (cls && *cls < of_class.size()) return &of_class[*cls];
    return model.analyses.operating_points ? &*model.analyses.operating_points : nullptr;
}

TableCell point_cell(const std::optional<OperatingPoint>& point, std::size_t column) {
    if (!point) return {.words = "\u2013"};
    switch (column) {
        case 1:
            return {.words = std::format("{:.3f}", point->confidence), .exact = point->confidence};
        case 2: return {.words = percent(point->precision), .exact = point->precision};
        case 3: return {.words = percent(point->recall), .exact = point->recall};
        default: return {.words = percent(point->f_beta), .exact = point->f_beta};
    }
}

std::string words_of(std::size_t wish, const OperatingPointWishes& wishes) {
    switch (wish) {
        case 0: return std::format("Best F with beta {:g}", wishes.beta);
        case 1: return std::format("Precision of at least {} %", percent(wishes.least_precision));
        case 2: return std::format("Recall of at least {} %", percent(wishes.least_recall));
        default:
            return std::format("Lowest cost, {:g} a false positive, {:g} a miss",
                               wishes.false_positive_price, wishes.miss_price);
    }
}

constexpr std::array<std::optional<OperatingPoint> OperatingPoints::*, 4> wish_points = {
    &OperatingPoints::best_f, &OperatingPoints::at_precision, &OperatingPoints::at_recall,
    &OperatingPoints::lowest_cost};

void copy(TableResult& result, Commands& commands) {
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
}

void use(const std::optional<OperatingPoint>& point, Commands& commands) {
    if (!point) return;
    commands.push_back(
        decide([confidence = point->confidence](View& view) { view.confidence = confidence; }));
}

void points_table(Frame& frame, const Model& model, const OperatingPoints& points,
                  Commands& commands) {
    TableResult result =
        table(frame, "Operating points",
              {.columns = point_columns,
               .rows = wish_points.size(),
               .height = size::row_height * static_cast<float>(wish_points.size() + 1) + 6},
              [&](std::size_t row, std::size_t column) -> TableCell {
                  if (column == 0) return {.words = words_of(row, model.view.wishes)};
                  return point_cell(points.*wish_points[row], column);
              });
    if (result.clicked) use(points.*wish_points[*result.clicked], commands);
    copy(result, commands);
}

// The points of all classes, as the command line writes them.
void points_heading(Frame& frame, const Model& model, Commands& commands) {
    constexpr ButtonOptions options = {
        .tooltip =
            "The confidences of all classes, and the curves they lie on, as a file for whoever "
            "runs the model",
        .icon = icon::download,
        .style = ButtonStyle::quiet,
        .label = "Save as JSON"};
    constexpr std::string_view name = "Save operating points as JSON";
    const float y = ImGui::GetCursorPosY();
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    ImGui::SetCursorPosY(y + 6);
    text(frame, "Operating points", {.style = TextStyle::heading});
    next_on_line(0, y);
    ImGui::SetCursorPosX(right - button_width(frame, name, options));
    if (!button(frame, name, options)) return;
    const nlohmann::json document =
        operating_points_json(model.analyses, model.evaluation.dataset.classes);
    commands.push_back(HostCommand(SaveText{
        .name = "operating_points.json",
        .type = "application/json",
        .text = document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"}));
}

void wish_sliders(Frame& frame, const Model& model, Commands& commands) {
    struct Slider {
        const char* name;
        double OperatingPointWishes::* member;
        SliderOptions options;
    };
    const float width = std::floor((ImGui::GetContentRegionAvail().x - 3 * size::gap) / 4) - 4;
    const std::array<Slider, 4> sliders = {{
        {"Beta",
         &OperatingPointWishes::beta,
         {.low = 0.5,
          .high = 4,
          .step = 0.5,
          .width = width,
          .tooltip = "Above 1 recall weighs more"}},
        {"Least precision",
         &OperatingPointWishes::least_precision,
         {.low = 0.5, .high = 1, .step = 0.01, .width = width}},
        {"Least recall",
         &OperatingPointWishes::least_recall,
         {.low = 0.1, .high = 1, .step = 0.01, .width = width}},
        {"Price of a miss",
         &OperatingPointWishes::miss_price,
         {.low = 1,
          .high = 50,
          .step = 1,
          .width = width,
          .tooltip = "Where a false positive costs 1"}},
    }};
    const float left = ImGui::GetCursorPosX();
    const float y = ImGui::GetCursorPosY();
    for (std::size_t i = 0; i < sliders.size(); ++i) {
        const float x = left + static_cast<float>(i) * (width + size::gap + 4);
        ImGui::SetCursorPos({x, y});
        double value = model.view.wishes.*sliders[i].member;
        text(frame, std::format("{}: {:g}", sliders[i].name, value), {.style = TextStyle::small});
        ImGui::SetCursorPos({x, y + 12});
        if (slider(frame, sliders[i].name, value, sliders[i].options)) {
            commands.push_back(decide(
                [member = sliders[i].member, value](View& view) { view.wishes.*member = value; },
                drag_gesture()));
        }
    }
    ImGui::SetCursorPos({left, y + 12 + slider_height + 4});
}

// --- by class ------------------------------------------------------------------------------------------

constexpr std::array<TableColumn, 6> class_columns = {{
    {.name = "Class", .number = false},
    {.name = "ECE",
     .width = 72,
     .tooltip = "Expected calibration error of the class's predictions"},
    {.name = "Best at", .width = 82, .tooltip = "The confidence with the best F-beta of the class"},
    {.name = "Precision", .width = 72, .tooltip = "There, in percent"},
    {.name = "Recall", .width = 72, .tooltip = "There, in percent"},
    {.name = "F", .width = 60, .tooltip = "There, in percent"},
}};

void class_table(Frame& frame, const Model& model, Commands& commands) {
    const auto& points = model.analyses.operating_points_of_class;
    if (!model.analyses.calibration) return;
    const auto& calibrations = model.analyses.calibration->of_class;
    if (points.empty() || calibrations.size() != points.size()) return;
    text(frame, "By class", {.style = TextStyle::heading});
    TableOptions options = {
        .columns = class_columns,
        .rows = points.size(),
        .height = std::max(160.0F, ImGui::GetWindowHeight() - ImGui::GetCursorPosY() +
                                       ImGui::GetScrollY() - size::gap)};
    if (model.reading.cls()) options.selected = *model.reading.cls();
    TableResult result =
        table(frame, "Confidence by class", options,
              [&](std::size_t row, std::size_t column) -> TableCell {
                  if (column == 0) {
                      return {.words = model.reading.name_of_class(static_cast<ClassSlot>(row))};
                  }
                  if (column == 1) {
                      const std::optional<double> ece = calibrations[row].ece;
                      return {.words = ece ? std::format("{:.4f}", *ece) : std::string("\u2013"),
                              .exact = ece};
                  }
                  return point_cell(points[row].best_f, column - 1);
              });
    if (result.clicked) {
        std::string name = model.reading.name_of_class(static_cast<ClassSlot>(*result.clicked));
        if (name == model.view.cls) name.clear();
        commands.push_back(decide([name](View& view) { view.cls = name; }));
    }
    copy(result, commands);
}

}  // namespace

void confidence_panel(Frame& frame, const Model& model, ConfidenceState& state,
                      Commands& commands) {
    const std::string of = model.view.cls.empty() ? "" : std::format(" of {}", model.view.cls);
    text(frame, "Can confidences be believed, and which one to run at" + of,
         {.style = TextStyle::heading});
    const Calibration* const calibration = calibration_of(model);
    const OperatingPoints* const points = points_of(model);
    if (calibration == nullptr || points == nullptr) {
        text(frame,
             model.analysing < 1 ? std::format("Measuring, {:.0f} %", model.analysing * 100)
                                 : std::string("These predictions have no confidences."),
             {.style = TextStyle::muted});
        return;
    }
    begin_region("confidence", {.extent = {0, ImGui::GetWindowHeight() - ImGui::GetCursorPosY()}});
    text(frame,
         is_detection(model.evaluation.task)
             ? "A prediction is right where it found an object of its class at IoU 0.50."
             : "A prediction is right where its class is the true one.",
         {.style = TextStyle::muted});
    space(2);
    calibration_cards(frame, *calibration);
    space(size::gap);
    const float y = ImGui::GetCursorPosY();
    const float width = std::floor((ImGui::GetContentRegionAvail().x - size::section_gap) / 2);
    saved_plot(frame, "reliability", reliability(*calibration), state.reliability,
               {width, plot_height}, commands);
    next_on_line(size::section_gap, y);
    saved_plot(frame, "precision-recall-confidence", plot_over_confidence(model),
               state.over_confidence, {width, plot_height}, commands);
    ImGui::SetCursorPosY(y + plot_height + size::gap);
    points_heading(frame, model, commands);
    wish_sliders(frame, model, commands);
    points_table(frame, model, *points, commands);
    space(size::gap);
    if (model.view.cls.empty()) {
        map_table(frame, *model.analyses.calibration, commands);
        space(size::gap);
    }
    class_table(frame, model, commands);
    end_region();
}

}  // namespace errata::ui
