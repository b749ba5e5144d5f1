// The files of one run, and the job that evaluates them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/byte_source.h"
#include "cli/evaluate_arguments.h"
#include "cli/label_maps.h"
#include "engine/jobs.h"
#include "engine/spans_job.h"

namespace errata::cli {

// What one run reads, kept open while its job runs: two files or more, or label maps.
struct Inputs {
    std::shared_ptr<const ByteSource> truth;
    std::shared_ptr<const ByteSource> predictions;
    std::optional<LabelMapInputs> maps;
    // Open Images': may be null.
    std::shared_ptr<const ByteSource> image_labels;
    std::shared_ptr<const ByteSource> class_names;
    std::shared_ptr<const ByteSource> hierarchy;
};

// `predictions` is the arguments' own or that of a second run, for which `truth` is open already. Errors: io, mismatch.
Result<Inputs> open_inputs(Task task, const EvaluateArguments& arguments,
                           const std::string& predictions,
                           std::shared_ptr<const ByteSource> truth = {});

struct JobOptions {
    EvaluateOptions detection;
    SpanJobOptions spans;
};

// All references must outlive the job.
Job job_of(const Inputs& inputs, const JobOptions& options, Evaluation& result);

}  // namespace errata::cli
