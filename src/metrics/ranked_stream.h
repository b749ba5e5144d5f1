// RankedStream: the predictions of one class by falling score, with the image that each is of.
//
// What it is for: accumulating the same matches many times, of some images or with images weighted (bootstrap.h,
// restricted_detection.h): sorted once, then only passed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/evaluation_part.h"

namespace errata {

struct RankedPrediction {
    std::uint64_t key = 0;      // of its score
    std::uint32_t record = 0;   // StreamRecord::bits
    std::uint32_t outcome = 0;  // of touched ones: number among the outcomes
    std::uint32_t image = 0;    // number among those matched
};

struct RankedStream {
    std::vector<RankedPrediction> predictions;  // equal scores in the order of images
    std::vector<std::uint64_t> outcomes;        // [touched][true-positive words, ignored words]
    std::vector<CountedObject> objects;         // by image
};

// Per class. `parts` in the order of their images, matched with MatchOptions::keep_images.
std::vector<RankedStream> ranked_streams(std::span<const EvaluationPart> parts);

}  // namespace errata
