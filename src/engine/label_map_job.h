// The jobs of semantic and panoptic segmentation: label maps into an Evaluation.
//
// Both sides' files come as NamedFiles: a folder natively, dropped files on the page. Progress is yielded per image.
// `result` and the sources must outlive the job; `result` is complete when the job has ended without an error.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/byte_source.h"
#include "base/named_files.h"
#include "data/task.h"
#include "engine/evaluation.h"
#include "engine/job.h"

namespace errata {

struct SemanticFiles {
    NamedFiles truth;
    NamedFiles predictions;
    const ByteSource* classes = nullptr;                     // formats/class_list.h; may be null
    std::optional<std::vector<std::uint32_t>> ignored = {};  // as SemanticOptions::ignored
    unsigned threads = 1;
};

// Figures of metrics/semantic.h (rules "fcn"). There are no objects and no assignments.
Job evaluate_semantic(SemanticFiles files, Evaluation& result);

struct PanopticFiles {
    const ByteSource* truth = nullptr;  // JSON; never null
    NamedFiles truth_maps;
    const ByteSource* predictions = nullptr;
    NamedFiles prediction_maps;
    unsigned threads = 1;
};

// Figures of metrics/panoptic.h, by `rules` "coco" or "boundary". Assignments have one bit, with the IoU as overlap;
// predictions that count neither way (mostly void or crowd) are among `beyond_limit`.
Job evaluate_panoptic(PanopticFiles files, std::string rules, Evaluation& result);

}  // namespace errata
