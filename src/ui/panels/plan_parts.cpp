#include <algorithm>
#include <array>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/panels/plan_editor.h"
#include "ui/panels/plan_fields.h"

namespace errata::ui {

namespace {

struct SamplerEntry {
    Sampler sampler;
    const char* words;
    const char* meaning;
};
constexpr std::array<SamplerEntry, 5> samplers = {{
    {Sampler::random, "Random", "Every candidate is as likely"},
    {Sampler::stratified, "Stratified", "A share for each value of a column, or for each query"},
    {Sampler::uncertainty, "Least certain", "Those that the model is least sure of"},
    {Sampler::highest, "Highest values", "The highest or lowest values of a column"},
    {Sampler::functions, "Labeling functions",
     "A share for each class that the labeling functions agree on, and for conflicts"},
}};

struct AllocationEntry {
    AllocationRule rule;
    const char* words;
    const char* meaning;
};
constexpr std::array<AllocationEntry, 4> allocations = {{
    {AllocationRule::proportional, "In proportion", "By the candidates in each: none is favoured"},
    {AllocationRule::equal, "Alike", "Every stratum gets as much: rare ones are favoured"},
    {AllocationRule::neyman, "By spread (Neyman)",
     "By candidates and by how much the estimate varies among labeled ones: the least variance"},
    {AllocationRule::cost_optimal, "By spread and cost", "As before, over the root of the cost"},
}};

constexpr std::array measures = {UncertaintyMeasure::least_confidence, UncertaintyMeasure::margin,
                                 UncertaintyMeasure::entropy};
constexpr std::array aggregates = {UncertaintyAggregate::max, UncertaintyAggregate::mean,
                                   UncertaintyAggregate::sum};

// One part of the plan in its card.
class PartCard {
public:
    PartCard(Frame& frame, const Model& model, PlanState& state, Commands& commands,
             std::size_t number, float width)
        : frame_(frame),
          model_(model),
          state_(state),
          commands_(commands),
          number_(number),
          width_(width),
          part_(model.view.plan.parts[number]) {}

    void draw() {
        heading();
        space(4);
        switch (part_.sampler) {
            case Sampler::random: break;
            case Sampler::stratified: strata(); break;
            case Sampler::uncertainty: uncertainty(); break;
            case Sampler::highest: highest(); break;
            case Sampler::functions: allocation(); break;
        }
        drawn();
    }

private:
    std::string named(std::string_view field) const {
        return std::format("{} of part {}", field, number_ + 1);
    }
    void change(std::function<void(PlanPart&)> change, std::string_view field = {}) {
        change_plan(
            commands_,
            [change = std::move(change), number = number_](SamplingPlan& plan) {
                change(plan.parts[number]);
            },
            field.empty() ? std::string() : named(field));
    }
    template <typename Entries, typename Value>
    static std::size_t place_in(const Entries& entries, Value value, auto member) {
        return static_cast<std::size_t>(std::ranges::find(entries, value, member) -
                                        entries.begin());
    }

    void heading();
    void strata();
    void stratum_queries();
    void allocation();
    void uncertainty();
    void highest();
    void drawn();

