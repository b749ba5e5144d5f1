// Histograms and counts by size: constructed cases, and sums that must agree on random data.
#include "metrics/breakdown.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <numeric>

#include "support/random_boxes.h"

using namespace errata;

namespace {

// Small, medium and large.
std::vector<AreaRange> coco_sizes() {
    const DetectionProtocol protocol = coco_protocol();
    return {protocol.area_ranges.begin() + 1, protocol.area_ranges.end()};
}

std::uint32_t sum(const Histogram& histogram) {
    return std::accumulate(histogram.begin(), histogram.end(), 0U);
}
std::uint32_t sum(const ScoreHistogram& histogram) {
    return sum(histogram.bins) + histogram.below_zero + histogram.above_one;
}

}  // namespace

TEST_CASE("bins are twentieths, size classes powers of two of the side", "[breakdown]") {
    for (int i = 0; i <= 100; ++i) {
        // In hundredths, as scores are often written; 1 belongs to the last bin.
        CHECK(histogram_bin(i / 100.0) == static_cast<std::size_t>(std::min(i / 5, 19)));
    }
    for (const auto& [side, expected] : {std::pair{0.0, 0U},
                                         {7.99, 0U},
                                         {8.0, 1U},
                                         {31.9, 2U},
                                         {32.0, 3U},
                                         {511.0, 6U},
                                         {512.0, 7U},
                                         {5000.0, 7U}}) {
        CHECK(size_class_of(side * side) == expected);
    }
}

TEST_CASE("the median lies where half of a histogram is", "[breakdown]") {
    Histogram histogram = {};
    CHECK_FALSE(median(histogram));
    histogram[10] = 4;
    CHECK(*median(histogram) == Catch::Approx(0.525));
    histogram[19] = 4;
    CHECK(*median(histogram) == Catch::Approx(0.55));
    histogram[19] = 12;
    CHECK(*median(histogram) == Catch::Approx(0.95 + 0.05 / 3));
}

TEST_CASE("each row is counted where it belongs", "[breakdown]") {
    // Objects: found small (20 x 20), missed large, missed whose area is exactly small's and medium's limit,
    // a crowd, and one of another class.
    Dataset dataset;
    dataset.classes.ids = IdColumn(Column<std::int64_t>(std::vector<std::int64_t>{1, 2}), {});
    TextColumnBuilder names;
    names.push("1.jpg");
    dataset.samples.ids = IdColumn(Column<std::int64_t>(std::vector<std::int64_t>{1}), {});
    dataset.samples.names = std::move(names).build();
    dataset.truth.sample = Column<SampleSlot>(std::vector<SampleSlot>(5, 0));
    dataset.truth.cls = Column<ClassSlot>(std::vector<ClassSlot>{0, 0, 0, 0, 1});
    dataset.truth.box = Column<Box>(std::vector<Box>{{0, 0, 20, 20},
                                                     {100, 0, 200, 200},
                                                     {0, 300, 32, 32},
                                                     {0, 400, 50, 50},
                                                     {300, 300, 50, 50}});
    dataset.truth.area = Column<double>(std::vector<double>{400, 40000, 1024, 2500, 2500});
    dataset.truth.crowd = Column<std::uint8_t>(std::vector<std::uint8_t>{0, 0, 0, 1, 0});
    // Predictions: finds the first with half of it, three false ones of 20 x 10 (below 0, above 1, and hidden),
    // an ignored one, and one of the other class.
    Run run;
    run.sample = Column<SampleSlot>(std::vector<SampleSlot>(6, 0));
    run.cls = Column<ClassSlot>(std::vector<ClassSlot>{0, 0, 0, 0, 0, 1});
    run.score = Column<double>(std::vector<double>{0.77, -0.5, 1.5, 0.1, 0.9, 0.6});
    run.box = Column<Box>(std::vector<Box>{{0, 0, 20, 10},
                                           {500, 0, 20, 10},
                                           {500, 50, 20, 10},
                                           {500, 90, 20, 10},
                                           {0, 400, 9, 9},
                                           {700, 0, 100, 100}});
    const std::vector<Assignment> assignments = {
        {.prediction = 0, .truth = 0, .thresholds = 1},
        {.prediction = 4, .truth = 3, .thresholds = 1 | Assignment::ignored_bit}};
    Outcomes outcomes;
    match_outcomes(dataset, run, {.assignments = assignments, .beyond_limit = {}}, outcomes);
    cut_outcomes(dataset, run, 0.2, outcomes);
    const SizeTable sizes = size_table(dataset, run, coco_sizes());

    Breakdown one;
    break_down(dataset, run, sizes, outcomes, ClassSlot{0}, one);
    CHECK(sum(one.true_positive_scores) == 1);
    CHECK(one.true_positive_scores.bins[15] == 1);
    CHECK(one.false_positive_scores.below_zero == 1);
    CHECK(one.false_positive_scores.above_one == 1);
    CHECK(one.false_positive_scores.bins[2] == 1);
    CHECK(sum(one.false_positive_scores) == 3);
    CHECK(one.seen_true_positive_scores.bins[15] == 1);
    CHECK(one.seen_false_positive_scores.above_one == 1);
    CHECK(sum(one.seen_false_positive_scores) == 1);
    CHECK(one.true_positive_ious[10] == 1);
    CHECK(sum(one.true_positive_ious) == 1);
    REQUIRE(one.ranges.size() == 3);
    CHECK(one.ranges[0] == SizeCounts{.true_positives = 1, .false_positives = 1, .missed = 1});
    CHECK(one.ranges[1] == SizeCounts{.missed = 1});
    CHECK(one.ranges[2] == SizeCounts{.missed = 1});
    CHECK(one.sizes[1] == SizeCounts{.false_positives = 1});  // 200 square pixels
    CHECK(one.sizes[2] == SizeCounts{.true_positives = 1});
    CHECK(one.sizes[3] == SizeCounts{.missed = 1});
    CHECK(one.sizes[5] == SizeCounts{.missed = 1});

    // The same memory, all classes.
    break_down(dataset, run, sizes, outcomes, {}, one);
    CHECK(sum(one.false_positive_scores) == 4);
    CHECK(one.ranges[1] == SizeCounts{.missed = 2});
    CHECK(one.ranges[2] == SizeCounts{.false_positives = 1, .missed = 1});
    break_down(dataset, run, sizes, outcomes, ClassSlot{1}, one);
    CHECK(sum(one.true_positive_scores) == 0);
    CHECK(one.ranges[1] == SizeCounts{.missed = 1});
}

