// Matching boxes by any of the rules of rule_set.h, at one IoU threshold.
//
// What it is for: Pascal VOC, Ultralytics, Open Images, and the comparison of rules; what each prediction counts as,
// with the object it found.
// What it does not do: several thresholds or area ranges at once: COCO's and LVIS's own figures come from
// detection_matching.h, TIDE's from tide.h, which are faster; the tests hold this one equal to them.
#pragma once

#include <cstdint>
#include <vector>

#include "data/dataset.h"
#include "metrics/rule_set.h"

namespace errata {

enum class RuleUse : std::uint8_t {
    true_positive,
    false_positive,
    ignored,      // by the rule for crowd regions, area ranges or images not annotated exhaustively
    not_counted,  // left out before matching: floor, limit, empty box, class not verified
};

struct ObjectToFind {
    SampleSlot sample = 0;
    ClassSlot cls = 0;  // with a hierarchy an object is one for each class above its own, too
};

struct RuleMatches {
    std::vector<RuleUse> use;  // per prediction
    std::vector<Row> object;   // per prediction: what it found or was ignored for, or no_row
    std::vector<ObjectToFind> to_find;     // by sample
    std::vector<std::uint32_t> positives;  // of them per class
};

// Boxes of `dataset.truth` with those of `run`; crowd regions are GroundTruth::group_of where that column is there, else
// `crowd`. Linear in the pairs of one image and class.
// Sources: those of each protocol in named_rules().
RuleMatches match_by_rules(const Dataset& dataset, const Run& run, const SampleRows& rows,
                           const RuleSet& rules, double iou_threshold = 0.5);

// The classes above each, direct and indirect, ascending: from Classes::parents. A class is never above itself.
std::vector<std::vector<ClassSlot>> classes_above(const Classes& classes);

}  // namespace errata
