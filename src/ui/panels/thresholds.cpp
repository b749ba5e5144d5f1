#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <string>

#include "base/text.h"
#include "ui/overlay.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr float control_y = 10;
// Pairs that overlap less are no candidates for a match anywhere.
constexpr double least_iou = 0.1;
constexpr double largest_iou = 0.95;

using Bins = std::array<SliderBin, histogram_bins>;

// As shares of the highest bin, by square root: a few high scores stay visible beside thousands of low ones.
Bins bins_of(const Histogram& lower, const Histogram& upper) {
    std::uint32_t highest = 1;
    for (std::size_t i = 0; i < lower.size(); ++i) highest = std::max(highest, lower[i] + upper[i]);
    Bins bins;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const auto all = static_cast<float>(lower[i] + upper[i]);
        if (all == 0) continue;
        const float height = std::sqrt(all / static_cast<float>(highest));
        bins[i].lower = height * static_cast<float>(lower[i]) / all;
        bins[i].upper = height * static_cast<float>(upper[i]) / all;
    }
    return bins;
}

void confidence_slider(Frame& frame, const Model& model, float width, Commands& commands) {
    const Palette& colour = frame.colour();
    const Breakdown& all = model.reading.breakdown_of_all();
    const Bins bins = bins_of(all.true_positive_scores.bins, all.false_positive_scores.bins);
    double confidence = model.view.confidence;
    if (slider(frame, "Confidence", confidence,
               {.width = width,
                .bins = bins,
                .lower_colour = colour.true_positive,
                .upper_colour = colour.false_positive,
                .tooltip = "Predictions with a lower score are left out. Above the line: true and "
                           "false positives by score. Keys [ and ]"})) {
        commands.push_back(
            decide([confidence](View& view) { view.confidence = confidence; }, drag_gesture()));
    }
}

void iou_slider(Frame& frame, const Model& model, float width, Commands& commands) {
    const Histogram& ious = model.reading.breakdown_of_all().true_positive_ious;
    // The slider's part of [0, 1]: bins of 0.05 from the least to the largest threshold.
    const Bins bins = bins_of(ious, {});
    constexpr auto first = static_cast<std::size_t>(least_iou * histogram_bins + 0.5);
    constexpr auto last = static_cast<std::size_t>(largest_iou * histogram_bins + 0.5);
    double iou = model.view.iou;
    if (slider(frame, "IoU", iou,
               {.low = least_iou,
                .high = largest_iou,
                .step = 0.05,
                .width = width,
                .bins = std::span(bins).subspan(first, last - first),
                .lower_colour = frame.colour().true_positive,
                .tooltip = "A prediction needs this overlap with an object of its class to be a "
                           "true positive. Above the line: the overlap of those that have it. "
                           "Keys { and }"})) {
        commands.push_back(decide([iou](View& view) { view.iou = iou; }, drag_gesture()));
    }
}

void labelled(Frame& frame, std::string_view label, double value, bool stale = false) {
    const float x = ImGui::GetCursorPosX();
    ImGui::SetCursorPosY(12);
    text(frame, label, {.style = TextStyle::small});
    ImGui::SetCursorPos({x, 29});
    text(frame, std::format("{:.2f}{}", value, stale ? "\u2026" : ""),
         {.style = TextStyle::medium,
          .colour = stale ? std::optional(frame.colour().muted) : std::nullopt});
}

void count_of(Frame& frame, const BoxStyle& style, std::uint64_t count, const char* one,
              const char* several, float x) {
    ImGui::SetCursorPos({x, 12});
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_line_sample(*ImGui::GetWindowDrawList(), style, {corner.x, corner.y + 7}, 18);
    ImGui::SetCursorPosX(x + 24);
    text(frame, count == 1 ? one : several, {.style = TextStyle::small});
    ImGui::SetCursorPos({x + 24, 29});
    text(frame, grouped(count), {.style = TextStyle::medium});
}

void rate_of(Frame& frame, std::string_view name, std::optional<double> value, float x,
             std::string_view hint) {
    ImGui::SetCursorPos({x, 12});
    text(frame, name, {.style = TextStyle::small});
    tooltip(frame, hint);
    ImGui::SetCursorPos({x, 29});
    text(frame, percent(value), {.style = TextStyle::medium});
}

}  // namespace

void thresholds_panel(Frame& frame, const Model& model, Commands& commands) {
    const Palette& colour = frame.colour();
    const float width = ImGui::GetWindowWidth();
    const float slider_width = std::clamp((width - 690) / 2, 90.0F, 280.0F);
    constexpr float label_width = 84;
    float x = size::group_gap;
    // Segments have no confidence that counts.
    if (model.evaluation.task != Task::panoptic) {
        ImGui::SetCursorPosX(x);
        labelled(frame, "Confidence", model.view.confidence);
        ImGui::SetCursorPos({x + label_width, control_y});
        confidence_slider(frame, model, slider_width, commands);
        x += label_width + slider_width + size::section_gap;
    }
    if (model.knows_iou()) {
        ImGui::SetCursorPosX(x);
        // What is shown is another one's until the answer comes.
        labelled(frame, "IoU", model.reading.iou(), model.reading.is_stale());
        ImGui::SetCursorPos({x + 40, control_y});
        iou_slider(frame, model, slider_width, commands);
        x += 40 + slider_width + size::section_gap;
    }

    const OutcomeCounts& total = model.reading.outcomes().total;
    struct Count {
        BoxStyle style;
        std::uint64_t count;
        const char* one;
        const char* several;
        float width;
    };
    // Short names where there is little room.
    const bool narrow = width < 900;
    Count counts[] = {
        {style_of(colour, PredictionOutcome::true_positive), total.true_positives, "true positive",
         "true positives", 122},
        {style_of(colour, PredictionOutcome::false_positive), total.false_positives,
         "false positive", "false positives", 124},
        {style_of(colour, ObjectOutcome::missed), total.missed, "missed", "missed", 84},
    };
    if (narrow) {
        counts[0] = {counts[0].style, total.true_positives, "TP", "TP", 66};
        counts[1] = {counts[1].style, total.false_positives, "FP", "FP", 66};
    }
    for (const Count& one : counts) {
        if (x + one.width > width) return;
        count_of(frame, one.style, one.count, one.one, one.several, x);
        x += one.width;
    }
    struct Rate {
        const char* name;
        std::optional<double> value;
        const char* hint;
    };
    const Rate rates[] = {
        {"Precision", total.precision(), "True positives among the predictions, in percent"},
        {"Recall", total.recall(), "Objects that were found, in percent"},
        {"F1", total.f1(), "Harmonic mean of precision and recall, in percent"},
    };
    for (const Rate& rate : rates) {
        if (x + 64 > width) return;
        rate_of(frame, rate.name, rate.value, x, rate.hint);
        x += 68;
    }
}

}  // namespace errata::ui
