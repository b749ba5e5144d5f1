// The figures of a classification: what each is called and means, and the table of them.
#include <array>

#include "metrics/classification.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

// Places in the table.
enum : std::size_t {
    accuracy,
    balanced,
    precision,
    recall,
    f1,
    precision_weighted,
    recall_weighted,
    f1_weighted,
    precision_micro,
    recall_micro,
    f1_micro,
    mcc,
    kappa,
    top_2,
    top_3,
    top_5,
    auc,
    auc_weighted,
    auc_ovo,
    auc_ovo_weighted,
    ap,
    ap_weighted,
    log_loss,
    brier,
    figure_count,
};

constexpr std::array<FigureInfo, figure_count> infos = {{
    {"accuracy", "Accuracy", "Correct samples / all samples (scikit-learn's accuracy_score).",
     "samples", FigureKind::fraction},
    {"balanced_accuracy", "Balanced accuracy",
     "The mean recall of the classes that have samples: every class weighs the same "
     "(scikit-learn's "
     "balanced_accuracy_score).",
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
    {"precision_weighted", "Precision (weighted)",
     "The mean precision of the classes, each weighing its samples.", "samples",
     FigureKind::fraction},
    {"recall_weighted", "Recall (weighted)",
     "The mean recall of the classes, each weighing its samples: the same as accuracy.", "samples",
     FigureKind::fraction},
    {"f1_weighted", "F1 (weighted)", "The mean F1 of the classes, each weighing its samples.",
     "samples", FigureKind::fraction},
    {"precision_micro", "Precision (micro)",
     "From the counts of all classes together; the same as accuracy where each sample has one "
     "class.",
     "samples", FigureKind::fraction},
    {"recall_micro", "Recall (micro)",
     "From the counts of all classes together; the same as accuracy where each sample has one "
     "class.",
     "samples", FigureKind::fraction},
    {"f1_micro", "F1 (micro)",
     "From the counts of all classes together; the same as accuracy where each sample has one "
     "class.",
     "samples", FigureKind::fraction},
    {"mcc", "Matthews correlation",
     "Correlation of truth and prediction, -1 to 1, 0 for chance: (c s - t·p) / sqrt((s² - p·p)(s² "
     "- t·t)), c correct "
     "of s samples, t and p the classes' counts in truth and prediction (scikit-learn's "
     "matthews_corrcoef).",
     "samples", FigureKind::number},
    {"kappa", "Cohen's kappa",
     "Agreement beyond chance: 1 - disagreement / disagreement expected from the classes' counts. "
     "Undefined where "
     "none is expected (scikit-learn's cohen_kappa_score).",
     "samples", FigureKind::number},
    {"top_2", "Top-2 accuracy",
     "The true class is among the two most probable, ties in favour of the later class. Undefined "
     "without "
     "probabilities or more classes than that (scikit-learn's top_k_accuracy_score).",
     "samples", FigureKind::fraction},
    {"top_3", "Top-3 accuracy",
     "The true class is among the three most probable; see top-2 accuracy.", "samples",
     FigureKind::fraction},
    {"top_5", "Top-5 accuracy",
     "The true class is among the five most probable; see top-2 accuracy.", "samples",
     FigureKind::fraction},
    {"auc", "ROC AUC (one against the rest)",
     "The probability that a sample of the class gets a higher probability of it than another "
     "sample, ties counting "
     "half; overall the mean over the classes. Undefined without probabilities, and where a class "
     "has no sample or "
     "all (scikit-learn's roc_auc_score, multi_class=\"ovr\"; that also refuses probabilities that "
     "do not sum to 1).",
     "samples", FigureKind::fraction},
    {"auc_weighted", "ROC AUC (one against the rest, weighted)",
     "The mean over the classes, each weighing its samples.", "samples", FigureKind::fraction},
    {"auc_ovo", "ROC AUC (one against one)",
     "The mean over all pairs of classes that have samples, of the area of either class against "
     "the other (Hand and "
     "Till 2001; scikit-learn's roc_auc_score, multi_class=\"ovo\").",
     "samples", FigureKind::fraction},
    {"auc_ovo_weighted", "ROC AUC (one against one, weighted)",
     "The mean over all pairs of classes, each pair weighing its samples.", "samples",
     FigureKind::fraction},
    {"ap", "Average precision (macro)",
     "Of a class: the sum over falling probability of the gain in recall times the precision, 0 "
     "without samples of "
     "it; overall the mean over the classes. Undefined without probabilities (scikit-learn's "
     "average_precision_score).",
     "samples", FigureKind::fraction},
    {"ap_weighted", "Average precision (weighted)",
     "The mean average precision of the classes, each weighing its samples.", "samples",
     FigureKind::fraction},
    {"log_loss", "Log loss",
     "The mean of -log p(true class), natural logarithm; p is clipped to 2.2e-16 from 0 and 1 and "
     "normalised. "
     "Undefined without probabilities or with one class (scikit-learn's log_loss).",
     "samples", FigureKind::loss},
    {"brier", "Brier score",
     "Overall: the mean over the samples of the squared distance of the probabilities to the "
     "truth, 0 to 2 (Brier "
     "1950); of a class: the mean of (p - truth)², 0 to 1 (scikit-learn's brier_score_loss).",
     "samples", FigureKind::loss},
}};

void set(std::vector<Figure>& row, std::size_t figure, std::optional<double> value,
         std::uint64_t count) {
    row[figure] = {.value = value, .count = count, .interval = {}};
}

struct Mean {
    double sum = 0;
    double weights = 0;
    bool defined = true;

    void add(std::optional<double> value, double weight) {
        if (!value) {
            defined = false;
        } else {
            sum += *value * weight;
            weights += weight;
        }
    }
    std::optional<double> value() const {
        if (!defined || weights == 0) return {};
        return sum / weights;
    }
};

// All pairs of classes that have samples; undefined without a pair.
void set_pairs(std::vector<Figure>& row, std::span<const ClassRanking> rankings,
               std::uint64_t samples) {
    Mean plain;
    Mean weighted;
    for (std::size_t a = 0; a < rankings.size(); ++a) {
        for (std::size_t b = a + 1; b < rankings.size(); ++b) {
            const auto of_a = rankings[a].against_class[b];
            const auto of_b = rankings[b].against_class[a];
            if (!of_a || !of_b) continue;
            const double both = (*of_a + *of_b) / 2;
            const auto weight = static_cast<double>(rankings[a].against_rest.positives +
                                                    rankings[b].against_rest.positives);
            plain.add(both, 1);
            weighted.add(both, weight);
        }
    }
    set(row, auc_ovo, plain.value(), samples);
    set(row, auc_ovo_weighted, weighted.value(), samples);
}

void set_rankings(FigureTable& table, std::span<const ClassRanking> rankings,
                  std::uint64_t samples) {
    Mean mean_auc;
    Mean mean_auc_weighted;
    Mean mean_ap;
    Mean mean_ap_weighted;
    for (std::size_t c = 0; c < rankings.size(); ++c) {
        const RankingAreas& areas = rankings[c].against_rest;
        const auto support = static_cast<double>(areas.positives);
        mean_auc.add(areas.roc_auc, 1);
        mean_auc_weighted.add(areas.roc_auc, support);
        mean_ap.add(areas.average_precision, 1);
        mean_ap_weighted.add(areas.average_precision, support);
        set(table.classes[c], auc, areas.roc_auc, samples);
        set(table.classes[c], ap, areas.average_precision, samples);
    }
    set(table.overall, auc, mean_auc.value(), samples);
    set(table.overall, auc_weighted, mean_auc_weighted.value(), samples);
    set(table.overall, ap, mean_ap.value(), samples);
    set(table.overall, ap_weighted, mean_ap_weighted.value(), samples);
    set_pairs(table.overall, rankings, samples);
}

void set_probabilities(FigureTable& table, const ProbabilitySummary& summary) {
    const std::uint64_t n = summary.samples;
    const auto top = [&](std::size_t figure, std::size_t k) {
        std::optional<double> value;
        if (n > 0 && k < summary.top.size()) {
            value = static_cast<double>(summary.top[k - 1]) / static_cast<double>(n);
        }
        set(table.overall, figure, value, n);
    };
    top(top_2, 2);
    top(top_3, 3);
    top(top_5, 5);
    set(table.overall, log_loss, summary.log_loss, n);
    set(table.overall, brier, summary.brier, n);
    for (std::size_t c = 0; c < summary.class_brier.size(); ++c) {
        set(table.classes[c], brier, summary.class_brier[c], n);
    }
}

// Precision, recall and F1 at three neighbouring places.
void set_averages(std::vector<Figure>& row, std::size_t first, const ClassScores& scores,
                  std::uint64_t samples) {
    set(row, first, scores.precision, samples);
    set(row, first + 1, scores.recall, samples);
    set(row, first + 2, scores.f1, samples);
}

}  // namespace

