// Detection protocols: the parameters of an evaluation, and which images and classes it covers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/dataset.h"

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
    bool use_classes = true;  // false: every prediction may match every object (useCats 0)

    // The reference stores matched annotation ids and reads 0 as "none", so that an object with id 0 never
    // counts as found (cocoapi issue 507). True repeats that.
    bool annotation_id_zero_bug = false;
};

// pycocotools' default parameters for boxes: IoU .50 to .95 by .05, 101 recall levels, at most 1, 10 and 100
// predictions, areas all, small, medium and large. Source: Params.setDetParams in cocoeval.py.
DetectionProtocol coco_protocol();

// An Error where a list is empty, not ascending (max_detections), or longer than the evaluation can hold.
Result<void> check(const DetectionProtocol& protocol);

// Which part of a dataset is evaluated; nothing given means all. Slots ascending, each once.
struct EvaluationScope {
    std::optional<std::vector<SampleSlot>> samples;
    std::optional<std::vector<ClassSlot>> classes;
};

}  // namespace errata
