#include <algorithm>
#include <array>
#include <format>
#include <span>
#include <string>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/more_like_this.h"
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

// What the model takes for this class among what is not labeled.
void like_class_button(Frame& frame, const Model& model, Commands& commands) {
    const auto cls = model.reading.cls();
    if (!cls || !model.decides()) return;
    const std::vector<Likeness> likeness = {like_class(model, model.reading.name_of_class(*cls))};
    more_like_this(frame, model, likeness,
                   {.tooltip = "Where the model sees this class, among what is not labeled",
                    .icon = icon::similar},
                   commands);
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

// A way to the gallery of what became of objects and predictions.
struct GalleryEntry {
    OutcomeFilter shown;
    SampleOrder order;
    const char* one;  // "missed object"
    const char* several;
};
using GalleryEntries = std::array<GalleryEntry, 3>;  // missed, false, true

const GalleryEntries& gallery_entries(Task task) {
    using enum OutcomeFilter;
    using enum SampleOrder;
    static constexpr GalleryEntries of_detection = {
        {{missed, most_errors, "missed object", "missed objects"},
         {false_positives, highest_score, "false positive", "false positives"},
         {true_positives, worst_iou, "true positive", "true positives"}}};
    static constexpr GalleryEntries of_decisions = {
        {{missed, most_errors, "missed label", "missed labels"},
         {false_positives, highest_score, "wrong decision", "wrong decisions"},
         {true_positives, lowest_score, "right decision", "right decisions"}}};
    static constexpr GalleryEntries of_segments = {
        {{missed, most_errors, "missed segment", "missed segments"},
         {false_positives, most_errors, "false segment", "false segments"},
         {true_positives, worst_iou, "found segment", "found segments"}}};
    static constexpr GalleryEntries of_pixels = {
        {{missed, most_errors, "missed pixel", "missed pixels"},
         {false_positives, most_errors, "wrong pixel", "wrong pixels"},
         {true_positives, most_errors, "right pixel", "right pixels"}}};
    if (is_detection(task)) return of_detection;
    if (task == Task::panoptic) return of_segments;
    return task == Task::semantic ? of_pixels : of_decisions;
}

void gallery_buttons(Frame& frame, const Model& model, Commands& commands) {
    const OutcomeCounts& counts = counts_of(model);
    const std::array<std::uint32_t, 3> numbers = {counts.missed, counts.false_positives,
                                                  counts.true_positives};
    const GalleryEntries& entries = gallery_entries(model.evaluation.task);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 4});
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const GalleryEntry& entry = entries[i];
        // Pixels are not counted at thresholds.
        const std::string what = model.decides() ? counted(numbers[i], entry.one, entry.several)
                                                 : std::string(entry.several);
        const std::string label = std::format("Show {}", what);
        if (button(frame, std::format("Show {}", entry.several),
                   {.enabled = !model.decides() || numbers[i] > 0,
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
        like_class_button(frame, model, commands);
        space(size::gap);
    } else if (model.has_label_maps()) {
        if (const auto cls = model.reading.cls()) {
            const auto& definitions = model.evaluation.summary.of_class();
            const auto& figures = model.evaluation.summary.classes[*cls];
            for (std::size_t i = 0; i < definitions.size(); ++i) {
                fact(frame, definitions[i].name, percent(figures[i].value), definitions[i].meaning);
            }
        }
        gallery_buttons(frame, model, commands);
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
