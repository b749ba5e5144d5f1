// Semantic segmentation: figures of a class per pixel.
//
// What it is for: counts of pixels by true and predicted class over any number of images, and what follows from them.
// What it does not do: boundaries; figures of single images.
// Source: Long, Shelhamer and Darrell, Fully Convolutional Networks, CVPR 2015, with the conventions of today's
// evaluations: a pixel that is void in the ground truth does not count; a class that is neither there nor predicted
// is undefined and left out of means; a pixel with a true class and no predicted one is a miss of its class.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/label_maps.h"
#include "metrics/figure.h"

namespace errata {

// More classes make no table that anyone could read, and one that does not fit into a page's memory.
inline constexpr std::size_t max_semantic_classes = 4'096;

// Pixels by true class (row) and predicted class (column); the last column is of pixels without a predicted class.
class SemanticCounts {
public:
    explicit SemanticCounts(std::size_t classes)
        : classes_(classes), pixels_(classes * (classes + 1), 0) {}

    // Maps of one image, of one size, holding class slot + 1; an empty prediction is void everywhere.
    void add(std::span<const LabelRun> truth, std::span<const LabelRun> predicted);

    // What overlaps_of() such maps gives, so many times.
    void add(std::span<const LabelOverlap> overlaps, std::uint64_t times);

    std::size_t classes() const { return classes_; }
    std::uint64_t at(std::size_t truth, std::size_t predicted) const {
        return pixels_[truth * (classes_ + 1) + predicted];
    }

private:
    std::size_t classes_;
    std::vector<std::uint64_t> pixels_;
};

// Over all classes and of each, in order. Texts say formula and source.
std::span<const FigureInfo> semantic_figures();
std::span<const FigureInfo> semantic_class_figures();

// `left_out`: per class, not 0 where it does not count for means over classes; empty: none.
FigureTable summarize_semantic(const SemanticCounts& counts,
                               std::span<const std::uint8_t> left_out = {});

}  // namespace errata
