#include "metrics/span_figures.h"

#include <algorithm>
#include <array>
#include <functional>
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
     .basis = objects,
     .is_share = true},
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
    std::uint64_t above = 0;    // with at least the threshold
    std::uint64_t ignored = 0;  // predictions that reach it with an ignored object alone
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

std::span<const FigureInfo> span_figures() { return infos; }
std::span<const FigureInfo> span_class_figures() { return class_infos; }

Figure token_accuracy(const Column<std::uint32_t>& tokens, const Column<std::uint32_t>& same_tags,
                      const Restriction& restriction) {
    const bool is_known = restriction.rows == nullptr || restriction.to == Restricted::samples;
    Figure accuracy;
    std::uint64_t same = 0;
    for (std::size_t sample = 0; is_known && sample < tokens.size(); ++sample) {
        if (!restriction.keeps_sample(sample)) continue;
        accuracy.count += tokens[sample];
        same += same_tags[sample];
    }
    if (accuracy.count > 0) accuracy.value = ratio(static_cast<double>(same), accuracy.count);
    return accuracy;
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

// What the figures are made of.
struct SpanCounts {
    std::uint64_t objects = 0;
    std::uint64_t predictions = 0;
    std::vector<ClassCounts> exact;  // per type
    SchemeCounts schemes = {};
    std::vector<SchemeCounts> schemes_of;  // per type
    OverlapPairs overlaps;
    std::vector<bool> occurs;  // per type, anywhere
};

void count_exact(const Dataset& dataset, const Run& run, const SampleRows& rows,
                 const Restriction& restriction, SpanCounts& counts) {
    const GroundTruth& truth = dataset.truth;
    for (std::size_t row = 0; row < truth.size(); ++row) {
        counts.occurs[truth.cls[row]] = true;
        if (!restriction.keeps_sample(truth.sample[row]) || !restriction.keeps_object(row))
            continue;
        ++counts.exact[truth.cls[row]].missed;
        ++counts.objects;
    }
    for (std::size_t row = 0; row < run.size(); ++row) {
        counts.occurs[run.cls[row]] = true;
        if (!restriction.keeps_sample(run.sample[row]) || !restriction.keeps_prediction(row)) {
            continue;
        }
        ++counts.exact[run.cls[row]].false_positives;
        ++counts.predictions;
    }
    for (const SpanMatch& match : match_spans(dataset, run, rows, restriction)) {
        ClassCounts& one = counts.exact[run.cls[match.prediction]];
        --one.false_positives;
        if (!restriction.keeps_object(match.truth)) continue;
        ++one.true_positives;
        --one.missed;
    }
}

void count_sample(const SampleSpans& spans, const SpanOptions& options, SpanCounts& counts) {
    add_schemes(spans.truth, spans.predicted, options.least_overlap, counts.schemes);
    add_overlaps(spans, options.overlap_threshold, counts.overlaps);
    std::vector<std::uint32_t> types;
    for (const TypedSpan& one : spans.truth) types.push_back(one.type);
    for (const TypedSpan& one : spans.predicted) types.push_back(one.type);
    std::ranges::sort(types);
    const auto again = std::ranges::unique(types);
    types.erase(again.begin(), again.end());
    for (const std::uint32_t type : types) {
        add_schemes(of_type(spans.truth, type), of_type(spans.predicted, type),
                    options.least_overlap, counts.schemes_of[type]);
    }
}

std::vector<Figure> overall_of(const SpanCounts& counts, std::span<const ClassCounts> exact,
                               const Figure& accuracy) {
    std::vector<Figure> overall;
    const std::uint64_t support = counts.objects;
    const bool is_empty = support == 0 && counts.predictions == 0;
    const auto figure = [&](double value) {
        return Figure{.value = is_empty ? std::optional<double>() : value, .count = support};
    };
    const auto put_all = [&](const PrecisionRecall& one) {
        for (const double value : {one.f1, one.precision, one.recall}) {
            overall.push_back(figure(value));
        }
    };
    put_all(averaged(exact, Averaging::micro));
    overall.push_back(accuracy);
    put_all(averaged(exact, Averaging::macro));
    put_all(averaged(exact, Averaging::weighted));
    overall.resize(first_scheme_figure + 3 * sem_eval_schemes);
    for (std::size_t s = 0; s < sem_eval_schemes; ++s) {
        const PrecisionRecall one = precision_recall(counts.schemes[s]);
        std::size_t place = first_scheme_figure + s;
        for (const double value : {one.f1, one.precision, one.recall}) {
            overall[place] = figure(value);
            place += sem_eval_schemes;
        }
    }
    const OverlapPairs& overlaps = counts.overlaps;
    Figure mean = {.value = {}, .count = overlaps.pairs};
    if (overlaps.pairs > 0) mean.value = ratio(overlaps.sum, overlaps.pairs);
    overall.push_back(mean);
    const ClassCounts at_threshold = {
        .true_positives = overlaps.above,
        .false_positives = counts.predictions - overlaps.above - overlaps.ignored,
        .missed = support - overlaps.above};
    overall.push_back(figure(precision_recall(at_threshold).f1));
    return overall;
}

}  // namespace

FigureTable summarize_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                            const Figure& accuracy, const SpanOptions& options,
                            const Restriction& restriction) {
    const std::size_t classes = dataset.classes.size();
    SpanCounts counts;
    counts.exact.resize(classes);
    counts.schemes_of.resize(classes);
    counts.occurs.resize(classes);
    count_exact(dataset, run, rows, restriction, counts);
    SampleSpans spans;
    for (SampleSlot sample = 0; sample < dataset.samples.size(); ++sample) {
        if (!restriction.keeps_sample(sample)) continue;
        take_sample(dataset, run, rows, restriction, sample, spans);
        count_sample(spans, options, counts);
    }

    FigureTable table;
    table.figures.assign(infos.begin(), infos.end());
    table.class_figures.assign(class_infos.begin(), class_infos.end());
    std::vector<ClassCounts> exact;  // of the types that are left
    for (std::size_t cls = 0; cls < classes; ++cls) {
        const ClassCounts& own = counts.exact[cls];
        const bool is_left = own.support() + own.false_positives > 0 || !counts.occurs[cls];
        if (!is_left) {
            table.classes.emplace_back(class_infos.size());
            continue;
        }
        exact.push_back(own);
        std::vector<Figure> row = class_row(own);
        row.resize(3);
        for (const SemEval scheme : {SemEval::strict, SemEval::partial, SemEval::ent_type}) {
            const SemEvalCounts& of = counts.schemes_of[cls][static_cast<std::size_t>(scheme)];
            row.push_back({.value = precision_recall(of).f1, .count = own.support()});
        }
        table.classes.push_back(std::move(row));
    }
    table.overall = overall_of(counts, exact, accuracy);
    return table;
}

}  // namespace errata
