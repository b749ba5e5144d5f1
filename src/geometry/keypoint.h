// Keypoints: named points of an object, and how alike two sets of them are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/box.h"

namespace errata {

// In pixels of the stored image.
struct Keypoint {
    double x = 0;
    double y = 0;

    bool operator==(const Keypoint&) const = default;
};

// How far apart annotators put each keypoint, relative to the object's size: COCO's for its 17 of people, else 1 / count
// for each, as Ultralytics takes them.
std::vector<double> default_sigmas(std::size_t count);

// What the similarity needs to know of an annotated object.
struct KeypointObject {
    std::span<const Keypoint> points;
    std::span<const std::uint8_t> visibility;  // 0: not labelled
    Box box;
    double area = 0;  // as annotated, square pixels
};

// Object keypoint similarity, 0 to 1: the mean over labelled keypoints of exp(-d^2 / (2 area (2 sigma)^2)). Without
// any labelled, distances are those to the box made twice as large on each side. The three spans have one length.
// Source: computeOks in the COCO API's cocoeval.py, in its order of operations; exp is real::exp, which may differ
// from numpy's in the last bit.
// Where it is below `least`, any number below that, which is found without exp where the distances tell enough.
double keypoint_similarity(std::span<const Keypoint> prediction, const KeypointObject& object,
                           std::span<const double> sigmas, double least = 0);

}  // namespace errata
