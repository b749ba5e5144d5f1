#include "geometry/mask.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace errata {

namespace {

constexpr int digit_bits = 5;
constexpr int digit_mask = 0x1F;
constexpr int more_bit = 0x20;
constexpr int sign_bit = 0x10;
constexpr char first_character = 48;
constexpr std::ptrdiff_t bytes_at_once = 8;

constexpr std::uint64_t every_byte(std::uint64_t value) { return value * 0x0101010101010101U; }

// Decodes compressed lengths by eight characters at once.
class LengthDecoder {
public:
    explicit LengthDecoder(std::uint32_t* next) : next_(next) {}

    // The lengths that end among the first `count` of eight characters at `p`; those behind `count` must be
    // first_character. Returns how many characters they take; 0 where one is out of range or no length ends.
    std::ptrdiff_t decode(const char* p, std::ptrdiff_t count) {
        std::uint64_t characters = 0;
        std::memcpy(&characters, p, sizeof characters);
        const std::uint64_t out_of_range = (characters + every_byte(0x7F - 0x6F)) |
                                           ~(characters + every_byte(0x80 - first_character)) |
                                           characters;
        if ((out_of_range & every_byte(0x80)) != 0) return 0;
        const std::uint64_t digits = characters - every_byte(first_character);
        const std::uint64_t whole = ~std::uint64_t{0} >> (64 - 8 * count);
        std::uint64_t last_digits = ~digits & every_byte(more_bit) & whole;
        if (last_digits == 0) return 0;
        const std::uint64_t packed = packed_digits(digits);
        int begin = 0;  // in bits of `packed`
        do {
            const int end = (std::countr_zero(last_digits) / 8 + 1) * digit_bits;
            // Shifted to the top, so that the sign comes down with the value.
            add(static_cast<std::int64_t>(packed << (64 - end)) >> (64 - (end - begin)));
            longest_ = std::max(longest_, end - begin);
            begin = end;
            last_digits &= last_digits - 1;
        } while (last_digits != 0);
        return begin / digit_bits;
    }

    std::uint32_t* next() const { return next_; }
    std::uint64_t covered() const { return covered_; }
    // No length was negative or had too many digits.
    bool is_sound() const { return any_ >= 0 && longest_ <= most_digits * digit_bits; }

private:
    static constexpr int most_digits = 7;

    // The lower five bits of all bytes, one behind another.
    static std::uint64_t packed_digits(std::uint64_t digits) {
        digits = (digits & 0x001F001F001F001FU) | (digits & 0x1F001F001F001F00U) >> 3U;
        digits = (digits & 0x000003FF000003FFU) | (digits & 0x03FF000003FF0000U) >> 6U;
        return (digits & 0x00000000000FFFFFU) | (digits & 0x000FFFFF00000000U) >> 12U;
    }

    // From the fourth on they are differences to the last but one.
    void add(std::int64_t value) {
        value += before_last_;
        before_last_ = last_;
        last_ = static_cast<std::uint32_t>(value) & behind_first_;
        behind_first_ = ~0U;
        any_ |= value;
        covered_ += static_cast<std::uint64_t>(value);
        *next_++ = static_cast<std::uint32_t>(value);
    }

    std::uint32_t* next_;
    std::uint64_t covered_ = 0;
    std::int64_t any_ = 0;  // negative when one was
    std::uint32_t last_ = 0;
    std::uint32_t before_last_ = 0;
    std::uint32_t behind_first_ = 0;  // nothing is a difference to the first
    int longest_ = 0;                 // in bits
};

// Walks two masks at once: visit(length, in_a, in_b) per stretch in which neither changes.
template <typename Visit>
void walk(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, Visit&& visit) {
    std::size_t next_a = 0;
    std::size_t next_b = 0;
    std::uint32_t left_a = 0;
    std::uint32_t left_b = 0;
    bool in_a = true;
    bool in_b = true;
    while (true) {
        while (left_a == 0 && next_a < a.size()) {
            left_a = a[next_a++];
            in_a = !in_a;
        }
        while (left_b == 0 && next_b < b.size()) {
            left_b = b[next_b++];
            in_b = !in_b;
        }
        if (left_a == 0 || left_b == 0) return;
        const std::uint32_t length = std::min(left_a, left_b);
        visit(length, in_a, in_b);
        left_a -= length;
        left_b -= length;
    }
}

// Collects stretches into runs that alternate, background first.
class RunCollector {
public:
    void add(std::uint32_t length, bool foreground) {
        if (foreground != foreground_) {
            runs_.push_back(length_);
            length_ = 0;
            foreground_ = foreground;
        }
        length_ += length;
    }
    RunLengths finish() && {
        runs_.push_back(length_);
        return std::move(runs_);
    }

private:
    RunLengths runs_;
    std::uint32_t length_ = 0;
    bool foreground_ = false;
};

}  // namespace

