// Which figures a task has under which rules: the one list that reports, snapshots and the page read.
#pragma once

#include <string_view>
#include <vector>

#include "data/task.h"
#include "metrics/figure.h"
#include "metrics/protocol.h"

namespace errata {

// The protocol of a detection task under these rules: "coco", "lvis", "boundary"; of any others COCO's.
DetectionProtocol protocol_of(Task task, std::string_view rules);

// Those over all classes and those of one, without values, in the order in which they are shown. `rules` is the id of
// a rule set; an unknown one counts as the task's own.
FigureTable figures_of(Task task, std::string_view rules);

}  // namespace errata
