// The figures people quote: COCO's twelve, ten for keypoints, LVIS's thirteen; over all classes and for each.
//
// Source: COCOeval.summarize in the COCO API's cocoeval.py and LVISEval.summarize in lvis-api; of one class, the same
// mean over its entries alone, as detectron2's per-category table takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "metrics/accumulation.h"
#include "metrics/figure.h"
#include "metrics/protocol.h"

namespace errata {

// What a figure averages.
struct FigureDefinition {
    FigureInfo info;
    bool is_recall = false;                    // average recall instead of average precision
    std::optional<double> iou_threshold = {};  // one threshold instead of all
    std::string_view area = "all";             // name of the area range
    std::uint32_t max_detections = 100;        // per image and class
    char frequency = 0;                        // LVIS: only classes of that frequency
};

// AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100, ARs, ARm, ARl: the order of summarize().
std::span<const FigureDefinition> coco_figures();

// AP, AP50, AP75, APm, APl, AR, AR50, AR75, ARm, ARl.
std::span<const FigureDefinition> keypoint_figures();

// AP, AP50, AP75, APs, APm, APl, APr, APc, APf, AR@300, ARs@300, ARm@300, ARl@300.
std::span<const FigureDefinition> lvis_figures();

// Those of a protocol.
std::span<const FigureDefinition> figures_of(const DetectionProtocol& protocol);

// Over all classes and of each. Values are fractions, nothing where the reference leaves them undefined (-1); counts
// are ground-truth objects.
// `frequency` is Classes::frequency, for LVIS.
FigureTable summarize(const Accumulation& accumulation, const DetectionProtocol& protocol,
                      const Column<std::uint8_t>& frequency = {});

// The first row of that table alone.
std::vector<Figure> summarize_overall(const Accumulation& accumulation,
                                      const DetectionProtocol& protocol,
                                      const Column<std::uint8_t>& frequency = {});

}  // namespace errata
