// Average precision of each sample alone.
//
// What it is for: which pictures a detector does worst on, whatever the confidence. The value is AP by COCO's rules, at one
// IoU threshold, of files with this sample alone: the mean over the classes that it has objects of.
// What it does not do: match. Greedy matching never looks beyond an image, so the matches of the whole are those of each.
#pragma once

#include <vector>

#include "data/dataset.h"
#include "metrics/outcomes.h"

namespace errata {

struct SamplePrecisionRules {
    bool federated = false;  // as DetectionProtocol::federated
    bool keypoints = false;  // objects without labelled keypoints do not count
};

// Per sample; NaN where no object counts. `outcomes` as match_outcomes() leaves them. A few passes over the rows.
std::vector<double> average_precision_of_samples(const Dataset& dataset, const Run& run,
                                                 const SampleRows& rows, const Outcomes& outcomes,
                                                 const SamplePrecisionRules& rules = {});

}  // namespace errata
