#include "metrics/span_counts.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace errata {

namespace {

double ratio(double part, std::uint64_t whole) {
    return whole == 0 ? 0 : part / static_cast<double>(whole);
}

// How a prediction stands to the object it met first.
enum class Met : std::uint8_t { no, correct, incorrect, partial };

Met meet(const TypedSpan& predicted, const TypedSpan& truth, SemEval scheme, double least_overlap) {
    const bool same_span = predicted.span == truth.span;
    const bool same_type = predicted.type == truth.type;
    if (scheme == SemEval::strict && same_span && same_type) return Met::correct;
    if (scheme == SemEval::exact && same_span) return Met::correct;
    const std::uint32_t common = intersection(predicted.span, truth.span);
    if (common == 0) return Met::no;
    // In nervaluate's order of operations: a share on the bound must not miss it.
    const double percent =
        static_cast<double>(common) / static_cast<double>(truth.span.length()) * 100.0;
    if (percent < least_overlap * 100.0) return Met::no;
    switch (scheme) {
        case SemEval::strict:
        case SemEval::exact: return Met::incorrect;
        case SemEval::partial: return same_span ? Met::correct : Met::partial;
        case SemEval::ent_type: break;
    }
    return same_type ? Met::correct : Met::incorrect;
}

// The spans of a sample in the order of their files.
struct SampleSpans {
    std::vector<TypedSpan> truth;
    std::vector<TypedSpan> predicted;
};

void take_sample(const Dataset& dataset, const Run& run, const SampleRows& rows,
                 const Restriction& restriction, SampleSlot sample, SampleSpans& spans) {
    const GroundTruth& truth = dataset.truth;
    std::vector<Row> order(truth.sample_begin[sample + 1] - truth.sample_begin[sample]);
    std::iota(order.begin(), order.end(), truth.sample_begin[sample]);
    if (!truth.file_row.empty()) {
        std::ranges::stable_sort(order, {}, [&](Row row) { return truth.file_row[row]; });
    }
    spans.truth.clear();
    for (const Row row : order) {
        spans.truth.push_back({truth.cls[row], truth.span[row], !restriction.keeps_object(row)});
    }
    std::ranges::stable_partition(spans.truth, std::logical_not(), &TypedSpan::is_ignored);
    spans.predicted.clear();
    for (std::size_t i = 0; i < rows.count(sample); ++i) {
        const Row row = rows.row(sample, i);
        if (!restriction.keeps_prediction(row)) continue;
        spans.predicted.push_back({run.cls[row], run.span[row]});
    }
}

std::vector<TypedSpan> of_type(const std::vector<TypedSpan>& spans, std::uint32_t type) {
    std::vector<TypedSpan> result;
    std::ranges::copy_if(spans, std::back_inserter(result),
                         [&](const TypedSpan& one) { return one.type == type; });
    return result;
}

void add_schemes(std::span<const TypedSpan> truth, std::span<const TypedSpan> predicted,
                 double least_overlap, SchemeCounts& counts) {
    for (std::size_t s = 0; s < counts.size(); ++s) {
        counts[s].add(compare_spans(truth, predicted, static_cast<SemEval>(s), least_overlap));
    }
}

void add_overlaps(const SampleSpans& spans, double threshold, OverlapPairs& result) {
    struct Pair {
        double overlap;
        std::size_t predicted;
        std::size_t truth;
    };
    std::vector<Pair> pairs;
    for (std::size_t p = 0; p < spans.predicted.size(); ++p) {
        for (std::size_t t = 0; t < spans.truth.size(); ++t) {
            if (spans.predicted[p].type != spans.truth[t].type) continue;
            const double overlap = span_iou(spans.predicted[p].span, spans.truth[t].span);
            if (overlap > 0) pairs.push_back({overlap, p, t});
        }
    }
    // Those of ignored objects come last.
    std::ranges::stable_sort(pairs, [&](const Pair& a, const Pair& b) {
        const bool ignored[2] = {spans.truth[a.truth].is_ignored, spans.truth[b.truth].is_ignored};
        return ignored[0] == ignored[1] ? a.overlap > b.overlap : ignored[1];
    });
    std::vector<bool> predicted_taken(spans.predicted.size());
    std::vector<bool> truth_taken(spans.truth.size());
    for (const Pair& pair : pairs) {
        if (predicted_taken[pair.predicted] || truth_taken[pair.truth]) continue;
        predicted_taken[pair.predicted] = truth_taken[pair.truth] = true;
        if (spans.truth[pair.truth].is_ignored) {
            result.ignored += pair.overlap >= threshold ? 1U : 0U;
            continue;
        }
        result.sum += pair.overlap;
        ++result.pairs;
        if (pair.overlap >= threshold) ++result.above;
    }
}

}  // namespace

double SemEvalCounts::found() const {
    return static_cast<double>(correct) + 0.5 * static_cast<double>(partial);
}

void SemEvalCounts::add(const SemEvalCounts& other, std::uint64_t times) {
    correct += times * other.correct;
    incorrect += times * other.incorrect;
    partial += times * other.partial;
    missed += times * other.missed;
    spurious += times * other.spurious;
}

PrecisionRecall precision_recall(const SemEvalCounts& counts) {
    const double precision = ratio(counts.found(), counts.actual());
    const double recall = ratio(counts.found(), counts.possible());
    const double sum = precision + recall;
    return {
        .precision = precision, .recall = recall, .f1 = sum > 0 ? 2 * precision * recall / sum : 0};
}

