#include "metrics/average_precision.h"

#include <algorithm>

#include "metrics/accumulation.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

// The envelope at each true positive: the largest precision from there on. `spacing` as in COCO's precision.
std::vector<double> envelope(const RankedOutcomes& outcomes, bool spacing) {
    std::vector<double> precision;
    std::uint32_t passed = 0;
    for (const std::uint8_t is_true : outcomes.is_true) {
        ++passed;
        if (is_true == 0) continue;
        const auto found = static_cast<double>(precision.size() + 1);
        precision.push_back(spacing ? reference_precision(found, passed - found) : found / passed);
    }
    for (std::size_t i = precision.size(); i-- > 1;) {
        precision[i - 1] = std::max(precision[i - 1], precision[i]);
    }
    return precision;
}

// How many must be found at each level; one where it is none.
std::vector<std::uint32_t> needed_at(const std::vector<double>& levels, std::uint32_t positives) {
    std::vector<std::uint32_t> needed;
    for (const double level : levels) needed.push_back(std::max(least_found(level, positives), 1U));
    return needed;
}

// The envelope where so many are found; 0 where it does not reach there.
double height_at(const std::vector<double>& envelope, std::uint32_t needed) {
    return needed <= envelope.size() ? envelope[needed - 1] : 0;
}

std::vector<double> at_levels(const std::vector<double>& envelope,
                              const std::vector<double>& levels, std::uint32_t positives) {
    std::vector<double> values;
    for (const std::uint32_t needed : needed_at(levels, positives))
        values.push_back(height_at(envelope, needed));
    return values;
}

// 0, 0.01, ..., 1, each rounded by itself: tidecv's levels. numpy.linspace gives other last bits.
std::vector<double> hundredths() {
    std::vector<double> levels;
    for (int i = 0; i <= 100; ++i) levels.push_back(i / 100.0);
    return levels;
}

double mean_in_order(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double every_point(const RankedOutcomes& outcomes) {
    const std::vector<double> heights = envelope(outcomes, false);
    std::vector<double> steps;
    double before = 0;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        const double recall = static_cast<double>(i + 1) / outcomes.positives;
        steps.push_back((recall - before) * heights[i]);
        before = recall;
    }
    return numpy::sum(steps);
}

double trapezoids(const RankedOutcomes& outcomes) {
    if (outcomes.is_true.empty()) return 0;
    std::vector<double> recall = {0};
    std::vector<double> precision = {1};
    std::uint32_t found = 0;
    for (std::size_t i = 0; i < outcomes.is_true.size(); ++i) {
        found += outcomes.is_true[i];
        recall.push_back(static_cast<double>(found) / outcomes.positives);
        precision.push_back(static_cast<double>(found) / static_cast<double>(i + 1));
    }
    recall.push_back(1);
    precision.push_back(0);
    for (std::size_t i = precision.size(); i-- > 1;) {
        precision[i - 1] = std::max(precision[i - 1], precision[i]);
    }
    const std::vector<double> levels = numpy::linspace(0, 1, 101);
    std::vector<double> areas;
    double before = linear_interpolation(0, recall, precision, 1);
    for (std::size_t i = 1; i < levels.size(); ++i) {
        const double here = linear_interpolation(levels[i], recall, precision, 1);
        areas.push_back((levels[i] - levels[i - 1]) * (here + before) / 2);
        before = here;
    }
    return numpy::sum(areas);
}

}  // namespace

double linear_interpolation(double x, std::span<const double> xs, std::span<const double> ys,
                            double left) {
    const auto after = std::ranges::upper_bound(xs, x);
    if (after == xs.begin()) return left;
    const auto at = static_cast<std::size_t>(after - xs.begin()) - 1;
    if (at + 1 == xs.size() || xs[at] == x) return ys[at];
    const double slope = (ys[at + 1] - ys[at]) / (xs[at + 1] - xs[at]);
    return slope * (x - xs[at]) + ys[at];
}

std::vector<double> precision_at_101(const RankedOutcomes& outcomes) {
    if (outcomes.positives == 0) return std::vector<double>(101, 0.0);
    return at_levels(envelope(outcomes, true), numpy::linspace(0, 1, 101), outcomes.positives);
}

void PrecisionAt101::of(const RankedOutcomes& outcomes, std::span<double> values) {
    if (levels_.empty()) levels_ = numpy::linspace(0, 1, 101);
    if (needed_.size() <= outcomes.positives) needed_.resize(outcomes.positives + std::size_t{1});
    std::vector<std::uint32_t>& needed = needed_[outcomes.positives];
    if (needed.empty()) needed = needed_at(levels_, outcomes.positives);
    const std::vector<double> heights = envelope(outcomes, true);
    for (std::size_t i = 0; i < levels_.size(); ++i) values[i] = height_at(heights, needed[i]);
}

double average_precision(const RankedOutcomes& outcomes, Interpolation interpolation) {
    if (outcomes.positives == 0) return 0;
    switch (interpolation) {
        case Interpolation::points_101: return numpy::mean(precision_at_101(outcomes));
        case Interpolation::points_101_exact:
            return mean_in_order(
                at_levels(envelope(outcomes, false), hundredths(), outcomes.positives));
        case Interpolation::points_11:
            return mean_in_order(at_levels(envelope(outcomes, false), numpy::linspace(0, 1, 11),
                                           outcomes.positives));
        case Interpolation::every_point: return every_point(outcomes);
        case Interpolation::trapezoids_101: return trapezoids(outcomes);
    }
    return 0;
}

}  // namespace errata
