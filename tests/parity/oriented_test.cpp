// Figures of oriented boxes against hotcoco's: tests/data/oriented_boxes.json, made by make_oriented_boxes.py beside it.
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "support/evaluate.h"

using namespace errata;
using nlohmann::json;

TEST_CASE("oriented boxes have hotcoco's figures", "[parity]") {
    const json document =
        json::parse(test::file_text(ERRATA_SOURCE_DIR "/tests/data/oriented_boxes.json"));
    for (const json& one : document["cases"]) {
        const test::Loaded loaded =
            test::load(one["truth"].dump(), one["predictions"].dump(), Task::oriented);
        REQUIRE(loaded.warnings.all().empty());
        const std::vector<double> ours =
            test::stats(test::evaluate(loaded, coco_protocol(Task::oriented)).summary);
        const json& theirs = one["figures"];
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            CAPTURE(i);
            CHECK(std::abs(ours[i] - theirs[i].get<double>()) <= 1e-12);
        }
    }
}
