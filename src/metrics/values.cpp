#include "metrics/values.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "metrics/numpy.h"

namespace errata {

namespace {

constexpr std::array<FigureInfo, 6> infos = {{
    {"mae", "Mean absolute error",
     "The mean of |prediction - truth|, in the unit of the values (scikit-learn's "
     "mean_absolute_error).",
     "samples", FigureKind::loss},
    {"rmse", "Root mean squared error",
     "The square root of the mean of (prediction - truth)², in the unit of the values: large "
     "errors weigh more "
     "(scikit-learn's mean_squared_error, squared=False).",
     "samples", FigureKind::loss},
    {"r2", "R², coefficient of determination",
     "1 - sum of (prediction - truth)² / sum of (truth - mean truth)²: 1 is perfect, 0 as good as "
     "always saying the "
     "mean, below 0 worse. Undefined with fewer than two samples (scikit-learn's r2_score).",
     "samples", FigureKind::number},
    {"bias", "Bias",
     "The mean of prediction - truth, with its sign: above 0 the model says too much. 0 is best; "
     "of two models the one nearer to 0 is better.",
     "samples", FigureKind::signed_error},
    {"median_ae", "Median absolute error",
     "Half of the samples have a smaller |prediction - truth|; outliers do not move it "
     "(scikit-learn's "
     "median_absolute_error).",
     "samples", FigureKind::loss},
    {"max_error", "Largest error", "The largest |prediction - truth| (scikit-learn's max_error).",
     "samples", FigureKind::loss},
}};

// numpy.median; reorders the values.
double median(std::span<double> values) {
    const std::size_t half = values.size() / 2;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) return *middle;
    return (*std::ranges::max_element(values.begin(), middle) + *middle) / 2;
}

std::vector<double> squares(std::span<const double> values) {
    std::vector<double> squared;
    squared.reserve(values.size());
    for (const double value : values) squared.push_back(value * value);
    return squared;
}

// The spread of the truth that the predictions explain.
double r_squared(std::span<const double> truth, double squared_error) {
    const double mean = numpy::mean(truth);
    std::vector<double> from_mean;
    for (const double value : truth) from_mean.push_back(value - mean);
    const double spread = numpy::sum(squares(from_mean));
    if (spread == 0) return squared_error == 0 ? 1 : 0;
    return 1 - squared_error / spread;
}

}  // namespace

std::span<const FigureInfo> value_figures() { return infos; }

std::vector<double> residuals(std::span<const double> truth, std::span<const double> predicted) {
    std::vector<double> errors;
    errors.reserve(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) errors.push_back(predicted[i] - truth[i]);
    return errors;
}

FigureTable summarize_values(std::span<const double> truth, std::span<const double> predicted) {
    FigureTable table = {.figures = {infos.begin(), infos.end()}, .overall = {}, .classes = {}};
    table.overall.assign(infos.size(), {.value = {}, .count = truth.size()});
    if (truth.empty()) return table;
    const std::vector<double> errors = residuals(truth, predicted);
    const std::vector<double> squared = squares(errors);
    std::vector<double> absolute;
    absolute.reserve(errors.size());
    for (const double error : errors) absolute.push_back(std::abs(error));
    const auto set = [&](std::size_t figure, double value) {
        if (std::isfinite(value)) table.overall[figure].value = value;
    };
    set(0, numpy::mean(absolute));
    set(1, std::sqrt(numpy::mean(squared)));
    if (truth.size() > 1) set(2, r_squared(truth, numpy::sum(squared)));
    set(3, numpy::mean(errors));
    set(5, std::ranges::max(absolute));
    set(4, median(absolute));
    return table;
}

}  // namespace errata
