#include "metrics/classification.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/real_math.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

// Up to this many cells a full matrix is counted.
constexpr std::size_t most_dense_cells = std::size_t{1} << 22U;

constexpr std::size_t block_samples = 256;

struct Products {
    double samples = 0;
    double correct = 0;
    double truth_predicted = 0;  // sum over classes of support times predicted
    double truth_truth = 0;
    double predicted_predicted = 0;
};

Products products_of(std::span<const ClassCounts> counts) {
    Products sums;
    for (const ClassCounts& one : counts) {
        const auto support = static_cast<double>(one.support);
        const auto predicted = static_cast<double>(one.predicted);
        sums.samples += support;
        sums.correct += static_cast<double>(one.true_positives);
        sums.truth_predicted += support * predicted;
        sums.truth_truth += support * support;
        sums.predicted_predicted += predicted * predicted;
    }
    return sums;
}

// How many classes stand before the true one.
std::size_t rank_of(std::span<const double> p, std::size_t truth) {
    std::size_t rank = 0;
    for (std::size_t c = 0; c < truth; ++c) rank += p[c] > p[truth] ? 1U : 0U;
    for (std::size_t c = truth + 1; c < p.size(); ++c) rank += p[c] >= p[truth] ? 1U : 0U;
    return rank;
}

double log_loss_of(std::span<const double> p, std::size_t truth) {
    constexpr double least = std::numeric_limits<double>::epsilon();
    double sum = 0;
    for (const double one : p) sum += std::clamp(one, least, 1 - least);
    return -real::log(std::clamp(p[truth], least, 1 - least) / sum);
}

}  // namespace

std::vector<ClassSlot> most_probable(std::span<const double> probabilities, std::size_t classes) {
    std::vector<ClassSlot> best;
    best.reserve(probabilities.size() / classes);
    for (std::size_t begin = 0; begin < probabilities.size(); begin += classes) {
        const auto p = probabilities.subspan(begin, classes);
        best.push_back(static_cast<ClassSlot>(std::ranges::max_element(p) - p.begin()));
    }
    return best;
}

std::vector<ClassCounts> count_classes(const ClassifiedSamples& samples) {
    std::vector<ClassCounts> counts(samples.classes);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        const ClassSlot truth = samples.truth[i];
        const ClassSlot predicted = samples.predicted[i];
        ++counts[truth].support;
        ++counts[predicted].predicted;
        counts[truth].true_positives += truth == predicted ? 1U : 0U;
    }
    return counts;
}

std::vector<ConfusionCell> confusion_cells(const ClassifiedSamples& samples) {
    std::vector<ConfusionCell> cells;
    const std::size_t classes = samples.classes;
    if (classes * classes <= most_dense_cells) {
        std::vector<std::uint64_t> matrix(classes * classes, 0);
        for (std::size_t i = 0; i < samples.truth.size(); ++i) {
            ++matrix[samples.truth[i] * classes + samples.predicted[i]];
        }
        for (std::size_t i = 0; i < matrix.size(); ++i) {
            if (matrix[i] == 0) continue;
            cells.push_back({.truth = static_cast<ClassSlot>(i / classes),
                             .predicted = static_cast<ClassSlot>(i % classes),
                             .count = matrix[i]});
        }
        return cells;
    }
    std::vector<std::uint32_t> pairs;
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        pairs.push_back(std::uint32_t{samples.truth[i]} << 16U | samples.predicted[i]);
    }
    std::ranges::sort(pairs);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (i == 0 || pairs[i] != pairs[i - 1]) {
            cells.push_back({.truth = static_cast<ClassSlot>(pairs[i] >> 16U),
                             .predicted = static_cast<ClassSlot>(pairs[i] & 0xFFFFU),
                             .count = 0});
        }
        ++cells.back().count;
    }
    return cells;
}

