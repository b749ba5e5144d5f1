// ClassCurves: ROC and precision-recall curves of classifiers, one class against the rest, for plots.
//
// What it is for: the page's plots of classes, several classes and text classes with probabilities.
// What it does not do: figures (those of the evaluation come from all points; these curves are thinned).
#pragma once

#include <vector>

#include "engine/evaluation.h"
#include "engine/job.h"

namespace errata {

struct CurvePoint {
    double x = 0;
    double y = 0;
};

struct ClassCurves {
    std::vector<CurvePoint> roc;               // false positive rate, true positive rate
    std::vector<CurvePoint> precision_recall;  // recall, precision
};

// Per class slot; a class without positives or without negatives has no points. Samples without a probability for
// every class are left out. Of a curve the points stay that lie more than 1/400 from the last one that stayed, in
// either direction. Empty where there are no probabilities.
Job trace_class_curves(const Evaluation& evaluation, std::vector<ClassCurves>& result);

}  // namespace errata
