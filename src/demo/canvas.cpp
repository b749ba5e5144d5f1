#include "demo/canvas.h"

#include <utility>

namespace errata::demo {
namespace {

double lattice(std::int64_t x, std::int64_t y, std::uint64_t seed) {
    std::uint64_t z = seed + static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15U +
                      static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4FU;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
}

// A shape's edges prepared for many distance queries.
class Outline {
public:
    explicit Outline(const Shape& shape) : radius_m_(shape.radius_m) {
        const auto& points = shape.points_m;
        closed_ = points.size() > 2;
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (i == 0 && points.size() == 2) continue;
            const Vec from = points[i == 0 ? points.size() - 1 : i - 1];
            const Vec along = points[i] - from;
            edges_.push_back({from, along, 1 / std::max(dot(along, along), 1e-12)});
        }
    }

    double distance_m(Vec p) const {
        double nearest = 1e18;
        bool inside = false;
        for (const Edge& e : edges_) {
            const Vec d = p - e.from;
            const double t = std::clamp(dot(d, e.along) * e.inverse, 0.0, 1.0);
            const Vec miss = d - t * e.along;
            nearest = std::min(nearest, dot(miss, miss));
            if ((d.y < 0) != (d.y < e.along.y)) {
                // The edge crosses the horizontal through p: left or right of it?
                const double side = d.x * e.along.y - d.y * e.along.x;
                inside ^= (side < 0) == (e.along.y > 0);
            }
        }
        const double size = std::sqrt(nearest);
        return (closed_ && inside ? -size : size) - radius_m_;
    }

private:
    struct Edge {
        Vec from;
        Vec along;
        double inverse;
    };
    std::vector<Edge> edges_;
    double radius_m_;
    bool closed_ = false;
};

struct Region {
    int left, top, right, bottom;  // half open
};

Region bounds_px(const Pose& pose, const Shape& shape, double margin_px, int width, int height) {
    Vec low{1e9, 1e9};
    Vec high{-1e9, -1e9};
    for (const Vec p_m : shape.points_m) {
        const Vec p = pose.px_from_m(p_m);
        low = {std::min(low.x, p.x), std::min(low.y, p.y)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
    const double margin = std::max(shape.radius_m, 0.0) * pose.px_per_m + margin_px + 1;
    const auto clamped = [](double v, int limit) {
        return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(limit)));
    };
    return {clamped(low.x - margin, width), clamped(low.y - margin, height),
            clamped(high.x + margin + 1, width), clamped(high.y + margin + 1, height)};
}

Colour shaded(const Ink& ink, Vec p_m, double inside_px, double px_per_m, Vec sun_m) {
    Colour colour = ink.colour;
    if (ink.stripes_m > 0) {
        const double cell = p_m.y / ink.stripes_m;
        const double seam_px = (cell - std::floor(cell)) * ink.stripes_m * px_per_m;
        const double fade = smoothstep(2, 6, ink.stripes_m * px_per_m);  // no moire from afar
        if (seam_px < 1) colour = (1 - 0.22 * fade) * colour;
    }
    if (ink.speckle > 0) {
        colour = (1 + ink.speckle * (value_noise(1.1 * p_m, 77) - 0.5)) * colour;
    }
    if (ink.bevel_px > 0) {
        const double edge = std::clamp(1 - inside_px / ink.bevel_px, 0.0, 1.0);
        const Vec out = normalised(p_m - ink.bevel_centre_m);
        colour = (1 + ink.bevel * edge * dot(out, sun_m)) * colour;
    }
    return colour;
}

}  // namespace

Vec normalised(Vec a) {
    const double size = length(a);
    return size > 1e-12 ? (1 / size) * a : Vec{1, 0};
}

Vec random_heading(Random& random) {
    while (true) {
        const Vec p{random.uniform(-1, 1), random.uniform(-1, 1)};
        const double square = dot(p, p);
        if (square > 0.01 && square < 1) return normalised(p);
    }
}

double value_noise(Vec p, std::uint64_t seed) {
    const double fx = std::floor(p.x);
    const double fy = std::floor(p.y);
    const auto x = static_cast<std::int64_t>(fx);
    const auto y = static_cast<std::int64_t>(fy);
    const double u = smoothstep(0, 1, p.x - fx);
    const double v = smoothstep(0, 1, p.y - fy);
    const double top = (1 - u) * lattice(x, y, seed) + u * lattice(x + 1, y, seed);
    const double bottom = (1 - u) * lattice(x, y + 1, seed) + u * lattice(x + 1, y + 1, seed);
    return (1 - v) * top + v * bottom;
}

