// Some samples of a dataset as a COCO file: a batch to be labeled, a part of a split.
//
// What it is for: {"images", "annotations", "categories"}, of the samples asked for, in their order. Labeled samples have their
// ground truth. Those of the pool have the model's predictions from a score on, as pre-labels: annotations with a "score",
// numbered on from the largest id of the ground truth.
// Metadata stand beside them, those of predictions, too.
// What it does not do: keep what the reader has not kept: polygons stand as run lengths, fields that are lists are gone.
// Annotations have what the task knows: "segmentation" (run lengths), "keypoints", "rbox" beside "bbox".
#pragma once

#include <span>
#include <string>

#include "data/dataset.h"

namespace errata {

// `run` may be null: no pre-labels. JSON with one record a line.
std::string coco_subset(const Dataset& dataset, const Run* run, std::span<const Row> samples,
                        double least_score);

}  // namespace errata
