// Polygons as masks, bit for bit as the COCO mask API rasterises them.
//
// What it is for: ground truth that is annotated with polygons.
// What it does not do: guess an image's size.
// Source: rleFrPoly in maskApi.c: outlines are drawn on a grid five times as fine, and what crosses the middle of a
// pixel column begins or ends a run there. Only those crossings are computed here, by the reference's formulas.
#pragma once

#include <span>

#include "geometry/box.h"
#include "geometry/mask.h"

namespace errata {

// `corners` are x, y, x, y, ... in pixels, at least one corner, the last joined with the first; all finite. What lies
// outside the image is cut off.
RunLengths runs_of_polygon(std::span<const double> corners, MaskSize size);

// A box as a mask.
RunLengths runs_of_box(const Box& box, MaskSize size);

}  // namespace errata
