#include "engine/calibration_analysis.h"

#include <algorithm>

#include "base/random.h"
#include "metrics/classification_columns.h"
#include "metrics/outcomes.h"
#include "metrics/recalibration.h"

namespace errata {

namespace {

BoxDecision box_decision(const Evaluation& evaluation, const Outcomes& outcomes, std::size_t row) {
    const Run& run = evaluation.run;
    const Samples& samples = evaluation.dataset.samples;
    BoxDecision one = {.score = run.score[row],
                       .correct = outcomes.uncut[row] == PredictionOutcome::true_positive,
                       .iou = outcomes.iou[row],
                       .cls = run.cls[row]};
    const double width = samples.width[run.sample[row]];
    const double height = samples.height[run.sample[row]];
    if (run.box.empty() || width == 0 || height == 0) return one;
    const Box& box = run.box[row];
    one.x = (box.x + box.width / 2) / width;
    one.y = (box.y + box.height / 2) / height;
    one.width = box.width / width;
    one.height = box.height / height;
    return one;
}

// Per class against the rest, of the samples that have a probability for each.
std::vector<Calibration> calibrate_classes(const Evaluation& evaluation, std::size_t bins) {
    const LabelColumns columns = label_columns(evaluation.dataset, evaluation.run);
    std::vector<Calibration> result;
    std::vector<ScoredOutcome> decisions;
    for (std::size_t cls = 0; cls < columns.classes; ++cls) {
        const auto positive = has_class(columns.scored_truth.view(), static_cast<ClassSlot>(cls));
        decisions.clear();
        for (std::size_t i = 0; i < positive.size(); ++i) {
            decisions.push_back({columns.scores[i * columns.classes + cls], positive[i] != 0});
        }
        result.push_back(calibration_of(decisions, bins));
    }
    return result;
}

// Maps every decision by `map`.
template <typename Map>
Calibration mapped(std::span<const ScoredOutcome> decisions, std::size_t bins, Map&& map) {
    std::vector<ScoredOutcome> result(decisions.begin(), decisions.end());
    for (ScoredOutcome& one : result) one.score = map(one.score);
    return calibration_of(result, bins);
}

void preview_maps(const Decisions& decisions, std::size_t samples, std::size_t bins,
                  std::uint64_t seed, CalibrationAnalysis& result) {
    // Whole samples go to one half: their decisions belong together.
    std::vector<SampleSlot> order(samples);
    for (std::size_t i = 0; i < samples; ++i) order[i] = static_cast<SampleSlot>(i);
    Random random(seed);
    random.shuffle(std::span(order));
    std::vector<bool> is_shown(samples);
    for (std::size_t i = samples / 2; i < samples; ++i) is_shown[order[i]] = true;
    std::vector<ScoredOutcome> fitted;
    std::vector<ScoredOutcome> shown;
    for (std::size_t i = 0; i < decisions.all.size(); ++i) {
        (is_shown[decisions.sample[i]] ? shown : fitted).push_back(decisions.all[i]);
    }
    if (fitted.empty() || shown.empty()) return;
    result.before = calibration_of(shown, bins);
    const double temperature = fit_temperature(fitted);
    const SigmoidMap platt = fit_platt(fitted);
    const IsotonicMap isotonic = fit_isotonic(fitted);
    result.maps.push_back(
        {.key = "temperature",
         .name = "Temperature",
         .meaning = "The logit of the confidence over one number, T. Guo et al. 2017",
         .temperature = temperature,
         .calibration = mapped(
             shown, bins, [&](double score) { return with_temperature(score, temperature); })});
    result.maps.push_back(
        {.key = "platt",
         .name = "Platt",
         .meaning = "1 / (1 + exp(a s + b)) of the confidence s, fitted with Platt's targets. "
                    "Platt 1999",
         .calibration = mapped(shown, bins, [&](double score) { return platt.at(score); })});
    result.maps.push_back(
        {.key = "isotonic",
         .name = "Isotonic",
         .meaning = "The rising steps that fit best (pool adjacent violators). Zadrozny and Elkan "
                    "2002",
         .calibration = mapped(shown, bins, [&](double score) { return isotonic.at(score); })});
}

}  // namespace

Decisions decisions_of(const Evaluation& evaluation) {
    const GroundTruth& truth = evaluation.dataset.truth;
    const Samples& samples = evaluation.dataset.samples;
    const Run& run = evaluation.run;
    Outcomes outcomes;
    match_outcomes(evaluation.dataset, run,
                   {.assignments = evaluation.assignments.span(),
                    .beyond_limit = evaluation.beyond_limit.span(),
                    .overlaps = evaluation.overlaps.span(),
                    .crowds_count = evaluation.rules == "lvis",
                    .counted = evaluation.counted_objects ? &*evaluation.counted_objects : nullptr},
                   outcomes);
    Decisions decisions;
    const std::size_t classes = evaluation.dataset.classes.size();
    const bool detection = is_detection(evaluation.task);
    decisions.of_class.resize(classes);
    decisions.objects_of_class.assign(classes, 0);
    decisions.has_places = detection && !run.box.empty() &&
                           std::ranges::find(samples.width, 0U) == samples.width.end() &&
                           std::ranges::find(samples.height, 0U) == samples.height.end();
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (outcomes.uncut[i] == PredictionOutcome::ignored) continue;
        const ScoredOutcome one = {
            .score = run.score[i],
            .correct = outcomes.uncut[i] == PredictionOutcome::true_positive};
        decisions.all.push_back(one);
        decisions.sample.push_back(run.sample[i]);
        decisions.of_class[run.cls[i]].push_back(one);
        if (detection) decisions.boxes.push_back(box_decision(evaluation, outcomes, i));
    }
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (outcomes.objects[i] == ObjectOutcome::ignored) continue;
        ++decisions.objects;
        ++decisions.objects_of_class[truth.cls[i]];
    }
    return decisions;
}

CalibrationAnalysis calibrate(const Evaluation& evaluation, const Decisions& decisions,
                              std::size_t bins, std::uint64_t seed) {
    CalibrationAnalysis result;
    result.all = calibration_of(decisions.all, bins);
    if (evaluation.run.probabilities.empty()) {
        for (const auto& list : decisions.of_class) {
            result.of_class.push_back(calibration_of(list, bins));
        }
    } else {
        result.of_class = calibrate_classes(evaluation, bins);
    }
    double sum = 0;
    std::size_t known = 0;
    for (const Calibration& one : result.of_class) {
        if (!one.ece) continue;
        sum += *one.ece;
        ++known;
    }
    if (known > 0) result.classwise_ece = sum / static_cast<double>(known);
    if (is_detection(evaluation.task)) {
        result.detection = detection_calibration(decisions.boxes, evaluation.dataset.classes.size(),
                                                 decisions.has_places);
    }
    preview_maps(decisions, evaluation.dataset.samples.size(), bins, seed, result);
    return result;
}

}  // namespace errata
