#include "metrics/span_errors.h"

#include <algorithm>

#include "metrics/span_figures.h"

namespace errata {

namespace {

constexpr std::array<FigureInfo, span_errors> infos = {{
    {.key = "boundary",
     .name = "Wrong boundary",
     .meaning = "The right type, but not the same span as an object that was missed.",
     .basis = "predictions"},
    {.key = "type",
     .name = "Wrong type",
     .meaning = "The span of an object that was missed, but another type.",
     .basis = "predictions"},
    {.key = "both",
     .name = "Wrong boundary and type",
     .meaning = "Overlaps with an object that was missed; neither span nor type is right.",
     .basis = "predictions"},
    {.key = "spurious",
     .name = "Spurious",
     .meaning = "Overlaps with no object that was missed.",
     .basis = "predictions"},
    {.key = "missed",
     .name = "Missed",
     .meaning = "An object that no prediction aims at.",
     .basis = "ground-truth objects"},
}};

// A prediction and an object of one sample that overlap; lower ranks go first.
struct Pair {
    Row prediction = 0;
    Row object = 0;
    SpanError kind = SpanError::none;
    double overlap = 0;

    int rank() const { return kind == SpanError::type ? 0 : kind == SpanError::boundary ? 1 : 2; }
};

}  // namespace

std::span<const FigureInfo> span_error_infos() { return infos; }

SpanErrors find_span_errors(const Dataset& dataset, const Run& run, const SampleRows& rows) {
    const GroundTruth& truth = dataset.truth;
    SpanErrors result;
    result.predictions.assign(run.size(), SpanError::spurious);
    result.target.assign(run.size(), no_row);
    result.objects.assign(truth.size(), SpanError::missed);
    for (const SpanMatch& match : match_spans(dataset, run, rows)) {
        result.predictions[match.prediction] = SpanError::none;
        result.target[match.prediction] = match.truth;
        result.objects[match.truth] = SpanError::none;
    }
    std::vector<Pair> pairs;
    for (SampleSlot sample = 0; sample < dataset.samples.size(); ++sample) {
        pairs.clear();
        for (std::size_t i = 0; i < rows.count(sample); ++i) {
            const Row prediction = rows.row(sample, i);
            if (result.predictions[prediction] == SpanError::none) continue;
            for (Row object = truth.sample_begin[sample]; object < truth.sample_begin[sample + 1];
                 ++object) {
                if (result.objects[object] == SpanError::none) continue;
                const double overlap = span_iou(run.span[prediction], truth.span[object]);
                if (overlap == 0) continue;
                const bool same_type = run.cls[prediction] == truth.cls[object];
                pairs.push_back({.prediction = prediction,
                                 .object = object,
                                 .kind = same_type      ? SpanError::boundary
                                         : overlap == 1 ? SpanError::type
                                                        : SpanError::both,
                                 .overlap = overlap});
            }
        }
        std::ranges::stable_sort(pairs, [](const Pair& a, const Pair& b) {
            return a.rank() != b.rank() ? a.rank() < b.rank() : a.overlap > b.overlap;
        });
        for (const Pair& pair : pairs) {
            const bool is_free = result.target[pair.prediction] == no_row &&
                                 result.objects[pair.object] == SpanError::missed;
            if (!is_free) continue;
            result.predictions[pair.prediction] = pair.kind;
            result.target[pair.prediction] = pair.object;
            result.objects[pair.object] = SpanError::none;
        }
    }
    const auto count = [&](SpanError kind) {
        if (kind != SpanError::none) ++result.counts[static_cast<std::size_t>(kind)];
    };
    std::ranges::for_each(result.predictions, count);
    std::ranges::for_each(result.objects, count);
    return result;
}

}  // namespace errata