bool decode_runs(std::string_view text, std::uint64_t pixels, RunLengths& runs) {
    // One length per character at most.
    runs.resize(text.size());
    LengthDecoder decoder(runs.data());
    const char* p = text.data();
    const char* const end = p + text.size();
    while (end - p >= bytes_at_once) {
        const std::ptrdiff_t used = decoder.decode(p, bytes_at_once);
        if (used == 0) return false;
        p += used;
    }
    while (p != end) {
        std::array<char, bytes_at_once> rest;
        rest.fill(first_character);
        std::memcpy(rest.data(), p, static_cast<std::size_t>(end - p));
        const std::ptrdiff_t used = decoder.decode(rest.data(), end - p);
        if (used == 0) return false;
        p += used;
    }
    runs.resize(static_cast<std::size_t>(decoder.next() - runs.data()));
    return decoder.is_sound() && decoder.covered() == pixels;
}

std::string encode_runs(std::span<const std::uint32_t> runs) {
    constexpr std::size_t longest = 7;  // characters of one length
    std::string text(runs.size() * longest, '\0');
    char* p = text.data();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::int64_t value = runs[i];
        if (i > 2) value -= runs[i - 2];
        // As long as more than the sign is left.
        while (value < -sign_bit || value >= sign_bit) {
            *p++ = static_cast<char>((value & digit_mask) + more_bit + first_character);
            value >>= digit_bits;
        }
        *p++ = static_cast<char>((value & digit_mask) + first_character);
    }
    text.resize(static_cast<std::size_t>(p - text.data()));
    return text;
}

std::uint64_t area_of(std::span<const std::uint32_t> runs) {
    std::uint64_t area = 0;
    for (std::size_t i = 1; i < runs.size(); i += 2) area += runs[i];
    return area;
}

Box box_of(std::span<const std::uint32_t> runs, std::uint32_t height) {
    const std::size_t pairs = runs.size() / 2;
    if (pairs == 0 || height == 0) return {};
    std::uint64_t top = ~std::uint64_t{0};
    std::uint64_t bottom = 0;
    std::uint64_t place = 0;
    std::uint64_t first = ~std::uint64_t{0};  // of all foreground
    std::uint64_t last = 0;
    std::uint64_t column = 0;  // the place of the first pixel of a run's column
    for (std::size_t i = 0; i < pairs; ++i) {
        // The first and the last pixel of a foreground run.
        place += runs[2 * i];
        if (runs[2 * i + 1] == 0) continue;
        if (place - column >= height) {
            // Mostly the next column: not worth a division.
            column += height;
            if (place - column >= height) column = place / height * height;
        }
        first = std::min(first, place);
        top = std::min(top, place - column);
        place += runs[2 * i + 1];
        last = place - 1;
        bottom = std::max(bottom, last - column);
    }
    if (bottom >= height) {  // a run goes on in the next column
        top = 0;
        bottom = height - 1;
    }
    if (first > last) return {};
    const std::uint64_t left = first / height;
    return {.x = static_cast<double>(left),
            .y = static_cast<double>(top),
            .width = static_cast<double>(last / height - left + 1),
            .height = static_cast<double>(bottom - top + 1)};
}

RunLengths runs_of_pixels(std::span<const std::uint8_t> pixels) {
    RunCollector collector;
    for (const std::uint8_t pixel : pixels) collector.add(1, pixel != 0);
    return std::move(collector).finish();
}

std::vector<std::uint8_t> pixels_of_runs(std::span<const std::uint32_t> runs) {
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        pixels.insert(pixels.end(), runs[i], static_cast<std::uint8_t>(i % 2));
    }
    return pixels;
}

RunLengths union_of(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    RunCollector collector;
    walk(a, b,
         [&](std::uint32_t length, bool in_a, bool in_b) { collector.add(length, in_a || in_b); });
    return std::move(collector).finish();
}

RunLengths intersection_of(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    RunCollector collector;
    walk(a, b,
         [&](std::uint32_t length, bool in_a, bool in_b) { collector.add(length, in_a && in_b); });
    return std::move(collector).finish();
}

