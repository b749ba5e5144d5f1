// Matches: who took whom at one IoU value, beside an Evaluation that keeps everything else.
//
// What it is for: IoU values that are none of the protocol's. A worker matches again (jobs.h) and sends only
// this; metrics/outcomes.h takes it with iou_threshold 0.
// What it does not do: figures over IoU thresholds, which stay those of the evaluation.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "data/column.h"
#include "engine/evaluation.h"
#include "metrics/evaluation_part.h"

namespace errata {

// Thresholds are written and read with few digits; nothing lies closer together than 1e-9.
bool same_iou(double a, double b);

// The number of a threshold among those that the evaluation was matched at; where the task knows none, the first.
std::optional<std::size_t> stored_threshold(const Evaluation& evaluation, double iou);

// By how much a prediction must overlap an object of another class to be confused with it, where a match needs `iou`.
// Segments match above 0.5, whatever `iou`; where the task knows no threshold, whatever overlaps is a pair.
double least_confused_overlap(const Evaluation& evaluation, double iou);

struct Matches {
    double iou = 0;
    std::uint64_t predictions = 0;   // rows of the run and
    std::uint64_t objects = 0;       // of the ground truth that were matched
    Column<Assignment> assignments;  // bit 0 is the IoU value
    Column<Row> beyond_limit;        // predictions past the 100 best of their image and class
    Column<double> overlaps = {};    // as Evaluation::overlaps
};

// The whole as one flat buffer, aligned to 16.
std::vector<std::byte> snapshot_of(const Matches& matches);

// The same back; columns lie in `bytes`, which `owner` keeps alive. Error corrupt, also where they are not
// the matches of an evaluation of this size.
Result<Matches> matches_from_snapshot(std::span<const std::byte> bytes,
                                      std::shared_ptr<const void> owner,
                                      const Evaluation& evaluation);

}  // namespace errata