    Frame& frame_;
    const Model& model_;
    PlanState& state_;
    Commands& commands_;
    std::size_t number_;
    float width_;
    const PlanPart& part_;
};

// How it draws, its share of the budget, and a way to be rid of it.
void PartCard::heading() {
    constexpr float share_width = 64;
    const float y = ImGui::GetCursorPosY();
    const float left = ImGui::GetCursorPosX();
    std::vector<std::string> labels;
    for (const SamplerEntry& one : samplers) labels.emplace_back(one.words);
    const std::size_t shown = place_in(samplers, part_.sampler, &SamplerEntry::sampler);
    if (const auto chosen = select(frame_, named("Sampler"), labels, shown, 176)) {
        change([sampler = samplers[*chosen].sampler](PlanPart& part) {
            part = {.name = part.name, .sampler = sampler, .share = part.share};
        });
    }
    tooltip(frame_, samplers[shown].meaning);
    next_on_line(size::gap, y + 7);
    text(frame_, "Share", {.style = TextStyle::muted});
    tooltip(frame_, "Of the budget, in relation to the other parts' shares");
    next_on_line(size::gap, y);
    ImGui::BeginGroup();
    if (const auto share = number_field(
            frame_, state_,
            {.name = named("Share"), .value = std::format("{}", part_.share), .width = share_width},
            0)) {
        change([share](PlanPart& part) { part.share = *share; }, "Share");
    }
    ImGui::EndGroup();
    ImGui::SetCursorPos({left + width_ - 30, y});
    if (button(frame_, named("Remove"),
               {.tooltip = "Remove this part",
                .icon = icon::close,
                .icon_only = true,
                .style = ButtonStyle::quiet})) {
        change_plan(commands_, [number = number_](SamplingPlan& plan) {
            plan.parts.erase(plan.parts.begin() + static_cast<std::ptrdiff_t>(number));
        });
    }
    ImGui::SetCursorPos({left, y + size::control_height + 4});
}

void PartCard::strata() {
    std::vector<std::string> names = {""};
    std::vector<std::string> labels = {"By queries"};
    for (const ColumnInfo& info : model_.filter.columns(model_.view).columns(Table::samples)) {
        if (info.type == ColumnType::set || info.type == ColumnType::number) continue;
        names.push_back(info.name);
        labels.push_back("By " + info.name);
    }
    const bool by_column = part_.queries.empty();
    const auto found = std::ranges::find(names, by_column ? part_.column : std::string());
    const auto shown = static_cast<std::size_t>(found - names.begin());
    if (const auto chosen = select(frame_, named("Strata"), labels,
                                   shown < names.size() ? shown : 0, std::min(width_, 240.0F))) {
        change([name = names[*chosen]](PlanPart& part) {
            part.column = name;
            part.queries.clear();
        });
    }
    if (part_.column.empty()) stratum_queries();
    space(4);
    allocation();
}

// A stratum each; the first that holds counts.
void PartCard::stratum_queries() {
    for (std::size_t i = 0; i < part_.queries.size(); ++i) {
        const float y = ImGui::GetCursorPosY();
        const float left = ImGui::GetCursorPosX();
        ImGui::BeginGroup();
        const auto query = query_field(frame_, model_, state_,
                                       {.name = named(std::format("Stratum {}", i + 1)),
                                        .value = part_.queries[i],
                                        .placeholder = "A query",
                                        .width = width_ - 38});
        ImGui::EndGroup();
        const float below = ImGui::GetCursorPosY();
        if (query && !query->empty()) {
            change([i, query](PlanPart& part) { part.queries[i] = *query; },
                   std::format("Stratum {}", i + 1));
        }
        ImGui::SetCursorPos({left + width_ - 30, y});
        if (button(frame_, named(std::format("Remove stratum {}", i + 1)),
                   {.icon = icon::close, .icon_only = true, .style = ButtonStyle::quiet})) {
            change([i](PlanPart& part) {
                part.queries.erase(part.queries.begin() + static_cast<std::ptrdiff_t>(i));
            });
        }
        ImGui::SetCursorPos({left, below});
    }
    FieldDraft& draft = state_.drafts[named("New stratum")];
    (void)query_field(frame_, model_, state_,
                      {.name = named("New stratum"),
                       .value = draft.followed,
                       .placeholder = "A query makes a stratum; what is left is one",
                       .width = width_ - 80});
    ImGui::SameLine(0, size::gap);
    if (button(frame_, named("Add stratum"),
               {.enabled = !draft.followed.empty() && draft.error.empty(), .label = "Add"})) {
        change([query = draft.followed](PlanPart& part) { part.queries.push_back(query); });
        draft = {};
    }
}

void PartCard::allocation() {
    std::vector<std::string> labels;
    for (const AllocationEntry& one : allocations) {
        const bool needs_queries =
            one.rule == AllocationRule::cost_optimal && part_.queries.empty();
        if (!needs_queries) labels.emplace_back(one.words);
    }
    const float y = ImGui::GetCursorPosY();
    const std::size_t shown = place_in(allocations, part_.allocation, &AllocationEntry::rule);
    if (const auto chosen =
            select(frame_, named("Allocation"), labels, std::min(shown, labels.size() - 1), 176)) {
        change([rule = allocations[*chosen].rule](PlanPart& part) {
            part.allocation = rule;
            const bool has_costs = rule == AllocationRule::cost_optimal;
            part.costs.assign(has_costs ? part.queries.size() + 1 : 0, 1);
        });
    }
    tooltip(frame_, allocations[shown].meaning);
    next_on_line(size::gap, y + 7);
    text(frame_, "At least", {.style = TextStyle::muted});
    tooltip(frame_, "Samples of every stratum that has as many");
    next_on_line(size::gap, y);
    ImGui::BeginGroup();
    if (const auto minimum = count_field(
            frame_, state_,
            {.name = named("At least"), .value = std::to_string(part_.minimum), .width = 64}, 0)) {
        change([minimum](PlanPart& part) { part.minimum = *minimum; }, "At least");
    }
    ImGui::EndGroup();
    const bool estimates = part_.allocation == AllocationRule::neyman ||
                           part_.allocation == AllocationRule::cost_optimal;
    if (!estimates) return;
    space(4);
    field_label(frame_, "To estimate how often this holds");
    if (const auto estimate = query_field(frame_, model_, state_,
                                          {.name = named("Estimate"),
                                           .value = part_.estimate,
                                           .placeholder = "errors > 0",
                                           .width = width_})) {
        if (!estimate->empty()) {
            change([estimate](PlanPart& part) { part.estimate = *estimate; }, "Estimate");
        }
    }
    for (std::size_t i = 0; i < part_.costs.size(); ++i) {
        const float line = ImGui::GetCursorPosY();
        const std::string of = i < part_.queries.size() ? part_.queries[i] : "what is left";
        const auto cost = number_field(frame_, state_,
                                       {.name = named(std::format("Cost {}", i + 1)),
                                        .value = std::format("{}", part_.costs[i]),
                                        .width = 64},
                                       0.001);
        next_on_line(size::gap, line + 7);
        text(frame_, "cost of " + of, {.style = TextStyle::muted, .max_width = width_ - 80});
        if (cost) {
            change([i, cost](PlanPart& part) { part.costs[i] = *cost; },
                   std::format("Cost {}", i + 1));
        }
    }
}

void PartCard::uncertainty() {
    const auto labels_of = [](const auto& values) {
        std::vector<std::string> labels;
        for (const auto one : values) labels.emplace_back(id_of(one));
        return labels;
    };
    const float y = ImGui::GetCursorPosY();
    if (const auto chosen = select(frame_, named("Measure"), labels_of(measures),
                                   place_in(measures, part_.measure, std::identity()), 176)) {
        change([measure = measures[*chosen]](PlanPart& part) { part.measure = measure; });
    }
    tooltip(frame_, "How far probabilities are from sure: Settles 2009, section 3.1");
    if (!model_.whole.run.probabilities.empty()) return;
    next_on_line(size::gap, y);
    if (const auto chosen = select(frame_, named("Aggregate"), labels_of(aggregates),
                                   place_in(aggregates, part_.aggregate, std::identity()), 110)) {
        change([aggregate = aggregates[*chosen]](PlanPart& part) { part.aggregate = aggregate; });
    }
    tooltip(frame_, "What the predictions of a sample make together");
}

void PartCard::highest() {
    std::vector<std::string> names;
    for (const ColumnInfo& info : model_.filter.columns(model_.view).columns(Table::samples)) {
        if (is_numeric(info.type)) names.push_back(info.name);
    }
    const float y = ImGui::GetCursorPosY();
    std::vector<std::string> labels = {"Choose a column"};
    labels.insert(labels.end(), names.begin(), names.end());
    const auto found = std::ranges::find(names, part_.column);
    const std::size_t shown =
        found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin()) + 1;
    if (const auto chosen = select(frame_, named("Column"), labels, shown, 200)) {
        if (*chosen > 0) {
            change([name = names[*chosen - 1]](PlanPart& part) { part.column = name; });
        }
    }
    next_on_line(size::gap, y);
    static const std::vector<std::string> ends = {"Highest", "Lowest"};
    if (const auto chosen = select(frame_, named("Which end"), ends, part_.lowest ? 1 : 0, 100)) {
        change([lowest = *chosen == 1](PlanPart& part) { part.lowest = lowest; });
    }
}

// What came of it.
void PartCard::drawn() {
    const PlanResult* const result = model_.next_batch.result();
    if (result == nullptr || number_ >= result->parts.size()) return;
    const PlanPartResult& part = result->parts[number_];
    space(4);
    std::string words = std::format("{} drawn", grouped(part.drawn));
    if (part.drawn != part.wanted) words += std::format(" of a share of {}", grouped(part.wanted));
    if (!part.strata.empty()) {
        words += std::format(", {}", counted(part.strata.size(), "stratum", "strata"));
    }
    text(frame_, words, {.style = TextStyle::small, .colour = frame_.colour().muted});
}

}  // namespace

void plan_parts(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    text(frame, "Parts", {.style = TextStyle::heading});
    space(2);
    const float width = ImGui::GetContentRegionAvail().x - size::gap - 24;
    for (std::size_t i = 0; i < model.view.plan.parts.size(); ++i) {
        begin_card(frame, std::format("part {}", i).c_str());
        PartCard(frame, model, state, commands, i, width).draw();
        end_card();
    }
    std::vector<MenuEntry> entries;
    for (const SamplerEntry& one : samplers) {
        const bool can_be =
            (one.sampler != Sampler::functions || !model.view.plan.functions.empty()) &&
            (one.sampler != Sampler::uncertainty || model.whole.run.size() > 0);
        entries.push_back({.label = one.words, .enabled = can_be});
    }
    if (const auto chosen =
            menu_button(frame, "Add a part", entries,
                        {.tooltip = "Parts share the budget and draw one after the other",
                         .icon = icon::add})) {
        change_plan(commands, [sampler = samplers[*chosen].sampler](SamplingPlan& plan) {
            plan.parts.push_back({.sampler = sampler});
        });
    }
}

}  // namespace errata::ui
