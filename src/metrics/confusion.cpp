#include "metrics/confusion.h"

#include <algorithm>
#include <utility>

namespace errata {

namespace {

void clear(const Dataset& dataset, const Run& run, Confusion& result) {
    result.cells.clear();
    result.counts.assign(run.size(), 0);
    result.object_of.assign(run.size(), no_row);
    result.overlap_of.assign(run.size(), 0);
    result.prediction_of.assign(dataset.truth.size(), no_row);
}

void pair_up(Row prediction, Row object, double overlap, Confusion& result) {
    result.object_of[prediction] = object;
    result.overlap_of[prediction] = overlap;
    result.prediction_of[object] = prediction;
}

// Counts the cells from the pairs; `is_missed` says which objects without a prediction count.
template <typename IsMissed>
void count_cells(const Dataset& dataset, const Run& run, IsMissed&& is_missed, Confusion& result) {
    const GroundTruth& truth = dataset.truth;
    const std::size_t classes = dataset.classes.size();
    // Predicted classes, by true class: counted, then summed up class by class.
    const auto place_of = [&](std::uint32_t cls) {
        return cls == background_class ? classes : std::size_t{cls};
    };
    std::vector<std::size_t> begin(classes + 2, 0);
    const auto for_each_pair = [&](auto&& visit) {
        for (std::size_t i = 0; i < run.size(); ++i) {
            if (result.counts[i] == 0) continue;
            const Row object = result.object_of[i];
            visit(object == no_row ? background_class : truth.cls[object],
                  std::uint32_t{run.cls[i]});
        }
        for (std::size_t i = 0; i < truth.size(); ++i) {
            if (result.prediction_of[i] == no_row && is_missed(static_cast<Row>(i))) {
                visit(truth.cls[i], background_class);
            }
        }
    };
    for_each_pair([&](std::uint32_t of, std::uint32_t) { ++begin[place_of(of) + 1]; });
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    std::vector<std::uint32_t> predicted(begin.back());
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for_each_pair(
        [&](std::uint32_t of, std::uint32_t as) { predicted[next[place_of(of)]++] = as; });

    std::vector<std::uint64_t> counts(classes + 1, 0);
    for (std::size_t of = 0; of <= classes; ++of) {
        const auto row = std::span(predicted).subspan(begin[of], begin[of + 1] - begin[of]);
        const std::size_t first_cell = result.cells.size();
        for (const std::uint32_t as : row) {
            if (counts[place_of(as)]++ == 0) {
                result.cells.push_back(
                    {.truth = of == classes ? background_class : static_cast<std::uint32_t>(of),
                     .predicted = as});
            }
        }
        const auto cells = std::span(result.cells).subspan(first_cell);
        std::ranges::sort(cells, {}, &ConfusionCell::predicted);
        for (ConfusionCell& cell : cells) {
            cell.count = std::exchange(counts[place_of(cell.predicted)], 0);
        }
    }
}

}  // namespace

std::uint64_t Confusion::count(std::uint32_t truth, std::uint32_t predicted) const {
    const auto found = std::ranges::lower_bound(
        cells, std::pair(truth, predicted), {},
        [](const ConfusionCell& cell) { return std::pair(cell.truth, cell.predicted); });
    const bool is_there =
        found != cells.end() && found->truth == truth && found->predicted == predicted;
    return is_there ? found->count : 0;
}

void confuse(const Dataset& dataset, const Run& run, std::span<const Row> by_score,
             const Outcomes& outcomes, const Candidates& candidates, double iou,
             Confusion& result) {
    clear(dataset, run, result);
    for (std::size_t i = 0; i < run.size(); ++i) {
        const PredictionOutcome outcome = outcomes.predictions[i];
        result.counts[i] = outcome == PredictionOutcome::true_positive ||
                           outcome == PredictionOutcome::false_positive;
        if (outcome == PredictionOutcome::true_positive) {
            pair_up(static_cast<Row>(i), outcomes.taken[i], outcomes.iou[i], result);
        }
    }
    const auto is_missed = [&](Row object) {
        return outcomes.objects[object] == ObjectOutcome::missed;
    };
    for (const Row prediction : by_score) {
        if (outcomes.predictions[prediction] != PredictionOutcome::false_positive) continue;
        const Candidate* best = nullptr;
        for (const Candidate& candidate : candidates.of(prediction)) {
            const Row object = candidate.object;
            const bool is_free = is_missed(object) && result.prediction_of[object] == no_row &&
                                 dataset.truth.cls[object] != run.cls[prediction];
            if (!is_free || candidate.overlap < iou) continue;
            if (best == nullptr || candidate.overlap > best->overlap) best = &candidate;
        }
        if (best != nullptr) pair_up(prediction, best->object, best->overlap, result);
    }
    count_cells(dataset, run, is_missed, result);
}

void confuse_by_ultralytics(const Dataset& dataset, const Run& run, const SampleRows& rows,
                            const Candidates& candidates,
                            const UltralyticsConfusionOptions& options, Confusion& result) {
    clear(dataset, run, result);
    const GroundTruth& truth = dataset.truth;
    std::vector<double> kept_overlap(truth.size(), 0);
    for (SampleSlot sample = 0; sample < dataset.samples.size(); ++sample) {
        bool has_match = false;
        for (std::size_t i = 0; i < rows.count(sample); ++i) {
            const Row prediction = rows.row(sample, i);
            if (!(run.score[prediction] > options.confidence)) continue;
            result.counts[prediction] = 1;
            const Candidate* best = nullptr;
            for (const Candidate& candidate : candidates.of(prediction)) {
                if (truth.is_crowd(candidate.object) || !(candidate.overlap > options.iou))
                    continue;
                if (best == nullptr || candidate.overlap > best->overlap) best = &candidate;
            }
            if (best == nullptr || !(best->overlap > kept_overlap[best->object])) continue;
            const Row before = result.prediction_of[best->object];
            if (before != no_row) {
                result.object_of[before] = no_row;
                result.overlap_of[before] = 0;
            }
            pair_up(prediction, best->object, best->overlap, result);
            kept_overlap[best->object] = best->overlap;
            has_match = true;
        }
        const bool has_objects = truth.sample_begin[sample] != truth.sample_begin[sample + 1];
        if (options.every_false_positive || has_match || !has_objects) continue;
        for (std::size_t i = 0; i < rows.count(sample); ++i) {
            result.counts[rows.row(sample, i)] = 0;
        }
    }
    count_cells(dataset, run, [&](Row object) { return !truth.is_crowd(object); }, result);
}

}  // namespace errata
