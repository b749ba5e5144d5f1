// Classification of samples that have any number of classes each.
//
// What it is for: counts per class, averages over classes and over samples, and what the scores of a sample say about
// the order of its classes.
// What it does not do: decide from scores (decide_at does, at a threshold).
// Source: scikit-learn's metrics/_classification.py and _ranking.py, checked with 1.2.1; each figure's `meaning` says
// which function it equals. Where that raises the figure is undefined; where it warns and gives 0, it is 0.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/class_averages.h"
#include "metrics/figure.h"
#include "metrics/ranking_curves.h"

namespace errata {

// The classes of each sample: those of sample s are cls[begin[s], begin[s + 1]), rising, none twice.
struct LabelSets {
    std::span<const Row> begin;  // samples + 1
    std::span<const ClassSlot> cls;

    std::size_t size() const { return begin.empty() ? 0 : begin.size() - 1; }
    std::span<const ClassSlot> operator[](std::size_t sample) const {
        return cls.subspan(begin[sample], begin[sample + 1] - begin[sample]);
    }
};

// The same with memory of its own.
struct OwnedLabelSets {
    std::vector<Row> begin = {0};
    std::vector<ClassSlot> cls;

    LabelSets view() const { return {.begin = begin, .cls = cls}; }
};

// The classes whose score is at least `threshold`; `scores` are [sample][class].
OwnedLabelSets decide_at(double threshold, std::span<const double> scores, std::size_t classes);

// Of the same samples in the same order.
struct MultilabelSamples {
    std::size_t classes = 0;
    LabelSets truth;
    LabelSets predicted;
};

// Per class; the other samples are true negatives. multilabel_confusion_matrix.
std::vector<ClassCounts> count_classes(const MultilabelSamples& samples);

// TP / (TP + FP + missed), 0 where there is nothing to divide by. jaccard_score.
double jaccard_index(const ClassCounts& counts);

// What depends on each sample's sets.
struct SampleSummary {
    std::uint64_t samples = 0;
    std::uint64_t exact = 0;  // samples whose set is right as a whole
    std::uint64_t wrong = 0;  // pairs of sample and class that differ
    // Means of each sample's figures, 0 where one is not defined.
    PrecisionRecall mean;
    double jaccard = 0;
};

SampleSummary summarize_sets(const MultilabelSamples& samples);

// Samples with a score for every class; none is NaN.
struct MultilabelScores {
    std::size_t classes = 0;
    LabelSets truth;
    std::span<const double> scores;  // [sample][class]
};

// How well scores order the classes within a sample; means over the samples, nothing without any.
struct OrderSummary {
    std::uint64_t samples = 0;
    // How far down the order all true classes are met; 0 for a sample without any. coverage_error.
    std::optional<double> coverage_error;
    // Of each true class, the true ones among the classes at or above it; 1 for a sample with none or all.
    // label_ranking_average_precision_score.
    std::optional<double> ranking_precision;
    // Pairs of a true and a wrong class in the wrong order or tied; 0 for a sample with none or all.
    // label_ranking_loss.
    std::optional<double> ranking_loss;
    // Average precision of each sample's order; 0 for a sample without classes. average_precision_score, "samples".
    std::optional<double> average_precision;
};

OrderSummary summarize_order(const MultilabelScores& samples);

// One class against the rest over the samples, per class; and all pairs of sample and class as one ranking.
std::vector<RankingAreas> rank_classes(const MultilabelScores& samples);
RankingAreas rank_pairs(const MultilabelScores& samples);

// Per sample 1 where it has the class: what rank_samples() takes as groups for one class's curves.
std::vector<std::uint8_t> has_class(const LabelSets& truth, ClassSlot cls);

// Overall and of each class, in order. Texts say formula and source.
std::span<const FigureInfo> multilabel_figures();
std::span<const FigureInfo> multilabel_class_figures();

struct MultilabelSummary {
    std::vector<ClassCounts> counts;  // per class
    SampleSummary sets;
    OrderSummary order;
    std::vector<RankingAreas> rankings;  // per class; empty without scores
    RankingAreas pairs;
};

// `left_out`: per class, not 0 where it does not count for macro averages; empty: none.
FigureTable summarize_multilabel(const MultilabelSummary& summary,
                                 std::span<const std::uint8_t> left_out = {});

// All of it at once; `scores` may have no samples.
MultilabelSummary measure_multilabel(const MultilabelSamples& samples,
                                     const MultilabelScores& scores);

}  // namespace errata
