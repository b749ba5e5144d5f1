#include "ui/panels/plots.h"

#include <array>
#include <format>

#include "ui/icons.h"
#include "ui/plot/plot_svg.h"
#include "ui/plot/plot_tsv.h"

namespace errata::ui {

const OutcomeCounts& counts_of(const Model& model) {
    const Outcomes& outcomes = model.reading.outcomes();
    return model.reading.cls() ? outcomes.classes[*model.reading.cls()] : outcomes.total;
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
