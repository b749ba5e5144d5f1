// Localization: how the boxes of predictions lie against those of the objects they belong to.
//
// What it is for: telling a model that boxes too large from one that boxes beside, apart from what class it sees: the
// distribution of the overlap, of offsets and ratios of extent, over all classes and of each.
// What it does not do: match. Which prediction belongs to which object is given: true positives (class-aware), or those
// and predictions of another class (class-agnostic; confusion.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/figure.h"

namespace errata {

enum class LocalizationMeasure : std::uint8_t {
    iou,  // of what the task is matched by
    dx,  // centre of the prediction less that of the object, over the object's width; above 0: to the right
    dy,           // the same over its height; above 0: below
    width_ratio,  // the prediction's width over the object's
    height_ratio,
    left,  // edge of the prediction less that of the object, over the object's width (height)
    top,
    right,
    bottom,
};
inline constexpr std::size_t localization_measures = 9;

// Key, name and meaning of each, in that order.
std::span<const FigureInfo> localization_infos();

// Of one pair, in that order; NaN where the object has no width or height to measure by.
std::array<double, localization_measures> localization_of(const Box& prediction, const Box& object,
                                                          double overlap);

struct Distribution {
    std::uint64_t count = 0;
    double mean = 0;  // this and all others 0 without values
    // Quantiles as numpy's (linear between neighbours).
    double p5 = 0;
    double p25 = 0;
    double median = 0;
    double p75 = 0;
    double p95 = 0;
};

struct Localization {
    std::array<Distribution, localization_measures> overall;
    std::vector<std::array<Distribution, localization_measures>> classes;  // by the object's class
};

// `object_of`: per row of the run the object it belongs to, or no_row; `overlap`: per row of the run. Nothing where
// either side has no boxes. Time n log n in the pairs.
std::optional<Localization> localization(const Dataset& dataset, const Run& run,
                                         std::span<const Row> object_of,
                                         std::span<const double> overlap);

}  // namespace errata
