#include "ui/panels/plots.h"

#include <array>
#include <format>
#include <limits>

#include "ui/icons.h"
#include "ui/plot/plot_svg.h"
#include "ui/plot/plot_tsv.h"

namespace errata::ui {

const OutcomeCounts& counts_of(const Model& model) {
    const Outcomes& outcomes = model.reading.outcomes();
    return model.reading.cls() ? outcomes.classes[*model.reading.cls()] : outcomes.total;
}

PlotSpec plot_over_confidence(const Model& model) {
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

namespace {

// Of a saved plot, CSS pixels; its data decide, not the panel it stood in.
constexpr ImVec2 saved_extent = {640, 400};
constexpr float menu_width = 30;

}  // namespace

PlotResult saved_plot(Frame& frame, const char* name, const PlotSpec& spec, PlotState& state,
                      ImVec2 extent, Commands& commands) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::SetNextItemAllowOverlap();
    PlotResult result = plot(frame, name, spec, state, extent, {.corner_px = menu_width});
    std::array<MenuEntry, 3> entries;
    entries[0].label = "Copy data";
    entries[1].label = "Save as SVG";
    entries[2].label = "Save as PNG";
    auto chosen = context_menu(frame, std::format("{} menu", name).c_str(), entries);
    if (!chosen) {
        // The same in the corner, for who looks for it.
        const ImVec2 below = ImGui::GetCursorScreenPos();
        ImGui::SetCursorScreenPos({corner.x + extent.x - menu_width, corner.y - 6});
        chosen = menu_button(frame, std::format("Copy or save: {}", spec.title), entries,
                             {.icon = icon::more, .icon_only = true, .style = ButtonStyle::quiet});
        ImGui::SetCursorScreenPos(below);
    }
    if (!chosen) return result;
    if (*chosen == 0) {
        commands.push_back(HostCommand(CopyText{tsv_of(spec), "Copied"}));
        return result;
    }
    std::string svg = svg_of(spec, saved_extent, frame.colour(), measure_with(frame.theme.fonts));
    if (*chosen == 1) {
        commands.push_back(
            HostCommand(SaveText{std::format("{}.svg", name), "image/svg+xml", std::move(svg)}));
    } else {
        commands.push_back(HostCommand(SavePicture{std::format("{}.png", name), std::move(svg),
                                                   saved_extent.x, saved_extent.y}));
    }
    return result;
}

}  // namespace errata::ui
