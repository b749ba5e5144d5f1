// Oriented boxes: rectangles at any angle (or convex quadrilaterals), by their corners in pixels.
#pragma once

#include "geometry/keypoint.h"

namespace errata {

// Corners in order around the box, either way.
struct OrientedBox {
    Keypoint corners[4];

    bool operator==(const OrientedBox&) const = default;
};

}  // namespace errata
