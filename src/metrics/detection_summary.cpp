#include "metrics/detection_summary.h"

#include <algorithm>
#include <array>

#include "metrics/numpy.h"

namespace errata {

namespace {

// What "of small objects" means, for those and the others.
constexpr std::string_view precision_meaning =
    "Mean of the precision at recall 0, 0.01, ..., 1 (the best at that recall or a higher one) "
    "over classes and "
    "the IoU thresholds 0.50, 0.55, ..., 0.95. Source: COCOeval";
constexpr std::string_view precision_at_meaning =
    "Mean of the precision at recall 0, 0.01, ..., 1 (the best at that recall or a higher one) "
    "over classes, at "
    "one IoU threshold. Source: COCOeval";
constexpr std::string_view sized_precision_meaning =
    "As AP, with objects and unmatched predictions of other areas ignored: small up to 32 x 32 "
    "square pixels, "
    "large from 96 x 96. Source: COCOeval";
constexpr std::string_view recall_meaning =
    "Mean of the highest recall reached over classes and the IoU thresholds 0.50, 0.55, ..., 0.95, "
    "with so many "
    "predictions per image and class at most. Source: COCOeval";
constexpr std::string_view sized_recall_meaning =
    "As AR100, with objects of other areas ignored: small up to 32 x 32 square pixels, large from "
    "96 x 96. "
    "Source: COCOeval";

constexpr std::array<FigureDefinition, 12> of_coco = {{
    {.info = {.key = "AP", .name = "Average precision", .meaning = precision_meaning}},
    {.info = {.key = "AP50",
              .name = "Average precision at IoU 0.50",
              .meaning = precision_at_meaning},
     .iou_threshold = 0.5},
    {.info = {.key = "AP75",
              .name = "Average precision at IoU 0.75",
              .meaning = precision_at_meaning},
     .iou_threshold = 0.75},
    {.info = {.key = "APs",
              .name = "Average precision of small objects",
              .meaning = sized_precision_meaning},
     .area = "small"},
    {.info = {.key = "APm",
              .name = "Average precision of medium objects",
              .meaning = sized_precision_meaning},
     .area = "medium"},
    {.info = {.key = "APl",
              .name = "Average precision of large objects",
              .meaning = sized_precision_meaning},
     .area = "large"},
    {.info = {.key = "AR1",
              .name = "Average recall, 1 prediction per image and class",
              .meaning = recall_meaning},
     .is_recall = true,
     .max_detections = 1},
    {.info = {.key = "AR10",
              .name = "Average recall, 10 predictions per image and class",
              .meaning = recall_meaning},
     .is_recall = true,
     .max_detections = 10},
    {.info = {.key = "AR100",
              .name = "Average recall, 100 predictions per image and class",
              .meaning = recall_meaning},
     .is_recall = true},
    {.info = {.key = "ARs",
              .name = "Average recall of small objects",
              .meaning = sized_recall_meaning},
     .is_recall = true,
     .area = "small"},
    {.info = {.key = "ARm",
              .name = "Average recall of medium objects",
              .meaning = sized_recall_meaning},
     .is_recall = true,
     .area = "medium"},
    {.info = {.key = "ARl",
              .name = "Average recall of large objects",
              .meaning = sized_recall_meaning},
     .is_recall = true,
     .area = "large"},
}};

constexpr std::string_view keypoint_precision_meaning =
    "Mean of the precision at recall 0, 0.01, ..., 1 over the thresholds of object keypoint "
    "similarity 0.50, 0.55, "
    "..., 0.95, with 20 predictions per image at most. Source: COCOeval";
constexpr std::string_view keypoint_recall_meaning =
    "Mean of the highest recall reached over the thresholds of object keypoint similarity 0.50, "
    "0.55, ..., 0.95, "
    "with 20 predictions per image at most. Source: COCOeval";
constexpr std::string_view keypoint_sized_meaning =
    "The same with objects of other areas ignored: medium from 32 x 32 to 96 x 96 square pixels, "
    "large beyond. "
    "Source: COCOeval";

constexpr std::array<FigureDefinition, 10> of_keypoints = {{
    {.info = {.key = "AP", .name = "Average precision", .meaning = keypoint_precision_meaning},
     .max_detections = 20},
    {.info = {.key = "AP50",
              .name = "Average precision at similarity 0.50",
              .meaning = keypoint_precision_meaning},
     .iou_threshold = 0.5,
     .max_detections = 20},
    {.info = {.key = "AP75",
              .name = "Average precision at similarity 0.75",
              .meaning = keypoint_precision_meaning},
     .iou_threshold = 0.75,
     .max_detections = 20},
    {.info = {.key = "APm",
              .name = "Average precision of medium objects",
              .meaning = keypoint_sized_meaning},
     .area = "medium",
     .max_detections = 20},
    {.info = {.key = "APl",
              .name = "Average precision of large objects",
              .meaning = keypoint_sized_meaning},
     .area = "large",
     .max_detections = 20},
    {.info = {.key = "AR", .name = "Average recall", .meaning = keypoint_recall_meaning},
     .is_recall = true,
     .max_detections = 20},
    {.info = {.key = "AR50",
              .name = "Average recall at similarity 0.50",
              .meaning = keypoint_recall_meaning},
     .is_recall = true,
     .iou_threshold = 0.5,
     .max_detections = 20},
    {.info = {.key = "AR75",
              .name = "Average recall at similarity 0.75",
              .meaning = keypoint_recall_meaning},
     .is_recall = true,
     .iou_threshold = 0.75,
     .max_detections = 20},
    {.info = {.key = "ARm",
              .name = "Average recall of medium objects",
              .meaning = keypoint_sized_meaning},
     .is_recall = true,
     .area = "medium",
     .max_detections = 20},
    {.info = {.key = "ARl",
              .name = "Average recall of large objects",
              .meaning = keypoint_sized_meaning},
     .is_recall = true,
     .area = "large",
     .max_detections = 20},
}};

constexpr std::string_view lvis_precision_meaning =
    "Mean of the precision at recall 0, 0.01, ..., 1 over classes and IoU thresholds; predictions "
    "count only in "
    "images that are annotated with their class or known not to have it, 300 per image at most. "
    "Source: LVISEval";
constexpr std::string_view lvis_frequency_meaning =
    "As AP, over the classes of that frequency: rare in up to 10 training images, common in up to "
    "100, frequent "
    "beyond. Source: LVISEval";
constexpr std::string_view lvis_recall_meaning =
    "Mean of the highest recall reached over classes and IoU thresholds, 300 predictions per image "
    "at most. "
    "Source: LVISEval";

constexpr std::array<FigureDefinition, 13> of_lvis = {{
    {.info = {.key = "AP", .name = "Average precision", .meaning = lvis_precision_meaning},
     .max_detections = 300},
    {.info = {.key = "AP50",
              .name = "Average precision at IoU 0.50",
              .meaning = lvis_precision_meaning},
     .iou_threshold = 0.5,
     .max_detections = 300},
    {.info = {.key = "AP75",
              .name = "Average precision at IoU 0.75",
              .meaning = lvis_precision_meaning},
     .iou_threshold = 0.75,
     .max_detections = 300},
    {.info = {.key = "APs",
              .name = "Average precision of small objects",
              .meaning = sized_precision_meaning},
     .area = "small",
     .max_detections = 300},
    {.info = {.key = "APm",
              .name = "Average precision of medium objects",
              .meaning = sized_precision_meaning},
     .area = "medium",
     .max_detections = 300},
    {.info = {.key = "APl",
              .name = "Average precision of large objects",
              .meaning = sized_precision_meaning},
     .area = "large",
     .max_detections = 300},
    {.info = {.key = "APr",
              .name = "Average precision of rare classes",
              .meaning = lvis_frequency_meaning},
     .max_detections = 300,
     .frequency = 'r'},
    {.info = {.key = "APc",
              .name = "Average precision of common classes",
              .meaning = lvis_frequency_meaning},
     .max_detections = 300,
     .frequency = 'c'},
    {.info = {.key = "APf",
              .name = "Average precision of frequent classes",
              .meaning = lvis_frequency_meaning},
     .max_detections = 300,
     .frequency = 'f'},
    {.info = {.key = "AR@300", .name = "Average recall", .meaning = lvis_recall_meaning},
     .is_recall = true,
     .max_detections = 300},
    {.info = {.key = "ARs@300",
              .name = "Average recall of small objects",
              .meaning = sized_recall_meaning},
     .is_recall = true,
     .area = "small",
     .max_detections = 300},
    {.info = {.key = "ARm@300",
              .name = "Average recall of medium objects",
              .meaning = sized_recall_meaning},
     .is_recall = true,
     .area = "medium",
     .max_detections = 300},
    {.info = {.key = "ARl@300",
              .name = "Average recall of large objects",
              .meaning = sized_recall_meaning},
     .is_recall = true,
     .area = "large",
     .max_detections = 300},
}};

constexpr std::size_t every_class = ~std::size_t{0};

// Where a figure's parameters stand in the protocol; nothing where they do not.
struct Place {
    std::size_t first_threshold = 0;
    std::size_t thresholds = 0;
    std::size_t area = 0;
    std::size_t limit = 0;
};

std::optional<Place> place_of(const FigureDefinition& figure, const DetectionProtocol& protocol) {
    Place place = {.thresholds = protocol.iou_thresholds.size()};
    if (figure.iou_threshold) {
        const auto found = std::ranges::find(protocol.iou_thresholds, *figure.iou_threshold);
        if (found == protocol.iou_thresholds.end()) return {};
        place.first_threshold = static_cast<std::size_t>(found - protocol.iou_thresholds.begin());
        place.thresholds = 1;
    }
    const auto area = std::ranges::find(protocol.area_ranges, figure.area, &AreaRange::name);
    const auto limit = std::ranges::find(protocol.max_detections, figure.max_detections);
    if (area == protocol.area_ranges.end() || limit == protocol.max_detections.end()) return {};
    place.area = static_cast<std::size_t>(area - protocol.area_ranges.begin());
    place.limit = static_cast<std::size_t>(limit - protocol.max_detections.begin());
    // Precision is kept for the largest limit.
    if (!figure.is_recall && place.limit + 1 != protocol.max_detections.size()) return {};
    return place;
}

// The mean over the defined entries, in the reference's order: thresholds, levels, classes.
Figure average(const Accumulation& accumulation, const FigureDefinition& definition,
               const Place& place, std::size_t cls, const Column<std::uint8_t>& frequency,
               std::vector<double>& entries) {
    const std::span<const double> values = definition.is_recall
                                               ? accumulation.recall_of(place.limit, place.area)
                                               : accumulation.precision_of(place.area);
    const std::size_t classes = accumulation.classes;
    const std::size_t per_threshold = (definition.is_recall ? 1 : accumulation.levels) * classes;
    const auto part =
        values.subspan(place.first_threshold * per_threshold, place.thresholds * per_threshold);
    const bool one_class = cls != every_class;
    const auto counts = [&](std::size_t k) {
        return definition.frequency == 0 ||
               (k < frequency.size() &&
                frequency[k] == static_cast<std::uint8_t>(definition.frequency));
    };
    const std::size_t most = one_class ? part.size() / classes : part.size();
    if (entries.size() < most) entries.resize(most);
    std::size_t defined = 0;
    // Each is written to the next place, whether it counts or not: no branch to foresee.
    for (std::size_t i = one_class ? cls : 0; i < part.size(); i += one_class ? classes : 1) {
        entries[defined] = part[i];
        defined += part[i] > -1 && (definition.frequency == 0 || counts(i % classes)) ? 1U : 0U;
    }
    Figure figure;
    if (defined > 0) figure.value = numpy::mean(std::span(entries).first(defined));
    for (std::size_t k = 0; k < classes; ++k) {
        if ((!one_class || k == cls) && counts(k)) {
            figure.count += accumulation.positives[k * accumulation.areas + place.area];
        }
    }
    return figure;
}

std::vector<Figure> row_of(const Accumulation& accumulation, const DetectionProtocol& protocol,
                           std::size_t cls, const Column<std::uint8_t>& frequency,
                           std::vector<double>& entries) {
    std::vector<Figure> result;
    for (const FigureDefinition& definition : figures_of(protocol)) {
        const auto place = place_of(definition, protocol);
        result.push_back(place ? average(accumulation, definition, *place, cls, frequency, entries)
                               : Figure{});
    }
    return result;
}

}  // namespace

std::span<const FigureDefinition> coco_figures() { return of_coco; }
std::span<const FigureDefinition> keypoint_figures() { return of_keypoints; }
std::span<const FigureDefinition> lvis_figures() { return of_lvis; }

std::span<const FigureDefinition> figures_of(const DetectionProtocol& protocol) {
    if (protocol.federated) return of_lvis;
    if (protocol.overlap.kind == OverlapKind::keypoints) return of_keypoints;
    return of_coco;
}

std::vector<Figure> summarize_overall(const Accumulation& accumulation,
                                      const DetectionProtocol& protocol,
                                      const Column<std::uint8_t>& frequency) {
    std::vector<double> entries;
    return row_of(accumulation, protocol, every_class, frequency, entries);
}

FigureTable summarize(const Accumulation& accumulation, const DetectionProtocol& protocol,
                      const Column<std::uint8_t>& frequency) {
    FigureTable summary;
    for (const FigureDefinition& one : figures_of(protocol)) summary.figures.push_back(one.info);
    std::vector<double> entries;
    summary.overall = row_of(accumulation, protocol, every_class, frequency, entries);
    for (std::size_t cls = 0; cls < accumulation.classes; ++cls) {
        summary.classes.push_back(row_of(accumulation, protocol, cls, frequency, entries));
    }
    return summary;
}

}  // namespace errata
