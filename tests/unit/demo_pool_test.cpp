// The demo's pool: bursts of one scene are found as near duplicates, and its files agree with the world's.
#include <catch2/catch_amalgamated.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "demo/world.h"
#include "image/near_duplicates.h"
#include "image/perceptual_hash.h"

using namespace errata;
using nlohmann::json;

TEST_CASE("demo pool: planted duplicates are all found", "[demo]") {
    demo::WorldOptions options;
    options.image_count = 2;
    options.training_count = 4;
    const demo::World world = demo::make_world(options);
    const demo::Pool pool = demo::make_pool(world, options, 30);
    REQUIRE(pool.images.size() == 30);
    std::vector<std::uint64_t> hashes;
    for (const demo::PoolImage& one : pool.images) {
        const auto picture = decode_picture(
            {reinterpret_cast<const char*>(one.image.jpeg.data()), one.image.jpeg.size()}, "a.jpg");
        REQUIRE(picture);
        hashes.push_back(perceptual_hash(*picture));
    }
    const DuplicateClusters clusters = near_duplicates(hashes, 6);
    std::map<std::size_t, std::vector<std::size_t>> bursts;
    for (std::size_t i = 0; i < pool.images.size(); ++i) bursts[pool.images[i].burst].push_back(i);
    std::size_t planted = 0;
    for (const auto& [burst, images] : bursts) {
        for (const std::size_t image : images)
            CHECK(clusters.cluster[image] == clusters.cluster[images[0]]);
        planted += images.size() > 1 ? 1 : 0;
    }
    CHECK(planted >= 4);
    // Different scenes are different pictures.
    CHECK(clusters.size.size() == bursts.size());
}

TEST_CASE("demo pool: the files are COCO's, without annotations, with metadata", "[demo]") {
    demo::WorldOptions options;
    options.image_count = 3;
    options.training_count = 4;
    options.width_px = 160;
    options.height_px = 120;
    const demo::World world = demo::make_world(options);
    const demo::Pool pool = demo::make_pool(world, options, 5);
    json images = json::parse(demo::pool_json(pool, world, options));
    CHECK_FALSE(images.contains("annotations"));
    REQUIRE(images["images"].size() == 5);
    CHECK(images["images"][0]["id"] == 4);
    json truth = json::parse(demo::truth_json(world, options));
    for (const json* list : {&images["images"], &truth["images"]}) {
        for (const json& one : *list) {
            for (const char* const field : {"site", "light", "camera", "hour"})
                CHECK(one.contains(field));
            CHECK(one["file_name"].get<std::string>().starts_with(one["site"].get<std::string>() +
                                                                  "/"));
        }
    }
    for (const json& one : json::parse(demo::pool_predictions_json(pool, world)))
        CHECK(one["image_id"].get<int>() >= 4);
}
