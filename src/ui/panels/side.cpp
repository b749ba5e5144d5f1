#include <algorithm>
#include <array>
#include <format>
#include <span>
#include <string>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/panels/panels.h"
#include "ui/panels/plots.h"
#include "ui/panels/side_plots.h"

namespace errata::ui {

namespace {

// --- facts ---------------------------------------------------------------------------------------------

void heading(Frame& frame, const Model& model, Commands& commands) {
    const float y = ImGui::GetCursorPosY();
    const float width = ImGui::GetContentRegionAvail().x;
    const auto cls = model.reading.cls();
    if (!cls) {
        ImGui::SetCursorPosY(y + 4);
        text(frame, model.evaluation.dataset.classes.size() > 0 ? "All classes" : "All samples",
             {.style = TextStyle::title});
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
        // The thresholds' own precision, recall and F1 come below.
        if (is_detection(model.evaluation.task)) {
            for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
                fact(frame, definitions[i].key, percent(figures[i].value));
            }
        }
        fact(frame, is_detection(model.evaluation.task) ? "Objects" : "Support",
             grouped(figures[0].count));
    }
    fact(frame, "Precision", percent(counts.precision()),
         "True positives among the predictions at these thresholds, in percent");
    fact(frame, "Recall", percent(counts.recall()),
         "Objects that were found at these thresholds, in percent");
    fact(frame, "F1", percent(counts.f1()), "Harmonic mean of precision and recall, in percent");
    if (best && model.evaluation.task != Task::panoptic) {
        fact(frame, "Best F1", std::format("{} at {:.2f}", percent(best->f1), best->confidence),
             "The best F1 at any confidence, and that confidence");
    }
    ImGui::PopStyleVar();
}

// Of semantic maps: where the pixels are that are wrong or missed.
void pixel_buttons(Frame& frame, const Model& model, Commands& commands) {
    struct Entry {
        const char* name;
        OutcomeFilter shown;
    };
    constexpr Entry entries[] = {
        {"Show missed pixels", OutcomeFilter::missed},
        {"Show wrong pixels", OutcomeFilter::false_positives},
        {"Show right pixels", OutcomeFilter::true_positives},
    };
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 4});
    for (const Entry& entry : entries) {
        if (button(frame, entry.name, {.tooltip = "In the gallery", .icon = icon::forward})) {
            commands.push_back(show_gallery(model.view.cls, entry.shown, SampleOrder::most_errors));
        }
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
    const Entry of_detection[] = {
        {OutcomeFilter::missed, SampleOrder::most_errors, counts.missed, "missed object",
         "missed objects"},
        {OutcomeFilter::false_positives, SampleOrder::highest_score, counts.false_positives,
         "false positive", "false positives"},
        {OutcomeFilter::true_positives, SampleOrder::worst_iou, counts.true_positives,
         "true positive", "true positives"},
    };
    const Entry of_decisions[] = {
        {OutcomeFilter::false_positives, SampleOrder::highest_score, counts.false_positives,
         "wrong decision", "wrong decisions"},
        {OutcomeFilter::missed, SampleOrder::most_errors, counts.missed, "missed label",
         "missed labels"},
        {OutcomeFilter::true_positives, SampleOrder::lowest_score, counts.true_positives,
         "right decision", "right decisions"},
    };
    const Entry of_segments[] = {
        {OutcomeFilter::missed, SampleOrder::most_errors, counts.missed, "missed segment",
         "missed segments"},
        {OutcomeFilter::false_positives, SampleOrder::most_errors, counts.false_positives,
         "false segment", "false segments"},
        {OutcomeFilter::true_positives, SampleOrder::worst_iou, counts.true_positives,
         "found segment", "found segments"},
    };
    const auto& entries = is_detection(model.evaluation.task)       ? of_detection
                          : model.evaluation.task == Task::panoptic ? of_segments
                                                                    : of_decisions;
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
    if (model.decides()) {
        facts(frame, model);
        space(4);
        gallery_buttons(frame, model, commands);
        space(size::gap);
    } else if (model.has_label_maps()) {
        if (const auto cls = model.reading.cls()) {
            const auto& definitions = model.evaluation.summary.of_class();
            const auto& figures = model.evaluation.summary.classes[*cls];
            for (std::size_t i = 0; i < definitions.size(); ++i) {
                fact(frame, definitions[i].name, percent(figures[i].value), definitions[i].meaning);
            }
        }
        pixel_buttons(frame, model, commands);
    }
    const float width = ImGui::GetContentRegionAvail().x - 6;
    const std::span<const NamedPlot> plots = plots_of(model.evaluation.task);
    for (std::size_t i = 0; i < plots.size(); ++i) {
        saved_plot(frame, plots[i].name, plots[i].spec(model), state.zooms[i],
                   {width, plots[i].height}, commands);
        space(size::gap);
    }
    end_region();
}

}  // namespace errata::ui