TEST_CASE("sums are those of the outcomes, and of the classes", "[breakdown]") {
    const Evaluation evaluation = test::evaluate_texts(test::random_texts(31, 80), 1);
    const Dataset& dataset = evaluation.dataset;
    const SizeTable sizes = size_table(dataset, evaluation.run, coco_sizes());
    Outcomes outcomes;
    match_outcomes(dataset, evaluation.run,
                   {.assignments = evaluation.assignments.span(),
                    .beyond_limit = evaluation.beyond_limit.span()},
                   outcomes);
    Breakdown result;
    OutcomeCounts uncut;
    for (const double confidence : {-1.0, 0.4, 0.95}) {
        cut_outcomes(dataset, evaluation.run, confidence, outcomes);
        if (confidence < 0) uncut = outcomes.total;
        std::array<SizeCounts, size_classes> of_classes = {};
        const auto check = [&](const OutcomeCounts& counts) {
            CHECK(sum(result.seen_true_positive_scores) == counts.true_positives);
            CHECK(sum(result.seen_false_positive_scores) == counts.false_positives);
            CHECK(sum(result.true_positive_ious) == counts.true_positives);
            SizeCounts all;
            for (const SizeCounts& size : result.sizes) {
                all.true_positives += size.true_positives;
                all.false_positives += size.false_positives;
                all.missed += size.missed;
            }
            CHECK(all == SizeCounts{.true_positives = counts.true_positives,
                                    .false_positives = counts.false_positives,
                                    .missed = counts.missed});
        };
        for (std::size_t k = 0; k < dataset.classes.size(); ++k) {
            break_down(dataset, evaluation.run, sizes, outcomes, static_cast<ClassSlot>(k), result);
            check(outcomes.classes[k]);
            for (std::size_t s = 0; s < size_classes; ++s) {
                of_classes[s].true_positives += result.sizes[s].true_positives;
                of_classes[s].false_positives += result.sizes[s].false_positives;
                of_classes[s].missed += result.sizes[s].missed;
            }
        }
        break_down(dataset, evaluation.run, sizes, outcomes, {}, result);
        check(outcomes.total);
        CHECK(result.sizes == of_classes);
        CHECK(sum(result.true_positive_scores) == uncut.true_positives);
        CHECK(sum(result.false_positive_scores) == uncut.false_positives);
    }
}
