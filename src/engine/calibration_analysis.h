// Calibration of an evaluation: reliability, its errors, and what recalibration would do.
//
// What it is for: the part of the analyses (analyses.h) that looks at decisions with a confidence: of detection whether
// a prediction found an object of its class, at the first IoU threshold; of classifiers whether the most probable class
// is the true one, and each class against the rest.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/evaluation.h"
#include "metrics/calibration.h"
#include "metrics/detection_calibration.h"

namespace errata {

// Decisions that count, of all classes and of each, at the first IoU threshold.
struct Decisions {
    std::vector<ScoredOutcome> all;
    std::vector<SampleSlot> sample;  // of each of `all`
    std::vector<std::vector<ScoredOutcome>> of_class;
    std::uint64_t objects = 0;
    std::vector<std::uint64_t> objects_of_class;
    std::vector<BoxDecision> boxes;  // of detection: as `all`, with what boxes have besides
    bool has_places = false;         // the sizes of all images are known
};
Decisions decisions_of(const Evaluation& evaluation);

// A map fitted on the decisions of one half of the samples, and how the other half looks with it.
struct Recalibration {
    std::string_view key;  // "isotonic", "platt", "temperature"
    std::string_view name;
    std::string_view meaning;
    double temperature = 1;  // of temperature alone
    Calibration calibration;
};

struct CalibrationAnalysis {
    Calibration all;
    std::vector<Calibration>
        of_class;  // of classifiers with probabilities each class against the rest
    std::optional<double>
        classwise_ece;  // their mean over the classes that have any. Kull et al. 2019
    std::optional<DetectionCalibration> detection;
    Calibration before;               // the half that maps are shown on, as it is
    std::vector<Recalibration> maps;  // empty where a half has no decisions
};

// `bins` of equal width and of equal mass; `seed` draws the halves.
CalibrationAnalysis calibrate(const Evaluation& evaluation, const Decisions& decisions,
                              std::size_t bins, std::uint64_t seed);

}  // namespace errata
