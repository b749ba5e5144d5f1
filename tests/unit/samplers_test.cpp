// Samplers against what they promise: who is drawn how often over many seeds.
#include "curate/samplers.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "base/random.h"
#include "metrics/prediction_uncertainty.h"

using namespace errata;
using Catch::Approx;

namespace {

constexpr int seeds = 4000;

// All but every `left_out`th row.
BitSet candidates_of(std::size_t rows, std::size_t left_out) {
    BitSet candidates(rows, true);
    for (std::size_t i = 0; i < rows; i += left_out) candidates.set(i, false);
    return candidates;
}

// ∑ (observed - expected)² / expected over rows that were drawn `probability` · seeds times if all is well. Draws without
// replacement vary less than independent ones by the factor 1 - probability.
double chi_squared(const std::vector<int>& times, const std::vector<double>& probability) {
    double sum = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (probability[i] == 0 || probability[i] == 1) continue;
        const double expected = probability[i] * seeds;
        sum += (times[i] - expected) * (times[i] - expected) / (expected * (1 - probability[i]));
    }
    return sum;
}

// The upper bound that chi-squared of so many degrees of freedom passes once in about a thousand (Wilson and Hilferty).
double bound_of(double freedom) {
    const double spread = 2 / (9 * freedom);
    return freedom * std::pow(1 - spread + 3.09 * std::sqrt(spread), 3);
}

}  // namespace

TEST_CASE("a random sample takes every candidate as often, and no other row") {
    const BitSet candidates = candidates_of(50, 5);
    std::vector<int> times(50);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const Draw draw = draw_random(candidates, 12, seed);
        REQUIRE(draw.rows.size() == 12);
        CHECK(draw.shortfall == 0);
        for (const DrawnRow& one : draw.rows) {
            ++times[one.row];
            CHECK(one.probability == Approx(12.0 / 40));
        }
    }
    std::vector<double> expected(50, 12.0 / 40);
    for (std::size_t i = 0; i < 50; i += 5) {
        expected[i] = 0;
        CHECK(times[i] == 0);
    }
    CHECK(chi_squared(times, expected) < bound_of(39));
    CHECK(chi_squared(times, expected) > 39 - 3 * std::sqrt(2 * 39.0));
}

TEST_CASE("pairs are drawn together as often as they should be") {
    // Of 6 rows 2: each of the 15 pairs in one of 15 draws.
    std::vector<int> times(36);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const Draw draw = draw_random(BitSet(6, true), 2, seed);
        ++times[draw.rows[0].row * 6 + draw.rows[1].row];
    }
    double sum = 0;
    const double expected = seeds / 15.0;
    for (std::size_t a = 0; a < 6; ++a) {
        for (std::size_t b = a + 1; b < 6; ++b)
            sum += std::pow(times[a * 6 + b] - expected, 2) / expected;
    }
    CHECK(sum < bound_of(14));
}

TEST_CASE(
    "a stratified sample takes of each stratum what is allocated, every candidate as likely") {
    // 10 rows of stratum 0, 30 of stratum 1, 40 of 2, and 20 of none.
    Strata strata = {.of_row = std::vector<std::uint32_t>(100, no_stratum), .count = 3};
    for (std::size_t i = 0; i < 80; ++i) strata.of_row[i] = i < 10 ? 0 : (i < 40 ? 1 : 2);
    BitSet candidates(100, true);
    candidates.set(3, false);
    candidates.set(50, false);
    std::vector<int> times(100);
    std::vector<double> probability(100);
    double mean_of_estimates = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const Draw draw = draw_stratified(
            candidates, strata, {.rule = AllocationRule::equal, .deviations = {}, .costs = {}}, 30,
            seed);
        REQUIRE(draw.strata.size() == 3);
        // 10 each would be more than the 9 of the first.
        CHECK(draw.strata[0].size == 9);
        CHECK(draw.strata[0].drawn == 9);
        CHECK(draw.strata[1].drawn == 11);
        CHECK(draw.strata[2].drawn == 10);
        double estimate = 0;
        for (const DrawnRow& one : draw.rows) {
            ++times[one.row];
            probability[one.row] = one.probability;
            CHECK(one.stratum == strata.of_row[one.row]);
            estimate += one.weight() * one.row;
        }
        mean_of_estimates += estimate / seeds;
    }
    double truth = 0;
    candidates.for_each([&](std::size_t row) { truth += row < 80 ? static_cast<double>(row) : 0; });
    CHECK(mean_of_estimates == Approx(truth).epsilon(0.005));
    CHECK(times[3] + times[50] + times[90] == 0);
    CHECK(times[0] == seeds);
    CHECK(probability[20] == Approx(11.0 / 30));
    CHECK(probability[60] == Approx(10.0 / 39));
    CHECK(chi_squared(times, probability) < bound_of(67));
}

TEST_CASE("samples are the same for the same seed, and others for others") {
    const BitSet candidates = candidates_of(1000, 7);
    const Draw once = draw_random(candidates, 100, 9);
    const auto same_rows = [&](const Draw& draw) {
        return std::ranges::equal(draw.rows, once.rows, {}, &DrawnRow::row, &DrawnRow::row);
    };
    CHECK(same_rows(draw_random(candidates, 100, 9)));
    CHECK_FALSE(same_rows(draw_random(candidates, 100, 10)));
    CHECK(std::ranges::is_sorted(once.rows, {}, &DrawnRow::row));
    // One stratum of all is a random sample.
    const Strata whole = {.of_row = std::vector<std::uint32_t>(1000, 0), .count = 1};
    CHECK(same_rows(draw_stratified(candidates, whole, {}, 100, 9)));
}

