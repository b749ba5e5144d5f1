// What semantic and panoptic segmentation read: folders of PNGs, panoptic JSON, a list of classes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "data/task.h"
#include "engine/label_map_job.h"

namespace errata::cli {

// As given on the command line; "" is not given.
struct LabelMapPaths {
    std::string truth;
    std::string predictions;
    std::string truth_maps;  // panoptic: the PNGs' folder
    std::string prediction_maps;
    std::string classes;                 // semantic
    std::vector<std::uint32_t> ignored;  // semantic; none: the reader's own
};

// Open files and folders, for as long as the job runs.
class LabelMapInputs {
public:
    // Panoptic: a JSON file, its PNGs in the folder of its name without ".json" (else in its own); or that folder, with
    // its JSON beside or in it. Errors: io, mismatch.
    static Result<LabelMapInputs> open(Task task, const LabelMapPaths& paths);

    // This object must outlive the job.
    Job job(Task task, const std::string& rules, unsigned threads, Evaluation& result) const;

private:
    std::unique_ptr<ByteSource> truth_json_;
    std::unique_ptr<ByteSource> predictions_json_;
    std::unique_ptr<ByteSource> classes_;
    NamedFiles truth_;
    NamedFiles predictions_;
    std::optional<std::vector<std::uint32_t>> ignored_;
};

}  // namespace errata::cli
