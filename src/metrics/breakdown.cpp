#include "metrics/breakdown.h"

#include <algorithm>
#include <numeric>

namespace errata {

namespace {

constexpr double first_size_limit = 8.0 * 8.0;

std::uint16_t ranges_of(double area, std::span<const AreaRange> ranges) {
    std::uint16_t mask = 0;
    for (std::size_t r = 0; r < ranges.size(); ++r) {
        if (ranges[r].holds(area)) mask = static_cast<std::uint16_t>(mask | (1U << r));
    }
    return mask;
}

void add(ScoreHistogram& histogram, double score) {
    if (score < 0) {
        ++histogram.below_zero;
    } else if (score > 1) {
        ++histogram.above_one;
    } else {
        ++histogram.bins[histogram_bin(score)];
    }
}

// Adds one to a count of every range that the mask names and of the size class.
void add(Breakdown& result, std::uint32_t SizeCounts::* count, std::uint16_t ranges,
         std::uint8_t size) {
    for (std::size_t r = 0; r < result.ranges.size(); ++r) {
        result.ranges[r].*count += (ranges >> r) & 1U;
    }
    ++(result.sizes[size].*count);
}

}  // namespace

std::size_t histogram_bin(double value) {
    return std::min(histogram_bins - 1,
                    static_cast<std::size_t>(value * static_cast<double>(histogram_bins)));
}

std::size_t size_class_of(double area) {
    std::size_t size = 0;
    for (double limit = first_size_limit; size + 1 < size_classes && area >= limit; limit *= 4) {
        ++size;
    }
    return size;
}

SizeTable size_table(const Dataset& dataset, const Run& run, std::span<const AreaRange> ranges) {
    SizeTable table;
    table.ranges.assign(ranges.begin(), ranges.end());
    table.prediction_ranges.reserve(run.size());
    table.prediction_classes.reserve(run.size());
    for (Row row = 0; row < run.size(); ++row) {
        const double area = run.area_of(row);
        table.prediction_ranges.push_back(ranges_of(area, ranges));
        table.prediction_classes.push_back(static_cast<std::uint8_t>(size_class_of(area)));
    }
    table.object_ranges.reserve(dataset.truth.size());
    table.object_classes.reserve(dataset.truth.size());
    for (Row row = 0; row < dataset.truth.size(); ++row) {
        const double area = dataset.truth.area_of(row);
        table.object_ranges.push_back(ranges_of(area, ranges));
        table.object_classes.push_back(static_cast<std::uint8_t>(size_class_of(area)));
    }
    return table;
}

void break_down(const Dataset& dataset, const Run& run, const SizeTable& sizes,
                const Outcomes& outcomes, std::optional<ClassSlot> cls, Breakdown& result) {
    std::vector<SizeCounts> ranges = std::move(result.ranges);
    result = {};
    result.ranges = std::move(ranges);
    result.ranges.assign(sizes.ranges.size(), {});

    for (std::size_t i = 0; i < run.size(); ++i) {
        if (cls && run.cls[i] != *cls) continue;
        const PredictionOutcome outcome = outcomes.uncut[i];
        const bool seen = outcomes.predictions[i] != PredictionOutcome::hidden;
        if (outcome == PredictionOutcome::true_positive) {
            add(result.true_positive_scores, run.score[i]);
            if (!seen) continue;
            add(result.seen_true_positive_scores, run.score[i]);
            ++result.true_positive_ious[histogram_bin(outcomes.iou[i])];
        } else if (outcome == PredictionOutcome::false_positive) {
            add(result.false_positive_scores, run.score[i]);
            if (!seen) continue;
            add(result.seen_false_positive_scores, run.score[i]);
            add(result, &SizeCounts::false_positives, sizes.prediction_ranges[i],
                sizes.prediction_classes[i]);
        }
    }
    for (std::size_t i = 0; i < dataset.truth.size(); ++i) {
        if (cls && dataset.truth.cls[i] != *cls) continue;
        if (outcomes.objects[i] == ObjectOutcome::ignored) continue;
        const bool found = outcomes.objects[i] == ObjectOutcome::found;
        add(result, found ? &SizeCounts::true_positives : &SizeCounts::missed,
            sizes.object_ranges[i], sizes.object_classes[i]);
    }
}

std::optional<double> median(const Histogram& histogram) {
    const std::uint64_t count =
        std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0});
    if (count == 0) return {};
    const double half = static_cast<double>(count) / 2;
    double before = 0;
    std::size_t bin = 0;
    while (before + histogram[bin] < half) before += histogram[bin++];
    return (static_cast<double>(bin) + (half - before) / histogram[bin]) /
           static_cast<double>(histogram_bins);
}

}  // namespace errata
