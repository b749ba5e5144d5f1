// Calibration: whether a confidence of 0.8 is right in 80 of 100 cases.
//
// What it is for: reliability diagrams and the errors that sum them up, of decisions with a confidence: a classifier's
// largest probability, or a detection's score with "correct" meaning a true positive at an IoU threshold.
// What it does not do: mend it.
// Binned errors are above 0 even for a perfectly calibrated model of few samples: every bin says its count.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "metrics/figure.h"
#include "metrics/operating_points.h"

namespace errata {

struct ReliabilityBin {
    double low = 0;  // confidences in (low, high], the first with its lower end
    double high = 0;
    std::uint64_t count = 0;
    std::uint64_t correct = 0;
    double mean_confidence = 0;             // 0 without any
    double accuracy = 0;                    // the same
    std::optional<Interval> interval = {};  // Wilson's, of the accuracy, at 95 %
};

struct Calibration {
    std::vector<ReliabilityBin> bins;  // of equal width
    std::vector<ReliabilityBin>
        equal_mass;  // between quantiles: of equal count but for ties; none is empty
    std::optional<double>
        ece;  // sum over bins of count / n |accuracy - mean confidence|. Naeini et al. 2015
    std::optional<double> adaptive_ece;  // the same over bins of equal count. Nixon et al. 2019
    std::optional<double> mce;           // the largest gap of a bin of equal width
    std::optional<double> brier;         // the mean of (confidence - correct)^2
    std::uint64_t count = 0;
};

// Confidences are in [0, 1]; others are brought to the nearer end. `bins` is at least 1. Nothing has a value without
// decisions.
Calibration calibration_of(std::span<const ScoredOutcome> decisions, std::size_t bins);

}  // namespace errata
