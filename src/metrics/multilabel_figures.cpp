// The figures of samples with several classes: what each is called and means, and the table of them.
#include <array>

#include "metrics/multilabel.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

// Places in the table.
enum : std::size_t {
    subset_accuracy,
    precision,
    recall,
    f1,
    jaccard,
    micro,
    weighted = micro + 4,
    by_sample = weighted + 4,
    hamming_loss = by_sample + 4,
    auc,
    auc_micro,
    auc_weighted,
    ap,
    ap_micro,
    ap_weighted,
    ap_samples,
    coverage_error,
    lrap,
    ranking_loss,
    figure_count,
};

constexpr std::string_view from_all = "From the counts of all classes together.";
constexpr std::string_view by_support = "The mean over the classes, each weighing its samples.";
constexpr std::string_view over_samples =
    "The mean over the samples, each sample's classes counted by themselves; 0 where that is not "
    "defined.";

constexpr std::array<FigureInfo, figure_count> infos = {{
    {"subset_accuracy", "Subset accuracy",
     "Samples whose classes are all right and none missing / all samples (scikit-learn's "
     "accuracy_score).",
     "samples", FigureKind::fraction, true},
    {"precision_macro", "Precision, macro",
     "Of a class: TP / (TP + FP), correct ones among the samples given it, 0 where there are none; "
     "overall the mean "
     "over the classes (scikit-learn's precision_score, zero_division=0).",
     "samples", FigureKind::fraction},
    {"recall_macro", "Recall, macro",
     "Of a class: TP / (TP + FN), correct ones among its samples, 0 where it has none; overall the "
     "mean over the "
     "classes (scikit-learn's recall_score, zero_division=0).",
     "samples", FigureKind::fraction},
    {"f1_macro", "F1, macro",
     "Of a class: 2 P R / (P + R) of its precision P and recall R; overall the mean over the "
     "classes (scikit-learn's "
     "f1_score).",
     "samples", FigureKind::fraction},
    {"jaccard_macro", "Jaccard index, macro",
     "Of a class: TP / (TP + FP + FN), 0 where it neither is nor was given; overall the mean over "
     "the classes "
     "(scikit-learn's jaccard_score).",
     "samples", FigureKind::fraction},
    {"precision_micro", "Precision, micro", from_all, "samples", FigureKind::fraction},
    {"recall_micro", "Recall, micro", from_all, "samples", FigureKind::fraction},
    {"f1_micro", "F1, micro", from_all, "samples", FigureKind::fraction},
    {"jaccard_micro", "Jaccard index, micro", from_all, "samples", FigureKind::fraction},
    {"precision_weighted", "Precision, weighted", by_support, "samples", FigureKind::fraction},
    {"recall_weighted", "Recall, weighted", by_support, "samples", FigureKind::fraction},
    {"f1_weighted", "F1, weighted", by_support, "samples", FigureKind::fraction},
    {"jaccard_weighted", "Jaccard index, weighted", by_support, "samples", FigureKind::fraction},
    {"precision_samples", "Precision, samples", over_samples, "samples", FigureKind::fraction},
    {"recall_samples", "Recall, samples", over_samples, "samples", FigureKind::fraction},
    {"f1_samples", "F1, samples", over_samples, "samples", FigureKind::fraction},
    {"jaccard_samples", "Jaccard index, samples", over_samples, "samples", FigureKind::fraction},
    {"hamming_loss", "Hamming loss",
     "Pairs of sample and class that are wrong / all pairs (scikit-learn's hamming_loss).",
     "samples", FigureKind::error},
    {"roc_auc_macro", "ROC AUC, macro",
     "The probability that a sample of the class gets a higher score for it than another sample, "
     "ties counting half; "
     "overall the mean over the classes. Undefined without scores, and where a class has no sample "
     "or all "
     "(scikit-learn's roc_auc_score).",
     "samples", FigureKind::fraction},
    {"roc_auc_micro", "ROC AUC, micro", "Over all pairs of sample and class as one ranking.",
     "samples", FigureKind::fraction},
    {"roc_auc_weighted", "ROC AUC, weighted", by_support, "samples", FigureKind::fraction},
    {"average_precision_macro", "Average precision, macro",
     "Of a class: the sum over falling score of the gain in recall times the precision, 0 without "
     "samples of it; "
     "overall the mean over the classes. Undefined without scores (scikit-learn's "
     "average_precision_score).",
     "samples", FigureKind::fraction},
    {"average_precision_micro", "Average precision, micro",
     "Over all pairs of sample and class as one ranking.", "samples", FigureKind::fraction},
    {"average_precision_weighted", "Average precision, weighted", by_support, "samples",
     FigureKind::fraction},
    {"average_precision_samples", "Average precision, samples",
     "The mean over the samples, each ranking its classes by score; 0 for a sample without "
     "classes.",
     "samples", FigureKind::fraction},
    {"coverage_error", "Coverage error",
     "How many classes, from the highest score down, must be taken to have all true ones; the mean "
     "over the samples, "
     "0 for one without classes (scikit-learn's coverage_error).",
     "samples", FigureKind::loss},
    {"label_ranking_average_precision", "Label ranking average precision",
     "For each true class the share of true ones among the classes that score at least as high; "
     "the mean over classes, "
     "then samples; 1 for a sample with no class or all (scikit-learn's "
     "label_ranking_average_precision_score).",
     "samples", FigureKind::fraction},
    {"label_ranking_loss", "Label ranking loss",
     "The share of pairs of a true and a wrong class in which the wrong one scores at least as "
     "high; the mean over the "
     "samples, 0 for one with no class or all (scikit-learn's label_ranking_loss).",
     "samples", FigureKind::error},
}};

