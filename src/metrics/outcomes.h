// Outcomes: what became of every prediction and every object at one confidence and one IoU threshold.
//
// What it is for: the gallery's boxes, and the counts that follow the sliders. Matching is greedy by falling
// score, so hiding predictions below a confidence changes nothing for those above it: the matches of one IoU
// serve every confidence. So there are two steps: match_outcomes when the IoU changes, cut_outcomes for every
// move of the confidence. Both write into one Outcomes, whose memory is reused.
// What it does not do: match (detection_matching.h, and engine/match_again.h for other IoU values), change any AP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bit_set.h"
#include "data/dataset.h"
#include "metrics/evaluation_part.h"
#include "metrics/protocol.h"

namespace errata {

enum class PredictionOutcome : std::uint8_t {
    hidden,          // below the confidence
    true_positive,   // took an object that counts
    false_positive,  // took none
    ignored,  // took an ignored object, lies past the protocol's detection limit or outside its areas
    unjudged,  // of a sample of the pool: nobody knows
};

enum class ObjectOutcome : std::uint8_t {
    found,
    missed,
    ignored,  // a crowd region, without labelled keypoints, or of an area that the protocol leaves out
};

struct OutcomeCounts {
    std::uint32_t true_positives = 0;
    std::uint32_t false_positives = 0;
    std::uint32_t missed = 0;
    std::uint32_t ignored_predictions = 0;
    std::uint32_t unjudged = 0;  // predictions
    std::uint32_t ignored_objects = 0;

    std::uint32_t errors() const { return false_positives + missed; }
    std::uint32_t objects() const { return true_positives + missed; }  // that count

    // Fractions; nothing where there is nothing to divide by: no prediction that counts, no object, neither.
    std::optional<double> precision() const;  // TP / (TP + FP)
    std::optional<double> recall() const;     // TP / (TP + missed)
    std::optional<double> f1() const;         // 2 TP / (2 TP + FP + missed)

    bool operator==(const OutcomeCounts&) const = default;
};

struct Outcomes {
    // By match_outcomes, of all predictions whatever their score.
    std::vector<PredictionOutcome> uncut;  // per row of the run; never hidden
    std::vector<Row> taken;                // per row of the run: the object it takes, or no_row
    std::vector<double> iou;    // per row of the run: the overlap with that object; 0: none
    std::vector<Row> taken_by;  // per row of the ground truth: its true positive, or no_row

    // By cut_outcomes.
    std::vector<PredictionOutcome> predictions;  // per row of the run
    std::vector<ObjectOutcome> objects;          // per row of the ground truth
    OutcomeCounts total;
    std::vector<OutcomeCounts> classes;  // per class slot
    std::vector<OutcomeCounts> samples;  // per sample slot
};

// The matches of one IoU threshold: those of an evaluation with many, or of one that was matched alone.
struct ChosenMatches {
    std::span<const Assignment> assignments;
    std::span<const Row> beyond_limit;
    std::span<const double> overlaps = {};  // per assignment; empty: the IoU of the boxes
    std::size_t iou_threshold = 0;  // its number in the protocol: the bit of Assignment::thresholds
    double largest_area = coco_largest_area;  // of boxes that count; the smallest is 0
    bool crowds_count = false;                // as objects like any other: LVIS
    const BitSet* counted = nullptr;  // rows of the ground truth; the others are ignored. Null: all
};

// Fills the first half of `result`, for cut_outcomes to follow. Linear in the rows; allocates nothing where
// `result` has served data of this size.
void match_outcomes(const Dataset& dataset, const Run& run, const ChosenMatches& matches,
                    Outcomes& result);

// Fills the second half: predictions of at least this score are seen. Dataset and run are those of
// match_outcomes. Linear in the rows; allocates as little.
void cut_outcomes(const Dataset& dataset, const Run& run, double confidence, Outcomes& result);

}  // namespace errata
