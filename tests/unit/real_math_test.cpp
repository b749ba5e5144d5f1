// exp and log against the C library's in long double, where it has more digits.
#include "base/real_math.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"

using namespace errata;

namespace {

// How many units in the last place `value` is from the exact result.
double ulps(double value, long double exact) {
    const auto rounded = static_cast<double>(exact);
    const double ulp = std::nextafter(std::abs(rounded), std::numeric_limits<double>::infinity()) -
                       std::abs(rounded);
    return static_cast<double>(std::abs(static_cast<long double>(value) - exact) /
                               static_cast<long double>(ulp));
}

}  // namespace

TEST_CASE("exp and log are right to one unit in the last place") {
    Random random(7);
    double worst_exp = 0;
    double worst_log = 0;
    double worst_log2 = 0;
    for (int i = 0; i < 200'000; ++i) {
        const double x = random.uniform(-700, 700) * (i % 3 == 0 ? 0.001 : 1);
        worst_exp = std::max(worst_exp, ulps(real::exp(x), std::exp(static_cast<long double>(x))));
        const double y = i % 2 == 0 ? random.uniform(0, 4) : std::exp(x);
        worst_log = std::max(worst_log, ulps(real::log(y), std::log(static_cast<long double>(y))));
        worst_log2 =
            std::max(worst_log2, ulps(real::log2(y), std::log2(static_cast<long double>(y))));
    }
    // Where the C library computes them as doubles (in wasm), its own error comes on top.
    const bool has_more_digits = std::exp(1.0L) != static_cast<long double>(std::exp(1.0)) ||
                                 std::log(3.0L) != static_cast<long double>(std::log(3.0));
    const double reference_error = has_more_digits ? 0 : 0.6;
    CHECK(worst_exp < 1.0 + reference_error);
    CHECK(worst_log < 1.0 + reference_error);
    CHECK(worst_log2 < 2.0 + reference_error);
}

TEST_CASE("exp and log at their ends") {
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(real::exp(0) == 1);
    CHECK(real::exp(710) == infinity);
    CHECK(real::exp(-746) == 0);
    CHECK(real::exp(-745) == std::exp(-745.0));
    CHECK(std::isnan(real::exp(std::nan(""))));
    CHECK(real::log(1) == 0);
    CHECK(real::log(0) == -infinity);
    CHECK(real::log(infinity) == infinity);
    CHECK(std::isnan(real::log(-1)));
    CHECK(real::log(std::numeric_limits<double>::denorm_min()) ==
          Catch::Approx(std::log(std::numeric_limits<double>::denorm_min())).epsilon(1e-15));
    for (int power = -1022; power < 1024; ++power)
        CHECK(real::log2(std::ldexp(1.0, power)) == power);
}

TEST_CASE("sin and cos are right to one unit in the last place") {
    Random random(11);
    double worst = 0;
    for (int i = 0; i < 200'000; ++i) {
        const double x = random.uniform(-7, 7) * (i % 5 == 0 ? 100 : 1);
        worst = std::max(worst, ulps(real::sin(x), std::sin(static_cast<long double>(x))));
        worst = std::max(worst, ulps(real::cos(x), std::cos(static_cast<long double>(x))));
    }
    CHECK(worst < 1.0);
    CHECK(real::sin(0) == 0);
    CHECK(real::cos(0) == 1);
    CHECK(std::isnan(real::sin(std::numeric_limits<double>::infinity())));
    CHECK(std::isnan(real::cos(1e18)));
}
