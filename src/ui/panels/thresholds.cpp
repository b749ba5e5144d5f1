#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/overlay.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr float label_y = 18;
constexpr float control_y = 12;

void count_of(Frame& frame, const BoxStyle& style, const std::string& label) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_line_sample(*ImGui::GetWindowDrawList(), style, {corner.x, corner.y + 8}, 22);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + 28);
    text(frame, label);
    next_on_line(size::group_gap, label_y);
}

}  // namespace

void thresholds_panel(Frame& frame, const Model& model, Commands& commands) {
    const Palette& colour = frame.colour();
    ImGui::SetCursorPosY(label_y);
    text(frame, "Confidence", {.style = TextStyle::muted});
    next_on_line(10, control_y);
    double confidence = model.view.confidence;
    if (slider(frame, "Confidence", confidence, {.width = 180})) {
        commands.emplace_back(SetConfidence{confidence});
    }
    next_on_line(10, label_y);
    text(frame, std::format("{:.2f}", confidence), {.style = TextStyle::medium});
    next_on_line(size::section_gap, label_y);
    text(frame, "IoU", {.style = TextStyle::muted});
    next_on_line(10, control_y + 1);
    std::vector<std::string> labels;
    for (const double threshold : model.evaluation.iou_thresholds) {
        labels.push_back(std::format("{:.2f}", threshold).substr(1));
    }
    if (const auto chosen = choice(frame, "IoU", labels, model.view.iou_threshold)) {
        commands.emplace_back(SetIouThreshold{*chosen});
    }
    next_on_line(size::section_gap, label_y);
    const OutcomeCounts& total = model.outcomes.total;
    count_of(frame, style_of(colour, PredictionOutcome::true_positive),
             counted(total.true_positives, "true positive"));
    count_of(frame, style_of(colour, PredictionOutcome::false_positive),
             counted(total.false_positives, "false positive"));
    count_of(frame, style_of(colour, ObjectOutcome::missed),
             counted(total.missed, "missed", "missed"));
    count_of(frame, style_of(colour, PredictionOutcome::ignored),
             counted(total.ignored_predictions + total.ignored_objects, "ignored", "ignored"));
    ImGui::NewLine();
}

}  // namespace errata::ui
