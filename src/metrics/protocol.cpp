#include "metrics/protocol.h"

#include <algorithm>
#include <format>
#include <functional>

#include "metrics/evaluation_part.h"
#include "metrics/numpy.h"

namespace errata {

DetectionProtocol coco_protocol(Task task) {
    constexpr double small = 32.0 * 32.0;
    constexpr double medium = 96.0 * 96.0;
    DetectionProtocol protocol = {
        .name = "coco",
        .iou_thresholds = numpy::linspace(0.5, 0.95, 10),
        .recall_thresholds = numpy::linspace(0, 1, 101),
        .max_detections = {1, 10, 100},
        .area_ranges = {{.name = "all", .low = 0, .high = coco_largest_area},
                        {.name = "small", .low = 0, .high = small},
                        {.name = "medium", .low = small, .high = medium},
                        {.name = "large", .low = medium, .high = coco_largest_area}},
        .overlap = {.kind = overlap_kind_of(task)}};
    if (task == Task::keypoints) {
        protocol.max_detections = {20};
        protocol.area_ranges.erase(protocol.area_ranges.begin() + 1);
    }
    return protocol;
}

DetectionProtocol boundary_protocol() {
    DetectionProtocol protocol = coco_protocol(Task::masks);
    protocol.name = "boundary";
    protocol.overlap.kind = OverlapKind::boundary;
    return protocol;
}

DetectionProtocol lvis_protocol(Task task) {
    DetectionProtocol protocol = coco_protocol(task);
    protocol.name = "lvis";
    protocol.max_detections = {300};
    protocol.federated = true;
    return protocol;
}

Result<void> check(const DetectionProtocol& protocol) {
    const auto fail = [](std::string message) {
        return std::unexpected(Error{.code = ErrorCode::bad_value,
                                     .message = std::move(message),
                                     .remedy = "Change the evaluation's parameters"});
    };
    if (protocol.iou_thresholds.empty() || protocol.recall_thresholds.empty() ||
        protocol.max_detections.empty() || protocol.area_ranges.empty()) {
        return fail("the protocol has an empty list of parameters");
    }
    if (!std::ranges::is_sorted(protocol.max_detections, std::less_equal{})) {
        return fail("the numbers of detections must rise");
    }
    if (protocol.max_detections.size() > max_detection_limits) {
        return fail(std::format("more than {} numbers of detections", max_detection_limits));
    }
    if (protocol.area_ranges.size() > max_area_ranges) {
        return fail(std::format("more than {} area ranges", max_area_ranges));
    }
    return {};
}

}  // namespace errata
