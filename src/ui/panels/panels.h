// The panels, in the order of the frame. Each lies in the file of its name.
#pragma once

#include "ui/model.h"
#include "ui/widgets.h"

namespace errata::ui {

// The bar at the top: what is open, and opening more.
void header_panel(Frame& frame, const Model& model, Commands& commands);

// The rail at the left: the places.
void navigation_panel(Frame& frame, const Model& model, Commands& commands);

// The bar at the bottom: confidence, IoU threshold, and the counts at them.
void thresholds_panel(Frame& frame, const Model& model, Commands& commands);

// The figures and the table of classes.
struct OverviewState {
    SortState sort = {.column = 0, .descending = false};
    std::vector<ClassSlot> rows;  // class slots in sorted order
    bool sorted = false;
};
void overview_panel(Frame& frame, const Model& model, OverviewState& state, Commands& commands);

// All images with the boxes over them.
struct GalleryState {
    bool bring_into_view = false;  // scroll to the view's sample in the next frame
};
void gallery_panel(Frame& frame, const Model& model, GalleryState& state, Commands& commands);

// One image, large, and the list of what is in it.
struct ImageState {
    SampleSlot sample = 0;
    float zoom = 1;                  // 1: fits
    ImVec2 shift = {0, 0};           // of the picture's centre, CSS pixels
    Row marked_prediction = no_row;  // under the pointer in the list
    Row marked_object = no_row;
};
void image_panel(Frame& frame, const Model& model, ImageState& state, Commands& commands);

// What each file was taken for, and the warnings.
void files_panel(Frame& frame, const Model& model, Commands& commands);

}  // namespace errata::ui
