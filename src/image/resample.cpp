#include "image/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/real_math.h"

namespace errata {

namespace {

constexpr unsigned coefficient_bits = 22;

double sinc(double x) {
    if (x == 0) return 1;
    return real::sin(x * std::numbers::pi) / (x * std::numbers::pi);
}

double lanczos3(double x) { return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0; }

double bicubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

// Which pixels of a line make one of the new ones, and how much each counts.
struct Window {
    std::size_t first = 0;
    std::vector<std::int32_t> coefficients;
};

std::vector<Window> windows_of(std::uint32_t old_size, std::uint32_t new_size,
                               ResamplingFilter filter) {
    const bool is_lanczos = filter == ResamplingFilter::lanczos3;
    const double scale = static_cast<double>(old_size) / new_size;
    const double widening = std::max(scale, 1.0);
    const double support = (is_lanczos ? 3 : 2) * widening;
    const double narrowing = 1 / widening;
    std::vector<Window> windows(new_size);
    std::vector<double> weights;
    for (std::uint32_t i = 0; i < new_size; ++i) {
        const double centre = (i + 0.5) * scale;
        // Truncation towards 0, not floor: what lies before the picture begins with its first pixel.
        const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
        const int end =
            std::min(static_cast<int>(centre + support + 0.5), static_cast<int>(old_size));
        weights.clear();
        double sum = 0;
        for (int x = first; x < end; ++x) {
            const double place = (x - centre + 0.5) * narrowing;
            weights.push_back(is_lanczos ? lanczos3(place) : bicubic(place));
            sum += weights.back();
        }
        windows[i].first = static_cast<std::size_t>(first);
        for (const double weight : weights) {
            const double share = sum != 0 ? weight / sum : weight;
            const double scaled = share * (1U << coefficient_bits);
            windows[i].coefficients.push_back(
                static_cast<std::int32_t>(scaled + (share < 0 ? -0.5 : 0.5)));
        }
    }
    return windows;
}

std::uint8_t rounded(std::int32_t sum) {
    return static_cast<std::uint8_t>(std::clamp(sum >> coefficient_bits, 0, 255));
}

// One pass along lines of `line` values that lie `stride` apart.
std::uint8_t sample(const std::uint8_t* line, std::size_t stride, const Window& window) {
    std::int32_t sum = 1 << (coefficient_bits - 1);
    const std::uint8_t* value = line + window.first * stride;
    for (const std::int32_t coefficient : window.coefficients) {
        sum += *value * coefficient;
        value += stride;
    }
    return rounded(sum);
}

Picture resampled_columns(const Picture& picture, std::uint32_t width, ResamplingFilter filter) {
    const auto windows = windows_of(picture.width, width, filter);
    const std::size_t channels = picture.channels;
    Picture result = {.width = width,
                      .height = picture.height,
                      .channels = picture.channels,
                      .pixels = std::vector<std::uint8_t>(channels * width * picture.height)};
    std::uint8_t* out = result.pixels.data();
    for (std::size_t y = 0; y < picture.height; ++y) {
        const std::uint8_t* const line = picture.pixels.data() + y * picture.width * channels;
        for (const Window& window : windows) {
            for (std::size_t c = 0; c < channels; ++c) *out++ = sample(line + c, channels, window);
        }
    }
    return result;
}

Picture resampled_rows(const Picture& picture, std::uint32_t height, ResamplingFilter filter) {
    const auto windows = windows_of(picture.height, height, filter);
    const std::size_t row_bytes = std::size_t{picture.channels} * picture.width;
    Picture result = {.width = picture.width,
                      .height = height,
                      .channels = picture.channels,
                      .pixels = std::vector<std::uint8_t>(row_bytes * height)};
    std::uint8_t* out = result.pixels.data();
    for (const Window& window : windows) {
        for (std::size_t i = 0; i < row_bytes; ++i)
            *out++ = sample(picture.pixels.data() + i, row_bytes, window);
    }
    return result;
}

}  // namespace

Picture resampled(const Picture& picture, std::uint32_t width, std::uint32_t height,
                  ResamplingFilter filter) {
    Picture result = width == picture.width ? picture : resampled_columns(picture, width, filter);
    return height == picture.height ? result : resampled_rows(result, height, filter);
}

}  // namespace errata
