#include "cli/evaluate_inputs.h"

#include "cli/file_source.h"
#include "engine/classification_job.h"
#include "engine/rules_job.h"
#include "metrics/rule_figures.h"

namespace errata::cli {

Result<Inputs> open_inputs(Task task, const EvaluateArguments& arguments,
                           const std::string& predictions,
                           std::shared_ptr<const ByteSource> truth) {
    Inputs inputs;
    if (is_of_label_maps(task)) {
        auto maps = LabelMapInputs::open(
            task, {.truth = arguments.truth,
                   .predictions = predictions,
                   .truth_maps = arguments.truth_maps,
                   // Those of the first run are not those of a second.
                   .prediction_maps =
                       predictions == arguments.predictions ? arguments.prediction_maps : "",
                   .classes = arguments.classes,
                   .ignored = arguments.ignored_labels});
        if (!maps) return std::unexpected(maps.error());
        inputs.maps = *std::move(maps);
        return inputs;
    }
    inputs.truth = std::move(truth);
    struct File {
        const std::string& path;
        std::shared_ptr<const ByteSource>& source;
    };
    for (const File& file :
         {File(arguments.truth, inputs.truth), File(predictions, inputs.predictions),
          File(arguments.image_labels, inputs.image_labels),
          File(arguments.class_descriptions, inputs.class_names),
          File(arguments.hierarchy, inputs.hierarchy)}) {
        if (file.path.empty() || file.source) continue;
        auto opened = open_source(file.path);
        if (!opened) return std::unexpected(opened.error());
        file.source = *std::move(opened);
    }
    return inputs;
}

Job job_of(const Inputs& inputs, const JobOptions& options, Evaluation& result) {
    const EvaluateOptions& detection = options.detection;
    const Task task = detection.task;
    if (inputs.maps) {
        return inputs.maps->job(task, detection.rules.value_or("coco"), detection.threads, result);
    }
    if (is_of_tables(task)) {
        return evaluate_tables(*inputs.truth, *inputs.predictions, task, result, detection.pool);
    }
    if (task == Task::spans) {
        return evaluate_spans(*inputs.truth, *inputs.predictions, options.spans, result);
    }
    if (const std::string rules = detection.rules.value_or("coco"); has_rule_figures(rules)) {
        return evaluate_rules({.truth = inputs.truth.get(),
                               .predictions = inputs.predictions.get(),
                               .image_labels = inputs.image_labels.get(),
                               .class_names = inputs.class_names.get(),
                               .hierarchy = inputs.hierarchy.get()},
                              rules, detection.threads, result);
    }
    return evaluate_files(*inputs.truth, *inputs.predictions, detection, result);
}

}  // namespace errata::cli
