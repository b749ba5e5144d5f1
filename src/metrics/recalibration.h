// Recalibration: confidences mended after training, so that 0.8 is right in 80 of 100 cases.
//
// What it is for: a preview of what a simple map of the confidences would do: isotonic regression, Platt's sigmoid,
// temperature; fitted on some decisions, to be judged by others (calibration.h).
// What it does not do: change what is right: maps rise (isotonic ones may make ties).
// Sources: isotonic: pool adjacent violators, as scikit-learn's IsotonicRegression with out_of_bounds "clip"; Platt 1999
// with his prior correction, as scikit-learn's sigmoid; temperature: Guo et al. 2017.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/operating_points.h"

namespace errata {

// Breakpoints with straight lines between them, constant outside.
struct IsotonicMap {
    std::vector<double> x;  // rising
    std::vector<double> y;  // not falling

    double at(double score) const;
};
// Empty without decisions; then at() is the score itself. Time n log n.
IsotonicMap fit_isotonic(std::span<const ScoredOutcome> decisions);

// 1 / (1 + exp(a score + b))
struct SigmoidMap {
    double a = 0;
    double b = 0;

    double at(double score) const;
};
// With Platt's targets: (n+ + 1) / (n+ + 2) for right ones, 1 / (n- + 2) for wrong ones.
SigmoidMap fit_platt(std::span<const ScoredOutcome> decisions);
// Logistic regression without penalty: plain targets. Where decisions are separable it has no minimum: what the last
// step reached.
SigmoidMap fit_logistic(std::span<const ScoredOutcome> decisions);

// The temperature T with the least mean negative log likelihood of softmax(z / T); `logits` are [sample][class],
// `labels` one per sample. Between 0.01 and 100.
double fit_temperature(std::span<const double> logits, std::span<const std::uint32_t> labels,
                       std::size_t classes);

// Of decisions with one confidence: the logit over T.
double fit_temperature(std::span<const ScoredOutcome> decisions);
double with_temperature(double confidence, double temperature);

// Mean negative log likelihood of softmax(z / T).
double mean_log_loss(std::span<const double> logits, std::span<const std::uint32_t> labels,
                     std::size_t classes, double temperature);

}  // namespace errata
