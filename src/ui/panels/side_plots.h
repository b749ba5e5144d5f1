// What the side panel plots, by task.
#pragma once

#include <span>

#include "data/task.h"
#include "ui/model.h"
#include "ui/plot/plot_spec.h"

namespace errata::ui {

inline constexpr float plot_height = 168;  // CSS pixels

struct NamedPlot {
    const char* name;
    PlotSpec (*spec)(const Model&);
    float height = plot_height;
};

// At most five.
std::span<const NamedPlot> plots_of(Task task);

}  // namespace errata::ui
