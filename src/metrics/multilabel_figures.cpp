// The figures of samples with several classes: what each is called and means, and the table of them.
#include <array>

#include "metrics/multilabel.h"

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
     "samples", FigureKind::fraction},
    {"precision", "Precision (macro)",
     "Of a class: TP / (TP + FP), correct ones among the samples given it, 0 where there are none; "
     "overall the mean "
     "over the classes (scikit-learn's precision_score, zero_division=0).",
     "samples", FigureKind::fraction},
    {"recall", "Recall (macro)",
     "Of a class: TP / (TP + FN), correct ones among its samples, 0 where it has none; overall the "
     "mean over the "
     "classes (scikit-learn's recall_score, zero_division=0).",
     "samples", FigureKind::fraction},
    {"f1", "F1 (macro)",
     "Of a class: 2 P R / (P + R) of its precision P and recall R; overall the mean over the "
     "classes (scikit-learn's "
     "f1_score).",
     "samples", FigureKind::fraction},
    {"jaccard", "Jaccard index (macro)",
     "Of a class: TP / (TP + FP + FN), 0 where it neither is nor was given; overall the mean over "
     "the classes "
     "(scikit-learn's jaccard_score).",
     "samples", FigureKind::fraction},
    {"precision_micro", "Precision (micro)", from_all, "samples", FigureKind::fraction},
    {"recall_micro", "Recall (micro)", from_all, "samples", FigureKind::fraction},
    {"f1_micro", "F1 (micro)", from_all, "samples", FigureKind::fraction},
    {"jaccard_micro", "Jaccard index (micro)", from_all, "samples", FigureKind::fraction},
    {"precision_weighted", "Precision (weighted)", by_support, "samples", FigureKind::fraction},
    {"recall_weighted", "Recall (weighted)", by_support, "samples", FigureKind::fraction},
    {"f1_weighted", "F1 (weighted)", by_support, "samples", FigureKind::fraction},
    {"jaccard_weighted", "Jaccard index (weighted)", by_support, "samples", FigureKind::fraction},
    {"precision_samples", "Precision (samples)", over_samples, "samples", FigureKind::fraction},
    {"recall_samples", "Recall (samples)", over_samples, "samples", FigureKind::fraction},
    {"f1_samples", "F1 (samples)", over_samples, "samples", FigureKind::fraction},
    {"jaccard_samples", "Jaccard index (samples)", over_samples, "samples", FigureKind::fraction},
    {"hamming_loss", "Hamming loss",
     "Pairs of sample and class that are wrong / all pairs (scikit-learn's hamming_loss).",
     "samples", FigureKind::error},
    {"auc", "ROC AUC (macro)",
     "The probability that a sample of the class gets a higher score for it than another sample, "
     "ties counting half; "
     "overall the mean over the classes. Undefined without scores, and where a class has no sample "
     "or all "
     "(scikit-learn's roc_auc_score).",
     "samples", FigureKind::fraction},
    {"auc_micro", "ROC AUC (micro)", "Over all pairs of sample and class as one ranking.",
     "samples", FigureKind::fraction},
    {"auc_weighted", "ROC AUC (weighted)", by_support, "samples", FigureKind::fraction},
    {"ap", "Average precision (macro)",
     "Of a class: the sum over falling score of the gain in recall times the precision, 0 without "
     "samples of it; "
     "overall the mean over the classes. Undefined without scores (scikit-learn's "
     "average_precision_score).",
     "samples", FigureKind::fraction},
    {"ap_micro", "Average precision (micro)", "Over all pairs of sample and class as one ranking.",
     "samples", FigureKind::fraction},
    {"ap_weighted", "Average precision (weighted)", by_support, "samples", FigureKind::fraction},
    {"ap_samples", "Average precision (samples)",
     "The mean over the samples, each ranking its classes by score; 0 for a sample without "
     "classes.",
     "samples", FigureKind::fraction},
    {"coverage_error", "Coverage error",
     "How many classes, from the highest score down, must be taken to have all true ones; the mean "
     "over the samples, "
     "0 for one without classes (scikit-learn's coverage_error).",
     "samples", FigureKind::loss},
    {"lrap", "Label ranking average precision",
     "For each true class the share of true ones among the classes that score at least as high; "
     "the mean over classes, "
     "then samples; 1 for a sample with no class or all (scikit-learn's "
     "label_ranking_average_precision_score).",
     "samples", FigureKind::fraction},
    {"ranking_loss", "Label ranking loss",
     "The share of pairs of a true and a wrong class in which the wrong one scores at least as "
     "high; the mean over the "
     "samples, 0 for one with no class or all (scikit-learn's label_ranking_loss).",
     "samples", FigureKind::error},
}};

