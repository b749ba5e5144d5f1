#include "image/image_quality.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/real_math.h"
#include "base/statistics.h"
#include "image/resample.h"

namespace errata {

namespace {

using Histogram = std::array<std::uint64_t, 256>;

Histogram histogram_of(const std::vector<std::uint8_t>& values) {
    Histogram counts = {};
    for (const std::uint8_t value : values) ++counts[value];
    return counts;
}

double brightness_of(double red, double green, double blue) {
    return std::sqrt(0.241 * (red * red) + 0.691 * (green * green) + 0.068 * (blue * blue)) / 255;
}

std::vector<double> rising_brightness(const Picture& picture) {
    const std::size_t green = picture.channels == 1 ? 0 : 1;
    const std::size_t blue = picture.channels == 1 ? 0 : 2;
    std::vector<double> all;
    all.reserve(picture.pixels.size() / picture.channels);
    for (std::size_t i = 0; i < picture.pixels.size(); i += picture.channels) {
        const std::uint8_t* const pixel = picture.pixels.data() + i;
        all.push_back(brightness_of(pixel[0], pixel[green], pixel[blue]));
    }
    std::ranges::sort(all);
    return all;
}

double mean_brightness(const Picture& picture) {
    std::array<std::uint64_t, 3> sums = {};
    for (std::size_t i = 0; i < picture.pixels.size(); ++i)
        sums[i % picture.channels] += picture.pixels[i];
    if (picture.channels == 1) sums[1] = sums[2] = sums[0];
    const auto pixels = static_cast<double>(picture.pixels.size() / picture.channels);
    return brightness_of(static_cast<double>(sums[0]) / pixels,
                         static_cast<double>(sums[1]) / pixels,
                         static_cast<double>(sums[2]) / pixels);
}

// Values of each channel count on their own: red 7 is not green 7.
double entropy_of(const Picture& picture) {
    const auto total = static_cast<double>(picture.pixels.size());
    double entropy = 0;
    for (std::size_t c = 0; c < picture.channels; ++c) {
        Histogram counts = {};
        for (std::size_t i = c; i < picture.pixels.size(); i += picture.channels)
            ++counts[picture.pixels[i]];
        for (const std::uint64_t count : counts) {
            if (count == 0) continue;
            const double share = static_cast<double>(count) / total;
            entropy -= share * real::log2(share);
        }
    }
    return entropy;
}

// The border keeps its own values, as Pillow's filters leave it.
std::vector<std::uint8_t> edges_of(const Picture& grey) {
    std::vector<std::uint8_t> edges = grey.pixels;
    const std::size_t width = grey.width;
    for (std::size_t y = 1; y + 1 < grey.height; ++y) {
        for (std::size_t x = 1; x + 1 < width; ++x) {
            const std::size_t place = y * width + x;
            int sum = 9 * grey.pixels[place];
            for (const std::size_t row : {place - width, place, place + width})
                sum -= grey.pixels[row - 1] + grey.pixels[row] + grey.pixels[row + 1];
            edges[place] = static_cast<std::uint8_t>(std::clamp(sum, 0, 255));
        }
    }
    return edges;
}

template <typename Values>
double deviation_of(const Values& values) {
    const auto count = static_cast<double>(values.size());
    double sum = 0;
    for (const auto value : values) sum += static_cast<double>(value);
    const double mean = sum / count;
    double squares = 0;
    for (const auto value : values) {
        const double difference = static_cast<double>(value) - mean;
        squares += difference * difference;
    }
    return std::sqrt(squares / count);
}

Picture small_grey(const Picture& picture) {
    constexpr double longest = 64;
    const double ratio = std::max(picture.width, picture.height) / longest;
    if (ratio <= 1) return grey_of(picture);
    const auto shrunk = [&](std::uint32_t size) {
        return std::max(static_cast<std::uint32_t>(std::floor(size / ratio)), 1U);
    };
    return grey_of(resampled(picture, shrunk(picture.width), shrunk(picture.height),
                             ResamplingFilter::bicubic));
}

}  // namespace

double ImageQuality::sharpness() const {
    constexpr double coloured = 0.18;
    const auto squashed = [](double deviation) { return 1 - real::exp(-deviation * 0.01); };
    const double counts = squashed(grey_count_deviation);
    return std::min(squashed(edge_deviation) + (counts > coloured ? counts : 0), 1.0);
}

ImageQuality quality_of(const Picture& picture) {
    const std::vector<double> brightness = rising_brightness(picture);
    const Picture grey = small_grey(picture);
    return {.brightness = mean_brightness(picture),
            .dark_percentile = quantile(brightness, 0.99),
            .bright_percentile = quantile(brightness, 0.05),
            .entropy = entropy_of(picture),
            .edge_deviation = deviation_of(edges_of(grey)),
            .grey_count_deviation = deviation_of(histogram_of(grey.pixels))};
}

}  // namespace errata
