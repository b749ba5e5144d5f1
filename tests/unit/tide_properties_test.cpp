// TIDE: what holds of it whatever the data.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/random.h"
#include "metrics/tide.h"
#include "support/evaluate.h"
#include "support/random_boxes.h"

using namespace errata;
using nlohmann::json;

namespace {

Tide analysed(const json& truth, const json& predictions) {
    const auto loaded = test::load(truth.dump(), predictions.dump());
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    return analyse_tide(loaded.dataset, loaded.run, rows);
}

// No two scores and no two overlaps are equal: no order decides.
std::pair<json, json> without_ties(std::uint64_t seed) {
    const test::Texts texts = test::random_texts(seed, 20);
    json truth = json::parse(texts.truth);
    json predictions = json::parse(texts.predictions);
    Random random(seed);
    for (json* list : {&truth["annotations"], &predictions}) {
        for (json& one : *list) {
            for (json& number : one["bbox"]) number = number.get<double>() + random.uniform();
        }
    }
    for (json& one : predictions) one["score"] = random.uniform();
    return {truth, predictions};
}

json shuffled(const json& list, std::uint64_t seed) {
    std::vector<std::size_t> order(list.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(seed).shuffle(std::span(order));
    json result = json::array();
    for (const std::size_t i : order) result.push_back(list[i]);
    return result;
}

void check_close(double value, double expected) { CHECK(std::abs(value - expected) <= 1e-12); }

}  // namespace

TEST_CASE("TIDE does not depend on the order of rows, images or classes", "[metrics]") {
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        INFO("seed " << seed);
        const auto [truth, predictions] = without_ties(seed);
        json other = truth;
        for (const char* list : {"images", "categories", "annotations"}) {
            other[list] = shuffled(truth[list], seed + 100);
        }
        const Tide tide = analysed(truth, predictions);
        const Tide again = analysed(other, shuffled(predictions, seed + 200));
        check_close(again.ap, tide.ap);
        CHECK(again.counts == tide.counts);
        for (std::size_t i = 0; i < tide_errors; ++i) {
            check_close(again.main[i], tide.main[i]);
            check_close(again.progressive[i], tide.progressive[i]);
        }
        check_close(again.false_positives, tide.false_positives);
        check_close(again.false_negatives, tide.false_negatives);
    }
}

TEST_CASE("without its false positives a detector has only misses, and no lower AP", "[metrics]") {
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        INFO("seed " << seed);
        const auto [truth, predictions] = without_ties(seed);
        const Tide tide = analysed(truth, predictions);
        json right = json::array();
        for (std::size_t i = 0; i < predictions.size(); ++i) {
            if (tide.predictions[i].use == TideUse::true_positive) right.push_back(predictions[i]);
        }
        const Tide without = analysed(truth, right);
        CHECK(without.ap >= tide.ap - 1e-12);
        for (std::size_t i = 0; i + 1 < tide_errors; ++i) CHECK(without.counts[i] == 0);
        check_close(without.false_positives, 0);
    }
}
