// LVIS's and Boundary IoU's figures against lvis-api and the Boundary IoU API, every bit.
#include <catch2/catch_amalgamated.hpp>

#include "support/reference.h"

using namespace errata;
using nlohmann::json;

TEST_CASE("boundary figures and arrays equal the Boundary IoU API's", "[parity]") {
    for (const json& one : test::reference_cases("boundary/cases.json")) {
        INFO("seed " << one["seed"]);
        DetectionProtocol protocol = boundary_protocol();
        protocol.overlap.boundary_ratio = one["dilation_ratio"];
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump(), Task::masks);
        const auto evaluated = test::evaluate(loaded, protocol);
        CHECK(test::stats(evaluated.summary) == one["stats"].get<std::vector<double>>());
        CHECK(test::digest(evaluated.accumulation.precision_array) ==
              one["precision_sha256"].get<std::string>());
        CHECK(test::digest(evaluated.accumulation.recall_array()) ==
              one["recall_sha256"].get<std::string>());
    }
}

TEST_CASE("LVIS figures and arrays equal lvis-api's", "[parity]") {
    for (const json& one : test::reference_cases("lvis/cases.json")) {
        INFO("seed " << one["seed"]);
        const Task task = one["kind"] == "segm" ? Task::masks : Task::boxes;
        const DetectionProtocol protocol = lvis_protocol(task);
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump(), task);
        const auto evaluated = test::evaluate(loaded, protocol);
        REQUIRE(evaluated.summary.figures.size() == one["results"].size());
        for (std::size_t i = 0; i < evaluated.summary.figures.size(); ++i) {
            const std::string key(evaluated.summary.figures[i].key);
            INFO(key);
            CHECK(evaluated.summary.overall[i].value.value_or(-1) ==
                  one["results"].at(key).get<double>());
        }
        CHECK(test::digest(evaluated.accumulation.precision_array) ==
              one["precision_sha256"].get<std::string>());
        CHECK(test::digest(evaluated.accumulation.recall_array()) ==
              one["recall_sha256"].get<std::string>());
    }
}
