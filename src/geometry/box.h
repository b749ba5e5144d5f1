// Axis-aligned boxes: areas and overlaps, in pixels, as COCO defines them.
#pragma once

#include <algorithm>

namespace errata {

// Left, top, width and height in pixels of the stored image; no +1 anywhere.
struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    bool operator==(const Box&) const = default;
    double area() const { return width * height; }
};

// Area of the overlap, 0 when there is none (or a box has no extent).
inline double intersection(const Box& a, const Box& b) {
    const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    if (width <= 0) return 0;
    const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (height <= 0) return 0;
    return width * height;
}

// Intersection over union; over the prediction's own area where the ground truth is a crowd.
// Source: bbIou in the COCO API's maskApi.c, in its order of operations: the last bit counts.
inline double box_iou(const Box& prediction, const Box& truth, bool truth_is_crowd) {
    const double overlap = intersection(prediction, truth);
    if (overlap == 0) return 0;
    const double whole =
        truth_is_crowd ? prediction.area() : prediction.area() + truth.area() - overlap;
    return overlap / whole;
}

}  // namespace errata
