#include "engine/task_figures.h"

#include "metrics/detection_summary.h"

namespace errata {

DetectionProtocol protocol_of(Task task, std::string_view rules) {
    if (rules == "lvis") return lvis_protocol(task);
    if (rules == "boundary") return boundary_protocol();
    return coco_protocol(task);
}

std::vector<FigureInfo> figures_of(Task task, std::string_view rules) {
    std::vector<FigureInfo> infos;
    for (const FigureDefinition& one : figures_of(protocol_of(task, rules))) {
        infos.push_back(one.info);
    }
    return infos;
}

}  // namespace errata
