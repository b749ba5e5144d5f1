// Breakdown: how outcomes spread over score, overlap and size, for all classes or one.
//
// What it is for: the small histograms beside the sliders, and the counts by size. One pass over the rows for
// every move of a slider.
// What it does not do: match per size, as COCO's APs, APm and APl do: an object counts here under its own size,
// whatever size the prediction has that found it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "metrics/outcomes.h"
#include "metrics/protocol.h"

namespace errata {

inline constexpr std::size_t histogram_bins = 20;  // of 0.05 each, over [0, 1]

// The bin of a value in [0, 1]: floor(20 value), with 1 in the last.
std::size_t histogram_bin(double value);

using Histogram = std::array<std::uint32_t, histogram_bins>;

// Scores may be any number: those outside [0, 1] are counted apart.
struct ScoreHistogram {
    Histogram bins = {};
    std::uint32_t below_zero = 0;
    std::uint32_t above_one = 0;
};

// Finer classes of size: by powers of 4 of the area, that is of 2 of a square's side: up to 8 pixels, to 16,
// ..., to 512, and more. An area on a limit belongs to the larger class.
inline constexpr std::size_t size_classes = 8;
std::size_t size_class_of(double area);

struct SizeCounts {
    std::uint32_t true_positives = 0;   // found objects, by their annotated area
    std::uint32_t false_positives = 0;  // by the area of the box
    std::uint32_t missed = 0;           // by their annotated area

    bool operator==(const SizeCounts&) const = default;
};

// The size of every prediction and object: made once per evaluation.
struct SizeTable {
    std::vector<AreaRange> ranges;                 // as given
    std::vector<std::uint16_t> prediction_ranges;  // per row of the run: bit r: inside of ranges[r]
    std::vector<std::uint16_t> object_ranges;      // per row of the ground truth
    std::vector<std::uint8_t> prediction_classes;  // size_class_of
    std::vector<std::uint8_t> object_classes;
};

// At most max_area_ranges ranges: COCO's small, medium and large, say. Both ends of a range belong to it, so
// that an area on a limit counts in two, as in the reference.
SizeTable size_table(const Dataset& dataset, const Run& run, std::span<const AreaRange> ranges);

struct Breakdown {
    // Of all predictions that count, seen or not: what a higher or lower confidence would hide and show.
    ScoreHistogram true_positive_scores;
    ScoreHistogram false_positive_scores;

    // Of the predictions seen.
    ScoreHistogram seen_true_positive_scores;
    ScoreHistogram seen_false_positive_scores;
    Histogram true_positive_ious = {};

    // Of predictions seen and objects.
    std::vector<SizeCounts> ranges;  // per range of the table
    std::array<SizeCounts, size_classes> sizes = {};
};

// Counts the rows of one class, or of all. `result` is filled anew; its memory is reused.
void break_down(const Dataset& dataset, const Run& run, const SizeTable& sizes,
                const Outcomes& outcomes, std::optional<ClassSlot> cls, Breakdown& result);

// The median, as if values were spread evenly within their bin; nothing where there are none.
std::optional<double> median(const Histogram& histogram);

}  // namespace errata
