// Keypoint similarity: the shortcut for poses that lie far apart changes nothing from its bound on.
#include "geometry/keypoint.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "base/random.h"

using namespace errata;

namespace {

struct Pair {
    std::vector<Keypoint> prediction;
    std::vector<Keypoint> points;
    std::vector<std::uint8_t> visibility;
    Box box;
    double area = 0;

    KeypointObject object() const {
        return {.points = points, .visibility = visibility, .box = box, .area = area};
    }
};

Pair random_pair(Random& random, std::size_t count) {
    Pair pair = {.prediction = {},
                 .points = {},
                 .visibility = {},
                 .box = {.x = 10, .y = 10, .width = 50, .height = 80},
                 .area = random.chance(0.05) ? -3.0 : random.uniform(0, 6000)};
    const double spread = std::pow(10.0, random.uniform(-2, 2.5));
    const bool labelled = random.chance(0.8);
    for (std::size_t i = 0; i < count; ++i) {
        const Keypoint point = {.x = random.uniform(10, 60), .y = random.uniform(10, 90)};
        pair.points.push_back(point);
        pair.visibility.push_back(labelled && random.chance(0.7) ? 2 : 0);
        pair.prediction.push_back({.x = point.x + random.uniform(-spread, spread),
                                   .y = point.y + random.uniform(-spread, spread)});
    }
    return pair;
}

}  // namespace

TEST_CASE("the similarity is exact from the bound on, and below it where it is below",
          "[geometry]") {
    Random random(11);
    std::size_t above = 0;
    std::size_t shortened = 0;
    for (int turn = 0; turn < 20000; ++turn) {
        const std::size_t count = random.chance(0.7) ? 17 : 1 + random.index(12);
        const Pair pair = random_pair(random, count);
        const std::vector<double> sigmas = default_sigmas(count);
        const double exact = keypoint_similarity(pair.prediction, pair.object(), sigmas);
        // Bounds close to the value are the hard ones.
        const double least = random.chance(0.5) ? 0.5 : exact * random.uniform(0.9, 1.1);
        const double found = keypoint_similarity(pair.prediction, pair.object(), sigmas, least);
        if (exact >= least) {
            REQUIRE(found == exact);
            ++above;
        } else {
            REQUIRE(found < least);
            if (found != exact) ++shortened;
        }
    }
    CHECK(above > 3000);
    CHECK(shortened > 3000);
}
