// Small statistics that several measures share.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace errata {

// The value below which a standard normal one lies with that probability, 0 < p < 1. Source: Wichura 1988, AS 241;
// relative error below 1e-15.
double normal_quantile(double probability);

struct Range {
    double low = 0;
    double high = 0;
};

// The interval of a proportion: `successes` of `trials` (at least 1), at a level such as 0.95. Source: Wilson 1927:
// (p + z^2/2n +- z sqrt(p(1 - p)/n + z^2/4n^2)) / (1 + z^2/n).
Range wilson_interval(std::uint64_t successes, std::uint64_t trials, double level);

// The quantile of rising values, at least one, by linear interpolation between the nearest (numpy's default).
double quantile(std::span<const double> rising, double share);

// P-values of a family of tests, adjusted so that those below a level have that rate of false discoveries at most: in
// rising order p times their number over the rank, then the least of it and all behind it, at most 1. In the order
// given. Source: Benjamini and Hochberg 1995.
std::vector<double> benjamini_hochberg(std::span<const double> p_values);

}  // namespace errata
