// Detection protocols: the parameters of an evaluation, and which images and classes it covers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/dataset.h"
#include "metrics/overlap.h"

namespace errata {

// Objects whose area lies outside are ignored; both ends belong to the range. Square pixels.
struct AreaRange {
    std::string name;
    double low = 0;
    double high = 0;

    bool holds(double area) const { return !(area < low || area > high); }
};

// COCO's range "all" begins at 0 and ends here; what lies outside counts nowhere.
inline constexpr double coco_largest_area = 1e5 * 1e5;

struct DetectionProtocol {
    std::string name;
    std::vector<double> iou_thresholds;
    std::vector<double> recall_thresholds;
    std::vector<std::uint32_t> max_detections;  // per image and class, ascending
    std::vector<AreaRange> area_ranges;
    OverlapOptions overlap = {};
    bool use_classes = true;  // false: every prediction may match every object (useCats 0)

    // The reference stores matched annotation ids and reads 0 as "none", so that an object with id 0 never
    // counts as found (cocoapi issue 507). True repeats that.
    bool annotation_id_zero_bug = false;

    // LVIS's rules for images that are not annotated with every class: predictions count only of classes that the
    // image has or is known not to have, and where an image's annotation of a class is not exhaustive, those that
    // match nothing are ignored. At most the largest of max_detections per image over all classes. Objects and
    // predictions without an area are left out. Crowd regions are objects like any other: lvis-api does not read iscrowd.
    bool federated = false;
};

// pycocotools' default parameters: IoU (for keypoints, OKS) .50 to .95 by .05, 101 recall levels, at most 1, 10 and
// 100 predictions, areas all, small, medium and large; for keypoints at most 20, areas all, medium and large.
// Source: Params.setDetParams and setKpParams in cocoeval.py. `task` is one that is_detection().
DetectionProtocol coco_protocol(Task task = Task::boxes);

// The same for masks with Boundary IoU: source: the Boundary IoU API's COCOeval.
DetectionProtocol boundary_protocol();

// LVIS's rules for boxes or masks: 300 predictions per image. Source: lvis-api's LVISEval.
DetectionProtocol lvis_protocol(Task task = Task::boxes);

// An Error where a list is empty, not ascending (max_detections), or longer than the evaluation can hold.
Result<void> check(const DetectionProtocol& protocol);

// Which part of a dataset is evaluated; nothing given means all labeled samples and all classes. Slots ascending, each once.
struct EvaluationScope {
    std::optional<std::vector<SampleSlot>> samples;
    std::optional<std::vector<ClassSlot>> classes;
};

}  // namespace errata
