// Analyses: what can be asked of an evaluation beyond its figures.
//
// What it is for: errors, calibration, operating points, the same data under other rules, intervals, a second run beside
// the first: each made when it is asked for, from the columns and matches at hand, in slices like every job. The command
// line prints them, the page's panels show them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/calibration_analysis.h"
#include "engine/class_curves.h"
#include "engine/evaluation.h"
#include "engine/job.h"
#include "metrics/bootstrap.h"
#include "metrics/candidates.h"
#include "metrics/confusion.h"
#include "metrics/localization.h"
#include "metrics/operating_points.h"
#include "metrics/paired.h"
#include "metrics/rule_comparison.h"
#include "metrics/span_errors.h"
#include "metrics/tide.h"

namespace errata {

// What is seen at a confidence, and found at an IoU (of the tasks that know one).
struct Thresholds {
    double confidence = 0.5;
    double iou = 0.5;

    bool operator==(const Thresholds&) const = default;
};

struct AnalysisRequest {
    bool errors = false;      // TIDE of the detection tasks, kinds of errors of spans
    bool candidates = false;  // all pairs, that confusion matrices at any thresholds are made from
    std::optional<Thresholds> confusion = {};
    bool rules = false;         // the same data under other rules, of boxes
    bool class_curves = false;  // of classifiers with probabilities
    bool calibration = false;
    std::size_t calibration_bins = 10;
    std::uint64_t calibration_seed = 1;  // of the halves that maps are fitted and shown on
    std::optional<OperatingPointWishes> operating_points = {};
    bool intervals = false;  // Wilson's, of figures that are proportions
    std::optional<BootstrapOptions> bootstrap = {};
    const Candidates* pairs = nullptr;  // those of evaluate_files(), which it was matched by
    const Evaluation* other =
        nullptr;           // a second run over the same ground truth, to compare with the first
    unsigned threads = 1;  // the results do not depend on it
};

struct RunDifference {
    std::vector<double> overall;  // per figure: second minus first; NaN where either is undefined
    std::vector<std::vector<double>> classes;  // per class slot of the first
    std::vector<Bootstrap::Difference>
        intervals;  // per figure, of all classes; empty without a bootstrap
};

// Who is taken for what, and how boxes lie.
struct ConfusionAnalysis {
    Thresholds thresholds;
    Confusion confusion;
    std::optional<Localization> right_class;  // of the true positives
    std::optional<Localization> any_class;    // of all pairs of the matrix
};

struct Analyses {
    std::optional<Tide> tide;
    std::optional<SpanErrors> span_errors;
    std::optional<Candidates> candidates;
    std::optional<ConfusionAnalysis> confusion;
    std::vector<ProtocolResult> protocols;  // at IoU 0.50
    std::vector<RulePath> rule_paths;       // from COCO's rules to each of the others'
    std::vector<ClassCurves> class_curves;  // per class
    std::optional<CalibrationAnalysis> calibration;
    OperatingPointWishes operating_point_wishes;      // what the points are chosen by
    std::optional<OperatingPoints> operating_points;  // of all classes' predictions together
    std::vector<OperatingPoints> operating_points_of_class;
    // The same over the confidence, thinned; of all and of each class.
    std::vector<OperatingPoint> operating_curve;
    std::vector<std::vector<OperatingPoint>> operating_curve_of_class;
    std::optional<FigureTable> intervals;  // the summary with its intervals
    std::optional<RunDifference> difference;
    std::optional<PairedClassification> paired;  // of a second run, where a sample has one class
};

// Everything that `request` names must outlive the job; `result` is complete when the job has ended without an error.
// What a task does not have stays empty. Error mismatch where the second run is not over the same ground truth.
Job analyse(const Evaluation& evaluation, AnalysisRequest request, Analyses& result);

}  // namespace errata