class Rows {
public:
    explicit Rows(FigureTable& table) : table_(table) {}

    void overall(std::size_t figure, std::optional<double> value, std::uint64_t count) {
        table_.overall[figure] = {.value = value, .count = count, .interval = {}};
    }
    void of_class(std::size_t c, std::size_t figure, std::optional<double> value,
                  std::uint64_t count) {
        table_.classes[c][figure] = {.value = value, .count = count, .interval = {}};
    }
    // Four neighbouring figures.
    void average(std::size_t first, const ClassScores& scores, std::uint64_t count) {
        overall(first, scores.precision, count);
        overall(first + 1, scores.recall, count);
        overall(first + 2, scores.f1, count);
        overall(first + 3, scores.jaccard, count);
    }

private:
    FigureTable& table_;
};

void set_rankings(Rows& rows, const MultilabelSummary& summary) {
    const std::uint64_t samples = summary.order.samples;
    double auc_sum = 0;
    double auc_weighted_sum = 0;
    double ap_sum = 0;
    double ap_weighted_sum = 0;
    double support = 0;
    bool every_auc = true;
    for (std::size_t c = 0; c < summary.rankings.size(); ++c) {
        const RankingAreas& areas = summary.rankings[c];
        const auto weight = static_cast<double>(areas.positives);
        every_auc = every_auc && areas.roc_auc;
        auc_sum += areas.roc_auc.value_or(0);
        auc_weighted_sum += weight * areas.roc_auc.value_or(0);
        ap_sum += areas.average_precision;
        ap_weighted_sum += weight * areas.average_precision;
        support += weight;
        rows.of_class(c, auc, areas.roc_auc, samples);
        rows.of_class(c, ap, areas.average_precision, samples);
    }
    if (summary.rankings.empty()) return;
    const auto classes = static_cast<double>(summary.rankings.size());
    if (every_auc) {
        rows.overall(auc, auc_sum / classes, samples);
        rows.overall(auc_weighted, auc_weighted_sum / support, samples);
    }
    rows.overall(auc_micro, summary.pairs.roc_auc, samples);
    rows.overall(ap, ap_sum / classes, samples);
    rows.overall(ap_micro, summary.pairs.average_precision, samples);
    rows.overall(ap_weighted, support > 0 ? ap_weighted_sum / support : 0, samples);
    rows.overall(ap_samples, summary.order.average_precision, samples);
    rows.overall(coverage_error, summary.order.coverage_error, samples);
    rows.overall(lrap, summary.order.ranking_precision, samples);
    rows.overall(ranking_loss, summary.order.ranking_loss, samples);
}

}  // namespace

std::span<const FigureInfo> multilabel_figures() { return infos; }

FigureTable summarize_multilabel(const MultilabelSummary& summary) {
    FigureTable table = {.figures = {infos.begin(), infos.end()}, .overall = {}, .classes = {}};
    const std::uint64_t samples = summary.sets.samples;
    const std::size_t classes = summary.counts.size();
    table.overall.assign(figure_count, {.value = {}, .count = samples, .interval = {}});
    Rows rows(table);
    for (std::size_t c = 0; c < classes; ++c) {
        const ClassCounts& one = summary.counts[c];
        table.classes.emplace_back(std::size_t{figure_count}, Figure{{}, one.support, {}});
        const ClassScores scores = scores_of(one);
        rows.of_class(c, precision, scores.precision, one.predicted);
        rows.of_class(c, recall, scores.recall, one.support);
        rows.of_class(c, f1, scores.f1, one.either());
        rows.of_class(c, jaccard, scores.jaccard, one.either());
    }
    if (samples > 0 && classes > 0) {
        const auto n = static_cast<double>(samples);
        rows.overall(subset_accuracy, static_cast<double>(summary.sets.exact) / n, samples);
        rows.average(precision, macro_average(summary.counts), samples);
        rows.average(micro, micro_average(summary.counts), samples);
        rows.average(weighted, weighted_average(summary.counts), samples);
        rows.average(by_sample, summary.sets.mean, samples);
        rows.overall(hamming_loss,
                     static_cast<double>(summary.sets.wrong) / (n * static_cast<double>(classes)),
                     samples);
    }
    set_rankings(rows, summary);
    return table;
}

}  // namespace errata
