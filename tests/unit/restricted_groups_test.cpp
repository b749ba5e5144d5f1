// Groups: the figures of each are those of its selection.
#include <catch2/catch_amalgamated.hpp>

#include "data/subset.h"
#include "engine/analyses.h"
#include "engine/classification_job.h"
#include "formats/coco_subset.h"
#include "support/random_boxes.h"
#include "support/restricting.h"

using namespace errata;
using test::finish;
using test::random_rows;
using test::restricted;
using test::same;

TEST_CASE("groups have the figures of their selections", "[engine]") {
    const Evaluation whole = test::evaluate_texts(test::random_texts(21, 60), 1);
    Restrictable prepared;
    REQUIRE_FALSE(finish(prepare_restrictions(whole, {}, prepared)));
    Random random(11);
    for (const auto& [to, size] : {std::pair(Restricted::samples, whole.dataset.samples.size()),
                                   std::pair(Restricted::objects, whole.dataset.truth.size()),
                                   std::pair(Restricted::predictions, whole.run.size())}) {
        std::vector<Group> groups;
        for (int i = 0; i < 4; ++i) {
            groups.push_back({.key = std::to_string(i), .rows = random_rows(size, random)});
        }
        GroupTable table;
        REQUIRE_FALSE(finish(group(prepared, {.to = to, .groups = groups}, table)));
        CHECK(table.to == to);
        CHECK(table.overall.rows == size);
        CHECK(same(table.overall.figures, whole.summary.overall));
        REQUIRE(table.groups.size() == 4);
        for (std::size_t i = 0; i < 4; ++i) {
            CHECK(table.groups[i].key == groups[i].key);
            CHECK(table.groups[i].rows == groups[i].rows.count());
            CHECK(same(table.groups[i].figures,
                       restricted(whole, {.to = to, .rows = &groups[i].rows}).overall));
        }
        const BitSet within = random_rows(size, random);
        REQUIRE_FALSE(
            finish(group(prepared, {.to = to, .groups = groups, .within = &within}, table)));
        BitSet both = groups[0].rows;
        both &= within;
        CHECK(table.groups[0].rows == both.count());
        CHECK(same(table.groups[0].figures, restricted(whole, {.to = to, .rows = &both}).overall));
        CHECK(same(table.overall.figures, restricted(whole, {.to = to, .rows = &within}).overall));
    }
    const BitSet other(7);
    RestrictedFigures result;
    const auto refused =
        finish(restrict(prepared, {.to = Restricted::samples, .rows = &other}, result));
    REQUIRE(refused);
    CHECK(refused->code == ErrorCode::bad_value);
}

namespace {

bool same_intervals(const std::vector<Figure>& a, const std::vector<Figure>& b) {
    return std::ranges::equal(a, b, [](const Figure& x, const Figure& y) {
        if (x.interval.has_value() != y.interval.has_value()) return false;
        return !x.interval ||
               (x.interval->low == y.interval->low && x.interval->high == y.interval->high &&
                x.interval->resamples == y.interval->resamples &&
                x.interval->resamples_without == y.interval->resamples_without);
    });
}

std::vector<Figure> resampled(const Evaluation& evaluation, const BootstrapOptions& options) {
    Analyses analyses;
    REQUIRE_FALSE(finish(analyse(evaluation, {.bootstrap = options}, analyses)));
    return analyses.intervals->overall;
}

std::vector<Group> halves(std::size_t size, Random& random) {
    std::vector<Group> groups = {{.key = "a", .rows = BitSet(size)},
                                 {.key = "b", .rows = BitSet(size)}};
    for (std::size_t row = 0; row < size; ++row) groups[random.index(2)].rows.set(row);
    return groups;
}

}  // namespace

TEST_CASE("a group's intervals are those of files with its samples alone", "[engine]") {
    const test::Texts texts = test::random_texts(22, 50);
    const Evaluation whole = test::evaluate_texts(texts, 1);
    Restrictable prepared;
    REQUIRE_FALSE(finish(prepare_restrictions(whole, {}, prepared)));
    Random random(12);
    const std::vector<Group> groups = halves(whole.dataset.samples.size(), random);
    const BootstrapOptions options = {.resamples = 30, .seed = 4};
    GroupTable table;
    REQUIRE_FALSE(finish(group(
        prepared, {.to = Restricted::samples, .groups = groups, .bootstrap = options}, table)));
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::vector<Row> rows;
        groups[i].rows.for_each([&](std::size_t row) { rows.push_back(static_cast<Row>(row)); });
        const Evaluation fresh =
            test::evaluate_texts({.truth = coco_subset(whole.dataset, nullptr, rows, 0),
                                  .predictions = texts.predictions},
                                 1);
        REQUIRE(fresh.dataset.samples.size() == rows.size());
        const auto expected = resampled(fresh, options);
        REQUIRE(expected[0].interval);
        CHECK(expected[0].interval->low < expected[0].interval->high);
        CHECK(same(table.groups[i].figures, expected));
        CHECK(same_intervals(table.groups[i].figures, expected));
    }
    CHECK_FALSE(table.overall.figures[0].interval);
    CHECK_FALSE(same_intervals(table.groups[0].figures, table.groups[1].figures));
}

