// Regression of one value per sample: how far predictions lie from the truth.
//
// What it does not do: weigh samples; leave samples out (whoever calls does, where a value is missing).
// Source: scikit-learn's metrics/_regression.py (mean_absolute_error, mean_squared_error, r2_score,
// median_absolute_error, max_error); bias is the mean of prediction minus truth.
#pragma once

#include <span>
#include <vector>

#include "metrics/figure.h"

namespace errata {

// mae, rmse, r2, bias, median_ae, max_error: in this order, all in the unit of the values but r2.
std::span<const FigureInfo> value_figures();

// Prediction minus truth per sample: for a histogram, or a plot over the truth. Both have the same length.
std::vector<double> residuals(std::span<const double> truth, std::span<const double> predicted);

// All undefined without samples; r2 with fewer than two. Where all true values are the same, r2 is 1 if the
// predictions equal them, else 0.
FigureTable summarize_values(std::span<const double> truth, std::span<const double> predicted);

}  // namespace errata
