#include "metrics/classification.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/real_math.h"
#include "metrics/class_averages.h"
#include "metrics/numpy.h"
#include "metrics/ranking_curves.h"

namespace errata {

namespace {

constexpr std::string_view samples_basis = "samples";
constexpr std::string_view macro = "The mean over classes. Source: scikit-learn, zero_division 0";
constexpr std::string_view weighted =
    "The mean over classes, weighted by their number of samples. Source: scikit-learn, "
    "zero_division 0";
constexpr std::string_view micro =
    "From the counts of all classes together: with one class per sample the same as the accuracy. "
    "Source: scikit-learn";
constexpr std::string_view top_k =
    "The share of samples whose true class is among those with the highest probabilities; of equal "
    "ones the later class "
    "first. Source: scikit-learn's top_k_accuracy_score";
constexpr std::string_view ovr =
    "The area under the ROC curve of each class against the rest, averaged over classes; undefined "
    "where a class has no "
    "sample. Source: scikit-learn's roc_auc_score, multi_class ovr";
constexpr std::string_view ovo =
    "The area under the ROC curve of every pair of classes that have samples, both ways, averaged "
    "over pairs. Source: "
    "scikit-learn's roc_auc_score, multi_class ovo; Hand and Till 2001";

constexpr FigureInfo share(std::string_view key, std::string_view name, std::string_view meaning) {
    return {.key = key, .name = name, .meaning = meaning, .basis = samples_basis};
}

constexpr std::array<FigureInfo, 24> overall_infos = {{
    share("accuracy", "Accuracy", "The share of samples whose predicted class is the true one"),
    share("balanced_accuracy", "Balanced accuracy",
          "The mean of the recalls of the classes that have samples. Source: scikit-learn"),
    share("precision_macro", "Precision, macro", macro),
    share("recall_macro", "Recall, macro", macro),
    share("f1_macro", "F1, macro", macro),
    share("precision_micro", "Precision, micro", micro),
    share("recall_micro", "Recall, micro", micro),
    share("f1_micro", "F1, micro", micro),
    share("precision_weighted", "Precision, weighted", weighted),
    share("recall_weighted", "Recall, weighted", weighted),
    share("f1_weighted", "F1, weighted", weighted),
    {.key = "matthews_corrcoef",
     .name = "Matthews correlation",
     .meaning = "The correlation of true and predicted classes, -1 to 1. Source: scikit-learn; "
                "Gorodkin 2004",
     .basis = samples_basis,
     .kind = FigureKind::number},
    {.key = "cohen_kappa",
     .name = "Cohen's kappa",
     .meaning = "Agreement beyond what chance would give: 1 - observed / expected disagreement. "
                "Source: scikit-learn; Cohen 1960",
     .basis = samples_basis,
     .kind = FigureKind::number},
    share("top_2_accuracy", "Top-2 accuracy", top_k),
    share("top_3_accuracy", "Top-3 accuracy", top_k),
    share("top_5_accuracy", "Top-5 accuracy", top_k),
    {.key = "log_loss",
     .name = "Log loss",
     .meaning = "The mean of -log of the probability of the true class, clipped at 2.2e-16 and "
                "renormalised. Source: scikit-learn",
     .basis = samples_basis,
     .kind = FigureKind::loss},
    {.key = "brier",
     .name = "Brier score",
     .meaning = "The mean squared distance of the probabilities to the true class, summed over "
                "classes, 0 to 2. Source: Brier 1950",
     .basis = samples_basis,
     .kind = FigureKind::loss},
    share("roc_auc_ovr", "ROC AUC, one against the rest", ovr),
    share("roc_auc_ovr_weighted", "ROC AUC, one against the rest, weighted", ovr),
    share("roc_auc_ovo", "ROC AUC, pairs", ovo),
    share("roc_auc_ovo_weighted", "ROC AUC, pairs, weighted", ovo),
    share("average_precision_macro", "Average precision, macro",
          "The mean over the classes that have samples of the average precision of each against "
          "the rest. Source: scikit-learn's average_precision_score"),
    share("average_precision_weighted", "Average precision, weighted",
          "The same, weighted by the classes' numbers of samples. Source: scikit-learn's "
          "average_precision_score"),
}};

// Per sample the probabilities of one class.
std::vector<double> column_of(const ClassifiedSamples& samples, std::size_t cls) {
    std::vector<double> column(samples.truth.size());
    for (std::size_t i = 0; i < column.size(); ++i)
        column[i] = samples.scores[i * samples.classes + cls];
    return column;
}

ScoreSteps one_against_rest(const ClassifiedSamples& samples, std::size_t cls) {
    std::vector<std::uint8_t> positive(samples.truth.size());
    for (std::size_t i = 0; i < positive.size(); ++i) positive[i] = samples.truth[i] == cls ? 1 : 0;
    return score_steps(positive, column_of(samples, cls));
}

// The share of samples whose true class is among the k most probable.
double top_k_accuracy(const ClassifiedSamples& samples, std::size_t k) {
    const std::size_t classes = samples.classes;
    std::uint64_t hits = 0;
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        const double* const row = samples.scores.data() + i * classes;
        const std::uint32_t truth = samples.truth[i];
        std::size_t before = 0;
        for (std::size_t c = 0; c < classes; ++c) {
            before += row[c] > row[truth] || (row[c] == row[truth] && c > truth) ? 1 : 0;
        }
        hits += before < k ? 1 : 0;
    }
    return static_cast<double>(hits) / static_cast<double>(samples.truth.size());
}

double log_loss(const ClassifiedSamples& samples) {
    constexpr double least = 0x1p-52;
    std::vector<double> losses;
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        const auto row = samples.scores.subspan(i * samples.classes, samples.classes);
        std::vector<double> clipped(row.begin(), row.end());
        for (double& p : clipped) p = std::clamp(p, least, 1 - least);
        losses.push_back(-real::log(clipped[samples.truth[i]] / numpy::sum(clipped)));
    }
    return numpy::mean(losses);
}

