// Random box data as the texts of two files, and their evaluation by the engine's job.
#pragma once

#include <cstdint>
#include <string>

#include "engine/evaluation.h"
#include "metrics/protocol.h"

namespace errata::test {

struct Texts {
    std::string truth;
    std::string predictions;
};

// Random boxes on a grid, classes and scores tied often, crowds, a class without objects, images in no order.
Texts random_texts(std::uint64_t seed, int images);

// With assignments; fails the test where the texts cannot be evaluated.
Evaluation evaluate_texts(const Texts& texts, unsigned threads,
                          const DetectionProtocol& protocol = coco_protocol());

}  // namespace errata::test
