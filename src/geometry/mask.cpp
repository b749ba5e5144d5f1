#include "geometry/mask.h"

#include <algorithm>
#include <bit>

namespace errata {

namespace {

constexpr int digit_bits = 5;
constexpr int more_bit = 0x20;
constexpr int sign_bit = 0x10;
constexpr int first_character = 48;

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
    runs.clear();
    std::uint64_t covered = 0;
    const char* p = text.data();
    const char* const end = p + text.size();
    while (p != end) {
        std::int64_t value = 0;
        int shift = 0;
        while (true) {
            if (p == end) return false;
            const int digit = *p++ - first_character;
            if (digit < 0 || digit > 0x3F || shift > 30) return false;
            value |= std::int64_t{digit & 0x1F} << shift;
            shift += digit_bits;
            if ((digit & more_bit) != 0) continue;
            if ((digit & sign_bit) != 0) value |= std::int64_t{-1} << shift;
            break;
        }
        if (runs.size() > 2) value += runs[runs.size() - 2];
        if (value < 0 || covered + static_cast<std::uint64_t>(value) > pixels) return false;
        covered += static_cast<std::uint64_t>(value);
        runs.push_back(static_cast<std::uint32_t>(value));
    }
    return covered == pixels;
}

std::string encode_runs(std::span<const std::uint32_t> runs) {
    std::string text;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::int64_t value = runs[i];
        if (i > 2) value -= runs[i - 2];
        for (bool more = true; more;) {
            int digit = static_cast<int>(value & 0x1F);
            value >>= digit_bits;
            more = (digit & sign_bit) != 0 ? value != -1 : value != 0;
            if (more) digit |= more_bit;
            text.push_back(static_cast<char>(digit + first_character));
        }
    }
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
    std::uint32_t left = ~0U;
    std::uint32_t top = ~0U;
    std::uint32_t right = 0;
    std::uint32_t bottom = 0;
    std::uint64_t place = 0;
    bool any = false;
    for (std::size_t i = 0; i < pairs; ++i) {
        // The first and the last pixel of a foreground run.
        place += runs[2 * i];
        if (runs[2 * i + 1] == 0) continue;
        any = true;
        const auto first_x = static_cast<std::uint32_t>(place / height);
        const auto first_y = static_cast<std::uint32_t>(place % height);
        place += runs[2 * i + 1];
        const std::uint64_t last = place - 1;
        const auto last_x = static_cast<std::uint32_t>(last / height);
        const auto last_y = static_cast<std::uint32_t>(last % height);
        left = std::min({left, first_x, last_x});
        right = std::max({right, first_x, last_x});
        top = std::min({top, first_y, last_y});
        bottom = std::max({bottom, first_y, last_y});
        if (first_x < last_x) {
            top = 0;
            bottom = height - 1;
        }
    }
    if (!any) return {};
    return {.x = static_cast<double>(left),
            .y = static_cast<double>(top),
            .width = static_cast<double>(right) - left + 1,
            .height = static_cast<double>(bottom) - top + 1};
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

Mask mask_of(MaskSize size, RunLengths runs) {
    Mask mask = {.size = size, .runs = std::move(runs), .area = 0, .box = {}};
    mask.area = area_of(mask.runs);
    mask.box = box_of(mask.runs, size.height);
    return mask;
}

double mask_iou(const Mask& prediction, const Mask& truth, bool truth_is_crowd) {
    if (intersection(prediction.box, truth.box) == 0) return 0;
    if (prediction.size != truth.size) return -1;
    const std::uint64_t shared = shared_pixels(prediction.runs, truth.runs);
    if (shared == 0) return 0;
    const std::uint64_t whole =
        truth_is_crowd ? prediction.area : prediction.area + truth.area - shared;
    return static_cast<double>(shared) / static_cast<double>(whole);
}

void MaskRank::prepare(std::span<const std::uint32_t> runs, std::uint64_t pixels) {
    const auto words = static_cast<std::size_t>(pixels / 64 + 1);
    bits_.assign(words, 0);
    counts_.resize(words);
    std::uint64_t begin = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::uint64_t end = begin + runs[i];
        if (i % 2 == 1 && end > begin) {
            const auto first = static_cast<std::size_t>(begin / 64);
            const auto last = static_cast<std::size_t>(end / 64);
            const std::uint64_t from = ~std::uint64_t{0} << (begin % 64);
            const std::uint64_t to = (std::uint64_t{1} << (end % 64)) - 1;
            if (first == last) {
                bits_[first] |= from & to;
            } else {
                bits_[first] |= from;
                std::fill(bits_.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                          bits_.begin() + static_cast<std::ptrdiff_t>(last), ~std::uint64_t{0});
                bits_[last] |= to;
            }
        }
        begin = end;
    }
    std::uint32_t count = 0;
    for (std::size_t word = 0; word < words; ++word) {
        counts_[word] = count;
        count += static_cast<std::uint32_t>(std::popcount(bits_[word]));
    }
}

std::uint32_t MaskRank::before(std::uint32_t place) const {
    const std::uint64_t below = bits_[place / 64] & ((std::uint64_t{1} << (place % 64)) - 1);
    return counts_[place / 64] + static_cast<std::uint32_t>(std::popcount(below));
}

std::uint64_t MaskRank::shared(std::span<const std::uint32_t> runs) const {
    std::uint64_t shared = 0;
    std::uint32_t place = 0;
    for (std::size_t i = 0; i + 1 < runs.size(); i += 2) {
        const std::uint32_t begin = place + runs[i];
        place = begin + runs[i + 1];
        shared += before(place) - before(begin);
    }
    return shared;
}

}  // namespace errata
