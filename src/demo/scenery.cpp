#include "demo/scenery.h"

#include <span>

namespace errata::demo {
namespace {

struct Sea {
    Colour deep, shallow;
};

Sea sea_of(Place place) {
    switch (place) {
        case Place::marina: return {rgb(0x2A7088), rgb(0x3D8C9C)};
        case Place::harbour: return {rgb(0x2B5F73), rgb(0x3F7C88)};
        case Place::bay: break;
    }
    return {rgb(0x1F7A99), rgb(0x46AEB4)};
}

Colour water_at(const Scene& scene, Vec p_m) {
    const Sea sea = sea_of(scene.place);
    const double depth = fractal_noise(0.035 * p_m, scene.seed);
    const double swell = value_noise({0.30 * p_m.x, 0.10 * p_m.y}, scene.seed + 9) - 0.5;
    const double ripple = value_noise({0.34 * p_m.x, 1.5 * p_m.y}, scene.seed + 11) - 0.5;
    Colour colour = mix(sea.deep, sea.shallow, smoothstep(0.25, 0.75, depth));
    colour = (1 + 0.06 * swell + 0.035 * ripple) * colour;
    const double crest = smoothstep(0.42, 0.56, ripple + 0.4 * swell);
    return mix(colour, rgb(0xCFEBEC), 0.35 * crest);
}

Colour ground_at(const Scene& scene, Vec p_m) {
    const Colour water = water_at(scene, p_m);
    if (p_m.y - scene.shore_m < -17) return water;
    const double shore = p_m.y - scene.shore_m + 5 * (fractal_noise(0.09 * p_m, 5) - 0.5);
    const Colour lagoon = mix(water, rgb(0x7FD1C7), 0.75 * smoothstep(-14, -0.5, shore));
    const double grain = 0.05 * (value_noise(2.2 * p_m, 31) - 0.5);
    const Colour dry = (1 + grain) * mix(rgb(0xD9C193), rgb(0xEBD9AF), smoothstep(1, 9, shore));
    const Colour grass = (1 + 3 * grain) * rgb(0x7E9B57);
    const double green = smoothstep(13, 16, shore + 4 * (value_noise(0.4 * p_m, 8) - 0.5));
    const Colour land = mix(mix(rgb(0xB79B6C), dry, smoothstep(0, 1.6, shore)), grass, green);
    const double foam = smoothstep(0.9, 0, std::abs(shore + 0.5)) * 0.8;
    return mix(mix(lagoon, land, smoothstep(-0.2, 0.2, shore)), rgb(0xF4FAF7), foam);
}

struct PropBrush {
    Canvas& canvas;
    Pose pose;
    Pose cast;  // the same frame where the shadow of something one metre up falls
    double darkness;
    int owner;

