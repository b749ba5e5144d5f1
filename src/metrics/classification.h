// Classification with one class per sample: the figures of a class report, and those of the probabilities.
//
// What it is for: images, texts or rows with a true class, a predicted one and, where there are any, a probability for
// every class.
// What it does not do: calibration (calibration.h); several classes per sample (multilabel.h).
// Source: scikit-learn's definitions, zero_division 0, over all classes of the list.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "metrics/class_averages.h"
#include "metrics/figure.h"

namespace errata {

// Samples with a true and a predicted class; a sample without a prediction has `no_class`.
struct ClassifiedSamples {
    static constexpr std::uint32_t no_class = 0xFFFFFFFFU;

    std::size_t classes = 0;
    std::span<const std::uint32_t> truth;      // per sample
    std::span<const std::uint32_t> predicted;  // per sample
    // [sample][class], probabilities; empty: there are none. A sample with a NaN among them has none.
    std::span<const double> scores = {};
    // Per class, not 0 where it does not count for averages over classes; empty: none.
    std::span<const std::uint8_t> left_out = {};

    bool is_left_out(std::size_t cls) const { return !left_out.empty() && left_out[cls] != 0; }
};

// The first class with the highest probability, per sample (numpy.argmax); no_class where one is NaN. `classes` is at
// least 1.
std::vector<std::uint32_t> most_probable(std::span<const double> scores, std::size_t classes);

// [true class][predicted class], row by row; samples without a prediction are in no cell.
std::vector<std::uint64_t> confusion_counts(const ClassifiedSamples& samples);

// Per class; a sample without a prediction is a miss of its class.
std::vector<ClassCounts> count_classes(const ClassifiedSamples& samples);

// Overall and of each class, in order. Texts say formula and source.
std::span<const FigureInfo> classification_figures();

// Samples without a prediction count as wrong (a miss of their class), but are left out of the correlation and of kappa.
// Figures of probabilities are of the samples that have them (their count); undefined where there are none, or where
// scikit-learn raises (a class that no sample has, for areas under the ROC curve of one class against the rest). Unlike
// scikit-learn the areas are also given where probabilities do not sum to 1. Time n k log n with scores, else n.
FigureTable classification_report(const ClassifiedSamples& samples);

// The same in slices: about one pass over the samples each.
class ClassificationReport {
public:
    // What `samples` shows must outlive this object.
    explicit ClassificationReport(const ClassifiedSamples& samples);
    ~ClassificationReport();
    ClassificationReport(const ClassificationReport&) = delete;
    ClassificationReport& operator=(const ClassificationReport&) = delete;

    // Does the next slice; false when there is none left.
    bool step();

    FigureTable finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace errata
