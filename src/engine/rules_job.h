// The job of boxes by the rules of another benchmark than COCO's or LVIS's: two files into an Evaluation.
#pragma once

#include <string>

#include "base/byte_source.h"
#include "engine/evaluation.h"
#include "engine/job.h"

namespace errata {

// Ground truth and predictions, both COCO JSON or both Open Images' CSV files (formats/open_images.h); the others are
// Open Images' and may be null.
struct RuleFiles {
    const ByteSource* truth = nullptr;
    const ByteSource* predictions = nullptr;
    const ByteSource* image_labels = nullptr;
    const ByteSource* class_names = nullptr;
    const ByteSource* hierarchy = nullptr;
};

// Figures of metrics/rule_figures.h, by `rules` one of its keys. `assignments` have one bit, of IoU 0.50; predictions that
// count neither way are among `beyond_limit`. `result` and the sources must outlive the job; `result` is complete when
// the job has ended without an error. Errors: those of the readers; mismatch where one of the others is given and the
// ground truth is COCO's.
Job evaluate_rules(RuleFiles files, std::string rules, unsigned threads, Evaluation& result);

}  // namespace errata