    void operator()(const Shape& shape, const Ink& ink) const {
        canvas.fill(pose, shape, ink, owner);
    }
    void shadow(const Shape& shape, double height_m = 1, double soft_px = 1.5) const {
        Pose moved = pose;
        moved.centre_px = pose.centre_px + height_m * (cast.centre_px - pose.centre_px);
        canvas.fill(moved, shape,
                    {.colour = rgb(0x0A2230), .opacity = 0.8 * darkness, .soft_px = soft_px},
                    keep_owner);
    }
};

void draw_quay(const PropBrush& paint, const Prop& prop) {
    const Shape whole = box({0, 0}, prop.size_m);
    paint.shadow(whole, 1.2, 2.5);
    paint(whole, {.colour = rgb(0x8F8B82)});
    paint(inset(whole, 0.5), {.colour = rgb(0xC9C3B5), .stripes_m = 3.4, .speckle = 0.06});
    const double edge = -prop.size_m.y / 2;
    for (double x = -prop.size_m.x / 2; x < prop.size_m.x / 2; x += 6) {
        paint(box({x, 0}, {0.14, prop.size_m.y - 1}), {.colour = rgb(0x9E988B), .opacity = 0.5});
        paint(disc({x + 3, edge + 0.9}, 0.32), {.colour = rgb(0x4B4E50)});
    }
}

void draw_pontoon(const PropBrush& paint, const Prop& prop) {
    const Shape whole = box({0, 0}, prop.size_m);
    paint.shadow(whole, 0.6);
    paint(whole, {.colour = rgb(0x8C6E4A)});
    const Pose across = paint.pose.moved({0, 0}, {0, 1});
    paint.canvas.fill(across, box({0, 0}, {prop.size_m.y - 0.3, prop.size_m.x}),
                      {.colour = rgb(0xC4A67A), .stripes_m = 0.9, .speckle = 0.12}, paint.owner);
}

void draw_rock(const PropBrush& paint, const Prop& prop, Random& random) {
    Shape lump{{}, 0.12 * prop.size_m.x};
    constexpr std::array<Vec, 7> rim{
        {{1, 0}, {0.6, 0.8}, {-0.2, 0.95}, {-0.9, 0.4}, {-0.9, -0.45}, {-0.2, -0.95}, {0.6, -0.8}}};
    for (const Vec p : rim) {
        lump.points_m.push_back(0.5 * random.uniform(0.6, 1) *
                                Vec{p.x * prop.size_m.x, p.y * prop.size_m.y});
    }
    paint(inset(lump, -0.5), {.colour = rgb(0xE6F4F2), .opacity = 0.55, .soft_px = 2});
    paint(lump, {.colour = rgb(0x77716A), .bevel_px = 5, .bevel = 0.45, .speckle = 0.5});
}

void draw_parasol(const PropBrush& paint, const Prop& prop, Random& random) {
    constexpr std::array<std::uint32_t, 4> cloths{0xD8432F, 0xF2B705, 0x2E86AB, 0xE8611A};
    const double r = prop.size_m.x / 2;
    const Colour cloth = rgb(cloths[random.index(cloths.size())]);
    paint.shadow(disc({0, 0}, r), 1.8);
    paint(disc({0, 0}, r), {.colour = cloth, .bevel_px = 3, .bevel = 0.25});
    for (const Vec p : {Vec{0.62, 0}, Vec{0, 0.62}, Vec{-0.62, 0}, Vec{0, -0.62}}) {
        paint({{{0, 0}, r * p + 0.3 * r * perpendicular(p), r * p - 0.3 * r * perpendicular(p)},
               0.05},
              {.colour = rgb(0xF7F3EA), .opacity = 0.85});
    }
}

void draw_container(const PropBrush& paint, const Prop& prop, Random& random) {
    constexpr std::array<std::uint32_t, 5> paints{0xA8402F, 0x2F6690, 0x3C7A57, 0xC98B2B, 0x77808A};
    const Shape whole = box({0, 0}, prop.size_m);
    paint.shadow(whole, 2.2);
    const Pose across = paint.pose.moved({0, 0}, {0, 1});
    paint.canvas.fill(
        across, box({0, 0}, {prop.size_m.y, prop.size_m.x}),
        {.colour = rgb(paints[random.index(paints.size())]), .bevel_px = 2, .stripes_m = 0.6},
        paint.owner);
}

void draw_car(const PropBrush& paint, Random& random) {
    constexpr std::array<std::uint32_t, 5> paints{0xC8402F, 0xEDEDEA, 0x2F5D8A, 0x30343B, 0xA9B0B3};
    const Shape body = box({0, 0}, {4.3, 1.9}, 0.6);
    paint.shadow(body, 0.7);
    paint(body, {.colour = rgb(paints[random.index(paints.size())]), .bevel_px = 2});
    paint(box({-0.15, 0}, {2.2, 1.5}, 0.4), {.colour = rgb(0x24323F), .opacity = 0.8});
    paint(box({-0.25, 0}, {1.2, 1.4}, 0.3), {.colour = rgb(0xD9DCDC), .opacity = 0.7});
}

void draw_shed(const PropBrush& paint, const Prop& prop, Random& random) {
    constexpr std::array<std::uint32_t, 4> roofs{0xB5573C, 0xA34E3A, 0x7C8791, 0xC06B45};
    const Colour roof = rgb(roofs[random.index(roofs.size())]);
    const Shape whole = box({0, 0}, prop.size_m, 0.1);
    paint.shadow(whole, 4);
    const double quarter = prop.size_m.y / 4;
    paint(whole, {.colour = 0.8 * roof, .stripes_m = 0.8});
    paint(box({0, -quarter}, {prop.size_m.x, 2 * quarter}),
          {.colour = 1.08 * roof, .stripes_m = 0.8});
    paint(capsule({-prop.size_m.x / 2, 0}, {prop.size_m.x / 2, 0}, 0.18), {.colour = 1.25 * roof});
    paint(box({0.25 * prop.size_m.x, quarter}, {1.6, 1.1}), {.colour = rgb(0x3B4C59)});
}

void draw_tree(const PropBrush& paint, const Prop& prop, Random& random) {
    const double r = prop.size_m.x / 2;
    paint.shadow(disc({0, 0}, r), 3, 3);
    const Colour leaf = mix(rgb(0x4E7D3A), rgb(0x6F9A45), random.uniform());
    paint(disc({0, 0}, r), {.colour = 0.8 * leaf, .bevel_px = 6, .bevel = 0.3, .speckle = 0.5});
    for (int i = 0; i < 7; ++i) {
        const Vec at = r * random.uniform(0.2, 0.72) * random_heading(random);
        paint(disc(at, r * random.uniform(0.25, 0.42)), {.colour = random.uniform(0.85, 1.2) * leaf,
                                                         .bevel_px = 5,
                                                         .bevel = 0.35,
                                                         .speckle = 0.5,
                                                         .bevel_centre_m = at});
    }
}

void draw_crane(const PropBrush& paint, const Prop& prop) {
    const double reach = prop.size_m.x;
    const double width = prop.size_m.y;
    paint.shadow(box({reach / 2, 0}, {reach, width}), 7, 2.5);
    for (const double side : {-0.5, 0.5}) {
        paint(capsule({0, side * width}, {reach, 0.6 * side * width}, 0.28),
              {.colour = rgb(0xE3A21F), .bevel_px = 2});
    }
    for (double x = 0; x < reach; x += 2.4) {
        const double w = width * (0.5 - 0.2 * x / reach);
        paint(capsule({x, -w}, {std::min(x + 2.4, reach), w}, 0.16), {.colour = rgb(0xD08F14)});
    }
    paint(box({-1.5, 0}, {6, width + 2.4}, 0.4), {.colour = rgb(0xB97C10), .bevel_px = 3});
    paint(box({2.2, 0}, {1.8, 1.8}, 0.2), {.colour = rgb(0xF5F3EC), .bevel_px = 2});
}

void draw_small(const PropBrush& paint, const Prop& prop, Random& random) {
    const Vec size = prop.size_m;
    if (prop.kind == PropKind::pile) {
        paint.shadow(disc({0, 0}, size.x / 2), 1.2);
        paint(disc({0, 0}, size.x / 2), {.colour = rgb(0x5A4630), .bevel_px = 2});
        paint(disc({0, 0}, size.x / 3.4), {.colour = rgb(0x9C7F57)});
    } else if (prop.kind == PropKind::driftwood) {
        paint(capsule({-size.x / 2, 0}, {size.x / 2, 0.1 * size.x}, size.y / 2),
              {.colour = mix(rgb(0x8A6A45), rgb(0xC8A774), random.uniform()), .bevel_px = 2});
        paint(capsule({0, 0}, {0.2 * size.x, -0.22 * size.x}, size.y / 4),
              {.colour = rgb(0x8A6A45)});
    } else if (prop.kind == PropKind::gull) {
        paint.shadow(capsule({0, -size.x / 2}, {0, size.x / 2}, 0.2), 5);
        paint(capsule({0, 0}, {-0.35 * size.x, size.x / 2}, 0.16), {.colour = rgb(0xFBFBF8)});
        paint(capsule({0, 0}, {-0.35 * size.x, -size.x / 2}, 0.16), {.colour = rgb(0xFBFBF8)});
        paint(capsule({-0.3, 0}, {0.35, 0}, 0.2), {.colour = rgb(0xFFFFFF)});
    } else if (prop.kind == PropKind::gangway) {
        paint.shadow(box({0, 0}, size), 3, 2);
        paint(box({0, 0}, size), {.colour = rgb(0x6D757A)});
        paint(box({0, 0}, {size.x, 0.66 * size.y}), {.colour = rgb(0xB9BFC0), .speckle = 0.1});
    } else {  // a lamp
        paint(disc({0, 0}, 0.3), {.colour = rgb(0xF2E7C9)});
    }
}

// Colours of the hour. Dusk is dim and violet with a warm west; fog takes colour and contrast.
Colour graded(const Scene& scene, Colour c, Vec at, Vec p_m) {
    const double grey = 0.3 * c.r + 0.59 * c.g + 0.11 * c.b;
    if (scene.light == Light::dusk) {
        const double west = std::clamp(0.5 + 0.5 * (at.x - 0.4 * at.y), 0.0, 1.0);
        const Colour tint = mix(rgb(0x6673AE), rgb(0xC2959A), west);
        return mix(c, {grey, grey, grey}, 0.25) * tint + 0.05 * rgb(0x4A4F86);
    }
    if (scene.light == Light::fog) {
        const double bank = fractal_noise(0.03 * p_m, scene.seed + 21);
        const double density = 0.5 + 0.5 * (smoothstep(0.2, 0.8, bank) - 0.5);
        return mix(mix(c, {grey, grey, grey}, 0.35), rgb(0xC9D3D6), density);
    }
    return 1.02 * c;
}

// A lens is never quite sharp; a little blur also spares the JPEG its ringing.
void soften(Canvas& canvas) {
    constexpr double side = 0.1;
    const Canvas sharp = canvas;
    const auto pixel = [&](int x, int y) {
        return sharp.at(std::clamp(x, 0, sharp.width() - 1), std::clamp(y, 0, sharp.height() - 1));
    };
    for (int y = 0; y < canvas.height(); ++y) {
        for (int x = 0; x < canvas.width(); ++x) {
            const Colour around =
                pixel(x - 1, y) + pixel(x + 1, y) + pixel(x, y - 1) + pixel(x, y + 1);
            canvas.at(x, y) = (1 - 4 * side) * sharp.at(x, y) + side * around;
        }
    }
}

}  // namespace

Vec shadow_per_m(const Scene& scene) {
    const Vec away{0.55, 0.62};
    return scene.light == Light::day ? scene.camera.px_per_m * away
                                     : 0.4 * scene.camera.px_per_m * away;
}

double shadow_darkness(Light light) { return light == Light::day ? 0.5 : 0.28; }

void draw_sea(Canvas& canvas, const Scene& scene) {
    for (int y = 0; y < canvas.height(); ++y) {
        for (int x = 0; x < canvas.width(); ++x) {
            canvas.at(x, y) = ground_at(scene, scene.camera.m_from_px({x + 0.5, y + 0.5}));
        }
    }
}

void draw_prop(Canvas& canvas, const Scene& scene, const Prop& prop, int owner) {
    const Pose pose = scene.camera.moved(prop.at_m, prop.heading);
    Pose cast = pose;
    cast.centre_px = pose.centre_px + shadow_per_m(scene);
    const PropBrush paint{canvas, pose, cast, shadow_darkness(scene.light), owner};
    Random random(prop.seed);
    switch (prop.kind) {
        case PropKind::quay: return draw_quay(paint, prop);
        case PropKind::pontoon: return draw_pontoon(paint, prop);
        case PropKind::rock: return draw_rock(paint, prop, random);
        case PropKind::parasol: return draw_parasol(paint, prop, random);
        case PropKind::container: return draw_container(paint, prop, random);
        case PropKind::car: return draw_car(paint, random);
        case PropKind::shed: return draw_shed(paint, prop, random);
        case PropKind::tree: return draw_tree(paint, prop, random);
        case PropKind::crane: return draw_crane(paint, prop);
        case PropKind::pile:
        case PropKind::driftwood:
        case PropKind::gull:
        case PropKind::gangway:
        case PropKind::lamp: return draw_small(paint, prop, random);
    }
}

void apply_light(Canvas& canvas, const Scene& scene) {
    soften(canvas);
    const Vec centre{canvas.width() / 2.0, canvas.height() / 2.0};
    Random sensor(scene.seed);
    const double grain = scene.light == Light::dusk ? 0.012 : 0.0;
    for (int y = 0; y < canvas.height(); ++y) {
        for (int x = 0; x < canvas.width(); ++x) {
            const Vec p_px{x + 0.5, y + 0.5};
            const Vec at{(p_px.x - centre.x) / centre.x, (p_px.y - centre.y) / centre.y};
            Colour c = graded(scene, canvas.at(x, y), at, scene.camera.m_from_px(p_px));
            const double vignette = 1 - 0.09 * dot(at, at);
            const double noise = grain * (sensor.uniform() + sensor.uniform() - 1);
            canvas.at(x, y) = vignette * c + Colour{noise, noise, noise};
        }
    }
    if (scene.light != Light::dusk) return;
    for (const auto* props : {&scene.below, &scene.above}) {
        for (const Prop& prop : *props) {
            if (prop.kind != PropKind::lamp) continue;
            canvas.glow(scene.camera.px_from_m(prop.at_m), 7.5 * scene.camera.px_per_m,
                        0.22 * rgb(0xFFC879));
        }
    }
}

}  // namespace errata::demo