std::span<const FigureInfo> classification_figures() { return infos; }

FigureTable summarize_classification(std::span<const ClassCounts> counts,
                                     const ProbabilitySummary& probabilities,
                                     std::span<const ClassRanking> rankings) {
    FigureTable table = {.figures = {infos.begin(), infos.end()}, .overall = {}, .classes = {}};
    std::uint64_t samples = 0;
    std::uint64_t correct = 0;
    for (const ClassCounts& one : counts) {
        samples += one.support;
        correct += one.true_positives;
        std::vector<Figure>& row =
            table.classes.emplace_back(std::size_t{figure_count}, Figure{{}, one.support, {}});
        const ClassScores scores = scores_of(one);
        set(row, precision, scores.precision, one.predicted);
        set(row, recall, scores.recall, one.support);
        set(row, f1, scores.f1, one.either());
    }
    table.overall.assign(figure_count, {.value = {}, .count = samples, .interval = {}});
    if (samples > 0) {
        set(table.overall, accuracy, static_cast<double>(correct) / static_cast<double>(samples),
            samples);
        set(table.overall, balanced, balanced_accuracy(counts), samples);
        set_averages(table.overall, precision, macro_average(counts), samples);
        set_averages(table.overall, precision_weighted, weighted_average(counts), samples);
        set_averages(table.overall, precision_micro, micro_average(counts), samples);
        set(table.overall, mcc, matthews_correlation(counts), samples);
        set(table.overall, kappa, cohen_kappa(counts), samples);
    }
    set_probabilities(table, probabilities);
    set_rankings(table, rankings, probabilities.samples);
    return table;
}

}  // namespace errata
