// The demo's detector: its features are exact, its networks learn, and it looks at pixels.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "demo/detector.h"

using namespace errata;
using namespace errata::demo;

namespace {

Picture plain(int width, int height, std::uint8_t value) {
    return {width, height,
            std::vector<std::uint8_t>(static_cast<std::size_t>(3 * width * height), value)};
}

Example example_of(std::uint64_t seed) {
    Random random(seed);
    const Scene scene = make_scene(Place::bay, Light::day, 160, 120, random);
    Drawing drawing = draw_scene(scene, 160, 120);
    return {std::move(drawing.picture), std::move(drawing.objects)};
}

std::vector<Example> lessons_of(std::uint64_t seed, int count) {
    std::vector<Example> result;
    for (int i = 0; i < count; ++i) {
        result.push_back(example_of(seed + static_cast<std::uint64_t>(i)));
    }
    return result;
}

}  // namespace

TEST_CASE("demo features: averages are exact for boxes that cut pixels", "[demo]") {
    Picture picture = plain(8, 6, 0);
    for (std::size_t i = 0; i < 3; ++i) picture.rgb[3 * (2 * 8 + 3) + i] = 255;  // pixel (3, 2)
    const ChannelSums sums(picture);
    std::vector<float> one(channel_count);
    sums.pool({3, 2, 1, 1}, 1, one.data());
    CHECK(one[0] == 1.0F);
    sums.pool({2.5, 2, 1, 1}, 1, one.data());
    CHECK(one[0] == Catch::Approx(0.5));
    sums.pool({3.25, 2.25, 0.5, 0.5}, 1, one.data());
    CHECK(one[0] == Catch::Approx(1.0));

    const ChannelSums grey(plain(8, 6, 51));
    std::vector<float> grid(4 * channel_count);
    grey.pool({1.3, 0.7, 5.1, 4.2}, 2, grid.data());
    for (std::size_t cell = 0; cell < 4; ++cell) {
        CHECK(grid[cell * channel_count] == Catch::Approx(0.2));
        CHECK(grid[cell * channel_count + 3] == 0.0F);
    }
    CHECK(grey.edge_strength({0, 0, 8, 6}) == 0.0);
    CHECK(sums.edge_strength({0, 0, 8, 6}) > 0.0);
}

TEST_CASE("demo network: learns classes and corrections, twice the same", "[demo]") {
    constexpr std::size_t inputs = 2;
    Lessons lessons;
    Random random(1);
    for (int i = 0; i < 300; ++i) {
        const double x = random.uniform(-1, 1);
        const double y = random.uniform(-1, 1);
        const int label = y < -0.3 ? -1 : x < 0 ? 0 : 1;
        lessons.values.insert(lessons.values.end(), {static_cast<float>(x), static_cast<float>(y)});
        lessons.classes.push_back(label);
        lessons.targets.push_back(1);
        lessons.corrections.push_back({static_cast<float>(0.3 * x), 0, 0, 0});
    }
    const auto train = [&] {
        Random seed(2);
        return train_network({inputs, few_hidden, 2}, lessons, {.epochs = 60, .step = 0.01}, seed);
    };
    const Network network = train();
    CHECK(network.first == train().first);
    const auto says = [&](float x, float y) { return ask(network, std::vector<float>{x, y}); };
    CHECK(says(-0.5F, 0.5F).scores[0] > 0.8F);
    CHECK(says(-0.5F, 0.5F).scores[1] < 0.2F);
    CHECK(says(0.5F, 0.5F).scores[1] > 0.8F);
    CHECK(says(0.5F, -0.8F).scores[1] < 0.2F);
    CHECK(says(0.8F, 0.5F).correction[0] > 0.1F);
    CHECK(says(-0.8F, 0.5F).correction[0] < -0.1F);
}

TEST_CASE("demo detector: it looks at pixels and at nothing else", "[demo]") {
    Random random(3);
    const Detector detector = train_detector(lessons_of(20, 10), random);
    const DetectOptions options{.least_score = 0.1};
    const std::vector<Detection> blank = detect(detector, plain(160, 120, 110), options);
    CHECK(blank.empty());

    const Example other = example_of(99);
    const std::vector<Detection> found = detect(detector, other.picture, options);
    REQUIRE_FALSE(found.empty());
    CHECK(std::is_sorted(found.begin(), found.end(),
                         [](const Detection& a, const Detection& b) { return a.score > b.score; }));
    for (const Detection& one : found) {
        CHECK(one.score >= options.least_score);
        CHECK(one.score < 1);
        CHECK(one.box_px.x >= 0);
        CHECK(one.box_px.y >= 0);
        CHECK(one.box_px.right() <= 160 + 1e-9);
        CHECK(one.box_px.bottom() <= 120 + 1e-9);
    }

    // Painting over an object takes away what was found there.
    const BoxPx target = found[0].box_px;
    Picture painted = other.picture;
    for (int y = 0; y < painted.height_px; ++y) {
        for (int x = 0; x < painted.width_px; ++x) {
            if (x + 6 < target.x || x - 6 > target.right() || y + 6 < target.y ||
                y - 6 > target.bottom()) {
                continue;
            }
            for (std::size_t c = 0; c < 3; ++c) {
                painted.rgb[3 * static_cast<std::size_t>(y * painted.width_px + x) + c] = 110;
            }
        }
    }
    for (const Detection& one : detect(detector, painted, options)) {
        CHECK((one.kind != found[0].kind || overlap(one.box_px, target) < 0.7 ||
               one.score < found[0].score));
    }
}
