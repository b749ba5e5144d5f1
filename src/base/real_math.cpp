#include "base/real_math.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace errata::real {

namespace {

// ln 2 in two parts: multiples of the first by an exponent are exact.
constexpr double ln2_high = 0x1.62e42fee00000p-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;
constexpr double per_ln2 = 0x1.71547652b82fep+0;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t mantissa_bits = 52;
constexpr std::int64_t exponent_bias = 1023;

// 2^power for -1022 <= power <= 1023.
double power_of_two(std::int64_t power) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(power + exponent_bias)
                                 << mantissa_bits);
}

// 1/2!, 1/3!, ...: where |r| is at most ln 2 / 2, what is left out is below 2^-60 of the sum.
constexpr std::size_t exp_terms = 13;
constexpr auto inverse_factorials = [] {
    std::array<double, exp_terms> values{};
    double factorial = 1;
    for (std::size_t n = 2; n < exp_terms + 2; ++n) {
        factorial *= static_cast<double>(n);
        values[n - 2] = 1 / factorial;
    }
    return values;
}();

// A positive number as mantissa in [sqrt(1/2), sqrt(2)) times 2^exponent.
struct Split {
    double mantissa = 1;
    double exponent = 0;
};

Split split(double x) {
    constexpr double sqrt_half = 0x1.6a09e667f3bcdp-1;
    double shift = 0;
    if (x < std::numeric_limits<double>::min()) {  // subnormal
        x *= 0x1p54;
        shift = -54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const auto biased = static_cast<std::int64_t>(bits >> mantissa_bits);
    constexpr std::uint64_t fraction = (std::uint64_t{1} << mantissa_bits) - 1;
    // In [1/2, 1).
    double mantissa =
        std::bit_cast<double>((bits & fraction) | (std::uint64_t{1022} << mantissa_bits));
    auto exponent = static_cast<double>(biased - 1022) + shift;
    if (mantissa < sqrt_half) {
        mantissa *= 2;
        exponent -= 1;
    }
    return {.mantissa = mantissa, .exponent = exponent};
}

// log of a number in [sqrt(1/2), sqrt(2)): 2 atanh((m - 1) / (m + 1)) by its series, without the leading m - 1, which
// is exact and is added last.
double log_tail(double mantissa) {
    constexpr int last_term = 23;
    const double f = mantissa - 1;
    const double s = f / (2 + f);
    const double z = s * s;
    double series = 0;
    for (int n = last_term; n >= 3; n -= 2) series = (series + 2.0 / n) * z;
    // 2 s = f - s f, and f - f f / 2 + ... keeps the large part exact.
    const double half_square = 0.5 * f * f;
    return s * (half_square + series) - half_square;
}

bool is_special(double x, double& result) {
    if (x > 0 && x < infinity) return false;
    result = x == 0 ? -infinity : (x < 0 ? std::numeric_limits<double>::quiet_NaN() : x);
    return true;
}

// Multiples of pi / 2 in three parts, so that the first two products are exact.
constexpr double half_pi_high = 0x1.921fb54400000p+0;
constexpr double half_pi_middle = 0x1.0b4611a600000p-34;
constexpr double half_pi_low = 0x1.3198a2e037073p-69;
constexpr double per_half_pi = 0x1.45f306dc9c883p-1;

// Which quarter of a turn, and the angle within it, at most pi / 4 from its middle.
struct Angle {
    double high = 0;
    double low = 0;  // what `high` lost to rounding
    unsigned quarter = 0;
};

bool reduce(double x, Angle& angle) {
    constexpr double largest = 4e6;
    if (!(x <= largest && x >= -largest)) return false;
    const double k = std::floor(x * per_half_pi + 0.5);
    const double first = x - k * half_pi_high;
    const double second = k * half_pi_middle;
    const double rest = first - second;
    const double low = (first - rest) - second - k * half_pi_low;
    angle.high = rest + low;
    angle.low = (rest - angle.high) + low;
    angle.quarter = static_cast<unsigned>(static_cast<std::int64_t>(k)) & 3U;
    return true;
}

// sin(a) and cos(a) of a small angle by their series.
double small_sin(const Angle& angle) {
    const double square = angle.high * angle.high;
    double series = 0;
    for (int n = 19; n >= 3; n -= 2) series = (series + 1) * (-square / (n * (n - 1)));
    return angle.high + (angle.high * series + angle.low);
}
double small_cos(const Angle& angle) {
    const double square = angle.high * angle.high;
    double series = 0;
    for (int n = 20; n >= 4; n -= 2) series = (series + 1) * (-square / (n * (n - 1)));
    const double half = 0.5 * square;
    const double rough = 1 - half;
    return rough + (((1 - rough) - half) - half * series - angle.high * angle.low);
}

}  // namespace

double exp(double x) {
    constexpr double largest = 709.782712893384;
    constexpr double smallest = -745.1332191019412;
    if (x != x) return x;
    if (x > largest) return infinity;
    if (x < smallest) return 0;
    // Its floor; the library's is a function call where the processor may be an old one.
    const double near = x * per_ln2 + 0.5;
    auto power = static_cast<std::int64_t>(near);
    if (static_cast<double>(power) > near) --power;
    const auto k = static_cast<double>(power);
    const double high = x - k * ln2_high;
    const double low = k * ln2_low;
    const double r = high - low;
    double sum = 0;
    for (std::size_t n = exp_terms; n-- > 0;) sum = (sum + inverse_factorials[n]) * r;
    // sum is (e^r - 1 - r) / r; what r lost to rounding comes back to first order.
    const double lost = (high - r) - low;
    const double mantissa = 1 + (r + (sum * r + lost));
    if (power > exponent_bias) return mantissa * 2 * power_of_two(power - 1);
    if (power >= -1022) return mantissa * power_of_two(power);
    return mantissa * power_of_two(power + 54) * 0x1p-54;
}

double log(double x) {
    double special = 0;
    if (is_special(x, special)) return special;
    const Split parts = split(x);
    const double f = parts.mantissa - 1;
    return parts.exponent * ln2_high + (f + (log_tail(parts.mantissa) + parts.exponent * ln2_low));
}

double log2(double x) {
    double special = 0;
    if (is_special(x, special)) return special;
    const Split parts = split(x);
    const double f = parts.mantissa - 1;
    // Powers of two come out exactly.
    return parts.exponent + (f + log_tail(parts.mantissa)) * per_ln2;
}

double sin(double x) {
    Angle angle;
    if (!reduce(x, angle)) return std::numeric_limits<double>::quiet_NaN();
    const double value = angle.quarter % 2 == 0 ? small_sin(angle) : small_cos(angle);
    return angle.quarter < 2 ? value : -value;
}

double cos(double x) {
    Angle angle;
    if (!reduce(x, angle)) return std::numeric_limits<double>::quiet_NaN();
    const double value = angle.quarter % 2 == 0 ? small_cos(angle) : small_sin(angle);
    return angle.quarter == 0 || angle.quarter == 3 ? value : -value;
}

}  // namespace errata::real
