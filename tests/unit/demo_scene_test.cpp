// The demo's pictures: what is drawn, what counts as visible, and where its boxes lie.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "demo/jpeg.h"
#include "demo/scene.h"
#include "demo/scenery.h"

using namespace errata;
using namespace errata::demo;

namespace {

constexpr int width_px = 120;
constexpr int height_px = 90;

// Open water, two pixels a metre, the given craft in drawing order.
Scene water_with(const std::vector<Berth>& berths) {
    Scene scene;
    scene.camera = {{width_px / 2.0, height_px / 2.0}, {1, 0}, 2.0};
    scene.berths = berths;
    scene.seed = 5;
    return scene;
}

Berth berth_of(Kind kind, Vec at_m, Vec heading = {1, 0}, int group = 0) {
    Random random(11);
    return {make_craft(kind, random), at_m, heading, group};
}

// The box of the pixels that drawing the craft alone touches by at least half.
BoxPx drawn_box(const Scene& scene, const Berth& berth) {
    Canvas canvas(width_px, height_px);
    draw_craft(canvas, scene.camera.moved(berth.at_m, berth.heading), berth.craft, 1);
    int left = width_px;
    int top = height_px;
    int right = 0;
    int bottom = 0;
    for (int y = 0; y < height_px; ++y) {
        for (int x = 0; x < width_px; ++x) {
            if (canvas.owner(x, y) != 1) continue;
            left = std::min(left, x);
            top = std::min(top, y);
            right = std::max(right, x + 1);
            bottom = std::max(bottom, y + 1);
        }
    }
    return {left + 0.0, top + 0.0, right - left + 0.0, bottom - top + 0.0};
}

}  // namespace

TEST_CASE("demo scene: every kind's box is tight around its own pixels", "[demo]") {
    for (std::size_t k = 0; k < kind_count; ++k) {
        const Scene scene = water_with({berth_of(static_cast<Kind>(k), {3, -4}, {0.6, 0.8})});
        const Drawing drawing = draw_scene(scene, width_px, height_px);
        INFO(kinds[k].name);
        REQUIRE(drawing.objects.size() == 1);
        const Visible& object = drawing.objects[0];
        const BoxPx expected = drawn_box(scene, scene.berths[0]);
        CHECK(object.kind == static_cast<Kind>(k));
        CHECK_FALSE(object.crowd);
        CHECK(overlap(object.box_px, expected) == 1.0);
        CHECK(object.area_px > 0);
        CHECK(object.area_px <= object.box_px.area());
    }
}

TEST_CASE("demo scene: a hidden craft is not an object, a half hidden one keeps its visible box",
          "[demo]") {
    const Berth ferry = berth_of(Kind::ferry, {0, 0});
    const Berth buoy = berth_of(Kind::buoy, {0, 0});
    const Drawing hidden = draw_scene(water_with({buoy, ferry}), width_px, height_px);
    REQUIRE(hidden.objects.size() == 1);
    CHECK(hidden.objects[0].kind == Kind::ferry);

    const Berth below = berth_of(Kind::sailboat, {-6, 4});
    const Scene scene = water_with({below, berth_of(Kind::tugboat, {2, 6})});
    const Drawing partly = draw_scene(scene, width_px, height_px);
    REQUIRE(partly.objects.size() == 2);
    const BoxPx alone = drawn_box(scene, below);
    CHECK(partly.objects[0].box_px.x == alone.x);
    CHECK(partly.objects[0].box_px.area() <= alone.area());
    CHECK(overlap(partly.objects[1].box_px, drawn_box(scene, scene.berths[1])) == 1.0);
}

TEST_CASE("demo scene: craft of one group are one crowd region", "[demo]") {
    const Scene scene = water_with({berth_of(Kind::kayak, {0, 0}, {0, 1}, 1),
                                    berth_of(Kind::kayak, {1, 0}, {0, 1}, 1),
                                    berth_of(Kind::kayak, {2, 0}, {0, 1}, 1)});
    const Drawing drawing = draw_scene(scene, width_px, height_px);
    REQUIRE(drawing.objects.size() == 1);
    CHECK(drawing.objects[0].crowd);
}

TEST_CASE("demo scene: boxes lie in the picture, and a seed is a scene", "[demo]") {
    for (const Place place : {Place::marina, Place::harbour, Place::bay}) {
        Random first(3);
        Random second(3);
        const Scene scene = make_scene(place, Light::dusk, width_px, height_px, first);
        const Drawing drawing = draw_scene(scene, width_px, height_px);
        const Drawing again = draw_scene(
            make_scene(place, Light::dusk, width_px, height_px, second), width_px, height_px);
        CHECK(drawing.picture.rgb == again.picture.rgb);
        CHECK(drawing.objects.size() == again.objects.size());
        REQUIRE(drawing.picture.rgb.size() == std::size_t{3} * width_px * height_px);
        for (const Visible& object : drawing.objects) {
            CHECK(object.box_px.x >= 0);
            CHECK(object.box_px.y >= 0);
            CHECK(object.box_px.right() <= width_px);
            CHECK(object.box_px.bottom() <= height_px);
        }
    }
}

TEST_CASE("demo jpeg: what is read back is what was drawn, nearly", "[demo]") {
    Random random(4);
    const Drawing drawing = draw_scene(
        make_scene(Place::bay, Light::day, width_px, height_px, random), width_px, height_px);
    const Picture read = picture_from_jpeg(jpeg_from_picture(drawing.picture, 90));
    REQUIRE(read.width_px == width_px);
    REQUIRE(read.height_px == height_px);
    double difference = 0;
    for (std::size_t i = 0; i < read.rgb.size(); ++i) {
        difference += std::abs(static_cast<int>(read.rgb[i]) - drawing.picture.rgb[i]);
    }
    CHECK(difference / static_cast<double>(read.rgb.size()) < 6);

    const std::vector<std::uint8_t> rubbish{1, 2, 3, 4};
    CHECK(picture_from_jpeg(rubbish).rgb.empty());
}
