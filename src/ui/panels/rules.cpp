#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <string>

#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr std::array<TableColumn, 3> columns = {{
    {.name = "Rules", .number = false},
    {.name = "AP",
     .width = 90,
     .tooltip = "Average precision at IoU 0.50 by these rules, in percent"},
    {.name = "Difference", .width = 110, .tooltip = "To COCO's, in percent points"},
}};

constexpr std::array<TableColumn, 4> step_columns = {{
    {.name = "Rule", .number = false},
    {.name = "Change", .width = 330, .number = false},
    {.name = "AP", .width = 90, .tooltip = "With this rule and all above it, in percent"},
    {.name = "Difference", .width = 110, .tooltip = "What this rule makes of it, percent points"},
}};

std::string points(double fraction) {
    return std::format("{}{:.2f}", fraction < 0 ? "\u2212" : "+", std::abs(fraction) * 100);
}

std::string exact_percent(std::optional<double> fraction) {
    return fraction ? std::format("{:.2f}", *fraction * 100) : std::string("\u2013");
}

float height_of(std::size_t rows) { return size::row_height * static_cast<float>(rows + 1) + 6; }

void copy(TableResult& result, Commands& commands) {
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
}

// The number of the rule set that the view compares with, among the protocols; 0: none.
std::size_t chosen_rules(const Model& model) {
    const auto& protocols = model.analyses.protocols;
    const auto found = std::ranges::find_if(protocols, [&](const ProtocolResult& one) {
        return one.protocol->key == model.view.compared_rules;
    });
    return found == protocols.end() ? 0 : static_cast<std::size_t>(found - protocols.begin());
}

void path_table(Frame& frame, const Model& model, std::size_t chosen, Commands& commands) {
    const ProtocolResult& other = model.analyses.protocols[chosen];
    const ProtocolResult& coco = model.analyses.protocols.front();
    const RulePath& path = model.analyses.rule_paths[chosen - 1];
    text(frame,
         std::format("From COCO's {} to {}: {}", exact_percent(path.from), other.protocol->name,
                     exact_percent(path.to)),
         {.style = TextStyle::heading});
    text(frame, other.protocol->meaning, {.style = TextStyle::muted, .wrap = true});
    space(4);
    if (path.steps.empty()) {
        text(frame, "The two differ in no rule.", {.style = TextStyle::muted});
        return;
    }
    TableResult result =
        table(frame, "Rules that differ",
              {.columns = step_columns,
               .rows = path.steps.size(),
               .height = height_of(path.steps.size())},
              [&](std::size_t row, std::size_t column) -> TableCell {
                  const RuleStep& step = path.steps[row];
                  if (column == 0) return {.words = std::string(info_of(step.which).name)};
                  if (column == 1) {
                      return {.words = std::format("{} \u2192 {}",
                                                   value_of(step.which, coco.protocol->rules),
                                                   value_of(step.which, other.protocol->rules))};
                  }
                  if (column == 2) return {.words = exact_percent(step.ap), .exact = step.ap};
                  const bool is_zero = step.difference == 0;
                  return {.words = is_zero ? "0" : points(step.difference),
                          .colour = is_zero ? std::optional(frame.colour().muted) : std::nullopt,
                          .exact = step.difference};
              });
    if (result.hovered) tooltip(frame, info_of(path.steps[*result.hovered].which).meaning);
    copy(result, commands);
}

}  // namespace

void rules_panel(Frame& frame, const Model& model, Commands& commands) {
    text(frame, "The same data by other rules", {.style = TextStyle::heading});
    const auto& protocols = model.analyses.protocols;
    if (protocols.empty() || model.analyses.rule_paths.size() + 1 < protocols.size()) {
        text(frame, std::format("Comparing rules, {:.0f} %", model.analysing * 100),
             {.style = TextStyle::muted});
        return;
    }
    text(frame,
         "AP at IoU 0.50 of these boxes as other evaluations would print it. A row shows which of "
         "their rules makes how much of the difference.",
         {.style = TextStyle::muted, .wrap = true});
    space(4);
    const std::size_t chosen = chosen_rules(model);
    const std::optional<double> coco = protocols.front().result.ap;
    TableOptions options = {
        .columns = columns, .rows = protocols.size(), .height = height_of(protocols.size())};
    if (chosen > 0) options.selected = chosen;
    TableResult result =
        table(frame, "Rules", options, [&](std::size_t row, std::size_t column) -> TableCell {
            const ProtocolResult& one = protocols[row];
            if (column == 0) return {.words = std::string(one.protocol->name)};
            const std::optional<double> ap = one.result.ap;
            if (column == 1) {
                return {.words = exact_percent(ap), .bar = ap.value_or(0), .exact = ap};
            }
            if (row == 0 || !ap || !coco)
                return {.words = "\u2013", .colour = frame.colour().muted};
            return {.words = points(*ap - *coco), .exact = *ap - *coco};
        });
    if (result.hovered) tooltip(frame, protocols[*result.hovered].protocol->meaning);
    if (result.clicked) {
        std::string key =
            *result.clicked == 0 ? "" : std::string(protocols[*result.clicked].protocol->key);
        if (key == model.view.compared_rules) key.clear();
        commands.push_back(decide([key](View& view) { view.compared_rules = key; }));
    }
    copy(result, commands);
    space(size::section_gap);
    if (chosen > 0) path_table(frame, model, chosen, commands);
}

}  // namespace errata::ui
