#include "metrics/span_figures.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace errata {

namespace {

constexpr std::string_view objects = "ground-truth spans";
constexpr std::string_view exact_macro = "Mean over the types of the exact figure. Source: seqeval";
constexpr std::string_view exact_weighted =
    "Mean over the types of the exact figure, weighted by their spans. Source: seqeval";
constexpr std::string_view strict_meaning =
    "SemEval-13 strict: right are spans with the same boundaries and type. Source: nervaluate";
constexpr std::string_view exact_meaning =
    "SemEval-13 exact: right are spans with the same boundaries, whatever the type. Source: "
    "nervaluate";
constexpr std::string_view partial_meaning =
    "SemEval-13 partial: the same boundaries count 1, an overlap 1/2, whatever the type. Source: "
    "nervaluate, with the half that it forgets over several documents";
constexpr std::string_view type_meaning =
    "SemEval-13 type: right are spans of the same type that overlap. Source: nervaluate";

constexpr std::array<FigureInfo, 24> infos = {{
    {.key = "f1_micro",
     .name = "F1",
     .meaning = "2 TP / (2 TP + FP + missed) of spans with exactly the same tokens and type, over "
                "all types. Source: seqeval, CoNLL",
     .basis = objects},
    {.key = "precision_micro",
     .name = "Precision",
     .meaning = "TP / (TP + FP) of spans with exactly the same tokens and type, over all types. "
                "Source: seqeval, CoNLL",
     .basis = objects},
    {.key = "recall_micro",
     .name = "Recall",
     .meaning = "TP / (TP + missed) of spans with exactly the same tokens and type, over all "
                "types. Source: seqeval, CoNLL",
     .basis = objects},
    {.key = "token_accuracy",
     .name = "Token accuracy",
     .meaning = "The share of tokens with the same tag, where both files have tags. Source: "
                "seqeval's accuracy_score",
     .basis = "tokens"},
    {.key = "f1_macro", .name = "F1, macro", .meaning = exact_macro, .basis = objects},
    {.key = "precision_macro",
     .name = "Precision, macro",
     .meaning = exact_macro,
     .basis = objects},
    {.key = "recall_macro", .name = "Recall, macro", .meaning = exact_macro, .basis = objects},
    {.key = "f1_weighted", .name = "F1, weighted", .meaning = exact_weighted, .basis = objects},
    {.key = "precision_weighted",
     .name = "Precision, weighted",
     .meaning = exact_weighted,
     .basis = objects},
    {.key = "recall_weighted",
     .name = "Recall, weighted",
     .meaning = exact_weighted,
     .basis = objects},
    {.key = "f1_strict", .name = "F1, strict", .meaning = strict_meaning, .basis = objects},
    {.key = "f1_exact", .name = "F1, exact", .meaning = exact_meaning, .basis = objects},
    {.key = "f1_partial", .name = "F1, partial", .meaning = partial_meaning, .basis = objects},
    {.key = "f1_ent_type", .name = "F1, type", .meaning = type_meaning, .basis = objects},
    {.key = "precision_strict",
     .name = "Precision, strict",
     .meaning = strict_meaning,
     .basis = objects},
    {.key = "precision_exact",
     .name = "Precision, exact",
     .meaning = exact_meaning,
     .basis = objects},
    {.key = "precision_partial",
     .name = "Precision, partial",
     .meaning = partial_meaning,
     .basis = objects},
    {.key = "precision_ent_type",
     .name = "Precision, type",
     .meaning = type_meaning,
     .basis = objects},
    {.key = "recall_strict", .name = "Recall, strict", .meaning = strict_meaning, .basis = objects},
    {.key = "recall_exact", .name = "Recall, exact", .meaning = exact_meaning, .basis = objects},
    {.key = "recall_partial",
     .name = "Recall, partial",
     .meaning = partial_meaning,
     .basis = objects},
    {.key = "recall_ent_type", .name = "Recall, type", .meaning = type_meaning, .basis = objects},
    {.key = "mean_iou",
     .name = "Mean overlap",
     .meaning = "The mean intersection over union of the pairs of the same type that overlap, each "
                "span once, by falling overlap",
     .basis = "pairs"},
    {.key = "f1_iou50",
     .name = "F1 at overlap 0.50",
     .meaning = "2 TP / (2 TP + FP + missed), where a pair of the same type that overlaps by at "
                "least 0.50 (intersection over union) is a true positive",
     .basis = objects},
}};
constexpr std::size_t first_scheme_figure = 10;

constexpr std::array<FigureInfo, 6> class_infos = {{
    {.key = "precision",
     .name = "Precision",
     .meaning = "TP / (TP + FP) of spans with exactly the same tokens and type",
     .basis = objects},
    {.key = "recall",
     .name = "Recall",
     .meaning = "TP / (TP + missed) of spans with exactly the same tokens and type",
     .basis = objects},
    {.key = "f1",
     .name = "F1",
     .meaning = "2 TP / (2 TP + FP + missed) of spans with exactly the same tokens and type",
     .basis = objects},
    {.key = "f1_strict", .name = "F1, strict", .meaning = strict_meaning, .basis = objects},
    {.key = "f1_partial", .name = "F1, partial", .meaning = partial_meaning, .basis = objects},
    {.key = "f1_ent_type", .name = "F1, type", .meaning = type_meaning, .basis = objects},
}};

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

using SchemeCounts = std::array<SemEvalCounts, sem_eval_schemes>;

void add_schemes(std::span<const TypedSpan> truth, std::span<const TypedSpan> predicted,
                 double least_overlap, SchemeCounts& counts) {
    for (std::size_t s = 0; s < counts.size(); ++s) {
        counts[s] += compare_spans(truth, predicted, static_cast<SemEval>(s), least_overlap);
    }
}

// Pairs of the same type, each span once, by falling overlap.
struct OverlapPairs {
    double sum = 0;
    std::uint64_t pairs = 0;
    std::uint64_t above = 0;  // with at least the threshold
};

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

SemEvalCounts& SemEvalCounts::operator+=(const SemEvalCounts& other) {
    correct += other.correct;
    incorrect += other.incorrect;
    partial += other.partial;
    missed += other.missed;
    spurious += other.spurious;
    return *this;
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

std::span<const FigureInfo> span_figures() { return infos; }
std::span<const FigureInfo> span_class_figures() { return class_infos; }

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

FigureTable summarize_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                            const Figure& token_accuracy, const SpanOptions& options) {
    const std::size_t classes = dataset.classes.size();
    std::vector<ClassCounts> counts(classes);
    for (const ClassSlot cls : dataset.truth.cls) ++counts[cls].missed;
    for (const ClassSlot cls : run.cls) ++counts[cls].false_positives;
    for (const SpanMatch& match : match_spans(dataset, run, rows)) {
        ClassCounts& one = counts[run.cls[match.prediction]];
        ++one.true_positives;
        --one.false_positives;
        --one.missed;
    }
    SchemeCounts schemes;
    std::vector<SchemeCounts> schemes_of(classes);
    OverlapPairs overlaps;
    SampleSpans spans;
    for (SampleSlot sample = 0; sample < dataset.samples.size(); ++sample) {
        take_sample(dataset, run, rows, sample, spans);
        add_schemes(spans.truth, spans.predicted, options.least_overlap, schemes);
        add_overlaps(spans, options.overlap_threshold, overlaps);
        std::vector<std::uint32_t> types;
        for (const TypedSpan& one : spans.truth) types.push_back(one.type);
        for (const TypedSpan& one : spans.predicted) types.push_back(one.type);
        std::ranges::sort(types);
        const auto again = std::ranges::unique(types);
        types.erase(again.begin(), again.end());
        for (const std::uint32_t type : types) {
            add_schemes(of_type(spans.truth, type), of_type(spans.predicted, type),
                        options.least_overlap, schemes_of[type]);
        }
    }

    FigureTable table;
    table.figures.assign(infos.begin(), infos.end());
    table.class_figures.assign(class_infos.begin(), class_infos.end());
    const std::uint64_t support = dataset.truth.size();
    const bool is_empty = support == 0 && run.size() == 0;
    const auto put = [&](double value) {
        table.overall.push_back(
            {.value = is_empty ? std::optional<double>() : value, .count = support});
    };
    const auto put_all = [&](const PrecisionRecall& one) {
        put(one.f1);
        put(one.precision);
        put(one.recall);
    };
    put_all(averaged(counts, Averaging::micro));
    table.overall.push_back(token_accuracy);
    put_all(averaged(counts, Averaging::macro));
    put_all(averaged(counts, Averaging::weighted));
    table.overall.resize(first_scheme_figure + 3 * sem_eval_schemes);
    for (std::size_t s = 0; s < sem_eval_schemes; ++s) {
        const PrecisionRecall one = precision_recall(schemes[s]);
        std::size_t place = first_scheme_figure + s;
        for (const double value : {one.f1, one.precision, one.recall}) {
            table.overall[place] = {.value = is_empty ? std::optional<double>() : value,
                                    .count = support};
            place += sem_eval_schemes;
        }
    }
    table.overall.push_back(
        {.value = overlaps.pairs > 0
                      ? std::optional(overlaps.sum / static_cast<double>(overlaps.pairs))
                      : std::nullopt,
         .count = overlaps.pairs});
    put(precision_recall({.true_positives = overlaps.above,
                          .false_positives = run.size() - overlaps.above,
                          .missed = support - overlaps.above})
            .f1);
    for (std::size_t cls = 0; cls < classes; ++cls) {
        std::vector<Figure> row = class_row(counts[cls]);
        row.resize(3);
        for (const SemEval scheme : {SemEval::strict, SemEval::partial, SemEval::ent_type}) {
            row.push_back(
                {.value = precision_recall(schemes_of[cls][static_cast<std::size_t>(scheme)]).f1,
                 .count = counts[cls].support()});
        }
        table.classes.push_back(std::move(row));
    }
    return table;
}

}  // namespace errata
