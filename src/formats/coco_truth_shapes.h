// The shapes of COCO ground truth: from what annotations say to the columns of their task.
//
// What it is for: the end of reading (coco_truth.h), when images' sizes and the order of rows are known.
// What it does not do: read records, or judge them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/task.h"
#include "formats/coco_truth_records.h"

namespace errata {

// The masks of all rows.
class TruthMasks {
public:
    // Of the rows whose `sample` is known; boxes and areas that they lack are filled in. Independent of the number of
    // threads.
    void make(Annotations& rows, std::span<const SampleSlot> sample, const Samples& samples,
              unsigned threads);

    // False where a segmentation makes no mask.
    bool is_made(std::size_t row) const { return is_made_[row] != 0; }
    const std::string& counts(std::size_t row) const { return counts_[row]; }
    MaskSize size(std::size_t row) const { return sizes_[row]; }

private:
    std::vector<std::string> counts_;  // compressed run lengths
    std::vector<MaskSize> sizes_;
    std::vector<std::uint8_t> is_made_;
};

// Fills the columns of the task's shapes, of the rows in that order, by which truth.sample already stands.
void add_shapes(Task task, const AnnotationShapes& shapes, const TruthMasks& masks,
                std::span<const Row> order, const Samples& samples, GroundTruth& truth);

}  // namespace errata
