#include "metrics/weighted_tables.h"

#include <algorithm>
#include <limits>

#include "metrics/classification_columns.h"
#include "metrics/span_figures.h"
#include "metrics/values.h"

namespace errata {

namespace {

// Each place as often as the weight of its sample says.
std::vector<std::size_t> repeated(std::span<const SampleSlot> sample,
                                  std::span<const std::uint32_t> weights) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < sample.size(); ++i)
        places.insert(places.end(), weights[sample[i]], i);
    return places;
}

void append(OwnedLabelSets& sets, std::span<const ClassSlot> classes) {
    sets.cls.insert(sets.cls.end(), classes.begin(), classes.end());
    sets.begin.push_back(static_cast<Row>(sets.cls.size()));
}

}  // namespace

ClassesOfSamples classes_of_samples(const Dataset& dataset) {
    const GroundTruth& truth = dataset.truth;
    ClassesOfSamples result;
    for (std::size_t sample = 0; sample < dataset.samples.size(); ++sample) {
        const bool has_objects = !truth.sample_begin.empty();
        const Row end = has_objects ? truth.sample_begin[sample + 1] : 0;
        for (Row row = has_objects ? truth.sample_begin[sample] : 0; row < end; ++row) {
            if (!truth.is_crowd(row)) result.cls.push_back(truth.cls[row]);
        }
        result.begin.push_back(result.cls.size());
    }
    return result;
}

WeightedTable::WeightedTable(ClassesOfSamples of_samples, std::size_t classes, Measure measure)
    : of_samples_(std::move(of_samples)), measure_(std::move(measure)), all_present_(classes) {
    const std::vector<std::uint32_t> once(samples(), 1);
    all_present_ = present(once);
    const FigureTable table = measure_(once, std::vector<std::uint8_t>(classes, 0));
    figures_ = table.overall.size();
    class_rows_ = table.classes.size();
    class_figures_ = table.of_class().size();
}

std::vector<std::uint8_t> WeightedTable::present(std::span<const std::uint32_t> weights) const {
    std::vector<std::uint8_t> found(all_present_.size(), 0);
    for (std::size_t sample = 0; sample < weights.size(); ++sample) {
        if (weights[sample] == 0) continue;
        for (std::size_t i = of_samples_.begin[sample]; i < of_samples_.begin[sample + 1]; ++i) {
            found[of_samples_.cls[i]] = 1;
        }
    }
    return found;
}

bool WeightedTable::measure(std::span<const std::uint32_t> weights,
                            std::vector<double>& values) const {
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::uint8_t> lost = present(weights);
    for (std::size_t cls = 0; cls < lost.size(); ++cls) {
        lost[cls] = all_present_[cls] != 0 && lost[cls] == 0 ? 1 : 0;
    }
    const FigureTable table = measure_(weights, lost);
    values.assign(figures_ + class_rows_ * class_figures_, undefined);
    for (std::size_t f = 0; f < table.overall.size(); ++f) {
        values[f] = table.overall[f].value.value_or(undefined);
    }
    for (std::size_t cls = 0; cls < table.classes.size(); ++cls) {
        if (lost[cls] != 0) continue;
        for (std::size_t f = 0; f < class_figures_; ++f) {
            values[figures_ + cls * class_figures_ + f] =
                table.classes[cls][f].value.value_or(undefined);
        }
    }
    return std::ranges::contains(lost, 1);
}

std::unique_ptr<const WeightedFigures> weighted_classes(const Dataset& dataset, const Run& run) {
    const auto columns = std::make_shared<const ClassColumns>(class_columns(dataset, run));
    return std::make_unique<WeightedTable>(
        classes_of_samples(dataset), dataset.classes.size(),
        [columns](std::span<const std::uint32_t> weights, std::span<const std::uint8_t> lost) {
            std::vector<std::uint32_t> truth;
            std::vector<std::uint32_t> predicted;
            std::vector<double> scores;
            for (const std::size_t i : repeated(columns->sample, weights)) {
                truth.push_back(columns->truth[i]);
                predicted.push_back(columns->predicted[i]);
                if (columns->scores.empty()) continue;
                const auto row = columns->scores.subspan(i * columns->classes, columns->classes);
                scores.insert(scores.end(), row.begin(), row.end());
            }
            return classification_report({.classes = columns->classes,
                                          .truth = truth,
                                          .predicted = predicted,
                                          .scores = scores,
                                          .left_out = lost});
        });
}

std::unique_ptr<const WeightedFigures> weighted_multilabel(const Dataset& dataset, const Run& run) {
    const auto columns = std::make_shared<const LabelColumns>(label_columns(dataset, run));
    return std::make_unique<WeightedTable>(
        classes_of_samples(dataset), dataset.classes.size(),
        [columns](std::span<const std::uint32_t> weights, std::span<const std::uint8_t> lost) {
            OwnedLabelSets truth;
            OwnedLabelSets predicted;
            for (std::size_t i = 0; i < weights.size(); ++i) {
                for (std::uint32_t copy = 0; copy < weights[i]; ++copy) {
                    append(truth, columns->truth.view()[i]);
                    append(predicted, columns->predicted.view()[i]);
                }
            }
            OwnedLabelSets scored;
            std::vector<double> scores;
            for (const std::size_t i : repeated(columns->scored_sample, weights)) {
                append(scored, columns->scored_truth.view()[i]);
                const auto row =
                    std::span(columns->scores).subspan(i * columns->classes, columns->classes);
                scores.insert(scores.end(), row.begin(), row.end());
            }
            const std::size_t classes = columns->classes;
            return summarize_multilabel(
                measure_multilabel(
                    {.classes = classes, .truth = truth.view(), .predicted = predicted.view()},
                    {.classes = classes, .truth = scored.view(), .scores = scores}),
                lost);
        });
}

std::unique_ptr<const WeightedFigures> weighted_values(const Dataset& dataset, const Run& run) {
    const auto columns = std::make_shared<const ValueColumns>(value_columns(dataset, run));
    return std::make_unique<WeightedTable>(
        classes_of_samples(dataset), 0,
        [columns](std::span<const std::uint32_t> weights, std::span<const std::uint8_t>) {
            std::vector<double> truth;
            std::vector<double> predicted;
            for (const std::size_t i : repeated(columns->sample, weights)) {
                truth.push_back(columns->truth[i]);
                predicted.push_back(columns->predicted[i]);
            }
            return summarize_values(truth, predicted);
        });
}

std::unique_ptr<const WeightedFigures> weighted_spans(const Dataset& dataset, const Run& run,
                                                      const Column<std::uint32_t>& tokens,
                                                      const Column<std::uint32_t>& same_tags) {
    const SampleRows rows(run.sample, dataset.samples.size());
    const auto documents =
        std::make_shared<const std::vector<DocumentCounts>>(count_spans(dataset, run, rows));
    const std::size_t classes = dataset.classes.size();
    return std::make_unique<WeightedTable>(
        classes_of_samples(dataset), classes,
        [documents, classes, tokens, same_tags](std::span<const std::uint32_t> weights,
                                                std::span<const std::uint8_t> lost) {
            SpanCounts counts(classes);
            for (std::size_t i = 0; i < weights.size(); ++i) {
                if (weights[i] > 0) counts.add((*documents)[i], weights[i]);
            }
            return summarize_spans(counts, token_accuracy(tokens, same_tags, weights), lost);
        });
}

}  // namespace errata
