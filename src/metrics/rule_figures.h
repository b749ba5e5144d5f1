// The figures of rule sets that are protocols of their own: Pascal VOC's, Ultralytics', Open Images', TIDE's.
//
// What it is for: an evaluation by one of them instead of COCO's or LVIS's (detection_summary.h has those).
// What it does not do: shapes other than boxes.
#pragma once

#include <span>
#include <string_view>

#include "data/dataset.h"
#include "metrics/figure.h"
#include "metrics/rule_matching.h"

namespace errata {

// Keys of named_rules() that this file measures by: voc2007, voc, ultralytics, openimages, tide.
bool has_rule_figures(std::string_view rules);

// Over all classes and of each the same. Of ultralytics mAP50, mAP50-95, P, R and F1; of the others AP50. Texts say
// formula and source. Empty for any other key.
std::span<const FigureInfo> rule_figures(std::string_view rules);

// Their rules; `rules` is one of those above.
RuleSet rule_set_of(std::string_view rules);

struct RuleEvaluation {
    FigureTable summary;
    RuleMatches matches;  // at IoU 0.50
};

// `rules` is one of those above. Open Images' hierarchy and image labels are used where the dataset has them.
RuleEvaluation evaluate_by_rules(std::string_view rules, const Dataset& dataset, const Run& run,
                                 const SampleRows& rows);

}  // namespace errata
