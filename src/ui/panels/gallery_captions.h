// What stands under a picture of the gallery: its name, what the filter counts in it, and the columns that were chosen.
#pragma once

#include <string>

#include "ui/model.h"
#include "ui/widgets.h"

namespace errata::ui {

// By outcome or class: then captions say what that counts, else what there is of each.
bool is_filtered(const Model& model);

// "12.5 %" of a sample's pixels.
std::string share_of_pixels(const Model& model, SampleSlot sample, std::uint32_t pixels);

// Why the plan has chosen a sample of the whole: its part, and the stratum or the value; "" where it has not.
std::string reason_of(const Model& model, SampleSlot sample);

float caption_height_of(const Model& model);
void draw_caption(const Frame& frame, const Model& model, SampleSlot sample,
                  const TileResult& tile);

}  // namespace errata::ui