std::uint64_t shared_pixels(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    std::uint64_t shared = 0;
    walk(a, b, [&](std::uint32_t length, bool in_a, bool in_b) {
        if (in_a && in_b) shared += length;
    });
    return shared;
}

void measure(Mask& mask) {
    mask.area = area_of(mask.runs);
    mask.box = box_of(mask.runs, mask.size.height);
}

Mask mask_of(MaskSize size, RunLengths runs) {
    Mask mask = {.size = size, .runs = std::move(runs), .area = 0, .box = {}};
    measure(mask);
    return mask;
}

double mask_iou(const Mask& prediction, const Mask& truth, bool truth_is_crowd) {
    if (intersection(prediction.box, truth.box) == 0) return 0;
    if (prediction.size != truth.size) return -1;
    return mask_iou(prediction, truth, truth_is_crowd, shared_pixels(prediction.runs, truth.runs));
}

double mask_iou(const Mask& prediction, const Mask& truth, bool truth_is_crowd,
                std::uint64_t shared) {
    if (shared == 0) return 0;
    const std::uint64_t whole =
        truth_is_crowd ? prediction.area : prediction.area + truth.area - shared;
    return static_cast<double>(shared) / static_cast<double>(whole);
}

void MaskRank::prepare(std::span<const std::uint32_t> runs) {
    std::uint64_t covered = 0;
    for (const std::uint32_t length : runs) covered += length;
    const std::size_t foreground = runs.size() / 2 * 2;
    begin_ = foreground == 0 ? 0 : runs[0] / word_bits * word_bits;
    end_ = runs.size() == foreground ? covered : covered - runs.back();
    if (foreground == 0) end_ = 0;
    const auto words = static_cast<std::size_t>((end_ - begin_) / word_bits + 1);
    bits_.resize(words);
    counts_.resize(words);
    bits_[0] = counts_[0] = 0;
    last_word_ = 0;
    last_count_ = 0;
    std::uint64_t place = 0;
    for (std::size_t i = 0; i < foreground; i += 2) {
        place += runs[i];
        append(place - begin_, place + runs[i + 1] - begin_);
        place += runs[i + 1];
    }
    skip_to(words - 1);
}

void MaskRank::skip_to(std::size_t word) {
    while (last_word_ < word) {
        ++last_word_;
        bits_[last_word_] = 0;
        counts_[last_word_] = last_count_;
    }
}

void MaskRank::append(std::uint64_t begin, std::uint64_t end) {
    const auto first = static_cast<std::size_t>(begin / word_bits);
    const auto last = static_cast<std::size_t>(end / word_bits);
    const std::uint64_t from = ~std::uint64_t{0} << (begin % word_bits);
    const std::uint64_t to = (std::uint64_t{1} << (end % word_bits)) - 1;
    skip_to(first);
    if (first == last) {
        bits_[first] |= from & to;
    } else {
        bits_[first] |= from;
        auto count = last_count_ + static_cast<std::uint32_t>((first + 1) * word_bits - begin);
        for (std::size_t word = first + 1; word < last; ++word) {
            bits_[word] = ~std::uint64_t{0};
            counts_[word] = count;
            count += static_cast<std::uint32_t>(word_bits);
        }
        bits_[last] = to;
        counts_[last] = count;
        last_word_ = last;
    }
    last_count_ += static_cast<std::uint32_t>(end - begin);
}

std::uint32_t MaskRank::before(std::uint64_t place) const {
    place -= begin_;
    const auto word = static_cast<std::size_t>(place / word_bits);
    const std::uint64_t below = bits_[word] & ((std::uint64_t{1} << (place % word_bits)) - 1);
    return counts_[word] + static_cast<std::uint32_t>(std::popcount(below));
}

std::uint64_t MaskRank::shared(std::span<const std::uint32_t> runs) const {
    std::size_t i = 0;
    std::uint64_t begin = runs.empty() ? 0 : runs[0];
    // Runs that end before this mask begins.
    while (i + 1 < runs.size() && begin + runs[i + 1] <= begin_) {
        begin += std::uint64_t{runs[i + 1]} + (i + 2 < runs.size() ? runs[i + 2] : 0);
        i += 2;
    }
    std::uint64_t shared = 0;
    while (i + 1 < runs.size() && begin < end_) {
        const std::uint64_t end = begin + runs[i + 1];
        shared += before(std::min(end, end_)) - before(std::max(begin, begin_));
        begin = end + (i + 2 < runs.size() ? runs[i + 2] : 0);
        i += 2;
    }
    return shared;
}

}  // namespace errata
