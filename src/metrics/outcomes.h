// Outcomes: what became of every prediction and every object at one confidence and one IoU threshold.
//
// What it is for: the gallery's boxes, and the counts that follow the sliders. Matching is greedy by falling
// score, so hiding predictions below a confidence changes nothing for those above it: the stored assignments
// serve every confidence, and every IoU threshold of the protocol.
// What it does not do: match again (other IoU values), change any AP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/evaluation_part.h"

namespace errata {

enum class PredictionOutcome : std::uint8_t {
    hidden,          // below the confidence
    true_positive,   // took an object that counts
    false_positive,  // took none
    ignored,         // took an ignored object, or lies past the protocol's detection limit
};

enum class ObjectOutcome : std::uint8_t {
    found,
    missed,
    ignored,  // a crowd region
};

struct OutcomeCounts {
    std::uint32_t true_positives = 0;
    std::uint32_t false_positives = 0;
    std::uint32_t missed = 0;
    std::uint32_t ignored_predictions = 0;
    std::uint32_t ignored_objects = 0;

    std::uint32_t errors() const { return false_positives + missed; }
    bool operator==(const OutcomeCounts&) const = default;
};

struct Outcomes {
    std::vector<PredictionOutcome> predictions;  // per row of the run
    std::vector<ObjectOutcome> objects;          // per row of the ground truth
    std::vector<Row> taken;  // per row of the run: the object it took, or no_row
    OutcomeCounts total;
    std::vector<OutcomeCounts> classes;  // per class slot
    std::vector<OutcomeCounts> samples;  // per sample slot
};

struct OutcomeThresholds {
    double confidence = 0;          // predictions of at least this score are seen
    std::size_t iou_threshold = 0;  // its number in the protocol: the bit of Assignment::thresholds
};

// Linear in the rows.
Outcomes outcomes_at(const Dataset& dataset, const Run& run,
                     std::span<const Assignment> assignments, std::span<const Row> beyond_limit,
                     OutcomeThresholds thresholds);

}  // namespace errata
