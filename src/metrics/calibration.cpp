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

std::vector<ReliabilityBin> equal_width(std::span<const ScoredOutcome> sorted, std::size_t count) {
    const std::vector<double> edges = numpy::linspace(0, 1, count + 1);
    std::vector<ReliabilityBin> bins(count);
    std::size_t at = 0;
    for (std::size_t b = 0; b < count; ++b) {
        bins[b].low = edges[b];
        bins[b].high = edges[b + 1];
        double sum = 0;
        for (; at < sorted.size() && (sorted[at].score <= edges[b + 1] || b + 1 == count); ++at) {
            ++bins[b].count;
            bins[b].correct += sorted[at].correct ? 1 : 0;
            sum += sorted[at].score;
        }
        finish(bins[b], sum);
    }
    return bins;
}

std::vector<ReliabilityBin> equal_count(std::span<const ScoredOutcome> sorted, std::size_t count) {
    std::vector<ReliabilityBin> bins;
    for (std::size_t b = 0; b < count; ++b) {
        const std::size_t begin = sorted.size() * b / count;
        const std::size_t end = sorted.size() * (b + 1) / count;
        if (begin == end) continue;
        ReliabilityBin bin = {
            .low = sorted[begin].score, .high = sorted[end - 1].score, .count = end - begin};
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            bin.correct += sorted[i].correct ? 1 : 0;
            sum += sorted[i].score;
        }
        finish(bin, sum);
        bins.push_back(bin);
    }
    return bins;
}

}  // namespace

Calibration calibration_of(std::span<const ScoredOutcome> decisions, std::size_t bins) {
    std::vector<ScoredOutcome> sorted(decisions.begin(), decisions.end());
    for (ScoredOutcome& one : sorted) one.score = std::clamp(one.score, 0.0, 1.0);
    std::ranges::stable_sort(sorted, {}, &ScoredOutcome::score);
    Calibration result = {.bins = equal_width(sorted, bins),
                          .equal_mass = equal_count(sorted, bins),
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
