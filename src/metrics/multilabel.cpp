#include "metrics/multilabel.h"

#include <algorithm>

#include "metrics/evaluation_part.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

// Counts of one sample's sets, as if it were a class.
ClassCounts counts_of(std::span<const ClassSlot> truth, std::span<const ClassSlot> predicted) {
    ClassCounts counts;
    for (const ClassSlot cls : predicted) {
        ++(std::ranges::binary_search(truth, cls) ? counts.true_positives : counts.false_positives);
    }
    counts.missed = truth.size() - counts.true_positives;
    return counts;
}

struct SampleOrder {
    double coverage = 0;
    double precision = 0;
    double loss = 0;
};

// `ranked` are the classes of one sample by falling score, group 1 for true ones.
SampleOrder order_of(std::span<const RankedSample> ranked, std::size_t positives) {
    SampleOrder order;
    std::uint64_t above = 0;
    double wrong = 0;
    const std::size_t negatives = ranked.size() - positives;
    for (std::size_t begin = 0; begin < ranked.size();) {
        std::size_t end = begin;
        std::uint64_t taken = 0;
        for (; end < ranked.size() && ranked[end].key == ranked[begin].key; ++end)
            taken += ranked[end].group;
        wrong += static_cast<double>((end - begin - taken) * (positives - above));
        above += taken;
        if (taken > 0) {
            order.coverage = static_cast<double>(end);
            order.precision +=
                static_cast<double>(taken) * static_cast<double>(above) / static_cast<double>(end);
        }
        begin = end;
    }
    if (positives > 0) order.precision /= static_cast<double>(positives);
    if (positives > 0 && negatives > 0) {
        order.loss = wrong / (static_cast<double>(positives) * static_cast<double>(negatives));
    }
    return order;
}

}  // namespace

OwnedLabelSets decide_at(double threshold, std::span<const double> scores, std::size_t classes) {
    OwnedLabelSets sets;
    for (std::size_t begin = 0; begin < scores.size(); begin += classes) {
        for (std::size_t c = 0; c < classes; ++c) {
            if (scores[begin + c] >= threshold) sets.cls.push_back(static_cast<ClassSlot>(c));
        }
        sets.begin.push_back(static_cast<Row>(sets.cls.size()));
    }
    return sets;
}

std::vector<ClassCounts> count_classes(const MultilabelSamples& samples) {
    std::vector<ClassCounts> counts(samples.classes);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        const auto truth = samples.truth[i];
        for (const ClassSlot cls : truth) ++counts[cls].missed;
        for (const ClassSlot cls : samples.predicted[i]) {
            if (std::ranges::binary_search(truth, cls)) {
                ++counts[cls].true_positives;
                --counts[cls].missed;
            } else {
                ++counts[cls].false_positives;
            }
        }
    }
    return counts;
}

double jaccard_index(const ClassCounts& counts) {
    const std::uint64_t either = counts.support() + counts.false_positives;
    return either == 0 ? 0
                       : static_cast<double>(counts.true_positives) / static_cast<double>(either);
}

SampleSummary summarize_sets(const MultilabelSamples& samples) {
    SampleSummary summary;
    const std::size_t n = samples.truth.size();
    summary.samples = n;
    if (n == 0) return summary;
    std::vector<double> precision(n);
    std::vector<double> recall(n);
    std::vector<double> f1(n);
    std::vector<double> jaccard(n);
    for (std::size_t i = 0; i < n; ++i) {
        const ClassCounts counts = counts_of(samples.truth[i], samples.predicted[i]);
        const PrecisionRecall of_sample = precision_recall(counts);
        precision[i] = of_sample.precision;
        recall[i] = of_sample.recall;
        f1[i] = of_sample.f1;
        jaccard[i] = jaccard_index(counts);
        const std::uint64_t wrong = counts.false_positives + counts.missed;
        summary.wrong += wrong;
        summary.exact += wrong == 0 ? 1U : 0U;
    }
    summary.mean = {
        .precision = numpy::mean(precision), .recall = numpy::mean(recall), .f1 = numpy::mean(f1)};
    summary.jaccard = numpy::mean(jaccard);
    return summary;
}

OrderSummary summarize_order(const MultilabelScores& samples) {
    OrderSummary summary;
    const std::size_t n = samples.truth.size();
    summary.samples = n;
    if (n == 0) return summary;
    std::vector<double> coverage(n);
    std::vector<double> precision(n);
    std::vector<double> ranking_precision(n);
    std::vector<double> loss(n);
    std::vector<RankedSample> ranked(samples.classes);
    for (std::size_t i = 0; i < n; ++i) {
        const auto scores = samples.scores.subspan(i * samples.classes, samples.classes);
        for (std::size_t c = 0; c < samples.classes; ++c)
            ranked[c] = {.key = key_of_score(scores[c]), .group = 0};
        const auto truth = samples.truth[i];
        for (const ClassSlot cls : truth) ranked[cls].group = 1;
        std::ranges::sort(ranked, {}, &RankedSample::key);
        const SampleOrder order = order_of(ranked, truth.size());
        coverage[i] = order.coverage;
        precision[i] = order.precision;
        ranking_precision[i] = truth.empty() ? 1 : order.precision;
        loss[i] = order.loss;
    }
    summary.coverage_error = numpy::mean(coverage);
    summary.average_precision = numpy::mean(precision);
    summary.ranking_precision = numpy::mean(ranking_precision);
    summary.ranking_loss = numpy::mean(loss);
    return summary;
}

std::vector<std::uint8_t> has_class(const LabelSets& truth, ClassSlot cls) {
    std::vector<std::uint8_t> has(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        has[i] = std::ranges::binary_search(truth[i], cls) ? 1 : 0;
    }
    return has;
}

std::vector<RankingAreas> rank_classes(const MultilabelScores& samples) {
    std::vector<RankingAreas> areas;
    if (samples.truth.size() == 0) return areas;
    RankingSpace space;
    for (std::size_t c = 0; c < samples.classes; ++c) {
        const auto cls = static_cast<ClassSlot>(c);
        const std::vector<std::uint8_t> has = has_class(samples.truth, cls);
        areas.push_back(ranking_areas(
            rank_samples<std::uint8_t>(samples.scores, samples.classes, c, has, space), 1));
    }
    return areas;
}

RankingAreas rank_pairs(const MultilabelScores& samples) {
    std::vector<std::uint8_t> has(samples.scores.size(), 0);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        for (const ClassSlot cls : samples.truth[i]) has[i * samples.classes + cls] = 1;
    }
    RankingSpace space;
    return ranking_areas(rank_samples<std::uint8_t>(samples.scores, 1, 0, has, space), 1);
}

MultilabelSummary measure_multilabel(const MultilabelSamples& samples,
                                     const MultilabelScores& scores) {
    return {.counts = count_classes(samples),
            .sets = summarize_sets(samples),
            .order = summarize_order(scores),
            .rankings = rank_classes(scores),
            .pairs = rank_pairs(scores)};
}

}  // namespace errata
