// Reading ground truth and runs for the commands that ask questions of them.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "engine/columns.h"
#include "engine/evaluation.h"

namespace errata::cli {

struct LoadOptions {
    std::string truth;
    std::vector<std::string> predictions;  // FILE or NAME=FILE
    std::string task = "boxes";
    std::string rules = "coco";
    std::string tag_scheme = "auto";
    Thresholds thresholds;
    unsigned threads = 0;
    std::string pool;  // "": none
    std::string
        pool_predictions;  // of the first run; "": they stand with the others, or there are none
    std::string images;    // folder; "": pictures are not read
};

// --truth, --predictions, --task, --rules, --tag-scheme, --confidence, --iou, --threads, --pool, --pool-predictions, --images
void add_load_options(CLI::App& command, LoadOptions& options);

// What was read, and the columns over it.
class Loaded {
public:
    // Prints warnings to standard error. Errors: those of reading; mismatch of runs that do not belong together.
    static Result<std::unique_ptr<Loaded>> read(const LoadOptions& options);

    DatasetColumns& columns() { return own_ ? *own_ : evaluated_->columns(); }
    Task task() const { return evaluations_.front().task; }
    const Dataset& dataset() const { return evaluations_.front().dataset; }
    // The first run; null of ground truth alone.
    const Run* run() const { return own_ ? nullptr : &evaluations_.front().run; }

private:
    std::deque<Evaluation> evaluations_;
    std::unique_ptr<EvaluationColumns> evaluated_;
    std::unique_ptr<DatasetColumns> own_;  // of ground truth alone
};

}  // namespace errata::cli
