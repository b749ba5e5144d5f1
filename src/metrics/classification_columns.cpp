#include "metrics/classification_columns.h"

#include <algorithm>
#include <cmath>

namespace errata {

namespace {

std::span<const ClassSlot> classes_of(const GroundTruth& truth, std::size_t sample) {
    const Row begin = truth.sample_begin[sample];
    return truth.cls.span().subspan(begin, truth.sample_begin[sample + 1] - begin);
}

void append(OwnedLabelSets& sets, std::span<const ClassSlot> classes) {
    sets.cls.insert(sets.cls.end(), classes.begin(), classes.end());
    sets.begin.push_back(static_cast<Row>(sets.cls.size()));
}

}  // namespace

ClassColumns class_columns(const Dataset& dataset, const Run& run) {
    const std::size_t samples = dataset.samples.size();
    ClassColumns columns;
    columns.classes = dataset.classes.size();
    std::vector<std::uint32_t> predicted(samples, ClassifiedSamples::no_class);
    for (std::size_t row = 0; row < run.size(); ++row) predicted[run.sample[row]] = run.cls[row];
    for (std::size_t sample = 0; sample < samples; ++sample) {
        const auto truth = classes_of(dataset.truth, sample);
        if (truth.empty()) continue;
        columns.truth.push_back(truth.front());
        columns.predicted.push_back(predicted[sample]);
        columns.sample.push_back(static_cast<SampleSlot>(sample));
    }
    columns.scores = run.probabilities.span();
    if (columns.truth.size() == samples || run.probabilities.empty()) return columns;
    for (const SampleSlot sample : columns.sample) {
        const auto row =
            run.probabilities.span().subspan(sample * columns.classes, columns.classes);
        columns.own_scores.insert(columns.own_scores.end(), row.begin(), row.end());
    }
    columns.scores = columns.own_scores;
    return columns;
}

LabelColumns label_columns(const Dataset& dataset, const Run& run) {
    LabelColumns columns;
    columns.classes = dataset.classes.size();
    const SampleRows rows(run.sample, dataset.samples.size());
    std::vector<ClassSlot> given;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        const auto sample = static_cast<SampleSlot>(i);
        append(columns.truth, classes_of(dataset.truth, i));
        given.clear();
        for (std::size_t place = 0; place < rows.count(sample); ++place) {
            given.push_back(run.cls[rows.row(sample, place)]);
        }
        std::ranges::sort(given);
        given.erase(std::ranges::unique(given).begin(), given.end());
        append(columns.predicted, given);
        if (run.probabilities.empty()) continue;
        const auto scores = run.probabilities.span().subspan(i * columns.classes, columns.classes);
        if (std::ranges::any_of(scores, [](double score) { return std::isnan(score); })) continue;
        append(columns.scored_truth, classes_of(dataset.truth, i));
        columns.scored_sample.push_back(sample);
        columns.scores.insert(columns.scores.end(), scores.begin(), scores.end());
    }
    return columns;
}

ValueColumns value_columns(const Dataset& dataset, const Run& run) {
    ValueColumns columns;
    for (std::size_t i = 0; i < dataset.samples.value.size() && i < run.value.size(); ++i) {
        if (std::isnan(dataset.samples.value[i]) || std::isnan(run.value[i])) continue;
        columns.truth.push_back(dataset.samples.value[i]);
        columns.predicted.push_back(run.value[i]);
        columns.sample.push_back(static_cast<SampleSlot>(i));
    }
    return columns;
}

std::vector<LabelMatch> match_labels(const Dataset& dataset, const Run& run) {
    std::vector<LabelMatch> matches;
    for (std::size_t row = 0; row < run.size(); ++row) {
        const auto truth = classes_of(dataset.truth, run.sample[row]);
        const auto found = std::ranges::lower_bound(truth, run.cls[row]);
        if (found == truth.end() || *found != run.cls[row]) continue;
        const auto place = static_cast<Row>(found - truth.begin());
        matches.push_back({.prediction = static_cast<Row>(row),
                           .truth = dataset.truth.sample_begin[run.sample[row]] + place});
    }
    return matches;
}

}  // namespace errata