double fractal_noise(Vec p, std::uint64_t seed) {
    return 0.55 * value_noise(p, seed) + 0.3 * value_noise(2.03 * p, seed + 1) +
           0.15 * value_noise(4.1 * p, seed + 2);
}

Pose Pose::moved(Vec offset_m, Vec direction) const {
    return {px_from_m(offset_m), direction.x * heading + direction.y * perpendicular(heading),
            px_per_m};
}

Shape disc(Vec centre_m, double radius_m) { return {{centre_m}, radius_m}; }

Shape capsule(Vec a_m, Vec b_m, double radius_m) { return {{a_m, b_m}, radius_m}; }

Shape box(Vec centre_m, Vec size_m, double corner_m) {
    const double x = size_m.x / 2 - corner_m;
    const double y = size_m.y / 2 - corner_m;
    return {{centre_m + Vec{-x, -y}, centre_m + Vec{x, -y}, centre_m + Vec{x, y},
             centre_m + Vec{-x, y}},
            corner_m};
}

Shape hull(double length_m, double beam_m, double stern, double shoulder) {
    constexpr int steps = 12;
    Shape result;
    const auto half_width = [&](double t) {
        const double u = t < shoulder ? (shoulder - t) / shoulder : (t - shoulder) / (1 - shoulder);
        const double narrow = t < shoulder ? (1 - stern) * u * u : u * u * (0.75 + 0.25 * u);
        return beam_m / 2 * (1 - narrow);
    };
    for (int i = 0; i <= steps; ++i) {
        const double t = static_cast<double>(i) / steps;
        result.points_m.push_back({(t - 0.5) * length_m, -half_width(t)});
    }
    for (int i = steps - 1; i >= 0; --i) {
        const double t = static_cast<double>(i) / steps;
        result.points_m.push_back({(t - 0.5) * length_m, half_width(t)});
    }
    return result;
}

Shape inset(Shape shape, double by_m) {
    shape.radius_m -= by_m;
    return shape;
}

Shape shifted(Shape shape, Vec by_m) {
    for (Vec& p : shape.points_m) p = p + by_m;
    return shape;
}

Canvas::Canvas(int width_px, int height_px)
    : width_(width_px),
      height_(height_px),
      pixels_(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px)),
      owners_(pixels_.size(), no_owner) {}

void Canvas::fill(const Pose& pose, const Shape& shape, const Ink& ink, int owner) {
    const Region region = bounds_px(pose, shape, ink.soft_px, width_, height_);
    const Outline outline(shape);
    const Vec sun_m{dot(sun, pose.heading), dot(sun, perpendicular(pose.heading))};
    for (int y = region.top; y < region.bottom; ++y) {
        for (int x = region.left; x < region.right; ++x) {
            const Vec p_m = pose.m_from_px({x + 0.5, y + 0.5});
            const double inside_px = -outline.distance_m(p_m) * pose.px_per_m;
            if (inside_px <= -ink.soft_px) continue;
            const double coverage =
                std::min(1.0, (inside_px + ink.soft_px) / (2 * ink.soft_px)) * ink.opacity;
            const std::size_t i = index(x, y);
            pixels_[i] =
                mix(pixels_[i], shaded(ink, p_m, inside_px, pose.px_per_m, sun_m), coverage);
            if (owner != keep_owner && coverage >= 0.5) owners_[i] = owner;
        }
    }
}

void Canvas::glow(Vec centre_px, double radius_px, Colour light) {
    const Region region =
        bounds_px({centre_px, {1, 0}, 1}, disc({0, 0}, radius_px), 0, width_, height_);
    for (int y = region.top; y < region.bottom; ++y) {
        for (int x = region.left; x < region.right; ++x) {
            const double r = length(Vec{x + 0.5, y + 0.5} - centre_px) / radius_px;
            if (r >= 1) continue;
            const double fall = (1 - r) * (1 - r);
            Colour& c = pixels_[index(x, y)];
            c = c + (fall / (0.35 + 2 * r)) * light;
        }
    }
}

}  // namespace errata::demo
