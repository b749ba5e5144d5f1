#include "formats/json_number.h"

#include <fast_float/fast_float.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace errata {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where the digits from p on end.
const char* digits_end(const char* p, const char* end) {
    while (p != end && is_digit(*p)) ++p;
    return p;
}

}  // namespace

JsonNumber parse_json_number(std::string_view token) {
    const char* const begin = token.data();
    const char* const end = begin + token.size();
    if (token == "NaN") {
        return {.kind = NumberKind::not_finite, .real = std::numeric_limits<double>::quiet_NaN()};
    }
    if (token == "Infinity") {
        return {.kind = NumberKind::not_finite, .real = std::numeric_limits<double>::infinity()};
    }
    if (token == "-Infinity") {
        return {.kind = NumberKind::not_finite, .real = -std::numeric_limits<double>::infinity()};
    }

    const char* const whole = begin + (token.starts_with('-') ? 1 : 0);
    const char* p = digits_end(whole, end);
    if (p == whole || (*whole == '0' && p - whole > 1)) return {};
    bool is_integer = true;
    if (p != end && *p == '.') {
        const char* const fraction = p + 1;
        p = digits_end(fraction, end);
        if (p == fraction) return {};
        is_integer = false;
    }
    if (p != end && (*p == 'e' || *p == 'E')) {
        ++p;
        if (p != end && (*p == '+' || *p == '-')) ++p;
        const char* const exponent = p;
        p = digits_end(exponent, end);
        if (p == exponent) return {};
        is_integer = false;
    }
    if (p != end) return {};

    JsonNumber number;
    if (is_integer && std::from_chars(begin, end, number.integer).ec == std::errc()) {
        // "-0" is the double -0, which no integer is.
        number.kind = NumberKind::integer;
        number.real =
            number.integer == 0 && *begin == '-' ? -0.0 : static_cast<double>(number.integer);
        return number;
    }
    fast_float::from_chars(begin, end, number.real);
    if (is_integer) {
        number.kind = NumberKind::big_integer;
    } else {
        number.kind = std::isfinite(number.real) ? NumberKind::real : NumberKind::not_finite;
    }
    return number;
}

bool id_from_number(std::string_view token, SourceId& id) {
    const JsonNumber number = parse_json_number(token);
    constexpr double beyond_int64 = 0x1p63;
    switch (number.kind) {
        case NumberKind::integer: id = {.number = number.integer, .text = {}}; return true;
        case NumberKind::big_integer: id = {.number = 0, .text = std::string(token)}; return true;
        case NumberKind::real:
            if (number.real != std::trunc(number.real) || std::abs(number.real) >= beyond_int64) {
                return false;
            }
            id = {.number = static_cast<std::int64_t>(number.real), .text = {}};
            return true;
        default: return false;
    }
}

}  // namespace errata
