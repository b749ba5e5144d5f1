#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <numeric>

#include "base/text.h"
#include "metrics/classification_columns.h"
#include "ui/panels/overview_tables.h"

namespace errata::ui {

namespace {

constexpr std::array<TableColumn, 4> columns = {{
    {.name = "Sample", .number = false},
    {.name = "True", .width = 110, .tooltip = "The true value"},
    {.name = "Predicted", .width = 110, .tooltip = "The predicted value"},
    {.name = "Error", .width = 110, .tooltip = "Predicted less true value"},
}};

// By falling size of the error; found once per evaluation.
void order_samples(const ValueColumns& values, std::vector<std::uint32_t>& order) {
    if (order.size() == values.truth.size()) return;
    order.resize(values.truth.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::uint32_t i) {
        return std::abs(values.predicted[i] - values.truth[i]);
    });
}

}  // namespace

void values_table(Frame& frame, const Model& model, OverviewState& state, Commands& commands) {
    const ValueColumns values = value_columns(model.evaluation.dataset, model.evaluation.run);
    order_samples(values, state.by_error);
    const float y = ImGui::GetCursorPosY();
    ImGui::SetCursorPosY(y + 2);
    text(frame, "Largest errors", {.style = TextStyle::heading});
    next_on_line(size::section_gap, y);
    intervals_toggle(frame, model, commands);
    if (state.by_error.empty()) {
        text(frame, "No sample has both a true and a predicted value.",
             {.style = TextStyle::muted});
        return;
    }
    const TableOptions options = {.columns = columns,
                                  .rows = state.by_error.size(),
                                  .height = ImGui::GetWindowHeight() - ImGui::GetCursorPosY()};
    TableResult result =
        table(frame, "Samples", options, [&](std::size_t row, std::size_t column) -> TableCell {
            const std::uint32_t i = state.by_error[row];
            const auto number = [](double value) {
                return TableCell{.words = std::format("{:.4g}", value), .exact = value};
            };
            switch (column) {
                case 0: return {.words = model.reading.name_of_sample(values.sample[i])};
                case 1: return number(values.truth[i]);
                case 2: return number(values.predicted[i]);
                default: return number(values.predicted[i] - values.truth[i]);
            }
        });
    if (result.clicked) {
        const std::uint32_t i = state.by_error[*result.clicked];
        commands.push_back(show_sample(model.reading.name_of_sample(values.sample[i])));
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
}

}  // namespace errata::ui
