// Task: what kind of model a dataset and a run are about.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace errata {

enum class Task : std::uint8_t {
    boxes,       // objects by axis-aligned boxes
    masks,       // objects by instance masks
    keypoints,   // objects by named points
    oriented,    // objects by oriented boxes
    classes,     // one class per image
    multilabel,  // any number of classes per sample
    semantic,    // a class per pixel
    panoptic,    // a segment per pixel
    text,        // one class per text
    spans,       // named entities and other spans of text
    values,      // one number per sample
};

inline constexpr std::size_t task_count = 11;

// The word for it on the command line, in documents and links: "boxes", "masks", ...
std::string_view id_of(Task task);
std::optional<Task> task_of_id(std::string_view id);

// As a person reads it: "boxes", "instance masks", "named entities and spans".
std::string_view name_of(Task task);

// Tasks whose predictions are matched with objects (boxes, masks, keypoints, oriented boxes).
constexpr bool is_detection(Task task) {
    return task == Task::boxes || task == Task::masks || task == Task::keypoints ||
           task == Task::oriented;
}

// Tasks whose two sides are maps that give every pixel a class or segment.
constexpr bool is_of_label_maps(Task task) {
    return task == Task::semantic || task == Task::panoptic;
}

}  // namespace errata
