// The demo's data set: the same for the same seed, and COCO files that say what the world holds.
#include <catch2/catch_amalgamated.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "demo/world.h"

using namespace errata::demo;
using Json = nlohmann::json;

namespace {

WorldOptions small(std::uint64_t seed) {
    WorldOptions options;
    options.seed = seed;
    options.image_count = 3;
    options.training_count = 6;
    options.width_px = 160;
    options.height_px = 120;
    options.detect.least_score = 0.05;
    return options;
}

}  // namespace

TEST_CASE("demo world: one seed, the same bytes; another seed, others", "[demo]") {
    const World first = make_world(small(1));
    const World again = make_world(small(1));
    const World other = make_world(small(2));
    REQUIRE(first.images.size() == 3);
    for (std::size_t i = 0; i < first.images.size(); ++i) {
        CHECK(first.images[i].jpeg == again.images[i].jpeg);
        CHECK(first.images[i].jpeg != other.images[i].jpeg);
    }
    CHECK(truth_json(first, small(1)) == truth_json(again, small(1)));
    CHECK(predictions_json(first) == predictions_json(again));
    CHECK(predictions_json(first) != predictions_json(other));
}

TEST_CASE("demo world: the files are COCO's and agree with each other", "[demo]") {
    const WorldOptions options = small(1);
    const World world = make_world(options);
    const Json truth = Json::parse(truth_json(world, options), nullptr, false);
    const Json predictions = Json::parse(predictions_json(world), nullptr, false);
    REQUIRE(truth.is_object());
    REQUIRE(predictions.is_array());
    CHECK(truth["categories"].size() == kind_count);
    REQUIRE(truth["images"].size() == world.images.size());

    std::set<std::string> names;
    for (const Json& image : truth["images"]) {
        names.insert(image["file_name"].get<std::string>());
        CHECK(image["width"] == options.width_px);
        CHECK(image["height"] == options.height_px);
    }
    CHECK(names.size() == world.images.size());

    std::set<int> ids;
    std::size_t objects = 0;
    for (const WorldImage& image : world.images) objects += image.objects.size();
    CHECK(truth["annotations"].size() == objects);
    for (const Json& one : truth["annotations"]) {
        ids.insert(one["id"].get<int>());
        CHECK(one["area"].get<double>() <=
              one["bbox"][2].get<double>() * one["bbox"][3].get<double>());
        CHECK(one["image_id"].get<std::size_t>() <= world.images.size());
    }
    CHECK(ids.size() == objects);
    for (const Json& one : predictions) {
        CHECK(one["score"].get<double>() > 0);
        CHECK(one["score"].get<double>() <= 1);
        CHECK(one["category_id"].get<std::size_t>() <= kind_count);
        CHECK(one["bbox"].size() == 4);
    }
}
