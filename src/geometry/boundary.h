// Boundaries of masks: what lies within some pixels of the edge.
//
// What it is for: Boundary IoU, which does not forgive a coarse outline of a large object.
// Source: mask_to_boundary in the Boundary IoU API: the mask without what is left of it after eroding it with a 3 x 3
// square so many times, outside of the image being background.
#pragma once

#include <cstdint>

#include "geometry/mask.h"

namespace errata {

// Pixels: max(1, round(ratio * diagonal)), half to even.
std::uint32_t boundary_width(MaskSize size, double ratio);

// `width` in pixels, at least 1.
Mask boundary_of(const Mask& mask, std::uint32_t width);

}  // namespace errata
