// The figures of the tasks beyond detection for any weights of their samples.
//
// What it is for: the bootstrap of classes, texts, several classes per sample, values, spans and segmentation. What a
// sample counts is stored once; a resample sums up (spans, segmentation) or measures the samples drawn, each as often as
// it was drawn (classes, values: a resample then takes about as long as the evaluation).
//
// A class that has lost all its objects does not count for averages over classes, and has no figures of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/bootstrap.h"
#include "metrics/evaluation_part.h"
#include "metrics/figure.h"

namespace errata {

// Which classes each sample has: sample s has cls[begin[s]] up to cls[begin[s + 1]], in any order, also several times.
struct ClassesOfSamples {
    std::vector<std::size_t> begin = {0};
    std::vector<ClassSlot> cls = {};
};

// Of a dataset's objects; crowd regions are none.
ClassesOfSamples classes_of_samples(const Dataset& dataset);

class WeightedTable final : public WeightedFigures {
public:
    // The table for these weights; `lost` says per class, with 1, that it has lost all its objects.
    using Measure = std::function<FigureTable(std::span<const std::uint32_t> weights,
                                              std::span<const std::uint8_t> lost)>;

    // `classes` is how many classes there are. `measure` must be safe from several threads.
    WeightedTable(ClassesOfSamples of_samples, std::size_t classes, Measure measure);

    std::size_t samples() const override { return of_samples_.begin.size() - 1; }
    std::size_t classes() const override { return class_rows_; }
    std::size_t figures() const override { return figures_; }
    std::size_t class_figures() const override { return class_figures_; }
    bool measure(std::span<const std::uint32_t> weights,
                 std::vector<double>& values) const override;

private:
    // Which classes have objects at these weights, per class.
    std::vector<std::uint8_t> present(std::span<const std::uint32_t> weights) const;

    ClassesOfSamples of_samples_;
    Measure measure_;
    std::vector<std::uint8_t> all_present_;
    std::size_t class_rows_ = 0;
    std::size_t figures_ = 0;
    std::size_t class_figures_ = 0;
};

// Dataset and run must outlive the result; samples are those of the dataset.
std::unique_ptr<const WeightedFigures> weighted_classes(const Dataset& dataset, const Run& run);
std::unique_ptr<const WeightedFigures> weighted_multilabel(const Dataset& dataset, const Run& run);
std::unique_ptr<const WeightedFigures> weighted_values(const Dataset& dataset, const Run& run);

// `tokens` and `same_tags` as token_accuracy() takes them.
std::unique_ptr<const WeightedFigures> weighted_spans(const Dataset& dataset, const Run& run,
                                                      const Column<std::uint32_t>& tokens,
                                                      const Column<std::uint32_t>& same_tags);
std::unique_ptr<const WeightedFigures> weighted_semantic(const Dataset& dataset, const Run& run);

// From the matches of panoptic.h.
struct StoredSegments {
    std::span<const Assignment> assignments;
    std::span<const double> overlaps;  // per assignment
    std::span<const Row> not_counted;  // predictions
};
std::unique_ptr<const WeightedFigures> weighted_panoptic(const Dataset& dataset, const Run& run,
                                                         const StoredSegments& stored);

}  // namespace errata
