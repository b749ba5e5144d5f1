#include "metrics/class_averages.h"

#include <array>

#include "metrics/numpy.h"

namespace errata {

namespace {

constexpr std::string_view basis = "samples of the class";

constexpr std::array<FigureInfo, 6> class_infos = {{
    {.key = "precision",
     .name = "Precision",
     .meaning = "TP / (TP + FP): the share of predictions of the class that are right; 0 where "
                "there is none",
     .basis = basis},
    {.key = "recall",
     .name = "Recall",
     .meaning =
         "TP / (TP + missed): the share of the class that is predicted; 0 where there is none",
     .basis = basis},
    {.key = "f1",
     .name = "F1",
     .meaning = "2 TP / (2 TP + FP + missed), the harmonic mean of precision and recall",
     .basis = basis},
    {.key = "roc_auc",
     .name = "ROC AUC",
     .meaning = "The area under the ROC curve of the class against the rest: the probability that "
                "a sample of the class scores higher than another. Source: scikit-learn",
     .basis = basis},
    {.key = "average_precision",
     .name = "Average precision",
     .meaning =
         "The sum of precision times the step in recall over all thresholds. Source: scikit-learn",
     .basis = basis},
    {.key = "brier",
     .name = "Brier score",
     .meaning = "The mean squared difference of the class's probability and whether it is the true "
                "one. Source: Brier 1950",
     .basis = basis,
     .kind = FigureKind::loss},
}};

double ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void ClassCounts::add(const ClassCounts& other, std::uint64_t times) {
    true_positives += times * other.true_positives;
    false_positives += times * other.false_positives;
    missed += times * other.missed;
}

PrecisionRecall precision_recall(const ClassCounts& counts) {
    const std::uint64_t found = counts.true_positives;
    return {.precision = ratio(found, found + counts.false_positives),
            .recall = ratio(found, counts.support()),
            .f1 = ratio(2 * found, 2 * found + counts.false_positives + counts.missed)};
}

std::vector<ClassCounts> without(std::span<const ClassCounts> counts,
                                 std::span<const std::uint8_t> left_out) {
    std::vector<ClassCounts> kept;
    for (std::size_t cls = 0; cls < counts.size(); ++cls) {
        if (left_out.empty() || left_out[cls] == 0) kept.push_back(counts[cls]);
    }
    return kept;
}

double weighted_mean(std::span<const double> values, std::span<const double> weights) {
    std::vector<double> products;
    for (std::size_t i = 0; i < values.size(); ++i) products.push_back(values[i] * weights[i]);
    const double whole = numpy::sum(weights);
    return whole == 0 ? 0 : numpy::sum(products) / whole;
}

PrecisionRecall averaged(std::span<const ClassCounts> counts, Averaging averaging) {
    if (counts.empty()) return {};
    if (averaging == Averaging::micro) {
        ClassCounts sum;
        for (const ClassCounts& one : counts) sum.add(one);
        return precision_recall(sum);
    }
    std::array<std::vector<double>, 4> columns;
    for (const ClassCounts& one : counts) {
        const PrecisionRecall of = precision_recall(one);
        columns[0].push_back(of.precision);
        columns[1].push_back(of.recall);
        columns[2].push_back(of.f1);
        columns[3].push_back(averaging == Averaging::macro ? 1
                                                           : static_cast<double>(one.support()));
    }
    return {.precision = weighted_mean(columns[0], columns[3]),
            .recall = weighted_mean(columns[1], columns[3]),
            .f1 = weighted_mean(columns[2], columns[3])};
}

std::span<const FigureInfo> classification_class_figures() { return class_infos; }

std::vector<Figure> class_row(const ClassCounts& counts) {
    const PrecisionRecall of = precision_recall(counts);
    const std::uint64_t support = counts.support();
    return {{.value = of.precision, .count = support},
            {.value = of.recall, .count = support},
            {.value = of.f1, .count = support}};
}

}  // namespace errata