double brier(const ClassifiedSamples& samples) {
    std::vector<double> distances;
    std::vector<double> squares(samples.classes);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        for (std::size_t c = 0; c < samples.classes; ++c) {
            const double miss =
                samples.scores[i * samples.classes + c] - (c == samples.truth[i] ? 1.0 : 0.0);
            squares[c] = miss * miss;
        }
        distances.push_back(numpy::sum(squares));
    }
    return numpy::mean(distances);
}

struct PairScores {
    std::optional<double> mean;
    std::optional<double> weighted;
};

// Every pair of classes that have samples.
PairScores pair_auc(const ClassifiedSamples& samples) {
    std::vector<std::vector<std::uint32_t>> members(samples.classes);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        members[samples.truth[i]].push_back(static_cast<std::uint32_t>(i));
    }
    std::vector<double> scores;
    std::vector<double> weights;
    std::vector<std::uint8_t> positive;
    std::vector<double> score;
    const auto auc_of = [&](std::size_t a, std::size_t b) {
        positive.clear();
        score.clear();
        for (const std::size_t cls : {a, b}) {
            for (const std::uint32_t i : members[cls]) {
                positive.push_back(cls == a ? 1 : 0);
                score.push_back(samples.scores[i * samples.classes + a]);
            }
        }
        return *roc_auc(score_steps(positive, score));
    };
    for (std::size_t a = 0; a < samples.classes; ++a) {
        for (std::size_t b = a + 1; b < samples.classes; ++b) {
            if (members[a].empty() || members[b].empty()) continue;
            scores.push_back((auc_of(a, b) + auc_of(b, a)) / 2);
            weights.push_back(static_cast<double>(members[a].size() + members[b].size()) /
                              static_cast<double>(samples.truth.size()));
        }
    }
    if (scores.empty()) return {};
    return {.mean = numpy::mean(scores), .weighted = weighted_mean(scores, weights)};
}

struct Agreement {
    double matthews = 0;
    std::optional<double> kappa;
    std::optional<double> balanced_accuracy;
};

Agreement agreement_of(const std::vector<std::uint64_t>& confusion, std::size_t classes) {
    std::vector<double> of_truth(classes, 0);
    std::vector<double> of_prediction(classes, 0);
    double right = 0;
    double all = 0;
    std::vector<double> recalls;
    for (std::size_t t = 0; t < classes; ++t) {
        for (std::size_t p = 0; p < classes; ++p) {
            const auto count = static_cast<double>(confusion[t * classes + p]);
            of_truth[t] += count;
            of_prediction[p] += count;
            right += t == p ? count : 0;
            all += count;
        }
        if (of_truth[t] > 0) {
            recalls.push_back(static_cast<double>(confusion[t * classes + t]) / of_truth[t]);
        }
    }
    double both = 0;
    double truth_squares = 0;
    double prediction_squares = 0;
    double expected_wrong = 0;
    for (std::size_t t = 0; t < classes; ++t) {
        both += of_truth[t] * of_prediction[t];
        truth_squares += of_truth[t] * of_truth[t];
        prediction_squares += of_prediction[t] * of_prediction[t];
        for (std::size_t p = 0; p < classes; ++p) {
            if (p != t) expected_wrong += of_truth[t] * of_prediction[p] / all;
        }
    }
    Agreement agreement;
    const double spread = (all * all - prediction_squares) * (all * all - truth_squares);
    if (spread > 0) agreement.matthews = (right * all - both) / std::sqrt(spread);
    if (expected_wrong > 0) agreement.kappa = 1 - (all - right) / expected_wrong;
    if (!recalls.empty()) agreement.balanced_accuracy = numpy::mean(recalls);
    return agreement;
}

// Adds figures in the order of the list.
class Row {
public:
    explicit Row(std::uint64_t count) : count_(count) {}
    void add(std::optional<double> value) {
        if (value && std::isnan(*value)) value.reset();
        figures_.push_back({.value = value, .count = count_});
    }
    std::vector<Figure> take() { return std::move(figures_); }

private:
    std::uint64_t count_;
    std::vector<Figure> figures_;
};

// Of the probabilities, per class.
struct ClassCurves {
    std::vector<std::optional<double>> auc;
    std::vector<std::optional<double>> average_precision;
    std::vector<double> brier;
};

