#include <algorithm>
#include <cmath>
#include <format>
#include <span>
#include <vector>

#include "base/text.h"
#include "ui/panels/overview_tables.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

// "95 % of 1,000 resamples of the images lie from 45.1 to 49.3"; empty where there is no interval.
std::string words_of_interval(const FigureInfo& info, const Figure& figure) {
    if (!figure.interval) return {};
    const Interval& interval = *figure.interval;
    std::string words =
        std::format(" {:.0f} % interval: {} to {}", interval.level * 100,
                    shown_figure(info, interval.low), shown_figure(info, interval.high));
    if (interval.resamples == 0) return words + ", by Wilson's formula.";
    words += std::format(", of {} resamples", grouped(interval.resamples));
    if (interval.resamples_without > 0) {
        words += std::format("; {} of them lost a class", grouped(interval.resamples_without));
    }
    return words + ".";
}

}  // namespace

std::string shown_figure(const FigureInfo& info, std::optional<double> value) {
    if (info.kind == FigureKind::fraction || info.kind == FigureKind::error) return percent(value);
    return value ? std::format("{:.4g}", *value) : std::string("\u2013");
}

std::string shown_interval(const FigureInfo& info, const Figure& figure) {
    if (!figure.interval) return {};
    return std::format("{}\u2013{}", shown_figure(info, figure.interval->low),
                       shown_figure(info, figure.interval->high));
}

void intervals_toggle(Frame& frame, const Model& model, Commands& commands) {
    const float y = ImGui::GetCursorPosY();
    bool on = model.view.intervals;
    if (checkbox(
            frame, "95 % intervals", on,
            "How far figures could be off by the choice of samples: the middle 95 % of a thousand "
            "resamples; of shares of samples Wilson's formula")) {
        commands.push_back(decide([on](View& view) { view.intervals = on; }));
    }
    if (!on || model.analyses.intervals || model.analysing >= 1) return;
    next_on_line(10, y + 6);
    text(frame, std::format("{:.0f} %", model.analysing * 100), {.style = TextStyle::muted});
}

// The four that people quote, large; up to eight others in short rows under them.
void figure_cards(Frame& frame, const Model& model) {
    const Evaluation& evaluation = model.evaluation;
    const FigureTable& summary = model.summary();
    const std::vector<FigureInfo>& definitions = summary.figures;
    // The first three and what stands for all recalls; then the others, as many as two rows take.
    constexpr std::size_t most_small = 8;
    std::vector<std::size_t> large;
    std::vector<std::size_t> small;
    const auto last_large = std::ranges::find_if(definitions, [](const FigureInfo& one) {
        return one.key == "AR100" || one.key == "AR@300" || one.key == "AR";
    });
    const auto recall = last_large == definitions.end()
                            ? std::size_t{3}
                            : static_cast<std::size_t>(last_large - definitions.begin());
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        const bool is_large = i < 3 || i == recall;
        if (is_large) large.push_back(i);
        if (!is_large && small.size() < most_small) small.push_back(i);
    }
    const bool of_objects = is_detection(evaluation.task);
    // Sizes stand under one another: AR10 last.
    std::ranges::stable_partition(small,
                                  [&](std::size_t i) { return definitions[i].key != "AR10"; });
    const float available = ImGui::GetContentRegionAvail().x;
    constexpr float gap = size::gap;
    const float width = std::floor((available - gap * 3) / 4);
    const auto row = [&](std::span<const std::size_t> places, float height, bool basis) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (i % 4 != 0) ImGui::SameLine(0, gap);
            const FigureInfo& definition = definitions[places[i]];
            const Figure& figure = summary.overall[places[i]];
            const std::string count = counted(figure.count, of_objects ? "object" : "sample");
            const bool is_share =
                definition.kind == FigureKind::fraction || definition.kind == FigureKind::error;
            const std::string hint =
                std::format("{}{}, from {}. {}{}", definition.name, is_share ? ", in percent" : "",
                            count, definition.meaning, words_of_interval(definition, figure));
            figure_card(
                frame,
                // Keys of detection are what people call the figures; of others the names are.
                {.key = of_objects ? definition.key : definition.name,
                 .value = shown_figure(definition, figure.value),
                 .basis = basis ? std::string_view(count) : std::string_view(),
                 .tooltip = hint,
                 .interval = shown_interval(definition, figure)},
                {width, height});
        }
    };
    row(large, 68, true);
    row(small, 30, false);
}

}  // namespace errata::ui
