#include "metrics/overlap.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "geometry/boundary.h"
#include "geometry/box.h"
#include "geometry/keypoint.h"
#include "geometry/mask.h"
#include "metrics/segment_overlaps.h"

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

class SpanOverlap final : public Overlap {
public:
    SpanOverlap(const Dataset& dataset, const Run& run)
        : truth_(dataset.truth.span), run_(run.span) {}

    void begin(SampleSlot) override {}
    double of(Row prediction, Row object, bool) override {
        return span_iou(run_[prediction], truth_[object]);
    }

private:
    const Column<Span>& truth_;
    const Column<Span>& run_;
};

// The largest that an IoU can be of which the areas and the boxes are known.
double greatest_iou(const Mask& prediction, const Mask& truth, bool crowd) {
    const auto area = static_cast<double>(prediction.area);
    const auto other = static_cast<double>(truth.area);
    const double shared = std::min({area, other, intersection(prediction.box, truth.box)});
    return shared / (crowd ? area : area + other - shared);
}

// Masks are decoded when they are first asked for: those of an image's objects stay until the next image, of the
// predictions only the last one.
class MaskOverlap : public Overlap {
public:
    MaskOverlap(const Dataset& dataset, const Run& run) : dataset_(dataset), run_(run) {}

    void begin(SampleSlot sample) override {
        image_ = {.height = dataset_.samples.height[sample],
                  .width = dataset_.samples.width[sample]};
        first_ = dataset_.truth.sample_begin[sample];
        count_ = dataset_.truth.sample_begin[sample + 1] - first_;
        if (objects_.size() < count_) objects_.resize(count_);
        for (std::size_t i = 0; i < count_; ++i) {
            objects_[i].is_decoded = objects_[i].is_ranked = false;
        }
        last_ = no_row;
    }
    double of(Row prediction, Row object, bool crowd) override {
        return of_at_least(prediction, object, crowd, -1);
    }
    double of_at_least(Row prediction, Row object, bool crowd, double least) override {
        const Mask& mask = prediction_mask(prediction);
        const Mask& truth = object_mask(object);
        if (intersection(mask.box, truth.box) == 0) return 0;
        if (mask.size != truth.size) return -1;
        if (const double greatest = greatest_iou(mask, truth, crowd); greatest < least) {
            return greatest;
        }
        Object& known = objects_[object - first_];
        if (!known.is_ranked) known.rank.prepare(truth.runs);
        known.is_ranked = true;
        return mask_iou(mask, truth, crowd, known.rank.shared(mask.runs));
    }

protected:
    const Mask& object_mask(Row object) {
        Object& known = objects_[object - first_];
        if (!known.is_decoded) decode(dataset_.truth.mask, object, known.mask);
        known.is_decoded = true;
        return known.mask;
    }
    const Mask& prediction_mask(Row prediction) {
        if (prediction != last_) {
            decode(run_.mask, prediction, prediction_);
            last_ = prediction;
        }
        return prediction_;
    }
    std::size_t place_of(Row object) const { return object - first_; }
    std::size_t objects() const { return count_; }

private:
    struct Object {
        Mask mask;
        MaskRank rank;
        bool is_decoded = false;
        bool is_ranked = false;
    };

    void decode(const MaskColumn& masks, Row row, Mask& mask) const {
        mask.size = image_;
        if (!masks.width.empty()) {
            mask.size = {.height = masks.height[row], .width = masks.width[row]};
        }
        // Readers keep only sound ones; of a snapshot's that is not, nothing overlaps.
        if (!decode_runs(masks.counts[row], mask.size.pixels(), mask.runs)) mask.runs.clear();
        measure(mask);
    }

    const Dataset& dataset_;
    const Run& run_;
    MaskSize image_;
    Row first_ = 0;
    std::size_t count_ = 0;
    std::vector<Object> objects_;  // at least count_; those behind are memory for later images
    Mask prediction_;
    Row last_ = no_row;
};

class BoundaryOverlap final : public MaskOverlap {
public:
    BoundaryOverlap(const Dataset& dataset, const Run& run, double ratio)
        : MaskOverlap(dataset, run), ratio_(ratio) {}

    void begin(SampleSlot sample) override {
        MaskOverlap::begin(sample);
        object_boundaries_.assign(objects(), std::nullopt);
        last_ = no_row;
    }
    double of_at_least(Row prediction, Row object, bool crowd, double least) override {
        const double whole = MaskOverlap::of_at_least(prediction, object, crowd, least);
        if (crowd || whole <= 0 || whole < least) return whole;
        std::optional<Mask>& of_object = object_boundaries_[place_of(object)];
        if (!of_object) of_object = boundary(object_mask(object));
        if (prediction != last_) {
            of_prediction_ = boundary(prediction_mask(prediction));
            last_ = prediction;
        }
        return std::min(whole, mask_iou(of_prediction_, *of_object, false));
    }

private:
    Mask boundary(const Mask& mask) const {
        return boundary_of(mask, boundary_width(mask.size, ratio_));
    }