double matthews_correlation(std::span<const ClassCounts> counts) {
    const Products sums = products_of(counts);
    const double squared = sums.samples * sums.samples;
    const double truth_spread = squared - sums.truth_truth;
    const double predicted_spread = squared - sums.predicted_predicted;
    if (truth_spread * predicted_spread == 0) return 0;
    return (sums.correct * sums.samples - sums.truth_predicted) /
           std::sqrt(truth_spread * predicted_spread);
}

std::optional<double> cohen_kappa(std::span<const ClassCounts> counts) {
    const Products sums = products_of(counts);
    if (sums.samples == 0) return {};
    const double expected = sums.samples - sums.truth_predicted / sums.samples;
    if (expected == 0) return {};
    return 1 - (sums.samples - sums.correct) / expected;
}

std::optional<double> balanced_accuracy(std::span<const ClassCounts> counts) {
    std::vector<double> recalls;
    for (const ClassCounts& one : counts) {
        if (one.support > 0) recalls.push_back(scores_of(one).recall);
    }
    if (recalls.empty()) return {};
    return numpy::mean(recalls);
}

ProbabilitySummary summarize_probabilities(const ScoredSamples& samples) {
    ProbabilitySummary summary;
    const std::size_t n = samples.truth.size();
    const std::size_t classes = samples.classes;
    summary.samples = n;
    summary.top.assign(classes, 0);
    if (n == 0) return summary;
    const auto row = [&](std::size_t i) {
        return samples.probabilities.subspan(i * classes, classes);
    };

    std::vector<double> losses(n);
    std::vector<double> distances(n, 0);
    // Sums over blocks of samples, then over blocks: little is lost in rounding, and little memory needed.
    std::vector<double> block_sums(classes, 0);
    summary.class_brier.assign(classes, 0);
    double lowest = samples.probabilities[0];
    double highest = lowest;
    for (std::size_t i = 0; i < n; ++i) {
        const auto p = row(i);
        const ClassSlot truth = samples.truth[i];
        losses[i] = log_loss_of(p, truth);
        for (std::size_t c = 0; c < classes; ++c) {
            const double distance = p[c] - (c == truth ? 1.0 : 0.0);
            block_sums[c] += distance * distance;
            distances[i] += distance * distance;
            lowest = std::min(lowest, p[c]);
            highest = std::max(highest, p[c]);
        }
        ++summary.top[rank_of(p, truth)];
        if (i % block_samples != block_samples - 1 && i + 1 != n) continue;
        for (std::size_t c = 0; c < classes; ++c)
            summary.class_brier[c] += std::exchange(block_sums[c], 0);
    }
    for (double& sum : summary.class_brier) sum /= static_cast<double>(n);
    if (classes == 2) {
        const double limit = lowest >= 0 && highest <= 1 ? 0.5 : 0.0;
        summary.top = {0, 0};
        for (std::size_t i = 0; i < n; ++i) {
            const bool is_second = row(i)[1] > limit;
            ++summary.top[is_second == (samples.truth[i] == 1) ? 0 : 1];
        }
    }
    for (std::size_t k = 1; k < classes; ++k) summary.top[k] += summary.top[k - 1];
    if (classes > 1) summary.log_loss = numpy::mean(losses);
    summary.brier = numpy::mean(distances);
    return summary;
}

ClassRanking rank_class(const ScoredSamples& samples, ClassSlot cls, RankingSpace& space) {
    const auto ranked =
        rank_samples(samples.probabilities, samples.classes, cls, samples.truth, space);
    return {.against_rest = ranking_areas(ranked, cls),
            .against_class = ranking_areas_by_group(ranked, cls, samples.classes)};
}

FigureTable summarize_classification(const ClassifiedSamples& samples,
                                     const ScoredSamples& scored) {
    std::vector<ClassRanking> rankings;
    RankingSpace space;
    for (std::size_t c = 0; !scored.truth.empty() && c < scored.classes; ++c) {
        rankings.push_back(rank_class(scored, static_cast<ClassSlot>(c), space));
    }
    return summarize_classification(count_classes(samples), summarize_probabilities(scored),
                                    rankings);
}

}  // namespace errata
