#include "metrics/detection_summary.h"

#include <algorithm>
#include <array>

#include "metrics/numpy.h"

namespace errata {

namespace {

constexpr std::array<FigureDefinition, 12> figures = {{
    {.key = "AP"},
    {.key = "AP50", .iou_threshold = 0.5},
    {.key = "AP75", .iou_threshold = 0.75},
    {.key = "APs", .area = "small"},
    {.key = "APm", .area = "medium"},
    {.key = "APl", .area = "large"},
    {.key = "AR1", .is_recall = true, .max_detections = 1},
    {.key = "AR10", .is_recall = true, .max_detections = 10},
    {.key = "AR100", .is_recall = true},
    {.key = "ARs", .is_recall = true, .area = "small"},
    {.key = "ARm", .is_recall = true, .area = "medium"},
    {.key = "ARl", .is_recall = true, .area = "large"},
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
               const Place& place, std::size_t cls, std::vector<double>& entries) {
    const std::span<const double> values = definition.is_recall
                                               ? accumulation.recall_of(place.limit, place.area)
                                               : accumulation.precision_of(place.area);
    const std::size_t classes = accumulation.classes;
    const std::size_t per_threshold = (definition.is_recall ? 1 : accumulation.levels) * classes;
    const auto part =
        values.subspan(place.first_threshold * per_threshold, place.thresholds * per_threshold);
    const bool one_class = cls != every_class;
    entries.clear();
    for (std::size_t i = one_class ? cls : 0; i < part.size(); i += one_class ? classes : 1) {
        if (part[i] > -1) entries.push_back(part[i]);
    }
    Figure figure;
    if (!entries.empty()) figure.value = numpy::mean(entries);
    for (std::size_t k = 0; k < classes; ++k) {
        if (!one_class || k == cls) {
            figure.count += accumulation.positives[k * accumulation.areas + place.area];
        }
    }
    return figure;
}

std::vector<Figure> figures_of(const Accumulation& accumulation, const DetectionProtocol& protocol,
                               std::size_t cls, std::vector<double>& entries) {
    std::vector<Figure> result;
    for (const FigureDefinition& definition : figures) {
        const auto place = place_of(definition, protocol);
        result.push_back(place ? average(accumulation, definition, *place, cls, entries)
                               : Figure{});
    }
    return result;
}

}  // namespace

std::span<const FigureDefinition> coco_figures() { return figures; }

DetectionSummary summarize(const Accumulation& accumulation, const DetectionProtocol& protocol) {
    DetectionSummary summary;
    std::vector<double> entries;
    summary.overall = figures_of(accumulation, protocol, every_class, entries);
    for (std::size_t cls = 0; cls < accumulation.classes; ++cls) {
        summary.classes.push_back(figures_of(accumulation, protocol, cls, entries));
    }
    return summary;
}

}  // namespace errata
