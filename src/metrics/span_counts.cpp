#include "metrics/span_counts.h"

#include <algorithm>
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

void take_sample(const Dataset& dataset, const Run& run, const SampleRows& rows, SampleSlot sample,
                 SampleSpans& spans) {
    const GroundTruth& truth = dataset.truth;
    std::vector<Row> order(truth.sample_begin[sample + 1] - truth.sample_begin[sample]);
    std::iota(order.begin(), order.end(), truth.sample_begin[sample]);
    if (!truth.file_row.empty()) {
        std::ranges::stable_sort(order, {}, [&](Row row) { return truth.file_row[row]; });
    }
    spans.truth.clear();
    for (const Row row : order) spans.truth.push_back({truth.cls[row], truth.span[row]});
    spans.predicted.clear();
    for (std::size_t i = 0; i < rows.count(sample); ++i) {
        const Row row = rows.row(sample, i);
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
    std::ranges::stable_sort(pairs, std::ranges::greater(), &Pair::overlap);
    std::vector<bool> predicted_taken(spans.predicted.size());
    std::vector<bool> truth_taken(spans.truth.size());
    for (const Pair& pair : pairs) {
        if (predicted_taken[pair.predicted] || truth_taken[pair.truth]) continue;
        predicted_taken[pair.predicted] = truth_taken[pair.truth] = true;
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
        for (std::size_t t = 0; t < truth.size() && met == Met::no; ++t) {
            if (taken[t]) continue;
            met = meet(one, truth[t], scheme, least_overlap);
            taken[t] = met != Met::no;
        }
        switch (met) {
            case Met::no: ++counts.spurious; break;
            case Met::correct: ++counts.correct; break;
            case Met::incorrect: ++counts.incorrect; break;
            case Met::partial: ++counts.partial; break;
        }
    }
    counts.missed = static_cast<std::uint64_t>(std::ranges::count(taken, false));
    return counts;
}

std::vector<SpanMatch> match_spans(const Dataset& dataset, const Run& run, const SampleRows& rows) {
    const GroundTruth& truth = dataset.truth;
    std::vector<SpanMatch> matches;
    std::vector<bool> taken(truth.size());
    for (SampleSlot sample = 0; sample < dataset.samples.size(); ++sample) {
        for (std::size_t i = 0; i < rows.count(sample); ++i) {
            const Row prediction = rows.row(sample, i);
            for (Row object = truth.sample_begin[sample]; object < truth.sample_begin[sample + 1];
                 ++object) {
                const bool is_same = truth.cls[object] == run.cls[prediction] &&
                                     truth.span[object] == run.span[prediction];
                if (!is_same || taken[object]) continue;
                taken[object] = true;
                matches.push_back({.prediction = prediction, .truth = object});
                break;
            }
        }
    }
    std::ranges::sort(matches, {}, &SpanMatch::prediction);
    return matches;
}

namespace {

// `found` are the types of the document's exact matches.
void count_exact(const SampleSpans& spans, std::span<const std::uint32_t> found,
                 DocumentCounts& document) {
    const auto of = [&](std::uint32_t type) -> ClassCounts& {
        const auto place = std::ranges::lower_bound(document.types, type);
        return document.of_type[static_cast<std::size_t>(place - document.types.begin())].exact;
    };
    for (const TypedSpan& one : spans.truth) ++of(one.type).missed;
    for (const TypedSpan& one : spans.predicted) ++of(one.type).false_positives;
    for (const std::uint32_t type : found) {
        ClassCounts& counts = of(type);
        ++counts.true_positives;
        --counts.false_positives;
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
                                        const SampleRows& rows, const SpanOptions& options) {
    std::vector<std::vector<std::uint32_t>> found(dataset.samples.size());
    for (const SpanMatch& match : match_spans(dataset, run, rows)) {
        found[run.sample[match.prediction]].push_back(run.cls[match.prediction]);
    }
    std::vector<DocumentCounts> documents(dataset.samples.size());
    SampleSpans spans;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        DocumentCounts& document = documents[i];
        take_sample(dataset, run, rows, static_cast<SampleSlot>(i), spans);
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
}

}  // namespace errata
