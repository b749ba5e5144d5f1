// Quantiles and intervals against scipy 1.17.1 and statsmodels' proportion_confint.
#include "base/statistics.h"

#include <array>
#include <catch2/catch_amalgamated.hpp>

using namespace errata;

TEST_CASE("normal quantiles") {
    // scipy.stats.norm.ppf
    CHECK(normal_quantile(0.5) == 0);
    CHECK(normal_quantile(0.975) == Catch::Approx(1.959963984540054).epsilon(1e-14));
    CHECK(normal_quantile(0.025) == Catch::Approx(-1.959963984540054).epsilon(1e-14));
    CHECK(normal_quantile(0.995) == Catch::Approx(2.5758293035489004).epsilon(1e-14));
    CHECK(normal_quantile(0.6) == Catch::Approx(0.2533471031357997).epsilon(1e-14));
    CHECK(normal_quantile(1e-12) == Catch::Approx(-7.034483825301131).epsilon(1e-12));
}

TEST_CASE("Wilson's interval") {
    // statsmodels.stats.proportion.proportion_confint(8, 10, 0.05, "wilson")
    const Range eight = wilson_interval(8, 10, 0.95);
    CHECK(eight.low == Catch::Approx(0.49016247153664183).epsilon(1e-12));
    CHECK(eight.high == Catch::Approx(0.9433178485456247).epsilon(1e-12));
    CHECK(wilson_interval(0, 5, 0.95).low == Catch::Approx(0).margin(1e-15));
    CHECK(wilson_interval(5, 5, 0.95).high == Catch::Approx(1).margin(1e-15));
}

TEST_CASE("quantiles interpolate") {
    constexpr std::array values = {1.0, 2.0, 4.0};
    CHECK(quantile(values, 0) == 1);
    CHECK(quantile(values, 1) == 4);
    CHECK(quantile(values, 0.75) == 3);
}

TEST_CASE("adjusted p-values equal statsmodels' fdr_bh") {
    const std::vector<double> p = {0.01, 0.04, 0.03, 0.005, 0.55, 0.04, 1.0};
    const std::vector<double> wanted = {0.035, 0.056, 0.056, 0.035, 0.6416666666666667, 0.056, 1.0};
    const std::vector<double> adjusted = benjamini_hochberg(p);
    REQUIRE(adjusted.size() == wanted.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        CHECK(std::abs(adjusted[i] - wanted[i]) <= 1e-15);
    }
    CHECK(benjamini_hochberg({}).empty());
}
