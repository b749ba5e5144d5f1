#include "engine/task_figures.h"

#include "metrics/detection_summary.h"

namespace errata {

std::vector<FigureInfo> figures_of(Task, std::string_view) {
    std::vector<FigureInfo> infos;
    for (const FigureDefinition& one : coco_figures()) infos.push_back(one.info);
    return infos;
}

}  // namespace errata
