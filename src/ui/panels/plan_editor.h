// What a person decides about the next batch: the budget, who can be chosen, the parts, and the labeling functions.
#pragma once

#include "ui/panels/panels.h"

namespace errata::ui {

// In the region that is open.
void plan_editor(Frame& frame, const Model& model, PlanState& state, Commands& commands);
// Of it, the parts, each in a card.
void plan_parts(Frame& frame, const Model& model, PlanState& state, Commands& commands);
// And the labeling functions, each with what can be said of it.
void plan_functions(Frame& frame, const Model& model, PlanState& state, Commands& commands);

// A card of the editor from the region's left to its right edge: its contents stand in between. Closed, it has as much
// height as they took in the last frame.
void begin_card(Frame& frame, const char* id);
void end_card();

}  // namespace errata::ui
