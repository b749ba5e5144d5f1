// The plan's fields: texts that count as soon as they are right, and say why where they are not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ui/panels/panels.h"

namespace errata::ui {

// A name in muted letters, above what stands for it.
void field_label(Frame& frame, std::string_view words);

struct PlanField {
    std::string name;   // distinct in the place
    std::string value;  // the plan's
    std::string_view placeholder = {};
    float width = 200;
};

// The new value, in its canonical form, where what is typed is a query over samples; `for_functions`: one that does not ask
// for votes. Under the field why it is none.
std::optional<std::string> query_field(Frame& frame, const Model& model, PlanState& state,
                                       const PlanField& field, bool for_functions = false);
// A whole number from `low` on.
std::optional<std::uint32_t> count_field(Frame& frame, PlanState& state, const PlanField& field,
                                         std::uint32_t low);
// A number of `low` or more.
std::optional<double> number_field(Frame& frame, PlanState& state, const PlanField& field,
                                   double low);
// Any text.
std::optional<std::string> word_field(Frame& frame, PlanState& state, const PlanField& field);

// A decision about the plan; all keystrokes in one field are one step of the history.
void change_plan(Commands& commands, std::function<void(SamplingPlan&)> change,
                 std::string_view field = {});

}  // namespace errata::ui