SemEvalCounts compare_spans(std::span<const TypedSpan> truth, std::span<const TypedSpan> predicted,
                            SemEval scheme, double least_overlap) {
    SemEvalCounts counts;
    std::vector<bool> taken(truth.size());
    for (const TypedSpan& one : predicted) {
        Met met = Met::no;
        bool is_ignored = false;
        for (std::size_t t = 0; t < truth.size() && met == Met::no; ++t) {
            if (taken[t]) continue;
            met = meet(one, truth[t], scheme, least_overlap);
            taken[t] = met != Met::no;
            is_ignored = taken[t] && truth[t].is_ignored;
        }
        if (is_ignored) continue;
        switch (met) {
            case Met::no: ++counts.spurious; break;
            case Met::correct: ++counts.correct; break;
            case Met::incorrect: ++counts.incorrect; break;
            case Met::partial: ++counts.partial; break;
        }
    }
    for (std::size_t t = 0; t < truth.size(); ++t) {
        if (!taken[t] && !truth[t].is_ignored) ++counts.missed;
    }
    return counts;
}

std::vector<SpanMatch> match_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                   const Restriction& restriction) {
    const GroundTruth& truth = dataset.truth;
    std::vector<SpanMatch> matches;
    std::vector<bool> taken(truth.size());
    // Takes an object for a prediction, if one is left among those that are ignored or not.
    const auto take = [&](SampleSlot sample, Row prediction, bool ignored) {
        for (Row object = truth.sample_begin[sample]; object < truth.sample_begin[sample + 1];
             ++object) {
            const bool fits = restriction.keeps_object(object) != ignored && !taken[object] &&
                              truth.cls[object] == run.cls[prediction] &&
                              truth.span[object] == run.span[prediction];
            if (!fits) continue;
            taken[object] = true;
            matches.push_back({.prediction = prediction, .truth = object});
            return true;
        }
        return false;
    };
    for (SampleSlot sample = 0; sample < dataset.samples.size(); ++sample) {
        if (!restriction.keeps_sample(sample)) continue;
        for (std::size_t i = 0; i < rows.count(sample); ++i) {
            const Row prediction = rows.row(sample, i);
            if (!restriction.keeps_prediction(prediction)) continue;
            if (!take(sample, prediction, false)) take(sample, prediction, true);
        }
    }
    std::ranges::sort(matches, {}, &SpanMatch::prediction);
    return matches;
}

namespace {

// An exact match of the document.
struct Found {
    std::uint32_t type = 0;
    bool is_ignored = false;  // its object
};

void count_exact(const SampleSpans& spans, std::span<const Found> found, DocumentCounts& document) {
    const auto of = [&](std::uint32_t type) -> ClassCounts& {
        const auto place = std::ranges::lower_bound(document.types, type);
        return document.of_type[static_cast<std::size_t>(place - document.types.begin())].exact;
    };
    for (const TypedSpan& one : spans.truth) {
        if (!one.is_ignored) ++of(one.type).missed;
    }
    for (const TypedSpan& one : spans.predicted) ++of(one.type).false_positives;
    for (const Found& one : found) {
        ClassCounts& counts = of(one.type);
        --counts.false_positives;
        if (one.is_ignored) continue;
        ++counts.true_positives;
        --counts.missed;
    }
}

std::vector<std::uint32_t> types_in(const SampleSpans& spans) {
    std::vector<std::uint32_t> types;
    for (const TypedSpan& one : spans.truth) types.push_back(one.type);
    for (const TypedSpan& one : spans.predicted) types.push_back(one.type);
    std::ranges::sort(types);
    const auto again = std::ranges::unique(types);
    types.erase(again.begin(), again.end());
    return types;
}

}  // namespace

void TypeCounts::add(const TypeCounts& other, std::uint64_t times) {
    exact.add(other.exact, times);
    for (std::size_t s = 0; s < schemes.size(); ++s) schemes[s].add(other.schemes[s], times);
}

std::vector<DocumentCounts> count_spans(const Dataset& dataset, const Run& run,
                                        const SampleRows& rows, const SpanOptions& options,
                                        const Restriction& restriction) {
    std::vector<std::vector<Found>> found(dataset.samples.size());
    for (const SpanMatch& match : match_spans(dataset, run, rows, restriction)) {
        found[run.sample[match.prediction]].push_back(
            {.type = run.cls[match.prediction],
             .is_ignored = !restriction.keeps_object(match.truth)});
    }
    std::vector<DocumentCounts> documents(dataset.samples.size());
    SampleSpans spans;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        if (!restriction.keeps_sample(i)) continue;
        DocumentCounts& document = documents[i];
        take_sample(dataset, run, rows, restriction, static_cast<SampleSlot>(i), spans);
        document.predictions = spans.predicted.size();
        add_schemes(spans.truth, spans.predicted, options.least_overlap, document.schemes);
        add_overlaps(spans, options.overlap_threshold, document.overlaps);
        document.types = types_in(spans);
        document.of_type.resize(document.types.size());
        for (std::size_t t = 0; t < document.types.size(); ++t) {
            add_schemes(of_type(spans.truth, document.types[t]),
                        of_type(spans.predicted, document.types[t]), options.least_overlap,
                        document.of_type[t].schemes);
        }
        count_exact(spans, found[i], document);
    }
    return documents;
}

void SpanCounts::add(const DocumentCounts& document, std::uint64_t times) {
    for (std::size_t t = 0; t < document.types.size(); ++t) {
        of_type[document.types[t]].add(document.of_type[t], times);
    }
    for (std::size_t s = 0; s < schemes.size(); ++s) schemes[s].add(document.schemes[s], times);
    overlaps.sum += static_cast<double>(times) * document.overlaps.sum;
    overlaps.pairs += times * document.overlaps.pairs;
    overlaps.above += times * document.overlaps.above;
    overlaps.ignored += times * document.overlaps.ignored;
    predictions += times * document.predictions;
}

}  // namespace errata
