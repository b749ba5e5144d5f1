// Boxes over a picture, told apart by colour and by line style.
//
//   true positive   solid      the prediction's box
//   false positive  dashed     the prediction's box
//   missed          dotted     the object's box
//   unjudged        solid      the prediction's box, of samples of the pool
//   ignored         dash-dot   crowd regions, and predictions that took one or lie past the limit
//   ground truth    thin solid the found object's box, linked to the prediction's (large picture only)
#pragma once

#include <imgui.h>

#include "ui/model.h"
#include "ui/theme.h"

namespace errata::ui {

enum class LineStyle : std::uint8_t { solid, dashed, dotted, dash_dot };

struct BoxStyle {
    ImU32 colour;
    LineStyle line;
    const char* name;  // "false positive"
};
BoxStyle style_of(const Palette& colour, PredictionOutcome outcome);
BoxStyle style_of(const Palette& colour, ObjectOutcome outcome);

// Where the picture lies on the screen: screen = corner + scale * picture pixel.
struct PicturePlace {
    ImVec2 corner = {0, 0};
    float scale = 1;
};

// The picture of that size, in `area_corner` and `area_extent`, whole, centred.
PicturePlace fitted(ImVec2 area_corner, ImVec2 area_extent, float width_px, float height_px);

struct OverlayOptions {
    float line_px = 1.5F;
    float halo_px = 1;   // on either side of the line
    bool large = false;  // also objects that were found, links between matches, and labels
    Row marked_prediction = no_row;  // drawn strongest, with what it is matched with
    Row marked_object = no_row;
};

// Draws what the view's layers show. Boxes that the gallery's filter is not about are faint. In the dark
// theme's colours whatever the theme: what lies behind is the picture.
void draw_outcomes(ImDrawList& list, const Theme& theme, const Model& model, SampleSlot sample,
                   const PicturePlace& place, const OverlayOptions& options);

// What lies under a point of the screen: the smallest box drawn there.
struct BoxUnderPoint {
    Row prediction = no_row;
    Row object = no_row;
};
BoxUnderPoint box_at(const Model& model, SampleSlot sample, const PicturePlace& place,
                     ImVec2 point);

// A short sample of the line, for legends.
void draw_line_sample(ImDrawList& list, const BoxStyle& style, ImVec2 corner, float width);

}  // namespace errata::ui
