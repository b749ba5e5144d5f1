#include "data/task.h"

namespace errata {

namespace {

struct Words {
    std::string_view id;
    std::string_view name;
};

constexpr std::array<Words, task_count> words = {{
    {"boxes", "boxes"},
    {"masks", "instance masks"},
    {"keypoints", "keypoints"},
    {"oriented", "oriented boxes"},
    {"classes", "image classes"},
    {"multilabel", "several classes per sample"},
    {"semantic", "semantic segmentation"},
    {"panoptic", "panoptic segmentation"},
    {"text", "text classes"},
    {"spans", "named entities and spans"},
    {"values", "values"},
}};

}  // namespace

std::string_view id_of(Task task) { return words[static_cast<std::size_t>(task)].id; }

std::string_view name_of(Task task) { return words[static_cast<std::size_t>(task)].name; }

std::optional<Task> task_of_id(std::string_view id) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].id == id) return static_cast<Task>(i);
    }
    return {};
}

}  // namespace errata
