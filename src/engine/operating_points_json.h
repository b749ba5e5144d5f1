// Operating points as JSON: what a service that runs the model reads its confidences from.
//
// What it is for: the command line's report and the file that the page saves are the same document.
// What it does not do: choose the points (metrics/operating_points.h).
//
//     {"wishes": {"beta", "least_precision", "least_recall", "false_positive_price", "miss_price"},
//      "best_f": {"confidence", "precision", "recall", "f_beta", "true_positives", "false_positives", "missed"},
//      "at_precision", "at_recall", "lowest_cost": the same, or null where no confidence gives it,
//      "curve": {"confidence": [...], "precision", "recall", "f_beta"}   by falling confidence, thinned
//      "classes": {"<name>": {"best_f", ..., "curve"}}}
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "engine/analyses.h"

namespace errata {

// `analyses` has operating points.
nlohmann::json operating_points_json(const Analyses& analyses, const Classes& classes);

}  // namespace errata
