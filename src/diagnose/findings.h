// Findings: what to look at first, from the numbers of one evaluation at the confidence and IoU that are set.
//
// What it is for: a short ranked list on the overview, each entry with the numbers that back it and the share of
// all errors (false positives and missed objects seen) that it explains. Shares overlap: one error may
// be of a weak class, in a bad sample and of a small object.
// What it does not do: make sentences (the page words them), look at boxes or pictures, recommend training.
//
// Every kind has a threshold below which it is no finding; the constants say which and why. They are rules of
// thumb of this project, not of any reference.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "metrics/breakdown.h"
#include "metrics/curves.h"
#include "metrics/detection_summary.h"
#include "metrics/outcomes.h"
#include "metrics/score_order.h"

namespace errata {

namespace finding_rules {

inline constexpr std::size_t most_findings = 5;
inline constexpr std::size_t most_of_a_kind = 2;  // so that one kind leaves room for others

// Fewer objects, boxes or errors than this say nothing: a rate of 10 is uncertain by about 0.3 (95 %).
inline constexpr std::uint32_t least_count = 10;

// A class stands out with a tenth of all misses (or false positives): mending it then moves the whole.
inline constexpr double class_share = 0.1;
// It misses half as much again as all objects do; below, it is merely frequent.
inline constexpr double class_miss_ratio = 1.5;
// More of its boxes are wrong than right.
inline constexpr double low_precision = 0.5;

// Small objects are harder everywhere: only twice the miss rate and 0.2 more is beyond the usual gap.
inline constexpr double small_miss_ratio = 2;
inline constexpr double small_miss_difference = 0.2;

// At AP50 below 0.1 finding objects is the matter, not placing boxes. Good detectors keep two thirds and more of
// AP50 at 0.75: half is far below. A median IoU below 0.7 means that most matches would be lost at 0.75; it is
// judged only at IoU thresholds up to 0.5, since a higher one hides loose boxes.
inline constexpr double least_ap50 = 0.1;
inline constexpr double loose_ap_ratio = 0.5;
inline constexpr double loose_median_iou = 0.7;
inline constexpr double loose_highest_iou_threshold = 0.5;
inline constexpr double strict_iou = 0.75;

// Two points of F1: less is within what another validation set would change.
inline constexpr double f1_gain = 0.02;

// A twentieth of the samples, but at most 20 that can be looked through, hold a quarter of all errors: five
// times what they would hold if errors lay evenly.
inline constexpr double few_samples_part = 0.05;
inline constexpr std::size_t most_few_samples = 20;
inline constexpr double few_samples_share = 0.25;

}  // namespace finding_rules

// A class with a large share of the misses relative to its objects.
struct WeakClass {
    ClassSlot cls = 0;
    OutcomeCounts counts;          // of the class
    double miss_rate = 0;          // missed / objects, of the class
    double overall_miss_rate = 0;  // of all classes
};

// A class with many false positives.
struct NoisyClass {
    ClassSlot cls = 0;
    OutcomeCounts counts;
    double precision = 0;
    double overall_precision = 0;
};

// Small objects are missed far more often than large ones.
struct SmallObjectsMissed {
    SizeCounts small;
    SizeCounts large;
    double small_miss_rate = 0;
    double large_miss_rate = 0;
};

// Boxes that find their object lie loosely. Its share is of the errors there would be at IoU 0.75: each
// true positive below that would be a false positive and a miss.
struct LooseBoxes {
    std::optional<double> ap50;
    std::optional<double> ap75;
    double median_iou = 0;           // of true positives
    std::uint32_t below_strict = 0;  // true positives whose IoU is below 0.75
    std::uint32_t true_positives = 0;
};

// Another confidence gives a clearly better F1, over all classes. Its share is of the errors that would go; 0
// where better F1 costs more errors.
struct BetterConfidence {
    double confidence = 0;  // as it is
    double f1 = 0;
    BestConfidence best;
};

// A few samples hold a large share of all errors.
struct FewSamples {
    std::vector<SampleSlot> samples;  // most errors first
    std::uint32_t errors = 0;         // of theirs
};

// Classes with objects and not one prediction, whatever the confidence.
struct ClassesWithoutPredictions {
    std::vector<ClassSlot> classes;
    std::uint32_t objects = 0;
};

// Classes without objects that predictions are seen of: their false positives count in no AP.
struct ClassesWithoutObjects {
    std::vector<ClassSlot> classes;
    std::uint32_t false_positives = 0;
};

using FindingDetail =
    std::variant<WeakClass, NoisyClass, SmallObjectsMissed, LooseBoxes, BetterConfidence,
                 FewSamples, ClassesWithoutPredictions, ClassesWithoutObjects>;

struct Finding {
    FindingDetail detail;  // its index is the kind
    double share = 0;      // of all errors, in [0, 1]

    // The class it is about, where it is about one.
    std::optional<ClassSlot> cls() const;
};

// All of one state: outcomes, curves (for IoU and order), and a breakdown of all classes whose ranges are ordered by
// size, the smallest first and the largest last.
struct FindingSources {
    const FigureTable& summary;
    const ScoreOrder& order;
    const Curves& curves;
    const Outcomes& outcomes;
    const Breakdown& breakdown;
    double confidence = 0;
    double iou = 0;
};

// At most five, by falling share; equal shares in the order of the kinds above, then of classes. Linear in
// classes and samples.
std::vector<Finding> findings_of(const FindingSources& sources);

}  // namespace errata