    double ratio_;
    std::vector<std::optional<Mask>> object_boundaries_;
    Mask of_prediction_;
    Row last_ = no_row;
};

class KeypointOverlap final : public Overlap {
public:
    KeypointOverlap(const Dataset& dataset, const Run& run, std::vector<double> sigmas)
        : truth_(dataset.truth), run_(run), sigmas_(std::move(sigmas)), given_(!sigmas_.empty()) {}

    void begin(SampleSlot) override {}
    double of(Row prediction, Row object, bool crowd) override {
        return of_at_least(prediction, object, crowd, 0);
    }
    double of_at_least(Row prediction, Row object, bool, double least) override {
        const auto points = truth_.keypoints[object];
        const auto guess = run_.keypoints[prediction];
        if (points.size() != guess.size() || points.empty()) return 0;
        if (sigmas_.size() != points.size()) {
            if (given_) return 0;
            sigmas_ = default_sigmas(points.size());
        }
        const std::uint64_t first = object == 0 ? 0 : truth_.keypoints.ends()[object - 1];
        return keypoint_similarity(guess,
                                   {.points = points,
                                    .visibility = truth_.keypoint_visibility.span().subspan(
                                        static_cast<std::size_t>(first), points.size()),
                                    .box = truth_.box[object],
                                    .area = truth_.area[object]},
                                   sigmas_, least);
    }

private:
    const GroundTruth& truth_;
    const Run& run_;
    std::vector<double> sigmas_;
    bool given_;
};

class OrientedOverlap final : public Overlap {
public:
    OrientedOverlap(const Dataset& dataset, const Run& run)
        : truth_(dataset.truth.oriented), run_(run.oriented) {}

    void begin(SampleSlot) override {}
    double of(Row prediction, Row object, bool crowd) override {
        return oriented_iou(run_[prediction], truth_[object], crowd);
    }

private:
    const Column<OrientedBox>& truth_;
    const Column<OrientedBox>& run_;
};

// Segments do not overlap within a map, so that most pairs share nothing.
class SegmentOverlap final : public Overlap {
public:
    SegmentOverlap(const Dataset& dataset, const Run& run)
        : dataset_(dataset), run_(run), rows_(run.sample, dataset.samples.size()) {}

    void begin(SampleSlot sample) override {
        const auto begin = dataset_.truth.sample_begin.span();
        first_ = begin[sample];
        overlaps_ = SegmentOverlaps(dataset_.samples.label_maps[sample], begin[sample + 1] - first_,
                                    run_.label_maps[sample], rows_.count(sample));
        number_.clear();
        for (std::size_t i = 0; i < rows_.count(sample); ++i) {
            number_.emplace(rows_.row(sample, i), static_cast<std::uint32_t>(i + 1));
        }
    }
    double of(Row prediction, Row object, bool crowd) override {
        const LabelOverlap pair = {
            .first = object - first_ + 1,
            .second = number_.at(prediction),
            .pixels = overlaps_.pixels_of(object - first_ + 1, number_.at(prediction))};
        if (pair.pixels == 0) return 0;
        if (crowd) {
            return static_cast<double>(pair.pixels) /
                   static_cast<double>(overlaps_.areas[pair.second]);
        }
        return overlaps_.iou(pair, dataset_.truth.area_of(object));
    }

private:
    const Dataset& dataset_;
    const Run& run_;
    SampleRows rows_;
    Row first_ = 0;
    SegmentOverlaps overlaps_;
    std::unordered_map<Row, std::uint32_t> number_;  // of the image's predictions, in its map
};

}  // namespace

OverlapKind overlap_kind_of(Task task) {
    if (task == Task::masks) return OverlapKind::mask;
    if (task == Task::keypoints) return OverlapKind::keypoints;
    if (task == Task::oriented) return OverlapKind::oriented_box;
    if (task == Task::spans) return OverlapKind::span;
    if (task == Task::panoptic) return OverlapKind::segment;
    return OverlapKind::box;
}

std::unique_ptr<Overlap> make_overlap(const Dataset& dataset, const Run& run,
                                      const OverlapOptions& options) {
    switch (options.kind) {
        case OverlapKind::mask: return std::make_unique<MaskOverlap>(dataset, run);
        case OverlapKind::boundary:
            return std::make_unique<BoundaryOverlap>(dataset, run, options.boundary_ratio);
        case OverlapKind::keypoints:
            return std::make_unique<KeypointOverlap>(dataset, run, options.sigmas);
        case OverlapKind::oriented_box: return std::make_unique<OrientedOverlap>(dataset, run);
        case OverlapKind::span: return std::make_unique<SpanOverlap>(dataset, run);
        case OverlapKind::segment: return std::make_unique<SegmentOverlap>(dataset, run);
        case OverlapKind::box: break;
    }
    return std::make_unique<BoxOverlap>(dataset, run);
}

}  // namespace errata
