// Precision, recall and F1 from counts, of one class and averaged over several.
//
// What it is for: classification, multi-label, spans: whatever counts true and false positives and misses per class.
// Source: scikit-learn's precision_recall_fscore_support with zero_division 0.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/figure.h"

namespace errata {

struct ClassCounts {
    std::uint64_t true_positives = 0;
    std::uint64_t false_positives = 0;
    std::uint64_t missed = 0;

    std::uint64_t support() const { return true_positives + missed; }
    void add(const ClassCounts& other, std::uint64_t times = 1);
};

struct PrecisionRecall {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
};

// 0 where there is nothing to divide by.
PrecisionRecall precision_recall(const ClassCounts& counts);

enum class Averaging : std::uint8_t {
    micro,     // from the sums of the counts
    macro,     // the mean over classes
    weighted,  // the mean, weighted by support; 0 without any
};
PrecisionRecall averaged(std::span<const ClassCounts> counts, Averaging averaging);

// The counts of the classes that `left_out` (per class, not 0: leave it out; empty: none) does not name.
std::vector<ClassCounts> without(std::span<const ClassCounts> counts,
                                 std::span<const std::uint8_t> left_out);

// numpy.average with weights; 0 where they sum to 0.
double weighted_mean(std::span<const double> values, std::span<const double> weights);

// "precision", "recall", "f1", "roc_auc", "average_precision", "brier": the figures of a class; the first three are
// those of class_row().
std::span<const FigureInfo> classification_class_figures();

// Precision, recall and F1; `count` is the support.
std::vector<Figure> class_row(const ClassCounts& counts);

}  // namespace errata
