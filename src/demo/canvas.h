// A small software painter: anti-aliased shapes on an RGB picture that remembers who owns a pixel.
//
// What it is for: drawing the demo world, and knowing afterwards which pixels of each object are
// still visible. A shape is a signed distance, so edges, bevels and soft shadows come from one
// number.
//
// What it does not do: text, images, gamma-correct blending, anything that needs sin, cos or exp
// (their last bits differ between platforms; headings are unit vectors instead of angles).
//
// Spaces: `_px` is the picture, x right, y down, pixel (i, j) covers [i, i+1) x [j, j+1). `_m` is
// an object's own frame in metres, x forward, y to its right. Colours are sRGB values from 0 to 1.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "base/random.h"

namespace errata::demo {

struct Vec {
    double x = 0;
    double y = 0;
    friend constexpr Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y}; }
    friend constexpr Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y}; }
    friend constexpr Vec operator*(double k, Vec a) { return {k * a.x, k * a.y}; }
};
constexpr double dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y; }
inline double length(Vec a) { return std::sqrt(dot(a, a)); }
constexpr Vec perpendicular(Vec a) { return {-a.y, a.x}; }
Vec normalised(Vec a);
Vec random_heading(Random& random);  // uniform on the circle

struct Colour {
    double r = 0;
    double g = 0;
    double b = 0;
    friend constexpr Colour operator+(Colour c, Colour d) {
        return {c.r + d.r, c.g + d.g, c.b + d.b};
    }
    friend constexpr Colour operator*(double k, Colour c) { return {k * c.r, k * c.g, k * c.b}; }
    friend constexpr Colour operator*(Colour c, Colour d) {
        return {c.r * d.r, c.g * d.g, c.b * d.b};
    }
};
constexpr Colour mix(Colour from, Colour to, double t) { return (1 - t) * from + t * to; }
constexpr Colour rgb(std::uint32_t hex) {
    return {((hex >> 16U) & 255U) / 255.0, ((hex >> 8U) & 255U) / 255.0, (hex & 255U) / 255.0};
}
constexpr double smoothstep(double low, double high, double x) {
    const double t = std::clamp((x - low) / (high - low), 0.0, 1.0);
    return t * t * (3 - 2 * t);
}

// Smooth value noise in [0, 1], one lattice cell per unit; `fractal_noise` adds three octaves.
double value_noise(Vec p, std::uint64_t seed);
double fractal_noise(Vec p, std::uint64_t seed);

// Where an object stands and which way it looks.
struct Pose {
    Vec centre_px;
    Vec heading{1, 0};  // unit length, in the picture
    double px_per_m = 1;

    Vec px_from_m(Vec p_m) const {
        return centre_px + px_per_m * (p_m.x * heading + p_m.y * perpendicular(heading));
    }
    Vec m_from_px(Vec p_px) const {
        const Vec d = (1 / px_per_m) * (p_px - centre_px);
        return {dot(d, heading), dot(d, perpendicular(heading))};
    }
    // The same frame moved by `offset_m` and turned to `direction`, both in this frame.
    Pose moved(Vec offset_m, Vec direction = {1, 0}) const;
};

// One point: a disc. Two: a capsule. More: a closed polygon, inflated by the radius.
struct Shape {
    std::vector<Vec> points_m;
    double radius_m = 0;
};
Shape disc(Vec centre_m, double radius_m);
Shape capsule(Vec a_m, Vec b_m, double radius_m);
Shape box(Vec centre_m, Vec size_m, double corner_m = 0);
// A boat seen from above: stern at -length/2, bow at +length/2. `stern` is the transom's share of
// the beam, `shoulder` where along the length (0 to 1) the beam is widest.
Shape hull(double length_m, double beam_m, double stern, double shoulder);
Shape inset(Shape shape, double by_m);
Shape shifted(Shape shape, Vec by_m);

struct Ink {
    Colour colour;
    double opacity = 1;
    double bevel_px = 0;   // how far the light and dark of the edge reach inwards
    double bevel = 0.22;   // how strong
    double stripes_m = 0;  // planks across the beam, one dark seam each
    double speckle = 0;    // texture amplitude
    double soft_px = 0.5;  // half the width of the edge's ramp
    Vec bevel_centre_m{};  // light falls from the sun's side of this point
};

inline constexpr int keep_owner = -1;  // painting leaves the pixels' owner as it was
inline constexpr int no_owner = 0;     // painting hides what was below

class Canvas {
public:
    Canvas(int width_px, int height_px);

    int width() const { return width_; }
    int height() const { return height_; }
    Colour& at(int x, int y) { return pixels_[index(x, y)]; }
    const Colour& at(int x, int y) const { return pixels_[index(x, y)]; }
    int owner(int x, int y) const { return owners_[index(x, y)]; }

    // Paints a shape given in the pose's frame; pixels covered by at least half become `owner`'s.
    void fill(const Pose& pose, const Shape& shape, const Ink& ink, int owner);
    // Adds light that fades to nothing at the radius.
    void glow(Vec centre_px, double radius_px, Colour light);

    Vec sun{-0.6, -0.8};  // unit vector towards the light, in the picture

private:
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
               static_cast<std::size_t>(x);
    }

    int width_;
    int height_;
    std::vector<Colour> pixels_;
    std::vector<int> owners_;
};

}  // namespace errata::demo
