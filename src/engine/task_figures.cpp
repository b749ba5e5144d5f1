#include "engine/task_figures.h"

#include "metrics/class_averages.h"
#include "metrics/classification.h"
#include "metrics/detection_summary.h"
#include "metrics/multilabel.h"
#include "metrics/panoptic.h"
#include "metrics/rule_figures.h"
#include "metrics/semantic.h"
#include "metrics/span_figures.h"
#include "metrics/values.h"

namespace errata {

DetectionProtocol protocol_of(Task task, std::string_view rules) {
    if (rules == "lvis") return lvis_protocol(task);
    if (rules == "boundary") return boundary_protocol();
    return coco_protocol(task);
}

FigureTable figures_of(Task task, std::string_view rules) {
    FigureTable table;
    const auto fill = [](std::vector<FigureInfo>& list, std::span<const FigureInfo> infos) {
        list.assign(infos.begin(), infos.end());
    };
    if (is_detection(task) && has_rule_figures(rules)) {
        fill(table.figures, rule_figures(rules));
    } else if (is_detection(task)) {
        for (const FigureDefinition& one : figures_of(protocol_of(task, rules))) {
            table.figures.push_back(one.info);
        }
    } else if (task == Task::classes || task == Task::text) {
        fill(table.figures, classification_figures());
        fill(table.class_figures, classification_class_figures());
    } else if (task == Task::multilabel) {
        fill(table.figures, multilabel_figures());
        fill(table.class_figures, multilabel_class_figures());
    } else if (task == Task::semantic) {
        fill(table.figures, semantic_figures());
        fill(table.class_figures, semantic_class_figures());
    } else if (task == Task::panoptic) {
        fill(table.figures, panoptic_figures());
        fill(table.class_figures, panoptic_class_figures());
    } else if (task == Task::spans) {
        fill(table.figures, span_figures());
        fill(table.class_figures, span_class_figures());
    } else if (task == Task::values) {
        fill(table.figures, value_figures());
    }
    return table;
}

}  // namespace errata
