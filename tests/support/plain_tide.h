// TIDE of boxes once more, as plainly as it can be written.
//
// What it is for: what the product says of random data is compared with what this says: every pair of an image is
// compared, and every measurement sorts all of its predictions anew.
// What it does not do: be fast; mend errors one after another (the reference cases check that); check its input.
#pragma once

#include <array>
#include <vector>

#include "metrics/tide.h"

namespace errata::test {

struct PlainTide {
    double ap = 0;
    std::array<double, tide_errors> main = {};
    double false_positives = 0;
    double false_negatives = 0;
    std::vector<TideError> errors = {};  // per prediction
};

PlainTide plain_tide(const Dataset& dataset, const Run& run);

}  // namespace errata::test
