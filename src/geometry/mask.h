// Instance masks as run lengths, as the COCO mask API has them.
//
// What it is for: decoding and encoding COCO's compressed strings, areas, boxes, overlaps and unions of masks, without
// ever making pixels of them.
// What it does not do: rasterise polygons (polygon.h), find boundaries (boundary.h).
//
// A mask is a list of run lengths in pixels, column by column from the top left, beginning with background; runs may
// have length 0. Source of every rule: maskApi.c of the COCO API, in its order of operations.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/box.h"

namespace errata {

using RunLengths = std::vector<std::uint32_t>;

// Height and width of an image in pixels.
struct MaskSize {
    std::uint32_t height = 0;
    std::uint32_t width = 0;

    std::uint64_t pixels() const { return std::uint64_t{height} * width; }
    bool operator==(const MaskSize&) const = default;
};

// COCO's compressed string into `runs`; false where it is none (a character out of range, cut off, a negative or too
// large length) or does not cover exactly `pixels`.
bool decode_runs(std::string_view text, std::uint64_t pixels, RunLengths& runs);

// The compressed string of these runs.
std::string encode_runs(std::span<const std::uint32_t> runs);

// Foreground pixels.
std::uint64_t area_of(std::span<const std::uint32_t> runs);

// The smallest box around the foreground, whole pixels; zeros where there is none. A run that goes on in the next
// column makes the box as high as the image, as in the reference.
Box box_of(std::span<const std::uint32_t> runs, std::uint32_t height);

// Runs of pixels: 0 or 1 each, column by column.
RunLengths runs_of_pixels(std::span<const std::uint8_t> pixels);
std::vector<std::uint8_t> pixels_of_runs(std::span<const std::uint32_t> runs);

// Pixels that are in either, or in both; both of one size.
RunLengths union_of(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);
RunLengths intersection_of(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

// Foreground pixels that two masks of one size share.
std::uint64_t shared_pixels(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

// A mask that is ready to be compared with others.
struct Mask {
    MaskSize size;
    RunLengths runs;
    std::uint64_t area = 0;
    Box box;
};

// Area and box from size and runs.
void measure(Mask& mask);
Mask mask_of(MaskSize size, RunLengths runs);

// Intersection over union; over the prediction's own area where the ground truth is a crowd. -1 where the boxes touch
// and the sizes differ, as in the reference; 0 where the boxes do not touch.
double mask_iou(const Mask& prediction, const Mask& truth, bool truth_is_crowd);

// The same of masks of one size that share so many pixels.
double mask_iou(const Mask& prediction, const Mask& truth, bool truth_is_crowd,
                std::uint64_t shared);

// How many foreground pixels lie before any place of one mask: overlaps of many others with it, each in a time that
// depends on their runs alone.
class MaskRank {
public:
    // Memory is that of the pixels from the first to the last of the foreground, 12 bytes for 64; it is reused.
    void prepare(std::span<const std::uint32_t> runs);

    // Foreground pixels shared with a mask of the same size.
    std::uint64_t shared(std::span<const std::uint32_t> runs) const;

private:
    static constexpr std::uint64_t word_bits = 64;

    void append(std::uint64_t begin, std::uint64_t end);  // the next run, in places from begin_
    void skip_to(std::size_t word);                       // leaves the words up to it empty
    std::uint32_t before(std::uint64_t place) const;      // of begin_ to end_

    std::uint64_t begin_ = 0;  // of the foreground: the first bit's place
    std::uint64_t end_ = 0;
    std::vector<std::uint64_t> bits_;
    std::vector<std::uint32_t> counts_;  // foreground before each word
    std::size_t last_word_ = 0;          // while it is prepared
    std::uint32_t last_count_ = 0;       // foreground up to there
};

}  // namespace errata
