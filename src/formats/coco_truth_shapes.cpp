#include "formats/coco_truth_shapes.h"

#include <algorithm>

#include "base/parallel.h"

namespace errata {

namespace {

void add_masks(const TruthMasks& masks, std::span<const Row> order, const Samples& samples,
               GroundTruth& truth) {
    TextColumnBuilder counts;
    Growing<std::uint32_t> width;
    Growing<std::uint32_t> height;
    bool own_size = false;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const MaskSize size = masks.size(order[i]);
        counts.push(masks.counts(order[i]));
        width.push(size.width);
        height.push(size.height);
        const SampleSlot slot = truth.sample[i];
        own_size =
            own_size || size.width != samples.width[slot] || size.height != samples.height[slot];
    }
    truth.mask.counts = std::move(counts).build();
    if (!own_size) return;
    truth.mask.width = Column<std::uint32_t>(std::move(width));
    truth.mask.height = Column<std::uint32_t>(std::move(height));
}

void add_keypoints(const AnnotationShapes& shapes, std::span<const Row> order, GroundTruth& truth) {
    ListColumnBuilder<Keypoint> keypoints;
    Growing<std::uint8_t> visibility;
    Growing<std::uint32_t> labelled;
    std::vector<Keypoint> points;
    for (const Row row : order) {
        const std::size_t begin = row == 0 ? 0 : shapes.keypoint_ends[row - 1];
        const std::span<const double> numbers =
            shapes.keypoints.span().subspan(begin, shapes.keypoint_ends[row] - begin);
        std::uint32_t labelled_here = 0;
        points.clear();
        for (std::size_t i = 0; i < numbers.size(); i += 3) {
            points.push_back({.x = numbers[i], .y = numbers[i + 1]});
            visibility.push(numbers[i + 2] > 0 ? (numbers[i + 2] > 1 ? 2 : 1) : 0);
            labelled_here += numbers[i + 2] > 0 ? 1 : 0;
        }
        keypoints.push(points);
        const double stated = shapes.labelled_keypoints[row];
        labelled.push(stated >= 0 && stated < 1e9 ? static_cast<std::uint32_t>(stated)
                                                  : labelled_here);
    }
    truth.keypoints = std::move(keypoints).build();
    truth.keypoint_visibility = Column<std::uint8_t>(std::move(visibility));
    truth.labelled_keypoints = Column<std::uint32_t>(std::move(labelled));
}

}  // namespace

void TruthMasks::make(Annotations& rows, std::span<const SampleSlot> sample, const Samples& samples,
                      unsigned threads) {
    constexpr std::size_t rows_per_turn = 256;
    const std::size_t count = rows.size();
    counts_.resize(count);
    sizes_.resize(count);
    is_made_.assign(count, 0);
    const AnnotationShapes& shapes = rows.shapes;
    parallel_for(threads, (count + rows_per_turn - 1) / rows_per_turn, [&](std::size_t turn) {
        Segmentation segmentation;
        RunLengths runs;
        const std::size_t end = std::min(count, (turn + 1) * rows_per_turn);
        for (std::size_t row = turn * rows_per_turn; row < end; ++row) {
            const SampleSlot slot = sample[row];
            if (slot == IdIndex::none) continue;
            const MaskSize image = {.height = samples.height[slot], .width = samples.width[slot]};
            shapes.segmentation.get(row, segmentation);
            if (!runs_of(segmentation, image, sizes_[row], runs)) continue;
            is_made_[row] = 1;
            counts_[row] = encode_runs(runs);
            if (shapes.has_box[row] == 0) rows.box[row] = box_of(runs, sizes_[row].height);
            if (shapes.has_area[row] == 0) rows.area[row] = static_cast<double>(area_of(runs));
        }
    });
}

void add_shapes(Task task, const AnnotationShapes& shapes, const TruthMasks& masks,
                std::span<const Row> order, const Samples& samples, GroundTruth& truth) {
    if (task == Task::masks) add_masks(masks, order, samples, truth);
    if (task == Task::keypoints) add_keypoints(shapes, order, truth);
    if (task == Task::oriented) {
        Growing<OrientedBox> oriented;
        for (const Row row : order) oriented.push(shapes.oriented[row]);
        truth.oriented = Column<OrientedBox>(std::move(oriented));
    }
}

}  // namespace errata
