// The bootstrap: weights give what repeated images give, and intervals do not depend on threads.
#include "metrics/bootstrap.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/analyses.h"
#include "metrics/detection_matching.h"
#include "metrics/rule_figures.h"
#include "metrics/weighted_detection.h"
#include "metrics/weighted_rules.h"
#include "support/evaluate.h"
#include "support/random_boxes.h"
#include "support/restricting.h"

using namespace errata;
using nlohmann::json;

namespace {

std::unique_ptr<const WeightedFigures> weighted(const test::Loaded& loaded,
                                                const DetectionProtocol& protocol) {
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    const DetectionMatching matching(loaded.dataset, loaded.run, rows, protocol, {},
                                     {.keep_images = true});
    EvaluationPart part = matching.empty_part();
    matching.match(0, matching.images(), part);
    return std::make_unique<WeightedDetection>(std::span(&part, 1), protocol, matching.images(),
                                               Column<std::uint8_t>());
}

// The data with each image as often as it weighs, copies behind one another, and scores that are all distinct.
std::pair<std::string, std::string> repeated(const json& truth, const json& predictions,
                                             const std::map<std::int64_t, std::uint32_t>& weights) {
    json more_truth = truth;
    more_truth["images"] = json::array();
    more_truth["annotations"] = json::array();
    json more_predictions = json::array();
    std::int64_t id = 0;
    std::int64_t annotation = 0;
    for (const auto& [image, weight] : weights) {
        for (std::uint32_t copy = 0; copy < weight; ++copy) {
            more_truth["images"].push_back({{"id", ++id}, {"width", 100}, {"height", 100}});
            for (json one : truth["annotations"]) {
                if (one["image_id"] != image) continue;
                one["image_id"] = id;
                one["id"] = ++annotation;
                more_truth["annotations"].push_back(one);
            }
            for (json one : predictions) {
                if (one["image_id"] != image) continue;
                one["image_id"] = id;
                more_predictions.push_back(one);
            }
        }
    }
    return {more_truth.dump(), more_predictions.dump()};
}

}  // namespace

namespace {

struct WeighedCase {
    test::Loaded loaded;
    std::vector<std::uint32_t> weights;
    test::Loaded more;  // each image as often as it weighs
};

WeighedCase weighed_case(std::uint64_t seed) {
    const test::Texts texts = test::random_texts(seed, 12);
    const json truth = json::parse(texts.truth);
    json predictions = json::parse(texts.predictions);
    // Equal scores within an image stand in another order among copies; all distinct here.
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        predictions[i]["score"] = static_cast<double>((i * 7919 + seed) % 100'003) / 100'003;
    }
    WeighedCase one = {
        .loaded = test::load(truth.dump(), predictions.dump()), .weights = {}, .more = {}};
    const Samples& samples = one.loaded.dataset.samples;
    one.weights.resize(samples.size());
    draw_weights(seed, 0, one.weights);
    if (seed == 1) std::ranges::fill(one.weights, 1U);
    std::map<std::int64_t, std::uint32_t> by_id;
    for (std::size_t i = 0; i < one.weights.size(); ++i) {
        by_id[samples.ids.numbers()[i]] = one.weights[i];
    }
    const auto [more_truth, more_predictions] = repeated(truth, predictions, by_id);
    one.more = test::load(more_truth, more_predictions);
    return one;
}

// All classes' figures, then of each class.
void check_equal(const std::vector<double>& values, const FigureTable& expected) {
    std::size_t next = 0;
    const auto check_row = [&](const std::vector<Figure>& row) {
        for (const Figure& figure : row) {
            INFO("value " << next);
            REQUIRE(next < values.size());
            CHECK(std::isnan(values[next]) == !figure.value.has_value());
            if (figure.value)
                CHECK(values[next] == Catch::Approx(*figure.value).epsilon(1e-12).margin(1e-15));
            ++next;
        }
    };
    check_row(expected.overall);
    for (const auto& row : expected.classes) check_row(row);
    CHECK(next == values.size());
}

}  // namespace

TEST_CASE("an image that weighs more counts as if it stood there more often") {
    const DetectionProtocol protocol = coco_protocol();
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        INFO("seed " << seed);
        const WeighedCase one = weighed_case(seed);
        std::vector<double> values;
        weighted(one.loaded, protocol)->measure(one.weights, values);
        check_equal(values, test::evaluate(one.more, protocol).summary);
    }
}