// Those of a class: the same as with one class per sample where there is one.
constexpr std::array<FigureInfo, 6> class_infos = {{
    {"precision", "Precision",
     "TP / (TP + FP): the share of samples given the class that have it; 0 where there is none",
     "samples of the class", FigureKind::fraction},
    {"recall", "Recall",
     "TP / (TP + missed): the share of the class that is found; 0 where there is none",
     "samples of the class", FigureKind::fraction},
    {"f1", "F1", "2 TP / (2 TP + FP + missed), the harmonic mean of precision and recall",
     "samples of the class", FigureKind::fraction},
    {"jaccard", "Jaccard index", "TP / (TP + FP + missed). Source: scikit-learn's jaccard_score",
     "samples of the class", FigureKind::fraction},
    {"roc_auc", "ROC AUC",
     "The probability that a sample of the class scores higher than another, ties counting half; "
     "undefined where no "
     "sample has the class or all have it. Source: scikit-learn's roc_auc_score",
     "samples of the class", FigureKind::fraction},
    {"average_precision", "Average precision",
     "The sum of precision times the step in recall over all thresholds. Source: scikit-learn's "
     "average_precision_score",
     "samples of the class", FigureKind::fraction},
}};

// Precision, recall, F1 and Jaccard index.
using Scores = std::array<double, 4>;

Scores scores_of(const ClassCounts& counts) {
    const PrecisionRecall of = precision_recall(counts);
    return {of.precision, of.recall, of.f1, jaccard_index(counts)};
}

Scores average(std::span<const ClassCounts> counts, Averaging averaging) {
    const PrecisionRecall mean = averaged(counts, averaging);
    ClassCounts sum;
    std::vector<double> indices;
    std::vector<double> weights;
    for (const ClassCounts& one : counts) {
        sum.add(one);
        indices.push_back(jaccard_index(one));
        weights.push_back(averaging == Averaging::macro ? 1 : static_cast<double>(one.support()));
    }
    const double jaccard_mean =
        averaging == Averaging::micro ? jaccard_index(sum) : weighted_mean(indices, weights);
    return {mean.precision, mean.recall, mean.f1, jaccard_mean};
}

// Fills in one row of figures.
class FigureRow {
public:
    FigureRow(std::vector<Figure>& row, std::size_t figures, std::uint64_t count)
        : row_(row), count_(count) {
        row_.assign(figures, {.value = {}, .count = count, .interval = {}});
    }
    void set(std::size_t figure, std::optional<double> value) {
        row_[figure] = {.value = value, .count = count_, .interval = {}};
    }
    void set(std::size_t first, const Scores& scores) {
        for (std::size_t i = 0; i < scores.size(); ++i) set(first + i, scores[i]);
    }

private:
    std::vector<Figure>& row_;
    std::uint64_t count_;
};

void set_rankings(FigureRow& row, const MultilabelSummary& summary,
                  std::span<const std::uint8_t> left_out) {
    if (summary.rankings.empty()) return;
    std::vector<double> areas;
    std::vector<double> precisions;
    std::vector<double> support;
    bool every_area = true;
    for (std::size_t cls = 0; cls < summary.rankings.size(); ++cls) {
        if (!left_out.empty() && left_out[cls] != 0) continue;
        const RankingAreas& of = summary.rankings[cls];
        every_area = every_area && of.roc_auc;
        areas.push_back(of.roc_auc.value_or(0));
        precisions.push_back(of.average_precision.value_or(0));
        support.push_back(static_cast<double>(of.positives));
    }
    if (every_area) {
        row.set(auc, numpy::mean(areas));
        row.set(auc_weighted, weighted_mean(areas, support));
    }
    row.set(auc_micro, summary.pairs.roc_auc);
    row.set(ap, numpy::mean(precisions));
    row.set(ap_micro, summary.pairs.average_precision);
    row.set(ap_weighted, weighted_mean(precisions, support));
    row.set(ap_samples, summary.order.average_precision);
    row.set(coverage_error, summary.order.coverage_error);
    row.set(lrap, summary.order.ranking_precision);
    row.set(ranking_loss, summary.order.ranking_loss);
}

}  // namespace

std::span<const FigureInfo> multilabel_figures() { return infos; }
std::span<const FigureInfo> multilabel_class_figures() { return class_infos; }

FigureTable summarize_multilabel(const MultilabelSummary& summary,
                                 std::span<const std::uint8_t> left_out) {
    FigureTable table;
    table.figures.assign(infos.begin(), infos.end());
    table.class_figures.assign(class_infos.begin(), class_infos.end());
    const std::uint64_t samples = summary.sets.samples;
    const std::span<const ClassCounts> counts = summary.counts;
    FigureRow overall(table.overall, figure_count, samples);
    if (samples == 0 || counts.empty()) return table;
    const auto n = static_cast<double>(samples);
    overall.set(subset_accuracy, static_cast<double>(summary.sets.exact) / n);
    overall.set(precision, average(without(counts, left_out), Averaging::macro));
    overall.set(micro, average(counts, Averaging::micro));
    overall.set(weighted, average(counts, Averaging::weighted));
    const PrecisionRecall& mean = summary.sets.mean;
    overall.set(by_sample, {mean.precision, mean.recall, mean.f1, summary.sets.jaccard});
    overall.set(hamming_loss,
                static_cast<double>(summary.sets.wrong) / (n * static_cast<double>(counts.size())));
    set_rankings(overall, summary, left_out);
    for (std::size_t c = 0; c < counts.size(); ++c) {
        FigureRow row(table.classes.emplace_back(), class_infos.size(), counts[c].support());
        row.set(0, scores_of(counts[c]));
        if (summary.rankings.empty()) continue;
        row.set(4, summary.rankings[c].roc_auc);
        row.set(5, summary.rankings[c].average_precision);
    }
    return table;
}

}  // namespace errata
