// One picture of the demo world: a harbour town from a drone.
//
// What it is for: `make_scene` decides what is where, `draw_scene` paints it and tells what can be
// seen. Three places (a crowded marina, a working harbour, an open bay) in three lights (day, dusk,
// fog). Look-alike things that are no craft stand around: parasols, driftwood, containers, cars.
// What it does not do: files, JPEG (jpeg.h), the mix of places and lights in a data set (world.h).
//
// Spaces: `_m` here is the scene's own frame, metres, origin under the picture's centre; land,
// where there is some, lies towards +y. `_px` is the picture.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "demo/canvas.h"
#include "demo/craft.h"

namespace errata::demo {

enum class Place : std::uint8_t { marina, harbour, bay };
enum class Light : std::uint8_t { day, dusk, fog };
inline constexpr std::array<const char*, 3> place_names{"marina", "harbour", "bay"};
inline constexpr std::array<const char*, 3> light_names{"day", "dusk", "fog"};

struct Berth {
    Craft craft;
    Vec at_m;
    Vec heading{1, 0};
    int group = 0;  // craft of the same group above zero are one crowd region
};

enum class PropKind : std::uint8_t {
    quay,
    pontoon,
    rock,
    pile,
    driftwood,
    parasol,
    gull,
    container,
    car,
    shed,
    lamp,
    tree,
    gangway,
    crane
};

struct Prop {
    PropKind kind = PropKind::pile;
    Vec at_m;
    Vec heading{1, 0};
    Vec size_m{1, 1};
    std::uint64_t seed = 0;
};

struct Scene {
    Place place = Place::bay;
    Light light = Light::day;
    Pose camera{};                // picture from scene
    double shore_m = 1e9;         // y of a beach's water line; far away: no beach
    std::vector<Prop> below{};    // drawn before the craft, in order
    std::vector<Berth> berths{};  // drawn in order: later ones may hide earlier ones
    std::vector<Prop> above{};    // drawn over the craft
    std::uint64_t seed = 0;       // water and weather
};

// An RGB picture, row by row, 3 bytes a pixel.
struct Picture {
    int width_px = 0;
    int height_px = 0;
    std::vector<std::uint8_t> rgb;
};

struct BoxPx {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    double area() const { return width * height; }
};
// Intersection over union; 0 when both are empty.
double overlap(const BoxPx& a, const BoxPx& b);

// What an annotator would draw: the tight box of an object's visible pixels.
struct Visible {
    Kind kind = Kind::sailboat;
    BoxPx box_px;
    double area_px = 0;  // visible pixels
    bool crowd = false;
};

struct Drawing {
    Picture picture;
    std::vector<Visible> objects;  // in drawing order; hardly visible ones are left out
};

// How often a bay has a seaplane, the rarest kind.
inline constexpr double usual_seaplanes = 0.45;

Scene make_scene(Place place, Light light, int width_px, int height_px, Random& random,
                 double seaplanes = usual_seaplanes);
Drawing draw_scene(const Scene& scene, int width_px, int height_px);

}  // namespace errata::demo
