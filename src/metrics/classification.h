// Classification of samples (images, texts) that have one class each.
//
// What it is for: counts, the figures of scikit-learn, and what curves are made of.
// What it does not do: decide which class is predicted (most_probable does for probabilities); calibration.
// Source: scikit-learn's metrics/_classification.py and _ranking.py, checked with 1.2.1; each figure's `meaning` says
// which function it equals. Where that raises the figure is undefined; where it warns and gives 0, it is 0.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/classification_counts.h"
#include "metrics/figure.h"
#include "metrics/ranking_curves.h"

namespace errata {

// Samples and what a model says of them. Views: what they show must live as long.
struct ClassifiedSamples {
    std::size_t classes = 0;
    std::span<const ClassSlot> truth;      // per sample
    std::span<const ClassSlot> predicted;  // per sample
};

// Samples and the probabilities that a model gives; none is NaN.
struct ScoredSamples {
    std::size_t classes = 0;
    std::span<const ClassSlot> truth;       // per sample
    std::span<const double> probabilities;  // [sample][class]
};

// The first class with the highest probability, per sample (numpy.argmax). `classes` is at least 1.
std::vector<ClassSlot> most_probable(std::span<const double> probabilities, std::size_t classes);

// Per class; linear in the samples.
std::vector<ClassCounts> count_classes(const ClassifiedSamples& samples);

struct ConfusionCell {
    ClassSlot truth = 0;
    ClassSlot predicted = 0;
    std::uint64_t count = 0;
    bool operator==(const ConfusionCell&) const = default;
};

// The cells of the confusion matrix that are not 0, by true class, then by predicted class.
std::vector<ConfusionCell> confusion_cells(const ClassifiedSamples& samples);

// Correlation of truth and prediction, -1 to 1; 0 where all samples have one class or were given one.
// matthews_corrcoef: (c s - t·p) / sqrt((s² - p·p)(s² - t·t)), c correct of s, t and p the classes' counts.
double matthews_correlation(std::span<const ClassCounts> counts);

// Agreement beyond chance: 1 - disagreement / disagreement expected from the counts. Nothing where none is expected.
// cohen_kappa_score.
std::optional<double> cohen_kappa(std::span<const ClassCounts> counts);

// The mean recall of the classes that have samples. Nothing without any. balanced_accuracy_score.
std::optional<double> balanced_accuracy(std::span<const ClassCounts> counts);

// What one pass over the probabilities gives.
struct ProbabilitySummary {
    std::uint64_t samples = 0;
    // Mean of -log p(true class), each p clipped to [2.2e-16, 1 - 2.2e-16] and the sample's normalised to a sum of 1.
    // Nothing with fewer than two classes. log_loss.
    std::optional<double> log_loss;
    // Mean over samples of the squared distance to the one-hot truth (Brier 1950), 0 to 2.
    std::optional<double> brier;
    std::vector<double>
        class_brier;  // of a class against the rest: brier_score_loss; empty without samples
    // Samples whose true class is among the k + 1 most probable, ties in favour of the higher class slot; with two
    // classes the first is decided by p(class 1) > 0.5 (0 where some p lies outside of [0, 1]). top_k_accuracy_score.
    std::vector<std::uint64_t> top;
};

ProbabilitySummary summarize_probabilities(const ScoredSamples& samples);

// One class against the rest, and against each other class alone, by its own probability.
struct ClassRanking {
    RankingAreas against_rest;
    std::vector<std::optional<double>> against_class;  // ROC AUC per class
};

ClassRanking rank_class(const ScoredSamples& samples, ClassSlot cls, RankingSpace& space);

// The figures in their order. Of a single class: precision, recall, f1, auc, ap, brier; the others are undefined there.
std::span<const FigureInfo> classification_figures();

// `probabilities` and `rankings` (per class) may be empty: what follows from them is undefined then.
FigureTable summarize_classification(std::span<const ClassCounts> counts,
                                     const ProbabilitySummary& probabilities,
                                     std::span<const ClassRanking> rankings);

// All of it at once.
FigureTable summarize_classification(const ClassifiedSamples& samples, const ScoredSamples& scored);

}  // namespace errata