TEST_CASE("a sample of more than there is takes all and says what is short") {
    const Draw all = draw_random(candidates_of(10, 2), 8, 1);
    CHECK(all.rows.size() == 5);
    CHECK(all.shortfall == 3);
    CHECK(all.rows[0].probability == 1);
    CHECK(draw_random(BitSet(10), 8, 1).shortfall == 8);
    CHECK(draw_random(BitSet(), 0, 1).rows.empty());
    CHECK(draw_stratified(BitSet(10, true), {.of_row = std::vector<std::uint32_t>(10, no_stratum)},
                          {}, 4, 1)
              .shortfall == 4);
}

TEST_CASE("strata come from groups, the first that has a row, and from codes") {
    std::vector<BitSet> groups(2, BitSet(5));
    for (const std::size_t row : {0UZ, 1UZ}) groups[0].set(row);
    for (const std::size_t row : {1UZ, 2UZ, 4UZ}) groups[1].set(row);
    const Strata strata = strata_of(groups, 5);
    CHECK(strata.count == 2);
    CHECK(strata.of_row == std::vector<std::uint32_t>{0, 0, 1, no_stratum, 1});
    const std::vector<std::uint16_t> codes = {2, 0, 0xFFFF, 1};
    CHECK(strata_of(codes, 2).of_row == std::vector<std::uint32_t>{no_stratum, 0, no_stratum, 1});
}

TEST_CASE("the highest are chosen, and the seed decides between equals at the border") {
    const double nan = std::nan("");
    const std::vector<double> scores = {0.9, 0.5, 0.5, 0.5, 0.5, 0.1, nan, 0.99};
    BitSet candidates(8, true);
    candidates.set(7, false);
    std::vector<int> times(8);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const Draw draw = choose_highest(candidates, scores, 3, seed);
        REQUIRE(draw.rows.size() == 3);
        for (const DrawnRow& one : draw.rows) {
            ++times[one.row];
            CHECK(std::isnan(one.probability));
        }
    }
    CHECK(times[0] == seeds);
    CHECK(times[5] + times[6] + times[7] == 0);
    std::vector<double> half(8);
    for (std::size_t i = 1; i <= 4; ++i) half[i] = 0.5;
    CHECK(chi_squared(times, half) < bound_of(3));
    CHECK(choose_highest(candidates, scores, 99, 1).rows.size() == 6);
    CHECK(choose_highest(candidates, scores, 99, 1).shortfall == 93);
}

TEST_CASE("uncertainty of distributions and of scores") {
    using enum UncertaintyMeasure;
    const std::vector<double> sure = {1, 0, 0};
    const std::vector<double> even = {0.25, 0.25, 0.25, 0.25};
    const std::vector<double> some = {0.2, 0.7, 0.1};
    for (const UncertaintyMeasure measure : {least_confidence, margin, entropy}) {
        CHECK(uncertainty_of(sure, measure) == 0);
        CHECK(uncertainty_of(0.0, measure) == 0);
        CHECK(uncertainty_of(1.5, measure) == 0);
        CHECK(std::isnan(uncertainty_of(std::vector<double>{std::nan(""), 1}, measure)));
        CHECK(uncertainty_of(0.3, measure) ==
              Approx(uncertainty_of(std::vector{0.7, 0.3}, measure)));
        CHECK(uncertainty_measure_of_id(id_of(measure)) == measure);
    }
    CHECK(uncertainty_of(even, least_confidence) == 0.75);
    CHECK(uncertainty_of(even, margin) == 1);
    CHECK(uncertainty_of(even, entropy) == Approx(std::log(4.0)));
    CHECK(uncertainty_of(some, least_confidence) == Approx(0.3));
    CHECK(uncertainty_of(some, margin) == Approx(0.5));
    CHECK(uncertainty_of(0.8, margin) == Approx(1 - std::abs(2 * 0.8 - 1)));
}

TEST_CASE("the uncertainty of a sample is that of its predictions together") {
    Run run;
    run.sample = Column<SampleSlot>(std::vector<SampleSlot>{2, 0, 0, 2, 2});
    run.score = Column<double>(std::vector<double>{0.5, 0.9, 0.6, 1, 0.2});
    using enum UncertaintyAggregate;
    const auto of = [&](UncertaintyAggregate aggregate) {
        return sample_uncertainties(run, 3, 2, {.aggregate = aggregate});
    };
    const auto check = [](const std::vector<double>& values, double first, double third) {
        CHECK(values[0] == Approx(first));
        CHECK(values[1] == 0);
        CHECK(values[2] == Approx(third));
    };
    check(of(max), 0.8, 1);
    check(of(sum), 1.0, 1.4);
    check(of(mean), 0.5, 1.4 / 3);
    run.probabilities = Column<double>(std::vector<double>{0.5, 0.5, 1, 0, 0.6, 0.4});
    check(of(mean), 1, 0.8);
}
