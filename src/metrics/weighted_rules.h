// The figures of rule_figures.h for any weights of the images.
//
// What it is for: the bootstrap of Pascal VOC's, Ultralytics', Open Images' and TIDE's figures. Boxes are matched once (at
// each IoU threshold that the figures need); a resample ranks every prediction as often as its image was drawn, copies one
// behind another, and takes the figures again.
// A class that has lost all its objects is left out, also where its predictions alone would count.
#pragma once

#include <memory>
#include <string_view>

#include "data/dataset.h"
#include "metrics/bootstrap.h"

namespace errata {

// `rules` is one that has_rule_figures(). The references are used only while it is made.
std::unique_ptr<const WeightedFigures> weighted_rules(std::string_view rules,
                                                      const Dataset& dataset, const Run& run,
                                                      const SampleRows& rows);

}  // namespace errata
