// Shapes as COCO files write them: segmentations, keypoints, oriented boxes.
//
// What it is for: what the readers of ground truth and of results have in common beyond boxes.
// What it does not do: make masks of polygons (that needs the image's size, which may come later in the file).
#pragma once

#include <cstdint>
#include <vector>

#include "formats/json_fields.h"
#include "formats/segmentation.h"
#include "geometry/mask.h"
#include "geometry/oriented_box.h"

namespace errata {

// wrong_type where it is none, has a polygon of an odd number of values or of less than three corners, or run lengths
// that are no whole numbers; such values leave `segmentation` without a kind.
json::Read read_segmentation(json::Value& value, Segmentation& segmentation);

// A flat list of numbers, of any length.
json::Read read_numbers(json::Value& value, std::vector<double>& numbers);

// The mask it describes in an image of that size. False where run lengths do not cover their size, or polygons come
// without an image size.
bool runs_of(const Segmentation& segmentation, MaskSize image, MaskSize& size, RunLengths& runs);

// Ways to write an oriented box.
enum class OrientedForm : std::uint8_t {
    centre_radians,  // "rbox": [centre x, centre y, width, height, angle], clockwise on the screen
    centre_degrees,  // "bbox" of five numbers, as Detectron2: the angle counter-clockwise, in degrees
    corners,         // "poly": [x1, y1, ..., x4, y4]
};

// False where the list has not that form's length.
bool oriented_box_of(std::span<const double> numbers, OrientedForm form, OrientedBox& box);

}  // namespace errata
