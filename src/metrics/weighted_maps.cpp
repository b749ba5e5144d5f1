// The part of weighted_tables.h that is about label maps.
#include <algorithm>
#include <utility>

#include "metrics/panoptic.h"
#include "metrics/semantic.h"
#include "metrics/weighted_tables.h"

namespace errata {

namespace {

// What one sample adds to the counts of the classes it has or is given.
using SegmentCounts = std::vector<std::pair<ClassSlot, PanopticCounts>>;

PanopticCounts& counts_of(SegmentCounts& counts, ClassSlot cls) {
    const auto found = std::ranges::find(counts, cls, &SegmentCounts::value_type::first);
    if (found != counts.end()) return found->second;
    return counts.emplace_back(cls, PanopticCounts()).second;
}

std::vector<SegmentCounts> count_segments(const Dataset& dataset, const Run& run,
                                          const StoredSegments& stored) {
    const GroundTruth& truth = dataset.truth;
    std::vector<SegmentCounts> counts(dataset.samples.size());
    std::vector<bool> is_settled(run.size(), false);
    std::vector<bool> is_found(truth.size(), false);
    for (const Row row : stored.not_counted) is_settled[row] = true;
    for (std::size_t i = 0; i < stored.assignments.size(); ++i) {
        const Assignment& one = stored.assignments[i];
        is_settled[one.prediction] = true;
        is_found[one.truth] = true;
        PanopticCounts& own = counts_of(counts[truth.sample[one.truth]], truth.cls[one.truth]);
        ++own.true_positives;
        own.iou_sum += stored.overlaps[i];
    }
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (is_found[i] || truth.is_crowd(static_cast<Row>(i))) continue;
        ++counts_of(counts[truth.sample[i]], truth.cls[i]).missed;
    }
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (!is_settled[i]) ++counts_of(counts[run.sample[i]], run.cls[i]).false_positives;
    }
    return counts;
}

}  // namespace

std::unique_ptr<const WeightedFigures> weighted_semantic(const Dataset& dataset, const Run& run) {
    using Overlaps = std::vector<std::vector<LabelOverlap>>;
    const std::size_t classes = dataset.classes.size();
    const auto overlaps = std::make_shared<Overlaps>();
    ClassesOfSamples of_samples;
    for (std::size_t s = 0; s < dataset.samples.size(); ++s) {
        overlaps->push_back(overlaps_of(dataset.samples.label_maps[s], run.label_maps[s]));
        for (const LabelOverlap& one : overlaps->back()) {
            if (one.first > 0) of_samples.cls.push_back(static_cast<ClassSlot>(one.first - 1));
        }
        of_samples.begin.push_back(of_samples.cls.size());
    }
    return std::make_unique<WeightedTable>(
        std::move(of_samples), classes,
        [overlaps, classes](std::span<const std::uint32_t> weights,
                            std::span<const std::uint8_t> lost) {
            SemanticCounts counts(classes);
            for (std::size_t i = 0; i < weights.size(); ++i) {
                if (weights[i] > 0) counts.add((*overlaps)[i], weights[i]);
            }
            return summarize_semantic(counts, lost);
        });
}

std::unique_ptr<const WeightedFigures> weighted_panoptic(const Dataset& dataset, const Run& run,
                                                         const StoredSegments& stored) {
    const auto segments =
        std::make_shared<const std::vector<SegmentCounts>>(count_segments(dataset, run, stored));
    const std::size_t classes = dataset.classes.size();
    return std::make_unique<WeightedTable>(
        classes_of_samples(dataset), classes,
        [segments, classes, &dataset](std::span<const std::uint32_t> weights,
                                      std::span<const std::uint8_t> lost) {
            std::vector<PanopticCounts> counts(classes);
            for (std::size_t i = 0; i < weights.size(); ++i) {
                if (weights[i] == 0) continue;
                for (const auto& [cls, own] : (*segments)[i]) counts[cls].add(own, weights[i]);
            }
            // Without any segment that counts, a class has no quality and is in no mean.
            for (std::size_t cls = 0; cls < classes; ++cls) {
                if (lost[cls] != 0) counts[cls] = {};
            }
            return summarize_panoptic(counts, dataset.classes.is_thing.span());
        });
}

}  // namespace errata
