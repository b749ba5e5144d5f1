#include "geometry/keypoint.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/real_math.h"

namespace errata {

namespace {

constexpr std::array<double, 17> coco_sigmas_in_tenths = {
    .26, .25, .25, .35, .35, .79, .79, .72, .72, .62, .62, 1.07, 1.07, .87, .87, .89, .89};

// numpy.sum of a short array: eight partial sums from eight values on.
double sum_of(std::span<const double> values) {
    constexpr std::size_t lanes = 8;
    if (values.size() < lanes) {
        double sum = 0;
        for (const double value : values) sum += value;
        return sum;
    }
    std::array<double, lanes> part{};
    std::copy_n(values.begin(), lanes, part.begin());
    std::size_t i = lanes;
    for (; i + lanes <= values.size(); i += lanes) {
        for (std::size_t k = 0; k < lanes; ++k) part[k] += values[i + k];
    }
    double sum =
        ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
    for (; i < values.size(); ++i) sum += values[i];
    return sum;
}

// Above the mean of exp(-error), by more than rounding: 1 + e + e^2 / 2 is at most exp(e), unless areas are negative.
double greatest_mean(std::span<const double> errors) {
    constexpr double margin = 1e-9;
    double sum = 0;
    double least = 0;
    for (const double error : errors) {
        sum += 1 / (1 + error + error * error / 2);
        least = std::min(least, error);
    }
    if (least < 0) return std::numeric_limits<double>::infinity();
    return sum / static_cast<double>(errors.size()) + margin;
}

// How far outside of [low, high].
double outside(double value, double low, double high) {
    return std::max(0.0, low - value) + std::max(0.0, value - high);
}

}  // namespace

std::vector<double> default_sigmas(std::size_t count) {
    std::vector<double> sigmas;
    if (count == coco_sigmas_in_tenths.size()) {
        for (const double tenths : coco_sigmas_in_tenths) sigmas.push_back(tenths / 10.0);
    } else {
        sigmas.assign(count, 1.0 / static_cast<double>(count));
    }
    return sigmas;
}

double keypoint_similarity(std::span<const Keypoint> prediction, const KeypointObject& object,
                           std::span<const double> sigmas, double least) {
    constexpr double spacing = 0x1p-52;
    constexpr std::size_t most_on_stack = 128;
    const std::size_t count = std::min(object.points.size(), most_on_stack);
    const bool labelled = std::ranges::any_of(object.visibility, [](auto v) { return v > 0; });
    const Box& box = object.box;
    std::array<double, most_on_stack> errors;
    std::size_t used = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (labelled && object.visibility[i] == 0) continue;
        double dx = 0;
        double dy = 0;
        if (labelled) {
            dx = prediction[i].x - object.points[i].x;
            dy = prediction[i].y - object.points[i].y;
        } else {
            dx = outside(prediction[i].x, box.x - box.width, box.x + box.width * 2);
            dy = outside(prediction[i].y, box.y - box.height, box.y + box.height * 2);
        }
        const double variance = (sigmas[i] * 2) * (sigmas[i] * 2);
        errors[used++] = (dx * dx + dy * dy) / variance / (object.area + spacing) / 2;
    }
    if (used == 0) return 0;
    const std::span<double> terms(errors.data(), used);
    if (const double greatest = greatest_mean(terms); greatest < least) return greatest;
    for (double& term : terms) term = real::exp(-term);
    return sum_of(terms) / static_cast<double>(used);
}

}  // namespace errata
