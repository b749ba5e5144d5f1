#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/panels/plan_editor.h"
#include "ui/panels/plan_fields.h"

namespace errata::ui {

namespace {

std::vector<std::string> class_names(const Model& model) {
    std::vector<std::string> names;
    const TextColumn& all = model.whole.dataset.classes.names;
    for (std::size_t i = 0; i < all.size(); ++i) names.emplace_back(all[i]);
    return names;
}

void change_function(Commands& commands, std::size_t number,
                     std::function<void(LabelingFunction&)> change, std::string_view field = {}) {
    change_plan(
        commands,
        [change = std::move(change), number](SamplingPlan& plan) {
            change(plan.functions[number]);
        },
        field);
}

// Where it holds, as pictures: the catalog with its query.
void show_hits(const LabelingFunction& function, Commands& commands) {
    commands.push_back(decide([query = function.query](View& view) {
        view.place = Place::catalog;
        view.query = query;
        view.query_table = Table::samples;
        view.catalog_part = CatalogPart::all;
    }));
}

// "votes on 12.4 %, overlaps 3.1 %, conflicts 0.5 %, right 91.2 % of 34"
std::string words_of(const FunctionFacts& facts) {
    std::string words =
        std::format("votes on {} ({} %), overlaps {} %, conflicts {} %", grouped(facts.votes),
                    percent(facts.coverage), percent(facts.overlap), percent(facts.conflict));
    if (const auto accuracy = facts.accuracy()) {
        words += std::format(", right {} % of {}", percent(accuracy),
                             grouped(facts.correct + facts.incorrect));
    }
    return words;
}

void vote_select(Frame& frame, const Model& model, std::size_t number,
                 const LabelingFunction& function, float width, Commands& commands) {
    std::vector<std::string> labels = {"No vote"};
    std::size_t shown = 0;
    for (std::string& name : class_names(model)) {
        if (name == function.vote) shown = labels.size();
        labels.push_back(std::move(name));
    }
    const auto chosen =
        select(frame, std::format("Vote of function {}", number + 1), labels, shown, width);
    if (!chosen) return;
    change_function(commands, number,
                    [vote = *chosen == 0 ? std::string() : labels[*chosen]](LabelingFunction& one) {
                        one.vote = vote;
                    });
}

void function_card(Frame& frame, const Model& model, PlanState& state, std::size_t number,
                   float width, Commands& commands) {
    const LabelingFunction& function = model.view.plan.functions[number];
    const float y = ImGui::GetCursorPosY();
    const float left = ImGui::GetCursorPosX();
    const std::string name_field = std::format("Name of function {}", number + 1);
    if (const auto name = word_field(
            frame, state,
            {.name = name_field, .value = function.name, .placeholder = "Name", .width = 150})) {
        change_function(
            commands, number, [name](LabelingFunction& one) { one.name = *name; }, name_field);
    }
    next_on_line(size::gap, y);
    vote_select(frame, model, number, function, width - 150 - 38 - 2 * size::gap, commands);
    ImGui::SetCursorPos({left + width - 30, y});
    if (button(frame, std::format("Remove function {}", number + 1),
               {.icon = icon::close, .icon_only = true, .style = ButtonStyle::quiet})) {
        change_plan(commands, [number](SamplingPlan& plan) {
            plan.functions.erase(plan.functions.begin() + static_cast<std::ptrdiff_t>(number));
        });
    }
    ImGui::SetCursorPos({left, y + size::control_height + 4});
    const std::string query_name = std::format("Query of function {}", number + 1);
    ImGui::BeginGroup();
    const auto query = query_field(frame, model, state,
                                   {.name = query_name,
                                    .value = function.query,
                                    .placeholder = "Where this query holds, it votes",
                                    .width = width - 78},
                                   true);
    ImGui::EndGroup();
    if (query && !query->empty()) {
        change_function(
            commands, number, [query](LabelingFunction& one) { one.query = *query; }, query_name);
    }
    const float below = ImGui::GetCursorPosY();
    ImGui::SetCursorPos({left + width - 70, y + size::control_height + 4});
    if (button(frame, std::format("Show where function {} votes", number + 1),
               {.tooltip = "In the catalog", .icon = icon::forward, .label = "Hits"})) {
        show_hits(function, commands);
    }
    ImGui::SetCursorPos({left, below});
    const VoteFacts& facts = model.filter.page_columns().vote_facts();
    if (number < facts.functions.size()) {
        text(frame, words_of(facts.functions[number]),
             {.style = TextStyle::small,
              .colour = frame.colour().muted,
              .wrap = true,
              .wrap_width = width});
    }
}

// All together.
std::string words_of(const VoteFacts& facts) {
    return std::format(
        "Together they vote on {} %, several on {} %, and contradict each other on "
        "{} %. What they agree on is a column: majority.",
        percent(facts.coverage), percent(facts.overlap), percent(facts.conflict));
}

}  // namespace

void plan_functions(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    if (model.whole.dataset.classes.size() == 0) return;
    text(frame, "Labeling functions", {.style = TextStyle::heading});
    space(2);
    const std::size_t count = model.view.plan.functions.size();
    const float width = ImGui::GetContentRegionAvail().x - size::gap - 24;
    const PageColumns& columns = model.filter.page_columns();
    if (const auto& error = columns.vote_error()) {
        text(frame, error->message, {.colour = frame.colour().false_positive, .wrap = true});
    }
    for (std::size_t i = 0; i < count; ++i) {
        begin_card(frame, std::format("function {}", i).c_str());
        function_card(frame, model, state, i, width, commands);
        end_card();
    }
    if (count > 0) {
        text(frame, words_of(columns.vote_facts()), {.style = TextStyle::muted, .wrap = true});
    } else {
        text(frame,
             "A query and the class that it speaks for: rules of thumb that tell rare things from "
             "the rest before anybody has labeled them.",
             {.style = TextStyle::muted, .wrap = true});
    }
    space(4);
    FieldDraft& draft = state.drafts["New function"];
    (void)query_field(frame, model, state,
                      {.name = "New function",
                       .value = draft.followed,
                       .placeholder = "any(pred where class == \"kayak\" and score > 0.3)",
                       .width = width - 56},
                      true);
    ImGui::SameLine(0, size::gap);
    if (button(frame, "Add function",
               {.enabled = !draft.followed.empty() && draft.error.empty(), .label = "Add"})) {
        change_plan(commands, [query = draft.followed](SamplingPlan& plan) {
            plan.functions.push_back(
                {.name = std::format("function {}", plan.functions.size() + 1), .query = query});
        });
        draft = {};
    }
}

}  // namespace errata::ui
