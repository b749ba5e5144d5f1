#include "demo/craft.h"

#include <span>

namespace errata::demo {
namespace {

struct Brush {
    Canvas& canvas;
    const Pose& pose;
    int owner;

    void operator()(const Shape& shape, const Ink& ink) const {
        canvas.fill(pose, shape, ink, owner);
    }
};

Colour pick(Random& random, std::span<const std::uint32_t> palette) {
    return rgb(palette[random.index(palette.size())]);
}

constexpr std::array<std::uint32_t, 6> yacht_hulls{0xF4F4EF, 0xF7F6F2, 0xECE9DF,
                                                   0x23395B, 0x8C2F2B, 0xF1F4F5};
constexpr std::array<std::uint32_t, 5> sail_covers{0x2E5C9A, 0xB8382F, 0x2F6E5B, 0xE8DFC8,
                                                   0x30343B};
constexpr std::array<std::uint32_t, 6> work_hulls{0x2F6DA8, 0xA83A32, 0x2F3B45,
                                                  0x2C7A6B, 0xC96A2B, 0x27406B};
constexpr std::array<std::uint32_t, 6> kayak_hulls{0xE4572E, 0xF2B134, 0x3FA34D,
                                                   0xD7263D, 0x2E86AB, 0xF08A24};
constexpr std::array<std::uint32_t, 4> buoy_colours{0xD62828, 0x2A9D4A, 0xF2B705, 0xE8611A};

constexpr Colour glass = rgb(0x24323F);
constexpr Colour teak = rgb(0xC59A62);
constexpr Colour cream = rgb(0xF3EFE4);
constexpr Colour steel = rgb(0x9AA3A8);

void draw_sailboat(const Brush& paint, const Craft& craft, Random& random) {
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const Shape outline = hull(l, b, 0.72, 0.42);
    const Colour side = pick(random, yacht_hulls);
    const bool wooden = random.chance(0.45);
    paint(outline, {.colour = side, .bevel_px = 3});
    paint(inset(outline, 0.09 * b),
          {.colour = wooden ? teak : cream, .stripes_m = wooden ? 0.45 : 0});
    paint(box({-0.30 * l, 0}, {0.22 * l, 0.44 * b}, 0.1 * b), {.colour = rgb(0x8A6B45)});
    paint(box({0.05 * l, 0}, {0.36 * l, 0.46 * b}, 0.2 * b), {.colour = cream, .bevel_px = 2.5});
    paint(box({0.05 * l, 0.12 * b}, {0.22 * l, 0.07 * b}), {.colour = glass, .opacity = 0.85});
    paint(box({0.05 * l, -0.12 * b}, {0.22 * l, 0.07 * b}), {.colour = glass, .opacity = 0.85});
    const Vec mast{0.12 * l, 0};
    if (craft.under_way) {
        const double belly = (random.chance(0.5) ? 1 : -1) * 0.6 * b;
        const Shape main{{mast,
                          {-0.06 * l, 0.75 * belly},
                          {-0.3 * l, 1.25 * belly},
                          {-0.4 * l, 1.3 * belly},
                          {-0.14 * l, 0.3 * belly}},
                         0.05 * b};
        const Shape jib{{{0.47 * l, 0},
                         {0.3 * l, 0.7 * belly},
                         {0.08 * l, 1.15 * belly},
                         {0.02 * l, 1.15 * belly},
                         {0.2 * l, 0.3 * belly}},
                        0.05 * b};
        constexpr std::array<std::uint32_t, 3> cloths{0xFBFAF5, 0xFBFAF5, 0xD9523C};
        const Colour cloth = pick(random, cloths);
        paint(main, {.colour = rgb(0xFBFAF5), .bevel_px = 8, .bevel = 0.3});
        paint(jib, {.colour = cloth, .bevel_px = 8, .bevel = 0.3});
        paint(capsule(mast, {-0.4 * l, 1.3 * belly}, 0.02 * b), {.colour = rgb(0x5A636B)});
    } else {
        const Colour cover = pick(random, sail_covers);
        paint(capsule(mast, {-0.3 * l, 0}, 0.075 * b), {.colour = cover, .bevel_px = 2});
        paint(capsule({0.2 * l, 0}, {0.46 * l, 0}, 0.03 * b), {.colour = cover});
    }
    paint(disc(mast, 0.05 * b), {.colour = rgb(0xE7E9EA)});
}

void draw_motorboat(const Brush& paint, const Craft& craft, Random& random) {
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const Shape outline = hull(l, b, 0.9, 0.5);
    const bool wooden = random.chance(0.25);
    paint(box({-0.5 * l, 0.14 * b}, {0.12 * l, 0.16 * b}, 0.05 * b), {.colour = glass});
    if (b > 2.5)
        paint(box({-0.5 * l, -0.14 * b}, {0.12 * l, 0.16 * b}, 0.05 * b), {.colour = glass});
    paint(outline, {.colour = wooden ? rgb(0x7A3F22) : pick(random, yacht_hulls), .bevel_px = 3});
    paint(inset(outline, 0.1 * b),
          {.colour = wooden ? teak : rgb(0xF7F7F4), .stripes_m = wooden ? 0.4 : 0});
    paint(box({-0.2 * l, 0}, {0.42 * l, 0.62 * b}, 0.12 * b), {.colour = rgb(0xD9CDB8)});
    paint(box({-0.34 * l, 0}, {0.09 * l, 0.54 * b}, 0.05 * b),
          {.colour = pick(random, sail_covers)});
    const Shape windscreen{{{0.06 * l, -0.36 * b},
                            {0.16 * l, -0.2 * b},
                            {0.19 * l, 0},
                            {0.16 * l, 0.2 * b},
                            {0.06 * l, 0.36 * b},
                            {0.09 * l, 0}},
                           0.04 * b};
    paint(windscreen, {.colour = rgb(0x2D4658), .opacity = 0.95, .bevel_px = 2, .bevel = 0.4});
    if (random.chance(0.4)) {
        paint(box({-0.08 * l, 0}, {0.24 * l, 0.72 * b}, 0.12 * b),
              {.colour = pick(random, sail_covers), .bevel_px = 3});
    } else {
        paint(box({-0.06 * l, -0.16 * b}, {0.09 * l, 0.2 * b}, 0.04 * b), {.colour = cream});
        paint(box({-0.06 * l, 0.16 * b}, {0.09 * l, 0.2 * b}, 0.04 * b), {.colour = cream});
    }
}

// What fishing boats and tugboats share: a painted hull with a rail, a deck and a wheelhouse.
void draw_work_hull(const Brush& paint, const Shape& outline, double l, double b, Colour side,
                    Colour deck, double house_at) {
    paint(outline, {.colour = side, .bevel_px = 4, .bevel = 0.3});
    paint(inset(outline, 0.07 * b), {.colour = mix(side, rgb(0xFFFFFF), 0.55)});
    paint(inset(outline, 0.12 * b), {.colour = deck, .stripes_m = 0.5, .speckle = 0.12});
    const Vec at{house_at * l, 0};
    paint(box(at, {0.24 * l, 0.6 * b}, 0.1 * b), {.colour = glass});
    paint(box(at - Vec{0.015 * l, 0}, {0.2 * l, 0.56 * b}, 0.08 * b),
          {.colour = rgb(0xF5F3EC), .bevel_px = 4, .bevel_centre_m = at});
    paint(capsule(at + Vec{-0.03 * l, -0.2 * b}, at + Vec{-0.03 * l, 0.2 * b}, 0.025 * b),
          {.colour = steel});
}

void draw_fishing_boat(const Brush& paint, const Craft& craft, Random& random) {
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const Colour side = pick(random, work_hulls);
    draw_work_hull(paint, hull(l, b, 0.8, 0.45), l, b, side,
                   random.chance(0.6) ? rgb(0xA98A63) : rgb(0x8D9A93), random.uniform(0.1, 0.22));
    paint(box({-0.09 * l, 0}, {0.12 * l, 0.34 * b}, 0.03 * b),
          {.colour = rgb(0x6A7076), .bevel_px = 2});
    constexpr std::array<std::uint32_t, 4> nets{0x2F8F6B, 0xD9772B, 0x4B5054, 0xC9B98A};
    const Colour net = pick(random, nets);
    const Vec drum{-0.34 * l, 0};
    paint(capsule(drum + Vec{0, -0.22 * b}, drum + Vec{0, 0.22 * b}, 0.1 * b),
          {.colour = net, .bevel_px = 3, .bevel = 0.3, .speckle = 0.5, .bevel_centre_m = drum});
    for (int i = 0; i < 3; ++i) {
        const Vec float_m{-0.23 * l + 0.05 * l * random.uniform(), random.uniform(-0.3, 0.3) * b};
        paint(disc(float_m, 0.05 * b), {.colour = rgb(0xE85D3A)});
    }
    paint(capsule({-0.04 * l, 0}, {-0.38 * l, 0}, 0.018 * b), {.colour = rgb(0xE9E4D6)});
}

void draw_tugboat(const Brush& paint, const Craft& craft, Random& random) {
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const Colour side = random.chance(0.3) ? rgb(0x2B3036) : pick(random, work_hulls);
    const Shape outline = hull(l, b, 0.86, 0.5);
    for (std::size_t i = 1; i < outline.points_m.size(); i += 2) {  // tyres along the rail
        paint(disc(outline.points_m[i], 0.055 * b), {.colour = rgb(0x1B1E21)});
    }
    draw_work_hull(paint, outline, l, b, side, random.chance(0.6) ? rgb(0x96594A) : rgb(0x8D9A93),
                   random.uniform(0.1, 0.2));
    constexpr std::array<std::uint32_t, 4> funnels{0xE2A72E, 0xC8402F, 0x6A7076, 0xD9772B};
    const Colour funnel = pick(random, funnels);
    paint(disc({-0.09 * l, 0}, 0.12 * b),
          {.colour = funnel, .bevel_px = 3, .bevel = 0.3, .bevel_centre_m = {-0.09 * l, 0}});
    paint(disc({-0.09 * l, 0}, 0.06 * b), {.colour = rgb(0x2A2A2C)});
    paint(capsule({-0.28 * l, -0.12 * b}, {-0.28 * l, 0.12 * b}, 0.06 * b),
          {.colour = rgb(0x53595E), .bevel_px = 2});
    paint(disc({-0.4 * l, 0}, 0.07 * b), {.colour = rgb(0xC9B98A)});  // a coil of rope
}

void draw_ferry(const Brush& paint, const Craft& craft, Random& random) {
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const Shape outline = hull(l, b, 0.7, 0.5);
    const Colour band = random.chance(0.5) ? rgb(0x1F4E79) : rgb(0xB03A2E);
    paint(outline, {.colour = band, .bevel_px = 5});
    paint(inset(outline, 0.04 * b), {.colour = rgb(0xEFF1EF)});
    paint(inset(outline, 0.1 * b), {.colour = rgb(0x6E7B80), .speckle = 0.1});
    constexpr std::array<std::uint32_t, 6> car_colours{0xC8402F, 0xE9E9E6, 0x2F5D8A,
                                                       0x30343B, 0xA9B0B3, 0xD9A32E};
    for (const double lane : {-0.26, 0.0, 0.26}) {
        const double foremost = lane == 0 ? 0.36 : 0.12;
        for (double x = -0.40; x < foremost; x += 5.6 / l) {
            if (!random.chance(0.62)) continue;
            const Vec at{x * l, lane * b};
            paint(box(at, {4.2, 1.8}, 0.5),
                  {.colour = pick(random, car_colours), .bevel_px = 1.5, .bevel_centre_m = at});
            paint(box(at - Vec{0.2, 0}, {1.7, 1.4}, 0.3), {.colour = glass, .opacity = 0.6});
        }
    }
    for (const double side : {-1.0, 1.0}) {
        paint(box({-0.1 * l, side * 0.41 * b}, {0.5 * l, 0.1 * b}, 0.03 * b),
              {.colour = rgb(0xF6F6F2), .bevel_px = 2});
    }
    const Vec bridge{random.uniform(-0.05, 0.2) * l, 0};
    paint(box(bridge, {0.2 * l, 0.94 * b}, 0.06 * b), {.colour = glass});
    paint(box(bridge, {0.17 * l, 0.9 * b}, 0.05 * b),
          {.colour = rgb(0xFAFAF7), .bevel_px = 5, .bevel_centre_m = bridge});
    paint(box(bridge - Vec{0.02 * l, 0}, {0.06 * l, 0.3 * b}, 0.03 * b),
          {.colour = band, .bevel_px = 3, .bevel_centre_m = bridge});
}

void draw_kayak(const Brush& paint, const Craft& craft, Random& random) {
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const Colour side = pick(random, kayak_hulls);
    const Shape outline{{{-0.5 * l, 0},
                         {-0.25 * l, -0.42 * b},
                         {0, -0.5 * b},
                         {0.25 * l, -0.42 * b},
                         {0.5 * l, 0},
                         {0.25 * l, 0.42 * b},
                         {0, 0.5 * b},
                         {-0.25 * l, 0.42 * b}},
                        0.02};
    paint(outline, {.colour = side, .bevel_px = 1.5});
    paint(box({-0.04 * l, 0}, {0.2 * l, 0.55 * b}, 0.2 * b), {.colour = rgb(0x2A2320)});
    if (craft.under_way) {
        const double turn = random.uniform(-0.5, 0.5);
        paint(capsule({turn, -1.1}, {-turn, 1.1}, 0.06), {.colour = rgb(0xF2EFE6)});
        paint(disc({-0.02 * l, 0}, 0.3), {.colour = rgb(0xE9C46A)});
    }
}

void draw_buoy(const Brush& paint, const Craft& craft, Random& random) {
    const double r = craft.size_m.x / 2;
    const Colour colour = pick(random, buoy_colours);
    paint(disc({0, 0}, r), {.colour = 0.72 * colour, .bevel_px = 2});
    paint(disc({0, 0}, 0.78 * r), {.colour = colour, .bevel_px = 3, .bevel = 0.35});
    paint(disc({0, 0}, 0.42 * r), {.colour = rgb(0xF5F3EC)});
    paint(disc({0, 0}, 0.22 * r), {.colour = 0.6 * colour});
}

void draw_seaplane(const Brush& paint, const Craft& craft, Random& random) {
    const double l = craft.size_m.x;
    const double span = craft.size_m.y;
    const Colour trim = random.chance(0.5) ? rgb(0xD7402B) : rgb(0xE8A51D);
    for (const double side : {-1.0, 1.0}) {
        paint(shifted(hull(0.72 * l, 0.07 * span, 0.5, 0.6), {0.08 * l, side * 0.14 * span}),
              {.colour = rgb(0xB9C2C6), .bevel_px = 1.5});
    }
    paint(shifted(hull(0.96 * l, 0.1 * span, 0.3, 0.72), {0, 0}),
          {.colour = rgb(0xF6F5F0), .bevel_px = 3});
    paint(box({0.13 * l, 0}, {0.17 * l, span}, 0.06 * l), {.colour = rgb(0xFAF9F5), .bevel_px = 2});
    for (const double side : {-1.0, 1.0}) {
        paint(box({0.13 * l, side * 0.44 * span}, {0.17 * l, 0.11 * span}, 0.05 * l),
              {.colour = trim});
    }
    paint(box({-0.42 * l, 0}, {0.12 * l, 0.34 * span}, 0.04 * l), {.colour = trim, .bevel_px = 2});
    paint(capsule({-0.2 * l, 0}, {0.4 * l, 0}, 0.012 * span), {.colour = trim});
    paint(box({0.25 * l, 0}, {0.07 * l, 0.07 * span}, 0.02 * l), {.colour = glass});
    paint(capsule({0.49 * l, -0.11 * span}, {0.49 * l, 0.11 * span}, 0.05),
          {.colour = rgb(0x40464B), .opacity = 0.55});
}

}  // namespace

Craft make_craft(Kind kind, Random& random) {
    Craft craft{.kind = kind, .size_m = {}, .seed = random.bits(), .under_way = false};
    const auto sized = [&](double low, double high, double beam) {
        const double l = random.uniform(low, high);
        craft.size_m = {l, l * beam * random.uniform(0.94, 1.06)};
    };
    switch (kind) {
        case Kind::sailboat: sized(8.5, 13, 0.31); break;
        case Kind::motorboat: sized(6, 10, 0.36); break;
        case Kind::fishing_boat: sized(11, 16.5, 0.37); break;
        case Kind::tugboat: sized(11.5, 17, 0.385); break;
        case Kind::ferry: sized(34, 44, 0.34); break;
        case Kind::kayak: sized(4, 5.2, 0.2); break;
        case Kind::buoy: sized(1.7, 2.8, 1); break;
        case Kind::seaplane: sized(9, 11.5, 1.3); break;
    }
    return craft;
}

void draw_shadow(Canvas& canvas, const Pose& pose, const Craft& craft, Vec offset_px,
                 double darkness) {
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const auto cast = [&](const Shape& shape, double height_m, double opacity) {
        Pose moved = pose;
        moved.centre_px = pose.centre_px + height_m * offset_px;
        canvas.fill(moved, shape,
                    {.colour = rgb(0x0A2A3A), .opacity = opacity * darkness, .soft_px = 1.8},
                    keep_owner);
    };
    if (craft.kind == Kind::buoy) {
        cast(disc({0, 0}, l / 2), 0.9, 0.9);
    } else if (craft.kind == Kind::seaplane) {
        cast(box({0.13 * l, 0}, {0.17 * l, b}, 0.06 * l), 2.0, 0.8);
        cast(hull(0.96 * l, 0.1 * b, 0.3, 0.72), 1.4, 0.8);
    } else {
        cast(hull(l, b, 0.75, 0.45), craft.kind == Kind::ferry ? 3.2 : 0.9, 0.9);
    }
    if (craft.kind == Kind::sailboat) {  // the mast's long shadow
        Pose foot = pose;
        foot.centre_px = pose.px_from_m({0.12 * l, 0});
        const Vec tip = foot.m_from_px(foot.centre_px + 0.55 * l * offset_px);
        canvas.fill(foot, capsule({0, 0}, tip, 0.08),
                    {.colour = rgb(0x0A2A3A), .opacity = 0.5 * darkness, .soft_px = 0.8},
                    keep_owner);
    }
}

void draw_wake(Canvas& canvas, const Pose& pose, const Craft& craft) {
    if (!craft.under_way || craft.kind == Kind::buoy) return;
    const double l = craft.size_m.x;
    const double b = craft.size_m.y;
    const bool paddled = craft.kind == Kind::kayak;
    const double strength = craft.kind == Kind::motorboat ? 1.0 : paddled ? 0.15 : 0.4;
    const auto foam = [&](Vec from, Vec to, double radius, double opacity) {
        canvas.fill(pose, capsule(from, to, radius),
                    {.colour = rgb(0xEAF6F5),
                     .opacity = opacity * strength,
                     .soft_px = std::max(1.5, 0.5 * radius * pose.px_per_m)},
                    keep_owner);
    };
    for (int i = 0; i < 7; ++i) {
        const double near = 0.42 + 0.24 * i;
        foam({-near * l, 0}, {-(near + 0.3) * l, 0}, (0.32 + 0.05 * i) * b, 0.5 - 0.065 * i);
    }
    for (const double side : {-1.0, 1.0}) {
        foam({0.3 * l, side * 0.3 * b}, {-1.0 * l, side * 1.15 * b}, 0.08 * b, 0.55);
        foam({-0.9 * l, side * 1.1 * b}, {-1.7 * l, side * 1.7 * b}, 0.08 * b, 0.25);
    }
}

void draw_craft(Canvas& canvas, const Pose& pose, const Craft& craft, int owner) {
    Random random(craft.seed);
    const Brush paint{canvas, pose, owner};
    switch (craft.kind) {
        case Kind::sailboat: draw_sailboat(paint, craft, random); break;
        case Kind::motorboat: draw_motorboat(paint, craft, random); break;
        case Kind::fishing_boat: draw_fishing_boat(paint, craft, random); break;
        case Kind::tugboat: draw_tugboat(paint, craft, random); break;
        case Kind::ferry: draw_ferry(paint, craft, random); break;
        case Kind::kayak: draw_kayak(paint, craft, random); break;
        case Kind::buoy: draw_buoy(paint, craft, random); break;
        case Kind::seaplane: draw_seaplane(paint, craft, random); break;
    }
}

}  // namespace errata::demo
