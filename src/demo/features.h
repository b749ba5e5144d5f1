// What the demo's detector knows about a region: colour and edges, averaged over a grid.
//
// What it is for: turning any box of a picture, whatever its size, into a fixed row of numbers
// fast, through summed-area tables (after the aggregated channel features of Dollar et al., 2014).
// What it does not do: learn. Channels: luma, two colour differences, gradient strength, and
// gradient strength in six directions. All values are scaled to about 0 to 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "demo/scene.h"

namespace errata::demo {

inline constexpr std::size_t channel_count = 10;
inline constexpr std::size_t max_cells = 8;  // of a grid, in each direction

class ChannelSums {
public:
    explicit ChannelSums(const Picture& picture);

    int width() const { return width_; }
    int height() const { return height_; }

    // Averages of all channels over cells x cells equal parts of the box, row by row, channels
    // innermost, written to out[0 .. cells * cells * channel_count). What of the box lies outside
    // the picture counts as 0. `pool` cuts pixels exactly; `pool_roughly` rounds every cell's
    // edges to whole pixels and is several times faster.
    void pool(const BoxPx& box, std::size_t cells, float* out) const;
    void pool_roughly(const BoxPx& box, std::size_t cells, float* out) const;

    // Mean gradient strength inside the box: flat water is near 0.
    double edge_strength(const BoxPx& box) const;

private:
    const std::int32_t* corner(int x, int y) const;
    void sum_at(double x, double y, double* out) const;

    int width_;
    int height_;
    std::vector<std::int32_t> sums_;  // (height + 1) x (width + 1) x channel_count
};

}  // namespace errata::demo
