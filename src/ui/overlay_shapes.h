// Shapes over a picture besides axis-aligned boxes: masks, skeletons, oriented boxes.
//
// What it is for: what overlay.h draws over boxes where the task has more. Masks are filled lightly, so that the
// picture and the line styles of their boxes stay readable.
// What it does not do: decide what is shown and in which colour.
#pragma once

#include <imgui.h>

#include "data/dataset.h"
#include "ui/overlay.h"

namespace errata::ui {

// Fills a mask's pixels, column by column; columns narrower than a pixel of the screen are taken together.
void draw_mask(ImDrawList& list, const PicturePlace& place, const MaskColumn& masks, Row row,
               const Samples& samples, SampleSlot sample, ImU32 colour);

// The points of an object or a prediction and the lines between them. `visibility` is empty for predictions.
void draw_skeleton(ImDrawList& list, const PicturePlace& place, std::span<const Keypoint> points,
                   std::span<const std::uint8_t> visibility,
                   std::span<const std::uint32_t> skeleton, ImU32 colour, ImU32 halo, float width);

// Four lines between the corners.
void draw_oriented_box(ImDrawList& list, const PicturePlace& place, const OrientedBox& box,
                       ImU32 colour, LineStyle style, float width);

}  // namespace errata::ui
