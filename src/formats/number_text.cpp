#include "formats/number_text.h"

#include <fast_float/fast_float.h>

namespace errata::number_text {

namespace {

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') <= 9; }

// A number of at most seven digits on either side of its point, by two loads; null where it is another.
const char* read_two_parts(const char* p, double& value) {
    const EightBytes before(p);
    if (before.marks == 0) return nullptr;
    const unsigned whole = byte_of(before.marks);
    if (whole == 0 || p[whole] != '.' || ((before.digits & 0xFFU) == 0 && whole > 1))
        return nullptr;
    const EightBytes behind(p + whole + 1);
    if (behind.marks == 0) return nullptr;
    const unsigned fraction = byte_of(behind.marks);
    const char* const end = p + whole + 1 + fraction;
    if (fraction == 0 || *end == 'e' || *end == 'E') return nullptr;
    const double power = powers_of_ten[fraction];
    // Both products and their sum are exact.
    value = (static_cast<double>(value_of_digits(before.digits, whole)) * power +
             static_cast<double>(value_of_digits(behind.digits, fraction))) /
            power;
    return end;
}

}  // namespace

// Correctly rounded: one division or multiplication where the mantissa and the power of ten are exact, Eisel and
// Lemire's method (fast_float) otherwise.
const char* read_long_number(const char* p, double& value) {
    if (const char* const end = read_two_parts(p, value); end != nullptr) return end;
    constexpr unsigned most_digits = 19;  // all below 2^64
    std::uint64_t mantissa = 0;
    unsigned digits = 0;
    const char* const whole = p;
    p = read_digits(p, mantissa, digits);
    if (p == whole || (*whole == '0' && p - whole > 1)) return nullptr;
    std::int64_t power = 0;
    if (*p == '.') {
        const char* const fraction = ++p;
        p = read_digits(p, mantissa, digits);
        if (p == fraction) return nullptr;
        power = fraction - p;
    }
    if (digits > most_digits) return nullptr;
    if (*p == 'e' || *p == 'E') {
        ++p;
        const bool negative = *p == '-';
        if (*p == '-' || *p == '+') ++p;
        const char* const first = p;
        std::int64_t exponent = 0;
        while (is_digit(*p) && p - first < 4) exponent = exponent * 10 + (*p++ - '0');
        if (p == first || is_digit(*p)) return nullptr;
        power += negative ? -exponent : exponent;
    }
    if (mantissa <= (std::uint64_t{1} << 53U) && power >= -22 && power <= 22) {
        value = static_cast<double>(mantissa);
        if (power < 0) {
            value /= powers_of_ten[static_cast<std::size_t>(-power)];
        } else {
            value *= powers_of_ten[static_cast<std::size_t>(power)];
        }
        return p;
    }
    const auto rounded =
        fast_float::compute_float<fast_float::binary_format<double>>(power, mantissa);
    if (rounded.power2 < 0 || rounded.power2 >= 0x7FF) return nullptr;  // undecided, or infinite
    value = std::bit_cast<double>(rounded.mantissa |
                                  (static_cast<std::uint64_t>(rounded.power2) << 52U));
    return p;
}

}  // namespace errata::number_text
