// Numbers as JSON writes them, converted where they lie.
//
// What it is for: readers that know where a number stands (record_template.h, segmentation_text.h). Correctly rounded,
// and the same bits as a JSON parser gives.
// What it does not do: judge. A null pointer means: none, or one that only the JSON parser should read. Eight bytes
// behind a number must be readable.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace errata {

namespace number_text {

inline constexpr std::array<double, 23> powers_of_ten = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline std::uint64_t load_8(const char* p) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, 8);
    return word;
}

// The number written by eight digits, one per byte, the first in the lowest byte.
inline std::uint64_t value_of_8_digits(std::uint64_t digits) {
    constexpr std::uint64_t every_fourth = 0x000000FF000000FFU;
    digits = digits * 10 + (digits >> 8U);  // pairs, in every second byte
    const std::uint64_t first = (digits & every_fourth) * (100 + (std::uint64_t{1'000'000} << 32U));
    const std::uint64_t second =
        ((digits >> 16U) & every_fourth) * (1 + (std::uint64_t{10'000} << 32U));
    return (first + second) >> 32U;
}

// The next eight bytes as digits (0 to 9 where they are), and a mark at every byte that is none. Marks
// above the first one are right too where the bytes are ASCII.
struct EightBytes {
    explicit EightBytes(const char* p)
        : digits(load_8(p) ^ 0x3030303030303030U),
          marks(((digits + 0x7676767676767676U) | digits) & 0x8080808080808080U) {}

    std::uint64_t digits;
    std::uint64_t marks;
};

inline unsigned byte_of(std::uint64_t mark) {
    return static_cast<unsigned>(std::countr_zero(mark)) / 8;
}

// The value of the first `count` (1 to 8) bytes.
inline std::uint64_t value_of_digits(std::uint64_t digits, unsigned count) {
    return value_of_8_digits(digits << (64U - 8U * count));
}

// Adds the digits from p on to the mantissa; returns their end. `count` grows by their number.
inline const char* read_digits(const char* p, std::uint64_t& mantissa, unsigned& count) {
    for (EightBytes next(p);; next = EightBytes(p)) {
        if (next.marks == 0) {
            mantissa = mantissa * 100'000'000 + value_of_8_digits(next.digits);
            count += 8;
            p += 8;
            if (count > 24) return p;  // too many for a mantissa: declined by the caller
            continue;
        }
        const unsigned more = byte_of(next.marks);
        if (more > 0) {
            mantissa = mantissa * static_cast<std::uint64_t>(powers_of_ten[more]) +
                       value_of_digits(next.digits, more);
            count += more;
        }
        return p + more;
    }
}

// A number of any length, without its sign; out of line, for it is rarely needed.
const char* read_long_number(const char* p, double& value);

// A number of at most seven digits and a point, without its sign, by one load; null where it is longer.
[[gnu::always_inline]] inline const char* read_short_number(const char* p, double& value) {
    const EightBytes next(p);
    if (next.marks == 0) return nullptr;
    const unsigned whole = byte_of(next.marks);
    if (whole == 0 || ((next.digits & 0xFFU) == 0 && whole > 1)) return nullptr;
    if (p[whole] != '.') {
        value = static_cast<double>(value_of_digits(next.digits, whole));
        return p + whole;
    }
    const std::uint64_t marks_behind_point = next.marks & (next.marks - 1);
    if (marks_behind_point == 0) return nullptr;
    const unsigned end = byte_of(marks_behind_point);
    if (end == whole + 1) return nullptr;
    // Close the gap that the point leaves; what stands behind the number is shifted out.
    const std::uint64_t before_point = (std::uint64_t{1} << (8U * whole)) - 1;
    const std::uint64_t digits =
        (next.digits & before_point) | ((next.digits >> 8U) & ~before_point);
    value = static_cast<double>(value_of_digits(digits, end - 1)) / powers_of_ten[end - whole - 1];
    return p + end;
}

}  // namespace number_text

// A number; null where it is none, or one that only the JSON parser should judge.
[[gnu::always_inline]] inline const char* read_number(const char* p, double& value) {
    const bool negative = *p == '-';
    p += negative ? 1 : 0;
    const char* end = number_text::read_short_number(p, value);
    if (end == nullptr || *end == 'e' || *end == 'E') end = number_text::read_long_number(p, value);
    if (negative) value = -value;
    return end;
}

// An integer of at most 18 digits.
inline const char* read_integer(const char* p, std::int64_t& value) {
    const bool negative = *p == '-';
    p += negative ? 1 : 0;
    const char* const first = p;
    std::uint64_t magnitude = 0;
    unsigned digits = 0;
    p = number_text::read_digits(p, magnitude, digits);
    if (digits == 0 || digits > 18 || (*first == '0' && digits > 1)) return nullptr;
    value = negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
    return p;
}

}  // namespace errata