ClassCurves curves_of(const ClassifiedSamples& samples) {
    ClassCurves curves;
    for (std::size_t cls = 0; cls < samples.classes; ++cls) {
        const ScoreSteps steps = one_against_rest(samples, cls);
        curves.auc.push_back(roc_auc(steps));
        curves.average_precision.push_back(average_precision(steps));
        std::vector<double> squares = column_of(samples, cls);
        for (std::size_t i = 0; i < squares.size(); ++i) {
            const double miss = squares[i] - (samples.truth[i] == cls ? 1.0 : 0.0);
            squares[i] = miss * miss;
        }
        curves.brier.push_back(numpy::mean(squares));
    }
    return curves;
}

void add_score_figures(const ClassifiedSamples& samples, const ClassCurves& curves,
                       const std::vector<double>& support, Row& row) {
    for (const std::size_t k : {2U, 3U, 5U}) {
        row.add(k < samples.classes ? std::optional(top_k_accuracy(samples, k)) : std::nullopt);
    }
    row.add(log_loss(samples));
    row.add(brier(samples));
    const bool all_present =
        std::ranges::all_of(curves.auc, [](const auto& a) { return a.has_value(); });
    std::vector<double> areas;
    for (const auto& area : curves.auc) areas.push_back(area.value_or(0));
    row.add(all_present ? std::optional(numpy::mean(areas)) : std::nullopt);
    row.add(all_present ? std::optional(weighted_mean(areas, support)) : std::nullopt);
    const PairScores pairs = pair_auc(samples);
    row.add(pairs.mean);
    row.add(pairs.weighted);
    std::vector<double> precisions;
    std::vector<double> weights;
    for (std::size_t cls = 0; cls < samples.classes; ++cls) {
        if (!curves.average_precision[cls]) continue;
        precisions.push_back(*curves.average_precision[cls]);
        weights.push_back(support[cls]);
    }
    row.add(precisions.empty() ? std::nullopt : std::optional(numpy::mean(precisions)));
    row.add(precisions.empty() ? std::nullopt : std::optional(weighted_mean(precisions, weights)));
}

}  // namespace

std::vector<std::uint64_t> confusion_counts(const ClassifiedSamples& samples) {
    std::vector<std::uint64_t> counts(samples.classes * samples.classes, 0);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        if (samples.predicted[i] == ClassifiedSamples::no_class) continue;
        ++counts[samples.truth[i] * samples.classes + samples.predicted[i]];
    }
    return counts;
}

std::span<const FigureInfo> classification_figures() { return overall_infos; }

FigureTable classification_report(const ClassifiedSamples& samples) {
    FigureTable table;
    table.figures.assign(overall_infos.begin(), overall_infos.end());
    table.class_figures.assign(classification_class_figures().begin(),
                               classification_class_figures().end());
    const std::size_t classes = samples.classes;
    const std::vector<std::uint64_t> confusion = confusion_counts(samples);
    std::vector<ClassCounts> counts(classes);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        const std::uint32_t truth = samples.truth[i];
        const std::uint32_t guess = samples.predicted[i];
        counts[truth].true_positives += guess == truth ? 1 : 0;
        counts[truth].missed += guess == truth ? 0 : 1;
        if (guess != truth && guess != ClassifiedSamples::no_class) ++counts[guess].false_positives;
    }
    const std::uint64_t size = samples.truth.size();
    Row row(size);
    if (size == 0) {
        for (std::size_t i = 0; i < overall_infos.size(); ++i) row.add({});
        table.overall = row.take();
        return table;
    }
    const bool scored = !samples.scores.empty();
    const ClassCurves curves = scored ? curves_of(samples) : ClassCurves{};
    std::vector<double> support;
    std::uint64_t right = 0;
    for (const ClassCounts& one : counts) {
        support.push_back(static_cast<double>(one.support()));
        right += one.true_positives;
    }
    const Agreement agreement = agreement_of(confusion, classes);
    row.add(static_cast<double>(right) / static_cast<double>(size));
    row.add(agreement.balanced_accuracy);
    for (const Averaging averaging : {Averaging::macro, Averaging::micro, Averaging::weighted}) {
        const PrecisionRecall mean = averaged(counts, averaging);
        row.add(mean.precision);
        row.add(mean.recall);
        row.add(mean.f1);
    }
    row.add(agreement.matthews);
    row.add(agreement.kappa);
    if (scored) {
        add_score_figures(samples, curves, support, row);
    } else {
        for (std::size_t i = 13; i < overall_infos.size(); ++i) row.add({});
    }
    table.overall = row.take();
    for (std::size_t cls = 0; cls < classes; ++cls) {
        std::vector<Figure> figures = class_row(counts[cls]);
        const auto add = [&](std::optional<double> value) {
            figures.push_back({.value = value, .count = counts[cls].support()});
        };
        add(scored ? curves.auc[cls] : std::nullopt);
        add(scored ? curves.average_precision[cls] : std::nullopt);
        add(scored ? std::optional(curves.brier[cls]) : std::nullopt);
        table.classes.push_back(std::move(figures));
    }
    return table;
}

}  // namespace errata
