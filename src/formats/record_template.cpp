#include "formats/record_template.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace errata {

namespace {

constexpr std::array<double, 23> powers_of_ten = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') <= 9; }

std::uint64_t load_8(const char* p) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, 8);
    return word;
}

// Compares `length` bytes (at most 64); both sides may be read up to the next multiple of 16.
bool equal_bytes(const char* a, const char* b, std::size_t length) {
#if defined(__SSE2__)
    for (std::size_t done = 0; done < length; done += 16) {
        const __m128i left = _mm_loadu_si128(reinterpret_cast<const __m128i*>(a + done));
        const __m128i right = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b + done));
        const auto same = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(left, right)));
        const std::size_t left_over = length - done;
        const unsigned wanted = left_over >= 16 ? 0xFFFFU : (1U << left_over) - 1U;
        if ((same & wanted) != wanted) return false;
    }
    return true;
#else
    return std::memcmp(a, b, length) == 0;
#endif
}

// The number written by eight digits, one per byte, the first in the lowest byte.
std::uint64_t value_of_8_digits(std::uint64_t digits) {
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

unsigned byte_of(std::uint64_t mark) { return static_cast<unsigned>(std::countr_zero(mark)) / 8; }

// The value of the first `count` (1 to 8) bytes.
std::uint64_t value_of_digits(std::uint64_t digits, unsigned count) {
    return value_of_8_digits(digits << (64U - 8U * count));
}

// Adds the digits from p on to the mantissa; returns their end. `count` grows by their number.
const char* read_digits(const char* p, std::uint64_t& mantissa, unsigned& count) {
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

// A number of any length, without its sign; out of line, for it is rarely needed. Correctly rounded: one division or multiplication where the
// mantissa and the power of ten are exact, Eisel and Lemire's method (fast_float) otherwise.
[[gnu::noinline]] const char* read_long_number(const char* p, double& value) {
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

// A number; null where it is none, or one that only the JSON parser should judge.
[[gnu::always_inline]] inline const char* read_number(const char* p, double& value) {
    const bool negative = *p == '-';
    p += negative ? 1 : 0;
    const char* end = read_short_number(p, value);
    if (end == nullptr || *end == 'e' || *end == 'E') end = read_long_number(p, value);
    if (negative) value = -value;
    return end;
}

// An integer of at most 18 digits.
const char* read_integer(const char* p, std::int64_t& value) {
    const bool negative = *p == '-';
    p += negative ? 1 : 0;
    const char* const first = p;
    std::uint64_t magnitude = 0;
    unsigned digits = 0;
    p = read_digits(p, magnitude, digits);
    if (digits == 0 || digits > 18 || (*first == '0' && digits > 1)) return nullptr;
    value = negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
    return p;
}

// Behind the closing quote of a text without escapes that began before p.
const char* read_text(const char* p, const char* end) {
    while (p < end && *p != '"' && *p != '\\') ++p;
    return p < end && *p == '"' ? p + 1 : nullptr;
}

// Behind the closing quote of a text in which only backslashes are escaped, as compressed run lengths have them.
const char* read_counts(const char* p, const char* end) {
    const void* const found = std::memchr(p, '"', static_cast<std::size_t>(end - p));
    if (found == nullptr) return nullptr;
    const char* const quote = static_cast<const char*>(found);
    // An odd number of backslashes before it makes the quote part of the text: not ours to read.
    const char* first = quote;
    while (first > p && first[-1] == '\\') --first;
    return (quote - first) % 2 == 0 ? quote + 1 : nullptr;
}

const char* skip_spaces(const char* p) {
    while (is_space(*p)) ++p;
    return p;
}

}  // namespace

// Walks one valid record and cuts it into literals and slots.
class RecordTemplate::Learner {
public:
    Learner(std::string_view record, const TemplateFields& fields, std::vector<Segment>& segments)
        : p_(record.data()),
          end_(p_ + record.size()),
          literal_(p_),
          fields_(fields),
          segments_(segments) {}

    bool learn() {
        while (p_ != end_) {
            const char c = *p_;
            if (c == '{' || c == '[') {
                brackets_.push_back(c);
                at_key_ = c == '{';
                ++p_;
            } else if (c == '}' || c == ']') {
                brackets_.pop_back();
                ++p_;
            } else if (c == ',') {
                at_key_ = brackets_.back() == '{';
                ++p_;
            } else if (c == ':') {
                at_key_ = false;
                ++p_;
            } else if (is_space(c)) {
                ++p_;
            } else if (!(c == '"' ? text() : value())) {
                return false;
            }
        }
        return has_all() && cut(Slot::end, 0, end_);
    }
    bool found_box() const { return corners_ == 4; }
    std::size_t found_list() const { return listed_; }

private:
    // A key, or a text as a value, from its opening quote on.
    bool text() {
        const bool is_counts = !at_key_ && key_ == fields_.mask && !fields_.mask.empty() &&
                               brackets_.size() == 2 && inner_key_ == "counts";
        const char* const close = is_counts ? read_counts(p_ + 1, end_) : read_text(p_ + 1, end_);
        if (close == nullptr) return false;
        if (at_key_) {
            if (brackets_.size() == 1) key_ = {p_ + 1, close - 1};
            if (brackets_.size() == 2) inner_key_ = {p_ + 1, close - 1};
            p_ = close;
            return true;
        }
        ++p_;  // the opening quote belongs to the literal
        if (is_counts) {
            ++counts_;
            return cut(Slot::mask_counts, 0, close);
        }
        return !is_wanted() && cut(Slot::ignored_text, 0, close);
    }

    // A number or a word.
    bool value() {
        const char* close = p_;
        while (close != end_ && !is_space(*close) && *close != ',' && *close != ']' &&
               *close != '}') {
            ++close;
        }
        const std::size_t depth = brackets_.size();
        if (*p_ != '-' && !is_digit(*p_)) {
            p_ = close;  // true, false, null, NaN: part of the literal
            return !is_wanted();
        }
        if (!is_wanted()) return cut(Slot::ignored_number, 0, close);
        if (key_ == fields_.box) {
            return depth == 2 && corners_ < 4 && cut(Slot::box, corners_++, close);
        }
        if (key_ == fields_.list) return depth == 2 && cut(Slot::list, listed_++, close);
        if (key_ == fields_.mask) {
            return depth == 3 && inner_key_ == "size" && sizes_ < 2 &&
                   cut(Slot::mask_size, sizes_++, close);
        }
        const bool is_integer = std::ranges::contains(fields_.integers, key_);
        const auto& keys = is_integer ? fields_.integers : fields_.numbers;
        const auto index = static_cast<std::size_t>(std::ranges::find(keys, key_) - keys.begin());
        return depth == 1 && see(index + (is_integer ? 0 : fields_.integers.size())) &&
               cut(is_integer ? Slot::integer : Slot::number, index, close);
    }

    bool is_wanted() const {
        return !key_.empty() &&
               (key_ == fields_.box || key_ == fields_.list || key_ == fields_.mask ||
                std::ranges::contains(fields_.integers, key_) ||
                std::ranges::contains(fields_.numbers, key_));
    }

    // False the second time.
    bool see(std::size_t field) {
        const bool again = ((seen_ >> field) & 1U) != 0;
        seen_ |= 1U << field;
        return !again;
    }

    bool has_all() const {
        const std::size_t fields = fields_.integers.size() + fields_.numbers.size();
        for (std::size_t field = 0; field < fields; ++field) {
            const bool optional =
                field < fields_.integers.size() && fields_.integers[field] == fields_.optional;
            if (((seen_ >> field) & 1U) == 0 && !optional) return false;
        }
        const bool has_mask = sizes_ == 2 && counts_ == 1;
        return (corners_ == 4 || (corners_ == 0 && fields_.box_is_optional)) &&
               (fields_.list.empty() || listed_ > 0) && (fields_.mask.empty() || has_mask);
    }

    // Ends a literal here and puts a slot behind it that reaches to `close`.
    bool cut(Slot slot, std::size_t index, const char* close) {
        const auto length = static_cast<std::size_t>(p_ - literal_);
        if (length > longest_literal) return false;
        Segment segment;
        std::memcpy(segment.literal.data(), literal_, length);
        segment.length = static_cast<std::uint8_t>(length);
        segment.slot = slot;
        segment.index = static_cast<std::uint16_t>(index);
        segments_.push_back(segment);
        p_ = literal_ = close;
        return true;
    }

    const char* p_;
    const char* end_;
    const char* literal_;
    const TemplateFields& fields_;
    std::vector<Segment>& segments_;
    std::vector<char> brackets_;
    std::string_view key_;        // of the record itself
    std::string_view inner_key_;  // of an object in it
    bool at_key_ = false;
    std::size_t corners_ = 0;
    std::size_t listed_ = 0;
    std::size_t sizes_ = 0;
    std::size_t counts_ = 0;
    unsigned seen_ = 0;
};

bool RecordTemplate::learn(std::string_view record) {
    segments_.clear();
    Learner learner(record, fields_, segments_);
    if (!learner.learn()) segments_.clear();
    has_box_ = learner.found_box();
    list_size_ = learner.found_list();
    return learned();
}

std::string_view RecordTemplate::opening() const {
    return {segments_.front().literal.data(), segments_.front().length};
}

const char* RecordTemplate::read(const char* p, const char* end, TemplateValues& values) const {
    for (const Segment& segment : segments_) {
        if (!equal_bytes(p, segment.literal.data(), segment.length)) return nullptr;
        p += segment.length;
        double ignored = 0;
        switch (segment.slot) {
            case Slot::integer: p = read_integer(p, values.integers[segment.index]); break;
            case Slot::box: p = read_number(p, values.box[segment.index]); break;
            case Slot::number: p = read_number(p, values.numbers[segment.index]); break;
            case Slot::list: p = read_number(p, values.list[segment.index]); break;
            case Slot::mask_size: p = read_integer(p, values.mask_size[segment.index]); break;
            case Slot::mask_counts: {
                const char* const first = p;
                p = read_counts(p, end);
                if (p != nullptr) values.mask_counts = {first, p - 1};
                break;
            }
            case Slot::ignored_number: p = read_number(p, ignored); break;
            case Slot::ignored_text: p = read_text(p, end); break;
            case Slot::end: break;
        }
        if (p == nullptr || p > end) return nullptr;
    }
    if (*p != ',') return nullptr;
    p = skip_spaces(p + 1);
    return p > end ? nullptr : p;
}

}  // namespace errata
