// Average precision of one class from its outcomes by falling score, the ways that are in use.
//
// What it is for: COCO, Pascal VOC, Open Images, Ultralytics and TIDE draw the same predictions' curve and take its
// area differently; each way here equals its reference in the order of operations.
// What it does not do: match; average over classes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace errata {

enum class Interpolation : std::uint8_t {
    // Mean of the envelope at recall 0, 0.01, ..., 1; precision is tp / (tp + fp + 2^-52). Source: COCOeval.accumulate.
    points_101,
    // The same without 2^-52. Source: APDataObject.get_ap of tidecv.
    points_101_exact,
    // Mean of the envelope at recall 0, 0.1, ..., 1. Source: Pascal VOC 2007's VOCevaldet.m.
    points_11,
    // Area under the envelope, a step at each true positive. Source: Pascal VOC 2010's VOCap.m; Open Images.
    every_point,
    // Area by trapezoids of the envelope joined by lines from (0, 1) to (1, 0), at 101 points. Source: compute_ap in
    // Ultralytics' utils/metrics.py.
    trapezoids_101,
};

// One class's predictions by falling score: 1 for a true positive, 0 for a false one; and how many objects there are.
struct RankedOutcomes {
    std::span<const std::uint8_t> is_true;
    std::uint32_t positives = 0;
};

// 0 where there are no objects or no predictions.
double average_precision(const RankedOutcomes& outcomes, Interpolation interpolation);

// The 101 values whose mean points_101 is: COCO takes the mean of all classes' values at once.
std::vector<double> precision_at_101(const RankedOutcomes& outcomes);

// The same of many classes of few objects: what each level needs is worked out once per number of objects.
class PrecisionAt101 {
public:
    // `values` gets 101.
    void of(const RankedOutcomes& outcomes, std::span<double> values);

private:
    std::vector<double> levels_;
    std::vector<std::vector<std::uint32_t>>
        needed_;  // by number of objects: to be found, per level
};

// Values at x of the line through (xs, ys); the last of equal xs counts. Source: numpy.interp. `left` stands for x
// below the first; xs must not be empty and not fall.
double linear_interpolation(double x, std::span<const double> xs, std::span<const double> ys,
                            double left);

}  // namespace errata