TEST_CASE("by other rules, too, an image that weighs more counts more often") {
    std::size_t compared = 0;
    for (const char* const rules : {"voc2007", "voc", "ultralytics", "openimages", "tide"}) {
        INFO(rules);
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            INFO("seed " << seed);
            const WeighedCase one = weighed_case(seed);
            const auto rows_of = [](const test::Loaded& loaded) {
                return SampleRows(loaded.run.sample, loaded.dataset.samples.size());
            };
            const auto figures =
                weighted_rules(rules, one.loaded.dataset, one.loaded.run, rows_of(one.loaded));
            std::vector<double> values;
            // Of a class without objects TIDE counts the predictions; a resample leaves it out.
            const bool lost = figures->measure(one.weights, values);
            if (lost && std::string_view(rules) == "tide") continue;
            ++compared;
            check_equal(values,
                        evaluate_by_rules(rules, one.more.dataset, one.more.run, rows_of(one.more))
                            .summary);
        }
    }
    CHECK(compared >= 48);
}

TEST_CASE("of a selection of objects the selection is resampled") {
    Random random(4);
    std::size_t defined = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        // Of a single image every resample is the same.
        Evaluation evaluation = test::evaluate_texts(test::random_texts(seed, 1), 1);
        const BitSet rows = test::random_rows(evaluation.dataset.truth.size(), random);
        evaluation.summary =
            test::restricted(evaluation, {.to = Restricted::objects, .rows = &rows});
        evaluation.counted_objects = rows;
        Analyses analyses;
        REQUIRE_FALSE(test::finish(
            analyse(evaluation, {.bootstrap = BootstrapOptions{.resamples = 3}}, analyses)));
        REQUIRE(analyses.intervals);
        for (const Figure& figure : analyses.intervals->overall) {
            CHECK(figure.interval.has_value() == figure.value.has_value());
            if (!figure.interval) continue;
            ++defined;
            CHECK(figure.interval->low == Catch::Approx(*figure.value).epsilon(1e-12));
            CHECK(figure.interval->high == Catch::Approx(*figure.value).epsilon(1e-12));
        }
    }
    CHECK(defined > 50);
}

TEST_CASE("intervals are the same for any number of threads, and lie around the value") {
    const test::Texts texts = test::random_texts(3, 60);
    const auto loaded = test::load(texts.truth, texts.predictions);
    const DetectionProtocol protocol = coco_protocol();
    const auto interval_of = [&](unsigned threads) {
        std::vector<std::unique_ptr<const WeightedFigures>> runs;
        runs.push_back(weighted(loaded, protocol));
        runs.push_back(weighted(loaded, protocol));
        Bootstrap bootstrap(std::move(runs), {.resamples = 200, .seed = 5, .threads = threads});
        while (bootstrap.step()) {
        }
        // A run against itself: no difference, and neither is better.
        const auto same = bootstrap.difference(0, 1, 0, FigureKind::fraction);
        CHECK(same.low == 0);
        CHECK(same.high == 0);
        CHECK(same.share_better == 0.5);
        FigureTable table = test::evaluate(loaded, protocol).summary;
        bootstrap.set_intervals(0, table);
        return table;
    };
    const FigureTable one = interval_of(1);
    const FigureTable four = interval_of(4);
    for (std::size_t f = 0; f < one.overall.size(); ++f) {
        CHECK(one.overall[f].interval == four.overall[f].interval);
    }
    REQUIRE(one.overall[0].interval.has_value());
    CHECK(one.overall[0].interval->low < *one.overall[0].value);
    CHECK(one.overall[0].interval->high > *one.overall[0].value);
    CHECK(one.overall[0].interval->resamples == 200);
}

TEST_CASE("drawing is with replacement, as many as there are") {
    std::vector<std::uint32_t> weights(1000);
    draw_weights(1, 0, weights);
    std::uint64_t all = 0;
    std::size_t none = 0;
    for (const std::uint32_t weight : weights) {
        all += weight;
        none += weight == 0 ? 1 : 0;
    }
    CHECK(all == 1000);
    // 1/e of them are not drawn.
    CHECK(none > 320);
    CHECK(none < 420);
    std::vector<std::uint32_t> others(1000);
    draw_weights(1, 1, others);
    CHECK(weights != others);
}
