#include "image/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <numbers>
#include <numeric>

#include "base/real_math.h"
#include "image/resample.h"

namespace errata {

namespace {

constexpr std::size_t side = 8;
constexpr std::size_t wide = 32;

template <typename IsSet>
std::uint64_t hash_of(IsSet&& is_set) {
    std::uint64_t hash = 0;
    for (std::size_t y = 0; y < side; ++y) {
        for (std::size_t x = 0; x < side; ++x) hash = hash << 1U | (is_set(x, y) ? 1U : 0U);
    }
    return hash;
}

// cos(π k (2 i + 1) / 64), of the lowest eight frequencies.
std::array<double, side * wide> cosines() {
    std::array<double, side * wide> all = {};
    for (std::size_t k = 0; k < side; ++k) {
        for (std::size_t i = 0; i < wide; ++i) {
            const auto quarter_turns = static_cast<double>(k * (2 * i + 1));
            all[k * wide + i] = real::cos(quarter_turns * std::numbers::pi / (2 * wide));
        }
    }
    return all;
}

// [frequency of y][frequency of x], each twice the sum of what it is.
std::array<double, side * side> low_frequencies(const std::vector<std::uint8_t>& pixels) {
    static const std::array<double, side * wide> cosine = cosines();
    std::array<double, side * wide> columns = {};  // [frequency of y][x]
    for (std::size_t k = 0; k < side; ++k) {
        for (std::size_t x = 0; x < wide; ++x) {
            double sum = 0;
            for (std::size_t y = 0; y < wide; ++y)
                sum += pixels[y * wide + x] * cosine[k * wide + y];
            columns[k * wide + x] = 2 * sum;
        }
    }
    std::array<double, side * side> low = {};
    for (std::size_t y = 0; y < side; ++y) {
        for (std::size_t k = 0; k < side; ++k) {
            double sum = 0;
            for (std::size_t x = 0; x < wide; ++x)
                sum += columns[y * wide + x] * cosine[k * wide + x];
            low[y * side + k] = 2 * sum;
        }
    }
    return low;
}

}  // namespace

std::uint64_t average_hash(const Picture& picture) {
    const Picture small = resampled(grey_of(picture), side, side, ResamplingFilter::lanczos3);
    const unsigned sum = std::accumulate(small.pixels.begin(), small.pixels.end(), 0U);
    return hash_of([&](std::size_t x, std::size_t y) {
        return small.pixels[y * side + x] * side * side > sum;
    });
}

std::uint64_t difference_hash(const Picture& picture) {
    const Picture small = resampled(grey_of(picture), side + 1, side, ResamplingFilter::lanczos3);
    return hash_of([&](std::size_t x, std::size_t y) {
        const std::size_t left = y * (side + 1) + x;
        return small.pixels[left + 1] > small.pixels[left];
    });
}

std::uint64_t perceptual_hash(const Picture& picture) {
    const Picture small = resampled(grey_of(picture), wide, wide, ResamplingFilter::lanczos3);
    const auto low = low_frequencies(small.pixels);
    auto sorted = low;
    std::ranges::sort(sorted);
    const double median = (sorted[side * side / 2 - 1] + sorted[side * side / 2]) / 2;
    return hash_of([&](std::size_t x, std::size_t y) { return low[y * side + x] > median; });
}

}  // namespace errata
