// What panels read, and the commands they may give.
//
// What it is for: a panel is one function of (frame, model, its own state, commands). It changes nothing but
// its own state (scroll, sorting); everything a person decides is a command, applied by App after the frame.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "engine/evaluation.h"
#include "metrics/outcomes.h"
#include "ui/pictures.h"

namespace errata::ui {

enum class Place : std::uint8_t { overview, gallery, image, files };

enum class SampleOrder : std::uint8_t { as_given, most_errors };

// What a person has decided.
struct View {
    Place place = Place::overview;
    double confidence = 0.5;
    std::size_t iou_threshold = 0;  // its number in Evaluation::iou_thresholds
    SampleSlot sample = 0;
    SampleOrder order = SampleOrder::as_given;
};

struct Model {
    const Evaluation& evaluation;
    const SampleRows& rows;             // predictions by sample
    const Outcomes& outcomes;           // at the view's thresholds
    std::span<const SampleSlot> order;  // samples in the view's order
    const View& view;
    Pictures& pictures;
};

struct GoTo {
    Place place;
};
struct SetConfidence {
    double confidence;
};
struct SetIouThreshold {
    std::size_t number;
};
struct SetOrder {
    SampleOrder order;
};
struct ShowSample {
    SampleSlot sample;
};
struct ShowNeighbour {
    int step;  // in the view's order
};
// Left to whoever runs the App: only the browser can ask for files.
enum class HostCommand : std::uint8_t { open_files, open_folder, start_over };

using Command = std::variant<GoTo, SetConfidence, SetIouThreshold, SetOrder, ShowSample,
                             ShowNeighbour, HostCommand>;
using Commands = std::vector<Command>;

}  // namespace errata::ui
