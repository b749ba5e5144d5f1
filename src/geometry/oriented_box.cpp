#include "geometry/oriented_box.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/real_math.h"

namespace errata {

namespace {

// Four corners cut by four edges are at most eight.
struct Outline {
    std::array<Keypoint, 12> points;
    std::size_t count = 0;

    void add(Keypoint point) {
        if (count < points.size()) points[count++] = point;
    }
};

double cross(const Keypoint& a, const Keypoint& b, const Keypoint& c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

double signed_area(const Keypoint* points, std::size_t count) {
    double twice = 0;
    // Relative to the first corner: far from the origin products of coordinates would lose digits.
    for (std::size_t i = 1; i + 1 < count; ++i) twice += cross(points[0], points[i], points[i + 1]);
    return twice / 2;
}

// What of an outline lies on the positive side of the line from a to b.
Outline cut(const Outline& outline, const Keypoint& a, const Keypoint& b) {
    Outline kept;
    for (std::size_t i = 0; i < outline.count; ++i) {
        const Keypoint& here = outline.points[i];
        const Keypoint& next = outline.points[(i + 1) % outline.count];
        const double side_here = cross(a, b, here);
        const double side_next = cross(a, b, next);
        if (side_here >= 0) kept.add(here);
        if ((side_here > 0 && side_next < 0) || (side_here < 0 && side_next > 0)) {
            const double t = side_here / (side_here - side_next);
            kept.add({.x = here.x + t * (next.x - here.x), .y = here.y + t * (next.y - here.y)});
        }
    }
    return kept;
}

// The corners so that the area is positive.
Outline counted(const OrientedBox& box) {
    Outline outline;
    const bool forward = signed_area(box.corners, 4) >= 0;
    for (std::size_t i = 0; i < 4; ++i) outline.add(box.corners[forward ? i : 3 - i]);
    return outline;
}

}  // namespace

OrientedBox oriented_box(double centre_x, double centre_y, double width, double height,
                         double angle) {
    const double cosine = real::cos(angle);
    const double sine = real::sin(angle);
    OrientedBox box;
    constexpr double across[4] = {-0.5, 0.5, 0.5, -0.5};
    constexpr double down[4] = {-0.5, -0.5, 0.5, 0.5};
    for (std::size_t i = 0; i < 4; ++i) {
        const double x = across[i] * width;
        const double y = down[i] * height;
        box.corners[i] = {.x = centre_x + x * cosine - y * sine,
                          .y = centre_y + x * sine + y * cosine};
    }
    return box;
}

double area_of(const OrientedBox& box) { return std::abs(signed_area(box.corners, 4)); }

Box enclosing_box(const OrientedBox& box) {
    double left = box.corners[0].x;
    double right = left;
    double top = box.corners[0].y;
    double bottom = top;
    for (const Keypoint& corner : box.corners) {
        left = std::min(left, corner.x);
        right = std::max(right, corner.x);
        top = std::min(top, corner.y);
        bottom = std::max(bottom, corner.y);
    }
    return {.x = left, .y = top, .width = right - left, .height = bottom - top};
}

double oriented_iou(const OrientedBox& prediction, const OrientedBox& truth, bool truth_is_crowd) {
    const Box a = enclosing_box(prediction);
    const Box b = enclosing_box(truth);
    if (intersection(a, b) == 0) return 0;
    Outline shared = counted(prediction);
    const Outline edges = counted(truth);
    for (std::size_t i = 0; i < 4 && shared.count > 0; ++i) {
        shared = cut(shared, edges.points[i], edges.points[(i + 1) % 4]);
    }
    if (shared.count < 3) return 0;
    const double overlap = std::abs(signed_area(shared.points.data(), shared.count));
    const double own = area_of(prediction);
    const double whole = truth_is_crowd ? own : own + area_of(truth) - overlap;
    return whole > 0 ? overlap / whole : 0;
}

}  // namespace errata
