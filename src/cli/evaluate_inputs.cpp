#include "cli/evaluate_inputs.h"

#include "cli/file_source.h"
#include "engine/classification_job.h"

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
    if (!inputs.truth) {
        auto opened = open_source(arguments.truth);
        if (!opened) return std::unexpected(opened.error());
        inputs.truth = *std::move(opened);
    }
    auto opened = open_source(predictions);
    if (!opened) return std::unexpected(opened.error());
    inputs.predictions = *std::move(opened);
    return inputs;
}

Job job_of(const Inputs& inputs, const JobOptions& options, Evaluation& result) {
    const EvaluateOptions& detection = options.detection;
    const Task task = detection.task;
    if (inputs.maps) {
        return inputs.maps->job(task, detection.rules.value_or("coco"), detection.threads, result);
    }
    if (is_of_tables(task)) {
        return evaluate_tables(*inputs.truth, *inputs.predictions, task, result);
    }
    if (task == Task::spans) {
        return evaluate_spans(*inputs.truth, *inputs.predictions, options.spans, result);
    }
    return evaluate_files(*inputs.truth, *inputs.predictions, detection, result);
}

}  // namespace errata::cli
