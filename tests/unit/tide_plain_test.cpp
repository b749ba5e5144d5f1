// TIDE on random boxes against a plain implementation, and what holds of it whatever the data.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "metrics/tide.h"
#include "support/evaluate.h"
#include "support/plain_tide.h"
#include "support/random_boxes.h"

using namespace errata;
using nlohmann::json;

namespace {

Tide analysed(const test::Loaded& loaded) {
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    return analyse_tide(loaded.dataset, loaded.run, rows);
}

void check_close(double value, double expected) { CHECK(std::abs(value - expected) <= 1e-12); }

}  // namespace

TEST_CASE("errors and what they cost are those of the plain implementation", "[metrics]") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        INFO("seed " << seed);
        const test::Texts texts = test::random_texts(seed, 20);
        const auto loaded = test::load(texts.truth, texts.predictions);
        const Tide tide = analysed(loaded);
        const test::PlainTide plain = test::plain_tide(loaded.dataset, loaded.run);
        std::vector<TideError> errors;
        for (const TidePrediction& one : tide.predictions) errors.push_back(one.error);
        CHECK(errors == plain.errors);
        check_close(tide.ap, plain.ap);
        for (std::size_t i = 0; i < tide_errors; ++i) {
            INFO(tide_infos()[i].key);
            check_close(tide.main[i], plain.main[i]);
        }
        check_close(tide.false_positives, plain.false_positives);
        check_close(tide.false_negatives, plain.false_negatives);
    }
}

TEST_CASE("any number of threads finds the same errors", "[metrics]") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        INFO("seed " << seed);
        const test::Texts texts = test::random_texts(seed, 20);
        const auto loaded = test::load(texts.truth, texts.predictions);
        const Tide one = analysed(loaded);
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        TideAnalysis analysis(loaded.dataset, loaded.run, rows, {}, 3);
        const auto samples = static_cast<SampleSlot>(loaded.dataset.samples.size());
        analysis.add(0, samples / 2);
        analysis.add(samples / 2, samples);
        const Tide three = std::move(analysis).finish();
        CHECK(three.ap_of_class == one.ap_of_class);
        CHECK(three.main == one.main);
        CHECK(three.progressive == one.progressive);
        CHECK(three.false_positives == one.false_positives);
        CHECK(three.false_negatives == one.false_negatives);
        CHECK(three.counts == one.counts);
        CHECK(three.missed == one.missed);
        for (std::size_t i = 0; i < one.predictions.size(); ++i) {
            CHECK(three.predictions[i].use == one.predictions[i].use);
            CHECK(three.predictions[i].error == one.predictions[i].error);
            CHECK(three.predictions[i].iou == one.predictions[i].iou);
            CHECK(three.predictions[i].target == one.predictions[i].target);
        }
    }
}

TEST_CASE("predictions that are the objects have no errors", "[metrics]") {
    const test::Texts texts = test::random_texts(3, 20);
    const json truth = json::parse(texts.truth);
    json predictions = json::array();
    for (const json& object : truth["annotations"]) {
        if (object.value("iscrowd", 0) != 0) continue;
        predictions.push_back({{"image_id", object["image_id"]},
                               {"category_id", object["category_id"]},
                               {"bbox", object["bbox"]},
                               {"score", 0.5}});
    }
    const Tide tide = analysed(test::load(texts.truth, predictions.dump()));
    check_close(tide.ap, 1);
    CHECK(std::ranges::all_of(tide.counts, [](std::uint32_t count) { return count == 0; }));
    for (const double cost : tide.main) check_close(cost, 0);
    check_close(tide.false_positives, 0);
    check_close(tide.false_negatives, 0);
}

TEST_CASE("with nothing predicted every object is missed", "[metrics]") {
    const test::Texts texts = test::random_texts(4, 20);
    const auto loaded = test::load(texts.truth, "[]");
    const Tide tide = analysed(loaded);
    std::uint32_t objects = 0;
    for (Row row = 0; row < loaded.dataset.truth.size(); ++row) {
        if (!loaded.dataset.truth.is_crowd(row)) ++objects;
    }
    check_close(tide.ap, 0);
    CHECK(tide.counts == std::array<std::uint32_t, tide_errors>{0, 0, 0, 0, 0, objects});
}
