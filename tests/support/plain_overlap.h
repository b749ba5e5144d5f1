// The overlap of a prediction and an object, pixel by pixel and point by point: a part of plain_evaluation.h.
#pragma once

#include "support/plain_evaluation.h"

namespace errata::test {

// Intersection over union of what the case's kind compares; over the prediction alone where the object is a crowd.
double plain_overlap(const PlainCase& one, const PlainPrediction& prediction,
                     const PlainObject& object);

// The prediction's area as the reference takes it.
double plain_area(const PlainCase& one, const PlainPrediction& prediction);

// numpy.sum: from eight values on eight sums side by side, from 129 on halves.
double plain_sum(const std::vector<double>& values, std::size_t begin = 0,
                 std::size_t end = ~std::size_t{0});

// Foreground pixels.
double plain_pixels(const PlainMask& mask);

}  // namespace errata::test
