#include "metrics/span_figures.h"

#include <array>

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

}  // namespace

std::span<const FigureInfo> span_figures() { return infos; }
std::span<const FigureInfo> span_class_figures() { return class_infos; }

FigureTable summarize_spans(const SpanCounts& spans, const Figure& token_accuracy,
                            std::span<const std::uint8_t> left_out) {
    std::vector<ClassCounts> counts;
    ClassCounts all;
    for (const TypeCounts& one : spans.of_type) {
        counts.push_back(one.exact);
        all.add(one.exact);
    }
    FigureTable table;
    table.figures.assign(infos.begin(), infos.end());
    table.class_figures.assign(class_infos.begin(), class_infos.end());
    const std::uint64_t support = all.support();
    const std::uint64_t predictions = spans.predictions;
    const bool is_empty = support == 0 && predictions == 0;
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
    put_all(averaged(without(counts, left_out), Averaging::macro));
    put_all(averaged(without(counts, left_out), Averaging::weighted));
    table.overall.resize(first_scheme_figure + 3 * sem_eval_schemes);
    for (std::size_t s = 0; s < sem_eval_schemes; ++s) {
        const PrecisionRecall one = precision_recall(spans.schemes[s]);
        std::size_t place = first_scheme_figure + s;
        for (const double value : {one.f1, one.precision, one.recall}) {
            table.overall[place] = {.value = is_empty ? std::optional<double>() : value,
                                    .count = support};
            place += sem_eval_schemes;
        }
    }
    const OverlapPairs& overlaps = spans.overlaps;
    table.overall.push_back(
        {.value = overlaps.pairs > 0
                      ? std::optional(overlaps.sum / static_cast<double>(overlaps.pairs))
                      : std::nullopt,
         .count = overlaps.pairs});
    put(precision_recall({.true_positives = overlaps.above,
                          .false_positives = predictions - overlaps.above - overlaps.ignored,
                          .missed = support - overlaps.above})
            .f1);
    for (std::size_t cls = 0; cls < counts.size(); ++cls) {
        if (!left_out.empty() && left_out[cls] != 0) {
            table.classes.emplace_back(class_infos.size());
            continue;
        }
        std::vector<Figure> row = class_row(counts[cls]);
        row.resize(3);
        for (const SemEval scheme : {SemEval::strict, SemEval::partial, SemEval::ent_type}) {
            row.push_back(
                {.value =
                     precision_recall(spans.of_type[cls].schemes[static_cast<std::size_t>(scheme)])
                         .f1,
                 .count = counts[cls].support()});
        }
        table.classes.push_back(std::move(row));
    }
    return table;
}

namespace {

// weight(sample)
template <typename Weight>
Figure share_of_same(const Column<std::uint32_t>& tokens, const Column<std::uint32_t>& same_tags,
                     Weight&& weight) {
    Figure accuracy;
    std::uint64_t same = 0;
    for (std::size_t sample = 0; sample < tokens.size(); ++sample) {
        accuracy.count += weight(sample) * tokens[sample];
        same += weight(sample) * same_tags[sample];
    }
    if (accuracy.count > 0) {
        accuracy.value = static_cast<double>(same) / static_cast<double>(accuracy.count);
    }
    return accuracy;
}

}  // namespace

Figure token_accuracy(const Column<std::uint32_t>& tokens, const Column<std::uint32_t>& same_tags,
                      const Restriction& restriction) {
    if (restriction.rows != nullptr && restriction.to != Restricted::samples) return {};
    return share_of_same(tokens, same_tags, [&](std::size_t sample) {
        return std::uint64_t{restriction.keeps_sample(sample) ? 1U : 0U};
    });
}

Figure token_accuracy(const Column<std::uint32_t>& tokens, const Column<std::uint32_t>& same_tags,
                      std::span<const std::uint32_t> weights) {
    return share_of_same(tokens, same_tags,
                         [&](std::size_t sample) { return std::uint64_t{weights[sample]}; });
}

FigureTable summarize_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                            const Figure& accuracy, const SpanOptions& options,
                            const Restriction& restriction) {
    const std::size_t classes = dataset.classes.size();
    SpanCounts counts(classes);
    for (const DocumentCounts& document : count_spans(dataset, run, rows, options, restriction)) {
        counts.add(document);
    }
    std::vector<std::uint8_t> left_out(classes, 0);
    const auto leave_out = [&](ClassSlot cls) {
        const ClassCounts& own = counts.of_type[cls].exact;
        left_out[cls] = own.support() + own.false_positives == 0 ? 1 : 0;
    };
    for (const ClassSlot cls : dataset.truth.cls) leave_out(cls);
    for (const ClassSlot cls : run.cls) leave_out(cls);
    return summarize_spans(counts, accuracy, left_out);
}

}  // namespace errata
