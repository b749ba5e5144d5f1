#include "metrics/calibration.h"

#include <algorithm>
#include <cmath>

#include "base/statistics.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

constexpr double level = 0.95;

double gap(const ReliabilityBin& bin) { return std::abs(bin.accuracy - bin.mean_confidence); }

void finish(ReliabilityBin& bin, double sum) {
    if (bin.count == 0) return;
    bin.mean_confidence = sum / static_cast<double>(bin.count);
    bin.accuracy = static_cast<double>(bin.correct) / static_cast<double>(bin.count);
    const Range range = wilson_interval(bin.correct, bin.count, level);
    bin.interval = Interval{.low = range.low, .high = range.high, .level = level};
}

double expected_error(const std::vector<ReliabilityBin>& bins, std::uint64_t count) {
    double error = 0;
    for (const ReliabilityBin& bin : bins) {
        error += static_cast<double>(bin.count) / static_cast<double>(count) * gap(bin);
    }
    return error;
}

// `sorted` rises; a score on an edge belongs to the bin below it. Source: scikit-learn's calibration_curve.
std::vector<ReliabilityBin> bins_between(std::span<const ScoredOutcome> sorted,
                                         std::span<const double> edges) {
    std::vector<ReliabilityBin> bins(edges.size() - 1);
    std::size_t at = 0;
    for (std::size_t b = 0; b < bins.size(); ++b) {
        bins[b].low = edges[b];
        bins[b].high = edges[b + 1];
        const bool is_last = b + 1 == bins.size();
        double sum = 0;
        for (; at < sorted.size() && (is_last || sorted[at].score <= edges[b + 1]); ++at) {
            ++bins[b].count;
            bins[b].correct += sorted[at].correct ? 1 : 0;
            sum += sorted[at].score;
        }
        finish(bins[b], sum);
    }
    return bins;
}

// Between quantiles; ties can leave bins empty, which are left out.
std::vector<ReliabilityBin> equal_mass(std::span<const ScoredOutcome> sorted, std::size_t count) {
    if (sorted.empty()) return {};
    std::vector<double> scores;
    for (const ScoredOutcome& one : sorted) scores.push_back(one.score);
    std::vector<double> edges = numpy::linspace(0, 1, count + 1);
    // As numpy's percentile() has them: times 100, over 100.
    for (double& edge : edges) edge = quantile(scores, edge * 100 / 100);
    std::vector<ReliabilityBin> bins = bins_between(sorted, edges);
    std::erase_if(bins, [](const ReliabilityBin& bin) { return bin.count == 0; });
    return bins;
}

}  // namespace

Calibration calibration_of(std::span<const ScoredOutcome> decisions, std::size_t bins) {
    std::vector<ScoredOutcome> sorted(decisions.begin(), decisions.end());
    for (ScoredOutcome& one : sorted) one.score = std::clamp(one.score, 0.0, 1.0);
    std::ranges::stable_sort(sorted, {}, &ScoredOutcome::score);
    Calibration result = {.bins = bins_between(sorted, numpy::linspace(0, 1, bins + 1)),
                          .equal_mass = equal_mass(sorted, bins),
                          .ece = {},
                          .adaptive_ece = {},
                          .mce = {},
                          .brier = {},
                          .count = sorted.size()};
    if (sorted.empty()) return result;
    result.ece = expected_error(result.bins, result.count);
    result.adaptive_ece = expected_error(result.equal_mass, result.count);
    double largest = 0;
    for (const ReliabilityBin& bin : result.bins) largest = std::max(largest, gap(bin));
    result.mce = largest;
    std::vector<double> squares;
    for (const ScoredOutcome& one : sorted) {
        const double miss = one.score - (one.correct ? 1.0 : 0.0);
        squares.push_back(miss * miss);
    }
    result.brier = numpy::mean(squares);
    return result;
}

}  // namespace errata
