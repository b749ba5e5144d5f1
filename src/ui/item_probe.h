// Rectangle and state of the item just submitted to Dear ImGui.
//
// What it is for: Dear ImGui tells its test engine of every item through three hook functions; ours count them,
// so that the debug snapshot shows how much a frame submits beside what the widgets list.
#pragma once

#include <cstdint>

#include "ui/item.h"

namespace errata::ui {

struct LastItem {
    std::uint32_t id = 0;  // 0: text, or something drawn without one
    Rectangle rectangle;
    bool focused = false;
};

// What the hooks saw; one per context, set into it by attach().
struct ItemProbe {
    std::uint64_t items = 0;  // submitted since the context was made
};

// The probe must outlive the current context.
void attach(ItemProbe& probe);

// The rectangle and state of the item submitted last.
LastItem last_item();

}  // namespace errata::ui
