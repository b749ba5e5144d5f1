#include "metrics/outcomes.h"

#include "geometry/box.h"

namespace errata {

namespace {

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return {};
    return static_cast<double>(part) / static_cast<double>(whole);
}

// Compares and counts in one pass; of every prediction its class and its sample.
void cut_predictions(const Run& run, double confidence, Outcomes& result) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (run.score[i] < confidence) {
            result.predictions[i] = PredictionOutcome::hidden;
            continue;
        }
        const PredictionOutcome outcome = result.uncut[i];
        result.predictions[i] = outcome;
        OutcomeCounts& cls = result.classes[run.cls[i]];
        OutcomeCounts& sample = result.samples[run.sample[i]];
        // Sums of conditions, not branches: which outcome comes next cannot be predicted.
        const std::uint32_t tp = outcome == PredictionOutcome::true_positive ? 1 : 0;
        const std::uint32_t fp = outcome == PredictionOutcome::false_positive ? 1 : 0;
        const std::uint32_t unjudged = outcome == PredictionOutcome::unjudged ? 1 : 0;
        const std::uint32_t ignored = 1 - tp - fp - unjudged;
        cls.true_positives += tp;
        cls.false_positives += fp;
        cls.ignored_predictions += ignored;
        cls.unjudged += unjudged;
        sample.true_positives += tp;
        sample.false_positives += fp;
        sample.ignored_predictions += ignored;
        sample.unjudged += unjudged;
    }
}

void cut_objects(const GroundTruth& truth, Outcomes& result) {
    for (std::size_t i = 0; i < truth.size(); ++i) {
        OutcomeCounts& cls = result.classes[truth.cls[i]];
        OutcomeCounts& sample = result.samples[truth.sample[i]];
        ObjectOutcome& outcome = result.objects[i];
        if (outcome == ObjectOutcome::ignored) {
            ++cls.ignored_objects;
            ++sample.ignored_objects;
            continue;
        }
        const Row by = result.taken_by[i];
        const bool found = by != no_row && result.predictions[by] != PredictionOutcome::hidden;
        outcome = found ? ObjectOutcome::found : ObjectOutcome::missed;
        cls.missed += found ? 0 : 1;
        sample.missed += found ? 0 : 1;
    }
}

void sum_up(Outcomes& result) {
    result.total = {};
    for (const OutcomeCounts& cls : result.classes) {
        result.total.true_positives += cls.true_positives;
        result.total.false_positives += cls.false_positives;
        result.total.missed += cls.missed;
        result.total.ignored_predictions += cls.ignored_predictions;
        result.total.unjudged += cls.unjudged;
        result.total.ignored_objects += cls.ignored_objects;
    }
}

}  // namespace

std::optional<double> OutcomeCounts::precision() const {
    return ratio(true_positives, std::uint64_t{true_positives} + false_positives);
}
std::optional<double> OutcomeCounts::recall() const {
    return ratio(true_positives, std::uint64_t{true_positives} + missed);
}
std::optional<double> OutcomeCounts::f1() const {
    const std::uint64_t twice = 2 * std::uint64_t{true_positives};
    return ratio(twice, twice + false_positives + missed);
}

void match_outcomes(const Dataset& dataset, const Run& run, const ChosenMatches& matches,
                    Outcomes& result) {
    const GroundTruth& truth = dataset.truth;
    const AreaRange counted = {.name = {}, .low = 0, .high = matches.largest_area};
    result.uncut.resize(run.size());
    result.taken.assign(run.size(), no_row);
    result.iou.assign(run.size(), 0);
    result.taken_by.assign(truth.size(), no_row);
    result.objects.resize(truth.size());
    for (std::size_t i = 0; i < run.size(); ++i) {
        result.uncut[i] = counted.holds(run.area_of(static_cast<Row>(i)))
                              ? PredictionOutcome::false_positive
                              : PredictionOutcome::ignored;
    }
    if (dataset.samples.has_pool()) {
        for (std::size_t i = 0; i < run.size(); ++i) {
            if (!dataset.samples.is_labeled(run.sample[i]))
                result.uncut[i] = PredictionOutcome::unjudged;
        }
    }
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto row = static_cast<Row>(i);
        const bool is_crowd = truth.is_crowd(row) && !matches.crowds_count;
        const bool is_left_out = matches.counted != nullptr && !(*matches.counted)[i];
        // Nothing of it is labelled: the protocol of keypoints ignores it.
        const bool has_points = truth.labelled_keypoints.empty() || truth.labelled_keypoints[i] > 0;
        const bool counts =
            !is_crowd && !is_left_out && has_points && counted.holds(truth.area_of(row));
        result.objects[i] = counts ? ObjectOutcome::missed : ObjectOutcome::ignored;
    }
    for (const Row row : matches.beyond_limit) result.uncut[row] = PredictionOutcome::ignored;

    const std::uint32_t bit = std::uint32_t{1} << matches.iou_threshold;
    for (std::size_t i = 0; i < matches.assignments.size(); ++i) {
        const Assignment& taken = matches.assignments[i];
        if ((taken.thresholds & bit) == 0) continue;
        const bool is_left_out = matches.counted != nullptr && !(*matches.counted)[taken.truth];
        const bool ignored = (taken.thresholds & Assignment::ignored_bit) != 0 || is_left_out;
        result.uncut[taken.prediction] =
            ignored ? PredictionOutcome::ignored : PredictionOutcome::true_positive;
        result.taken[taken.prediction] = taken.truth;
        result.iou[taken.prediction] =
            matches.overlaps.empty() ? box_iou(run.box[taken.prediction], truth.box[taken.truth],
                                               truth.is_crowd(taken.truth) && !matches.crowds_count)
                                     : matches.overlaps[i];
        if (!ignored) result.taken_by[taken.truth] = taken.prediction;
    }
}

void cut_outcomes(const Dataset& dataset, const Run& run, double confidence, Outcomes& result) {
    result.predictions.resize(run.size());
    result.classes.assign(dataset.classes.size(), {});
    result.samples.assign(dataset.samples.size(), {});
    cut_predictions(run, confidence, result);
    cut_objects(dataset.truth, result);
    sum_up(result);
}

}  // namespace errata
