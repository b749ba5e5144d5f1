// Label maps over a picture: classes by colour, and where the prediction differs from the ground truth.
//
// What it is for: semantic and panoptic segmentation in the gallery's tiles and large. The view's map layer says which
// map is drawn; of the differences the right pixels have their class's colour, wrong and missed ones those of errors.
// What it does not do: hold pixels; stretches of equal values are drawn as rectangles, rows that are narrower than a
// pixel of the screen are taken together.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ui/model.h"
#include "ui/overlay.h"

namespace errata::ui {

// Of the class, the same in every picture and view; neighbours in the list of classes differ most.
ImU32 class_colour(ClassSlot cls);

struct MapMarks {
    Row prediction = no_row;  // of panoptic maps: segments drawn strongest
    Row object = no_row;
};

void draw_label_maps(ImDrawList& list, const Model& model, SampleSlot sample,
                     const PicturePlace& place, const MapMarks& marks);

// What lies under a point of the screen.
struct PixelUnderPoint {
    std::uint32_t truth = 0;  // values of the maps
    std::uint32_t predicted = 0;
};
PixelUnderPoint pixel_at(const Model& model, SampleSlot sample, const PicturePlace& place,
                         ImVec2 point);

// The segments of a panoptic pixel; no_row where there is none.
Row object_of(const Model& model, SampleSlot sample, std::uint32_t value);
Row prediction_of(const Model& model, SampleSlot sample, std::uint32_t value);

// "true road, predicted sidewalk"; "" outside of the picture.
std::string words_of_pixel(const Model& model, SampleSlot sample, const PixelUnderPoint& pixel);

// The classes of one sample's pixels, the largest first.
struct ClassPixels {
    ClassSlot cls = 0;
    std::uint64_t truth = 0;  // pixels
    std::uint64_t predicted = 0;
    std::uint64_t right = 0;

    // Intersection over union, of labelled pixels.
    double iou() const {
        return static_cast<double>(right) / static_cast<double>(truth + predicted - right);
    }
};
std::vector<ClassPixels> class_pixels(const Model& model, SampleSlot sample);

}  // namespace errata::ui
