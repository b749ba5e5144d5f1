#include "metrics/overlap.h"

#include "geometry/box.h"

namespace errata {

namespace {

class BoxOverlap final : public Overlap {
public:
    BoxOverlap(const Dataset& dataset, const Run& run) : truth_(dataset.truth.box), run_(run.box) {}

    void begin(SampleSlot) override {}
    double of(Row prediction, Row object, bool crowd) override {
        return box_iou(run_[prediction], truth_[object], crowd);
    }

private:
    const Column<Box>& truth_;
    const Column<Box>& run_;
};

}  // namespace

OverlapKind overlap_kind_of(Task task) {
    if (task == Task::masks) return OverlapKind::mask;
    if (task == Task::keypoints) return OverlapKind::keypoints;
    if (task == Task::oriented) return OverlapKind::oriented_box;
    return OverlapKind::box;
}

std::unique_ptr<Overlap> make_overlap(const Dataset& dataset, const Run& run, OverlapKind kind) {
    (void)kind;
    return std::make_unique<BoxOverlap>(dataset, run);
}

}  // namespace errata