TEST_CASE("intervals of groups of objects and predictions resample what is left of them",
          "[engine]") {
    const Evaluation whole = test::evaluate_texts(test::random_texts(23, 50), 1);
    Restrictable prepared;
    REQUIRE_FALSE(finish(prepare_restrictions(whole, {}, prepared)));
    Random random(13);
    const BootstrapOptions options = {.resamples = 20, .seed = 5};
    GroupTable table;
    const std::vector<Group> objects = halves(whole.dataset.truth.size(), random);
    REQUIRE_FALSE(finish(group(
        prepared, {.to = Restricted::objects, .groups = objects, .bootstrap = options}, table)));
    Evaluation counted = whole;
    counted.counted_objects = objects[0].rows;
    counted.summary.overall = table.groups[0].figures;
    for (Figure& figure : counted.summary.overall) figure.interval = {};
    REQUIRE(table.groups[0].figures[0].interval);
    CHECK(same_intervals(table.groups[0].figures, resampled(counted, options)));

    const std::vector<Group> predictions = halves(whole.run.size(), random);
    REQUIRE_FALSE(finish(group(
        prepared, {.to = Restricted::predictions, .groups = predictions, .bootstrap = options},
        table)));
    Evaluation fewer = whole;
    fewer.run =
        subset_of(whole.run,
                  subset_rows(whole.dataset, whole.run, BitSet(whole.dataset.samples.size(), true),
                              &predictions[1].rows),
                  whole.dataset.classes.size());
    fewer.summary.overall = table.groups[1].figures;
    for (Figure& figure : fewer.summary.overall) figure.interval = {};
    CHECK(same_intervals(table.groups[1].figures, resampled(fewer, options)));
}

TEST_CASE("groups of classified samples have intervals of every figure, of their labels none",
          "[engine]") {
    std::string truth = "id,label,site\n";
    std::string predictions = "id,p_ant,p_bee\n";
    std::string some_truth = truth;
    std::string some_predictions = predictions;
    Random random(14);
    std::vector<Group> groups = {{.key = "b", .rows = BitSet(60)}};
    for (std::size_t i = 0; i < 60; ++i) {
        const bool is_b = i % 3 == 0;
        const double ant = random.uniform();
        const std::string one =
            std::format("{:03},{},{}\n", i, random.chance(0.5) ? "ant" : "bee", is_b ? "b" : "a");
        const std::string guess = std::format("{:03},{},{}\n", i, ant, 1 - ant);
        truth += one;
        predictions += guess;
        if (!is_b) continue;
        groups[0].rows.set(i);
        some_truth += one;
        some_predictions += guess;
    }
    const auto evaluated = [](const std::string& labels, const std::string& guesses) {
        const MemorySource truth_source("truth", labels);
        const MemorySource run_source("predictions", guesses);
        Evaluation result;
        REQUIRE_FALSE(finish(evaluate_tables(truth_source, run_source, Task::classes, result)));
        return result;
    };
    const Evaluation whole = evaluated(truth, predictions);
    Restrictable prepared;
    REQUIRE_FALSE(finish(prepare_restrictions(whole, {}, prepared)));
    const BootstrapOptions options = {.resamples = 25, .seed = 6};
    GroupTable table;
    REQUIRE_FALSE(finish(group(
        prepared, {.to = Restricted::samples, .groups = groups, .bootstrap = options}, table)));
    const auto expected = resampled(evaluated(some_truth, some_predictions), options);
    for (const Figure& figure : expected)
        CHECK(figure.interval.has_value() == figure.value.has_value());
    CHECK(same(table.groups[0].figures, expected));
    CHECK(same_intervals(table.groups[0].figures, expected));

    const std::vector<Group> objects = halves(whole.dataset.truth.size(), random);
    const auto refused = finish(group(
        prepared, {.to = Restricted::objects, .groups = objects, .bootstrap = options}, table));
    REQUIRE(refused);
    CHECK(refused->code == ErrorCode::wrong_kind);
}
