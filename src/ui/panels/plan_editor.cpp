#include "ui/panels/plan_editor.h"

#include <string>

#include "ui/panels/plan_fields.h"

namespace errata::ui {

namespace {

constexpr float card_inset = 12;

// How many, and the number that the draw comes from.
void budget_row(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    constexpr float width = 120;
    const SamplingPlan& plan = model.view.plan;
    ImGui::BeginGroup();
    field_label(frame, "Budget");
    if (const auto budget = count_field(
            frame, state, {.name = "Budget", .value = std::to_string(plan.budget), .width = width},
            1)) {
        change_plan(commands, [budget](SamplingPlan& one) { one.budget = *budget; }, "budget");
    }
    ImGui::EndGroup();
    ImGui::SameLine(0, size::group_gap);
    ImGui::BeginGroup();
    field_label(frame, "Seed");
    if (const auto seed =
            count_field(frame, state,
                        {.name = "Seed", .value = std::to_string(plan.seed), .width = width}, 0)) {
        change_plan(commands, [seed](SamplingPlan& one) { one.seed = *seed; }, "seed");
    }
    tooltip(frame, "The same seed over the same data draws the same samples");
    ImGui::EndGroup();
}

void candidates(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    const SamplingPlan& plan = model.view.plan;
    const float width = ImGui::GetContentRegionAvail().x - size::gap;
    field_label(frame, "Choose among");
    if (const auto from = query_field(
            frame, model, state,
            {.name = "Choose among",
             .value = plan.from,
             .placeholder = model.has_pool() ? "What is not labeled" : "All that is open",
             .width = width})) {
        change_plan(commands, [from](SamplingPlan& one) { one.from = *from; }, "from");
    }
    space(4);
    field_label(frame, "Never choose");
    if (const auto exclude = query_field(frame, model, state,
                                         {.name = "Never choose",
                                          .value = plan.exclude,
                                          .placeholder = "A query, such as sharpness < 0.29",
                                          .width = width})) {
        change_plan(commands, [exclude](SamplingPlan& one) { one.exclude = *exclude; }, "exclude");
    }
}

}  // namespace

void begin_card(Frame& frame, const char* id) {
    ImGui::PushID(id);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x - size::gap;
    const float height = ImGui::GetStateStorage()->GetFloat(ImGui::GetID("height"), 40);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end = {corner.x + width, corner.y + height};
    list.AddRectFilled(corner, end, frame.colour().surface, size::card_corner);
    list.AddRect(corner, end, frame.colour().line, size::card_corner);
    ImGui::SetCursorScreenPos({corner.x + card_inset, corner.y + card_inset - 2});
    ImGui::BeginGroup();
}

void end_card() {
    ImGui::EndGroup();
    const float height = ImGui::GetItemRectSize().y + 2 * card_inset - 2;
    ImGui::GetStateStorage()->SetFloat(ImGui::GetID("height"), height);
    ImGui::PopID();
    space(card_inset);
}

void plan_editor(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    budget_row(frame, model, state, commands);
    space(4);
    candidates(frame, model, state, commands);
    space(size::gap);
    plan_parts(frame, model, state, commands);
    space(size::gap);
    plan_functions(frame, model, state, commands);
    space(size::section_gap);
}

}  // namespace errata::ui
