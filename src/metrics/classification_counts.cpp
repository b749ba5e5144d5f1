#include "metrics/classification_counts.h"

#include "metrics/numpy.h"

namespace errata {

namespace {

double ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// The mean of each score with these weights.
template <typename Weight>
ClassScores average(std::span<const ClassCounts> classes, Weight weight_of) {
    std::vector<double> weights;
    for (const ClassCounts& one : classes) weights.push_back(weight_of(one));
    const double total = numpy::sum(weights);
    ClassScores mean;
    if (total == 0) return mean;
    std::vector<double> terms(classes.size());
    for (double ClassScores::* score :
         {&ClassScores::precision, &ClassScores::recall, &ClassScores::f1, &ClassScores::jaccard}) {
        for (std::size_t i = 0; i < classes.size(); ++i)
            terms[i] = scores_of(classes[i]).*score * weights[i];
        mean.*score = numpy::sum(terms) / total;
    }
    return mean;
}

}  // namespace

ClassScores scores_of(const ClassCounts& counts) {
    ClassScores scores = {.precision = ratio(counts.true_positives, counts.predicted),
                          .recall = ratio(counts.true_positives, counts.support),
                          .jaccard = ratio(counts.true_positives, counts.either())};
    const double both = scores.precision + scores.recall;
    if (both > 0) scores.f1 = 2 * scores.precision * scores.recall / both;
    return scores;
}

ClassScores micro_average(std::span<const ClassCounts> classes) {
    ClassCounts sum;
    for (const ClassCounts& one : classes) {
        sum.true_positives += one.true_positives;
        sum.predicted += one.predicted;
        sum.support += one.support;
    }
    return scores_of(sum);
}

ClassScores macro_average(std::span<const ClassCounts> classes) {
    return average(classes, [](const ClassCounts&) { return 1.0; });
}

ClassScores weighted_average(std::span<const ClassCounts> classes) {
    return average(classes,
                   [](const ClassCounts& one) { return static_cast<double>(one.support); });
}

}  // namespace errata
