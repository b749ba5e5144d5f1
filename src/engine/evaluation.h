// Evaluation: one run measured against one dataset, complete: what the page shows and the command line prints.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bit_set.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "data/task.h"
#include "formats/sniff.h"
#include "metrics/detection_summary.h"
#include "metrics/evaluation_part.h"

namespace errata {

// What a file was taken for.
struct FileReport {
    std::string name;
    FileKind kind = FileKind::unknown;
    bool used = false;
    std::string note;                 // why it is not used, or not understood; may be empty
    std::uint64_t size = 0;           // bytes as stored; 0: not known
    std::string fingerprint = {};     // base/fingerprint.h; empty: it was not read whole
    MapPixels map = MapPixels::none;  // `kind` says whose, where it is one that is used
};

struct Evaluation {
    Task task = Task::boxes;
    std::string rules = "coco";  // id of the rule set: "coco", "lvis", ...; see task_figures.h
    Dataset dataset;
    Run run;
    FigureTable summary;  // over all classes and per class slot

    // Who took whom: objects and predictions of the tasks that have them. One bit (0) where the task knows no IoU
    // threshold: a class that is right, a span that is exactly the same.
    Column<Assignment> assignments;  // at which IoU threshold
    Column<double> overlaps;         // per assignment, 0 to 1; empty: the IoU of the boxes
    // Predictions past the most that count per image and class; of panoptic: mostly in void or a crowd.
    Column<Row> beyond_limit;
    std::vector<double> iou_thresholds;  // what Assignment's bits mean; one 0 where there is none

    // Of the ground truth only these count, the others are ignored; nothing: all that the rules count. Lives in memory
    // alone: no snapshot has it.
    std::optional<BitSet> counted_objects = {};

    // Of spans, per sample: its tokens where both sides came as tags (else 0), and those with the same tag.
    Column<std::uint32_t> tagged_tokens;
    Column<std::uint32_t> same_tags;

    std::vector<Warning> warnings;
    std::vector<FileReport> files;  // in the order given; empty for the command line
};

// The whole as one flat buffer, aligned to 16, to be handed to another heap.
std::vector<std::byte> snapshot_of(const Evaluation& evaluation);

// The same back; columns lie in `bytes`, which `owner` keeps alive. Error corrupt.
Result<Evaluation> evaluation_from_snapshot(std::span<const std::byte> bytes,
                                            std::shared_ptr<const void> owner);

}  // namespace errata
