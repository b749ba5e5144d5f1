// Oriented boxes: rectangles at any angle (or convex quadrilaterals), by their corners in pixels.
#pragma once

#include "geometry/box.h"
#include "geometry/keypoint.h"

namespace errata {

// Corners in order around the box, either way; convex.
struct OrientedBox {
    Keypoint corners[4];

    bool operator==(const OrientedBox&) const = default;
};

// A rectangle by its centre, its size in pixels, and the angle in radians by which its width is turned from the x axis
// toward the y axis (clockwise on the screen).
OrientedBox oriented_box(double centre_x, double centre_y, double width, double height,
                         double angle);

// Square pixels, by the shoelace formula; never negative.
double area_of(const OrientedBox& box);

// The smallest axis-aligned box around it.
Box enclosing_box(const OrientedBox& box);

// Intersection over union; over the prediction's own area where the ground truth is a crowd. 0 where both are empty.
// The intersection is found by cutting one box with the other's edges (Sutherland and Hodgman, 1974).
double oriented_iou(const OrientedBox& prediction, const OrientedBox& truth, bool truth_is_crowd);

}  // namespace errata
