// Confusion of semantic segmentation: which class a pixel has and which it is given.
//
// What it is for: the matrix of the confusion panel, and which pixels of a sample a filter is about. Pixels that are void
// in the ground truth are in no cell; those without a predicted class are taken for background.
#pragma once

#include "data/dataset.h"
#include "metrics/confusion.h"

namespace errata {

// Of all samples, linear in their runs. Only the cells are filled: there are no objects.
Confusion confuse_pixels(const Dataset& dataset, const Run& run);

}  // namespace errata
