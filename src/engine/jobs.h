// The jobs: what a worker or the command line can be asked for.
#pragma once

#include <optional>
#include <vector>

#include "base/byte_source.h"
#include "engine/evaluation.h"
#include "engine/file_choice.h"
#include "engine/job.h"
#include "engine/matches.h"
#include "metrics/candidates.h"
#include "metrics/protocol.h"

namespace errata {

struct EvaluateOptions {
    Task task = Task::boxes;  // one that is_detection()
    // The rule set (task_figures.h); nothing: LVIS's where the ground truth says what its images are not annotated
    // with, else COCO's.
    std::optional<std::string> rules = {};
    std::optional<DetectionProtocol> protocol = {};  // the caller's own, in place of the rules'
    bool annotation_id_zero_bug = false;
    unsigned threads = 1;
    bool keep_assignments = false;
    // Where to put the pairs that analyses can share with the matching (shared_pairs.h); null: nobody wants them.
    std::optional<Candidates>* pairs = nullptr;
    // Images without ground truth, and predictions on them where they stand in a file of their own; may be null. They are in
    // the dataset and the run (data/pool.h), and in no figure.
    const ByteSource* pool = nullptr;
    const ByteSource* pool_predictions = nullptr;
};

// Reads the files and evaluates; the labeled samples of a pool are evaluated as if there were no others. Whatever is measured
// of `result` beyond its summary is to be measured of the subset of its labeled samples (subset.h). `result` and the sources must outlive the job; `result` is complete when the
// job has ended without an error.
Job evaluate_files(const ByteSource& truth, const ByteSource& predictions, EvaluateOptions options,
                   Evaluation& result);

// Finds out what each file is, then evaluates what belongs together (file_choice.h), with assignments. A file that is
// not what was said ends in its reader's error. `result.files` is filled also when the job ends with an error; the
// fingerprints of ground truth, predictions and pool, taken while they are read, only when it ends well; maps have none.
Job evaluate_dropped_files(const std::vector<DroppedFile>& files, Evaluation& result);

// Matches a kept evaluation's dataset and run again, at one IoU value in (0, 1] and otherwise by COCO's
// protocol: as an evaluation whose only threshold it is; of its objects those count that do there. Both references must outlive the job; `result` is
// complete when the job has ended without an error. Error bad_value for any other IoU value.
Job match_again(const Evaluation& kept, double iou, Matches& result);

// Matches a detection's dataset and run anew, at all thresholds of its rules, with the objects that count in it. Its
// assignments, overlaps and beyond_limit are replaced at the end; its figures stay as they are.
Job match_anew(Evaluation& evaluation);

}  // namespace errata
