#include "metrics/outcomes.h"

namespace errata {

namespace {

void count_predictions(const Run& run, Outcomes& result) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        OutcomeCounts& cls = result.classes[run.cls[i]];
        OutcomeCounts& sample = result.samples[run.sample[i]];
        switch (result.predictions[i]) {
            case PredictionOutcome::hidden: break;
            case PredictionOutcome::true_positive:
                ++cls.true_positives;
                ++sample.true_positives;
                break;
            case PredictionOutcome::false_positive:
                ++cls.false_positives;
                ++sample.false_positives;
                break;
            case PredictionOutcome::ignored:
                ++cls.ignored_predictions;
                ++sample.ignored_predictions;
                break;
        }
    }
}

void count_objects(const GroundTruth& truth, Outcomes& result) {
    for (std::size_t i = 0; i < truth.size(); ++i) {
        OutcomeCounts& cls = result.classes[truth.cls[i]];
        OutcomeCounts& sample = result.samples[truth.sample[i]];
        if (result.objects[i] == ObjectOutcome::missed) {
            ++cls.missed;
            ++sample.missed;
        } else if (result.objects[i] == ObjectOutcome::ignored) {
            ++cls.ignored_objects;
            ++sample.ignored_objects;
        }
    }
}

void sum_up(Outcomes& result) {
    for (const OutcomeCounts& cls : result.classes) {
        result.total.true_positives += cls.true_positives;
        result.total.false_positives += cls.false_positives;
        result.total.missed += cls.missed;
        result.total.ignored_predictions += cls.ignored_predictions;
        result.total.ignored_objects += cls.ignored_objects;
    }
}

}  // namespace

Outcomes outcomes_at(const Dataset& dataset, const Run& run,
                     std::span<const Assignment> assignments, std::span<const Row> beyond_limit,
                     OutcomeThresholds thresholds) {
    const GroundTruth& truth = dataset.truth;
    Outcomes result;
    result.predictions.resize(run.size());
    result.taken.assign(run.size(), no_row);
    result.objects.resize(truth.size());
    result.classes.resize(dataset.classes.size());
    result.samples.resize(dataset.samples.size());

    for (std::size_t i = 0; i < run.size(); ++i) {
        result.predictions[i] = run.score[i] >= thresholds.confidence
                                    ? PredictionOutcome::false_positive
                                    : PredictionOutcome::hidden;
    }
    for (std::size_t i = 0; i < truth.size(); ++i) {
        result.objects[i] = truth.crowd[i] != 0 ? ObjectOutcome::ignored : ObjectOutcome::missed;
    }
    const auto set_seen = [&](Row prediction, PredictionOutcome outcome) {
        if (result.predictions[prediction] == PredictionOutcome::hidden) return false;
        result.predictions[prediction] = outcome;
        return true;
    };
    for (const Row row : beyond_limit) set_seen(row, PredictionOutcome::ignored);

    const std::uint32_t bit = std::uint32_t{1} << thresholds.iou_threshold;
    for (const Assignment& taken : assignments) {
        if ((taken.thresholds & bit) == 0) continue;
        const bool ignored = (taken.thresholds & Assignment::ignored_bit) != 0;
        if (!set_seen(taken.prediction,
                      ignored ? PredictionOutcome::ignored : PredictionOutcome::true_positive)) {
            continue;
        }
        result.taken[taken.prediction] = taken.truth;
        result.objects[taken.truth] = ignored ? ObjectOutcome::ignored : ObjectOutcome::found;
    }
    count_predictions(run, result);
    count_objects(truth, result);
    sum_up(result);
    return result;
}

}  // namespace errata
