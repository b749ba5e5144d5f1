// Segmentations as COCO files write them, read without a JSON parser, and many of them kept.
//
// What it is for: ground truth and results of masks, whose records are mostly polygons and run lengths.
// What it does not do: judge (whatever is not written plainly is declined, and coco_shapes.h reads it); make masks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/growing.h"
#include "geometry/mask.h"

namespace errata {

// A "segmentation": polygons [[x, y, ...], ...], or {"size": [height, width], "counts": string or list}.
struct Segmentation {
    enum class Kind : std::uint8_t { none, polygons, list, text };

    Kind kind = Kind::none;
    std::vector<double> corners;              // of all polygons, x, y, ...
    std::vector<std::uint32_t> polygon_ends;  // in `corners`
    MaskSize size;                            // of the other two kinds
    RunLengths runs;                          // list
    std::string counts;                       // text

    // None of its kind; keeps the memory.
    void clear();
};

// Reads one that begins at `p` and returns the place behind it; null where it does not end before `end`, has a polygon of
// an odd number of values or of less than three corners, or is written in any way that a JSON parser should judge. 16
// readable bytes must follow `end`, and no digit may be the last of them.
const char* read_segmentation_text(const char* p, const char* end, Segmentation& segmentation);

// Behind the closing quote of a text that begins at `p` and in which only backslashes are escaped, as compressed run
// lengths have them; null where it is none.
const char* end_of_counts(const char* p, const char* end);

// The segmentations of all rows, one behind another.
class SegmentationStore {
public:
    void push(const Segmentation& segmentation);
    std::size_t size() const { return rows_.size(); }
    void get(std::size_t row, Segmentation& segmentation) const;

private:
    struct Ends {
        Segmentation::Kind kind = Segmentation::Kind::none;
        MaskSize size;
        std::size_t corners = 0;
        std::size_t polygons = 0;
        std::size_t runs = 0;
        std::size_t counts = 0;
    };

    Growing<Ends> rows_;
    Growing<double> corners_;
    Growing<std::uint32_t> polygon_ends_;
    Growing<std::uint32_t> runs_;
    Growing<char> counts_;
};

}  // namespace errata
