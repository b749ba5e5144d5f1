#include "metrics/numpy.h"

#include <array>

namespace errata::numpy {

namespace {

constexpr std::size_t lanes = 8;
constexpr std::size_t block = 128;

double pairwise_sum(std::span<const double> values) {
    const std::size_t n = values.size();
    if (n < lanes) {
        double total = 0;
        for (const double value : values) total += value;
        return total;
    }
    if (n <= block) {
        std::array<double, lanes> r = {};
        for (std::size_t lane = 0; lane < lanes; ++lane) r[lane] = values[lane];
        std::size_t i = lanes;
        for (; i + lanes <= n; i += lanes) {
            for (std::size_t lane = 0; lane < lanes; ++lane) r[lane] += values[i + lane];
        }
        double total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < n; ++i) total += values[i];
        return total;
    }
    std::size_t half = n / 2;
    half -= half % lanes;
    return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
}

}  // namespace

std::vector<double> linspace(double start, double stop, std::size_t count) {
    const double step = (stop - start) / static_cast<double>(count - 1);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<double>(i) * step + start;
    values.back() = stop;
    return values;
}

double sum(std::span<const double> values) { return pairwise_sum(values); }

double mean(std::span<const double> values) {
    return sum(values) / static_cast<double>(values.size());
}

}  // namespace errata::numpy
