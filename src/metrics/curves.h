// Curves: precision over recall, and counts over the confidence, of each class and of all together.
//
// What it is for: plots, small plots in tables, the best confidence. They follow from the matches of one IoU;
// moving the confidence changes none of them.
// What it does not do: average over IoU thresholds (detection_summary.h). "Pooled" is all classes' predictions
// in one order of score, as if they were one class: its average precision is not the mean over the classes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "metrics/outcomes.h"
#include "metrics/score_order.h"

namespace errata {

// The confidence with the best F1; of several the highest.
struct BestConfidence {
    double confidence = 0;  // a score that occurs: predictions of at least this score are seen
    double f1 = 0;
    OutcomeCounts counts;  // there
};

class Curves {
public:
    // Which curve: of a class, or pooled.
    using Which = std::optional<ClassSlot>;

    static constexpr std::size_t compact_points = 26;

    Curves();

    // Takes over the matches of `outcomes`, whatever its confidence (but cut_outcomes must have counted).
    // Linear in the rows; allocates nothing where it has served data of this size.
    void update(const ScoreOrder& order, const Outcomes& outcomes);

    // Precision at recall 0, 0.01, ..., 1: the best at that recall or a higher one, 0 where it is not reached.
    // Empty where there are no objects. Source: accumulate() in the COCO API's cocoeval.py; for a class and a
    // threshold of the protocol these are the entries of its `precision`, to the last bit.
    std::span<const double> precision(Which which) const;

    // Their mean: of a class its AP at this IoU threshold.
    std::optional<double> average_precision(Which which) const;

    // Every fourth of them (recall 0, 0.04, ..., 1), for a plot of the size of a table's cell. Empty as above.
    std::span<const float> compact(Which which) const;

    // What cut_outcomes counts at this confidence, in logarithmic time: for the points of a plot. `order` is
    // the one of the last update().
    OutcomeCounts counts_at(const ScoreOrder& order, Which which, double confidence) const;

    // Nothing where no confidence gives a true positive.
    const std::optional<BestConfidence>& best(Which which) const { return curve(which).best; }

private:
    // Counts of the predictions down to and with one.
    struct Passed {
        std::uint32_t true_positives = 0;
        std::uint32_t false_positives = 0;
    };
    struct Curve {
        std::uint32_t objects = 0;
        std::uint32_t ignored_objects = 0;
        std::optional<BestConfidence> best;
    };

    std::size_t number(Which which) const { return which ? std::size_t{*which} + 1 : 0; }
    const Curve& curve(Which which) const { return curves_[number(which)]; }
    void trace(std::size_t number, std::span<const Row> rows, std::span<const double> score,
               const Outcomes& outcomes, std::span<Passed> passed);
    void interpolate(std::size_t number, std::uint32_t found);
    static OutcomeCounts counts_of(const Curve& curve, Passed passed, std::size_t seen);

    std::vector<double> levels_;
    std::vector<Curve> curves_;           // pooled, then classes
    std::vector<double> precision_;       // [curve][level]
    std::vector<float> compact_;          // [curve][compact_points]
    std::vector<Passed> pooled_passed_;   // per ScoreOrder::pooled
    std::vector<Passed> class_passed_;    // per ScoreOrder::rows
    std::vector<double> precision_when_;  // per true positive of the curve at hand
};

}  // namespace errata
