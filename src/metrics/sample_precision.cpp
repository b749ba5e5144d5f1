#include "metrics/sample_precision.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "metrics/average_precision.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

constexpr std::size_t levels = 101;

class SamplePrecision {
public:
    SamplePrecision(const Dataset& dataset, const Run& run, const SampleRows& rows,
                    const Outcomes& outcomes, const SamplePrecisionRules& rules)
        : dataset_(dataset), run_(run), rows_(rows), outcomes_(outcomes), rules_(rules) {}

    double of(SampleSlot sample) {
        rank(sample);
        values_.clear();
        const GroundTruth& truth = dataset_.truth;
        const Row end = truth.sample_begin[sample + 1];
        // Objects lie by class, and so do the ranked predictions.
        std::size_t next = 0;
        for (Row row = truth.sample_begin[sample]; row < end;) {
            const ClassSlot cls = truth.cls[row];
            std::uint32_t positives = 0;
            for (; row < end && truth.cls[row] == cls; ++row) positives += counts(row) ? 1 : 0;
            while (next < ranked_.size() && ranked_[next].cls < cls) ++next;
            is_true_.clear();
            const bool is_partial = has_partly(sample, cls);
            for (; next < ranked_.size() && ranked_[next].cls == cls; ++next)
                judge(ranked_[next].row, is_partial);
            if (positives == 0) continue;
            values_.resize(values_.size() + levels);
            precision_.of({.is_true = is_true_, .positives = positives},
                          std::span(values_).last(levels));
        }
        return mean();
    }

private:
    struct Ranked {
        ClassSlot cls = 0;
        double score = 0;
        Row row = 0;
    };

    // By class, then by falling score, in file order where that is equal.
    void rank(SampleSlot sample) {
        ranked_.clear();
        for (std::size_t i = 0; i < rows_.count(sample); ++i) {
            const Row row = rows_.row(sample, i);
            ranked_.push_back({.cls = run_.cls[row], .score = run_.score[row], .row = row});
        }
        std::ranges::sort(ranked_, [](const Ranked& a, const Ranked& b) {
            if (a.cls != b.cls) return a.cls < b.cls;
            return a.score != b.score ? a.score > b.score : a.row < b.row;
        });
    }

    bool counts(Row object) const {
        const GroundTruth& truth = dataset_.truth;
        if (rules_.keypoints && !truth.labelled_keypoints.empty() &&
            truth.labelled_keypoints[object] == 0) {
            return false;
        }
        if (rules_.federated && !(truth.area_of(object) > 0)) return false;
        return outcomes_.objects[object] != ObjectOutcome::ignored;
    }

    // LVIS: more of that class may be there than annotated.
    bool has_partly(SampleSlot sample, ClassSlot cls) const {
        const auto& lists = dataset_.samples.not_exhaustive_classes;
        return rules_.federated && !lists.empty() && std::ranges::contains(lists[sample], cls);
    }

    // What counts neither way changes no precision.
    void judge(Row prediction, bool is_partial) {
        if (rules_.federated && !(run_.area_of(prediction) > 0)) return;
        const PredictionOutcome outcome = outcomes_.uncut[prediction];
        if (outcome == PredictionOutcome::true_positive) is_true_.push_back(1);
        if (outcome == PredictionOutcome::false_positive && !is_partial) is_true_.push_back(0);
    }

    // In the order in which the reference adds all classes' values: level by level.
    double mean() {
        const std::size_t classes = values_.size() / levels;
        if (classes == 0) return std::nan("");
        by_level_.clear();
        for (std::size_t level = 0; level < levels; ++level) {
            for (std::size_t cls = 0; cls < classes; ++cls)
                by_level_.push_back(values_[cls * levels + level]);
        }
        return numpy::mean(by_level_);
    }

    const Dataset& dataset_;
    const Run& run_;
    const SampleRows& rows_;
    const Outcomes& outcomes_;
    SamplePrecisionRules rules_;
    PrecisionAt101 precision_;
    std::vector<Ranked> ranked_;
    std::vector<std::uint8_t> is_true_;
    std::vector<double> values_;  // [class][level]
    std::vector<double> by_level_;
};

}  // namespace

std::vector<double> average_precision_of_samples(const Dataset& dataset, const Run& run,
                                                 const SampleRows& rows, const Outcomes& outcomes,
                                                 const SamplePrecisionRules& rules) {
    SamplePrecision precision(dataset, run, rows, outcomes, rules);
    std::vector<double> values;
    values.reserve(dataset.samples.size());
    for (std::size_t sample = 0; sample < dataset.samples.size(); ++sample)
        values.push_back(precision.of(static_cast<SampleSlot>(sample)));
    return values;
}

}  // namespace errata
