// Operating points and calibration: by hand.
#include <algorithm>
#include <array>
#include <catch2/catch_amalgamated.hpp>

#include "metrics/calibration.h"
#include "metrics/operating_points.h"

using namespace errata;

namespace {

// Right, right, wrong, right, wrong; five objects.
constexpr std::array<ScoredOutcome, 5> outcomes = {{{.score = 0.9, .correct = true},
                                                    {.score = 0.5, .correct = true},
                                                    {.score = 0.8, .correct = false},
                                                    {.score = 0.5, .correct = false},
                                                    {.score = 0.95, .correct = true}}};

}  // namespace

TEST_CASE("points over the confidence count everything of at least that score") {
    const auto points = points_over_confidence(outcomes, 5, 1);
    REQUIRE(points.size() == 4);
    CHECK(points[0].confidence == 0.95);
    CHECK(points[0].precision == 1);
    CHECK(points[0].recall == 0.2);
    CHECK(points[2].false_positives == 1);
    CHECK(points[2].precision == Catch::Approx(2.0 / 3));
    // Equal scores stand together.
    CHECK(points[3].confidence == 0.5);
    CHECK(points[3].true_positives == 3);
    CHECK(points[3].false_positives == 2);
    CHECK(points[3].missed == 2);
    CHECK(points[3].f_beta == Catch::Approx(6.0 / 10));
}

TEST_CASE("each wish has its own threshold") {
    const auto wished =
        operating_points(outcomes, 5, {.least_precision = 0.9, .least_recall = 0.6});
    CHECK(wished.best_f->confidence == 0.5);
    CHECK(wished.at_precision->confidence ==
          0.9);  // of two with precision 1 the one with more recall
    CHECK(wished.at_recall->confidence == 0.5);
    // Costs: 4, 3, 4, 4.
    CHECK(wished.lowest_cost->confidence == 0.9);
    CHECK(operating_points(outcomes, 5, {.false_positive_price = 0.1}).lowest_cost->confidence ==
          0.5);
    // What no threshold gives.
    const auto none = operating_points(outcomes, 5, {.least_recall = 0.9});
    CHECK_FALSE(none.at_recall.has_value());
    CHECK_FALSE(operating_points({}, 5, {}).best_f.has_value());
    // F-2 weighs recall more.
    CHECK(points_over_confidence(outcomes, 5, 2)[0].f_beta == Catch::Approx(5.0 / (5 + 4 * 4)));
}

TEST_CASE("calibration sums gaps over bins") {
    const Calibration calibration = calibration_of(outcomes, 10);
    // (0.4, 0.5]: two, one right; (0.7, 0.8]: one, wrong; (0.8, 0.9]: one, right; (0.9, 1]: one, right.
    CHECK(calibration.bins[4].count == 2);
    CHECK(calibration.bins[4].correct == 1);
    CHECK(calibration.bins[8].count == 1);
    CHECK(*calibration.ece == Catch::Approx((2 * 0.0 + 0.8 + 0.1 + 0.05) / 5));
    CHECK(*calibration.mce == Catch::Approx(0.8));
    CHECK(*calibration.brier == Catch::Approx((0.01 + 0.25 + 0.64 + 0.25 + 0.0025) / 5));
    // Ties stay together.
    CHECK(calibration.equal_mass.size() == 4);
    CHECK(*calibration.adaptive_ece == Catch::Approx((2 * 0.0 + 0.8 + 0.1 + 0.05) / 5));
    CHECK(calibration.bins[4].interval->low < 0.5);
    const Calibration empty = calibration_of({}, 10);
    CHECK_FALSE(empty.ece.has_value());
    CHECK(empty.bins.size() == 10);
}

TEST_CASE("a thinned curve has few points, each of them of the whole") {
    std::vector<ScoredOutcome> many;
    for (std::size_t i = 0; i < 5000; ++i) {
        many.push_back(
            {.score = static_cast<double>(i * 7919 % 5000) / 5000, .correct = i % 3 == 0});
    }
    const auto points = points_over_confidence(many, 2000, 1);
    const auto few = thinned(points);
    CHECK(few.size() > 100);
    CHECK(few.size() < 210);
    CHECK(few.front().confidence == points.front().confidence);
    CHECK(few.back().confidence == points.back().confidence);
    for (const OperatingPoint& one : few) {
        const auto found = std::ranges::find(points, one.confidence, &OperatingPoint::confidence);
        REQUIRE(found != points.end());
        CHECK(found->true_positives == one.true_positives);
        CHECK(found->precision == one.precision);
    }
    const auto all = points_over_confidence(outcomes, 5, 1);
    CHECK(thinned(all).size() == all.size());
    CHECK(thinned({}).empty());
}
