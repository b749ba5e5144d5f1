// The list beside an image: predictions and what was missed, with the columns that were chosen.
#pragma once

#include "ui/panels/panels.h"

namespace errata::ui {

void object_list(Frame& frame, const Model& model, SampleSlot sample, ImageState& state,
                 Commands& commands);

}  // namespace errata::ui
