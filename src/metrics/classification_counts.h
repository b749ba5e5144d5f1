// Counts of each class, and precision, recall and F1 from them, averaged in scikit-learn's ways.
//
// What it is for: one class per sample (classification.h) and several (multilabel.h) alike.
// What it does not do: leave a figure undefined where nothing was predicted or nothing is there: it is 0, as with
// scikit-learn's zero_division=0.
// Source: precision_recall_fscore_support, jaccard_score in scikit-learn's metrics/_classification.py.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace errata {

struct ClassCounts {
    std::uint64_t true_positives = 0;
    std::uint64_t predicted = 0;  // samples that were given the class
    std::uint64_t support = 0;    // samples that have it

    std::uint64_t false_positives() const { return predicted - true_positives; }
    std::uint64_t false_negatives() const { return support - true_positives; }
    std::uint64_t either() const { return predicted + support - true_positives; }
    bool operator==(const ClassCounts&) const = default;
};

// Fractions.
struct ClassScores {
    double precision = 0;  // TP / (TP + FP)
    double recall = 0;     // TP / (TP + FN)
    double f1 = 0;         // 2 P R / (P + R)
    double jaccard = 0;    // TP / (TP + FP + FN)
};

ClassScores scores_of(const ClassCounts& counts);

// Of the counts summed over the classes.
ClassScores micro_average(std::span<const ClassCounts> classes);

// The mean over the classes, each weighing the same. 0 without classes.
ClassScores macro_average(std::span<const ClassCounts> classes);

// The mean over the classes, each weighing its support. 0 where no class has any.
ClassScores weighted_average(std::span<const ClassCounts> classes);

}  // namespace errata
