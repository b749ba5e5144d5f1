#include "metrics/classification.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "base/real_math.h"
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
    {.key = "accuracy",
     .name = "Accuracy",
     .meaning = "The share of samples whose predicted class is the true one",
     .basis = samples_basis,
     .is_share = true},
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
    {.key = "top_2_accuracy",
     .name = "Top-2 accuracy",
     .meaning = top_k,
     .basis = samples_basis,
     .is_share = true},
    {.key = "top_3_accuracy",
     .name = "Top-3 accuracy",
     .meaning = top_k,
     .basis = samples_basis,
     .is_share = true},
    {.key = "top_5_accuracy",
     .name = "Top-5 accuracy",
     .meaning = top_k,
     .basis = samples_basis,
     .is_share = true},
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

// Sums over blocks of samples, then over blocks: little is lost in rounding, and little memory needed.
constexpr std::size_t block_samples = 256;

// Samples that have probabilities.
struct ScoredSamples {
    std::size_t classes = 0;
    std::vector<std::uint32_t> truth;
    std::span<const double> scores;
    std::vector<double> own_scores;  // where some samples have none

    std::span<const double> row(std::size_t i) const {
        return scores.subspan(i * classes, classes);
    }
};

ScoredSamples scored_samples(const ClassifiedSamples& samples) {
    ScoredSamples scored = {
        .classes = samples.classes, .truth = {}, .scores = samples.scores, .own_scores = {}};
    if (samples.scores.empty()) return scored;
    std::vector<std::uint32_t> kept;
    const auto is_nan = [](double p) { return std::isnan(p); };
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        if (std::ranges::any_of(scored.row(i), is_nan)) continue;
        kept.push_back(static_cast<std::uint32_t>(i));
        scored.truth.push_back(samples.truth[i]);
    }
    if (kept.size() == samples.truth.size()) return scored;
    for (const std::uint32_t i : kept) {
        const auto row = scored.row(i);
        scored.own_scores.insert(scored.own_scores.end(), row.begin(), row.end());
    }
    scored.scores = scored.own_scores;
    return scored;
}

// How many classes stand before the true one: of equal ones the later.
std::size_t rank_of(std::span<const double> p, std::size_t truth) {
    std::size_t rank = 0;
    for (std::size_t c = 0; c < truth; ++c) rank += p[c] > p[truth] ? 1U : 0U;
    for (std::size_t c = truth + 1; c < p.size(); ++c) rank += p[c] >= p[truth] ? 1U : 0U;
    return rank;
}

double log_loss_of(std::span<const double> p, std::size_t truth) {
    constexpr double least = std::numeric_limits<double>::epsilon();
    double sum = 0;
    for (const double one : p) sum += std::clamp(one, least, 1 - least);
    return -real::log(std::clamp(p[truth], least, 1 - least) / sum);
}

// What one pass over the probabilities gives; nothing without samples.
struct Probabilities {
    std::optional<double> log_loss;
    std::optional<double> brier;
    std::vector<std::optional<double>> class_brier;
    std::vector<std::uint64_t> ranks;  // samples by how many classes stand before the true one

    std::optional<double> top(std::size_t k) const {
        if (!brier || k >= ranks.size()) return {};
        std::uint64_t hits = 0;
        std::uint64_t all = 0;
        for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
            all += ranks[rank];
            hits += rank < k ? ranks[rank] : 0;
        }
        return static_cast<double>(hits) / static_cast<double>(all);
    }
};

Probabilities summarize(const ScoredSamples& samples) {
    const std::size_t n = samples.truth.size();
    const std::size_t classes = samples.classes;
    Probabilities summary;
    summary.class_brier.resize(classes);
    summary.ranks.assign(classes, 0);
    if (n == 0) return summary;
    std::vector<double> losses(n);
    std::vector<double> distances(n, 0);
    std::vector<double> block_sums(classes, 0);
    std::vector<double> sums(classes, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const auto p = samples.row(i);
        const std::uint32_t truth = samples.truth[i];
        losses[i] = log_loss_of(p, truth);
        for (std::size_t c = 0; c < classes; ++c) {
            const double miss = p[c] - (c == truth ? 1.0 : 0.0);
            block_sums[c] += miss * miss;
            distances[i] += miss * miss;
        }
        ++summary.ranks[rank_of(p, truth)];
        if (i % block_samples != block_samples - 1 && i + 1 != n) continue;
        for (std::size_t c = 0; c < classes; ++c) sums[c] += std::exchange(block_sums[c], 0);
    }
    if (classes > 1) summary.log_loss = numpy::mean(losses);
    summary.brier = numpy::mean(distances);
    for (std::size_t c = 0; c < classes; ++c)
        summary.class_brier[c] = sums[c] / static_cast<double>(n);
    return summary;
}

struct PairScores {
    std::optional<double> mean;
    std::optional<double> weighted;
};

struct Agreement {
    double matthews = 0;
    std::optional<double> kappa;
};

// Of the samples with a prediction.
Agreement agreement_of(const ClassifiedSamples& samples) {
    std::vector<double> of_truth(samples.classes, 0);
    std::vector<double> of_prediction(samples.classes, 0);
    double right = 0;
    double all = 0;
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        if (samples.predicted[i] == ClassifiedSamples::no_class) continue;
        ++of_truth[samples.truth[i]];
        ++of_prediction[samples.predicted[i]];
        right += samples.truth[i] == samples.predicted[i] ? 1 : 0;
        ++all;
    }
    double both = 0;
    double truth_squares = 0;
    double prediction_squares = 0;
    for (std::size_t c = 0; c < samples.classes; ++c) {
        both += of_truth[c] * of_prediction[c];
        truth_squares += of_truth[c] * of_truth[c];
        prediction_squares += of_prediction[c] * of_prediction[c];
    }
    Agreement agreement;
    const double spread = (all * all - prediction_squares) * (all * all - truth_squares);
    if (spread > 0) agreement.matthews = (right * all - both) / std::sqrt(spread);
    const double expected_wrong = all > 0 ? all - both / all : 0;
    if (expected_wrong > 0) agreement.kappa = 1 - (all - right) / expected_wrong;
    return agreement;
}

// The mean recall of the classes that have samples.
std::optional<double> balanced_accuracy(std::span<const ClassCounts> counts) {
    std::vector<double> recalls;
    for (const ClassCounts& one : counts) {
        if (one.support() > 0) recalls.push_back(precision_recall(one).recall);
    }
    if (recalls.empty()) return {};
    return numpy::mean(recalls);
}

// Adds figures in the order of the list.
class Row {
public:
    void add(std::optional<double> value, std::uint64_t count) {
        if (value && std::isnan(*value)) value.reset();
        figures_.push_back({.value = value, .count = count, .interval = {}});
    }
    std::vector<Figure> take() { return std::move(figures_); }

private:
    std::vector<Figure> figures_;
};

}  // namespace

std::vector<std::uint32_t> most_probable(std::span<const double> scores, std::size_t classes) {
    std::vector<std::uint32_t> best;
    best.reserve(scores.size() / classes);
    for (std::size_t begin = 0; begin < scores.size(); begin += classes) {
        const auto p = scores.subspan(begin, classes);
        const bool known = std::ranges::none_of(p, [](double one) { return std::isnan(one); });
        const auto highest = std::ranges::max_element(p) - p.begin();
        best.push_back(known ? static_cast<std::uint32_t>(highest) : ClassifiedSamples::no_class);
    }
    return best;
}

std::vector<std::uint64_t> confusion_counts(const ClassifiedSamples& samples) {
    std::vector<std::uint64_t> counts(samples.classes * samples.classes, 0);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        if (samples.predicted[i] == ClassifiedSamples::no_class) continue;
        ++counts[samples.truth[i] * samples.classes + samples.predicted[i]];
    }
    return counts;
}

std::vector<ClassCounts> count_classes(const ClassifiedSamples& samples) {
    std::vector<ClassCounts> counts(samples.classes);
    for (std::size_t i = 0; i < samples.truth.size(); ++i) {
        const std::uint32_t truth = samples.truth[i];
        const std::uint32_t guess = samples.predicted[i];
        counts[truth].true_positives += guess == truth ? 1U : 0U;
        counts[truth].missed += guess == truth ? 0U : 1U;
        if (guess != truth && guess != ClassifiedSamples::no_class) ++counts[guess].false_positives;
    }
    return counts;
}

std::span<const FigureInfo> classification_figures() { return overall_infos; }

struct ClassificationReport::State {
    explicit State(const ClassifiedSamples& of) : samples(of), scored(scored_samples(of)) {}

    void rank_next_class();
    PairScores pair_areas() const;
    void add_score_figures(Row& row) const;

    ClassifiedSamples samples;
    ScoredSamples scored;
    std::vector<ClassCounts> counts;
    Probabilities probabilities;
    bool has_counts = false;
    bool has_probabilities = false;
    RankingSpace space;
    std::vector<RankingAreas> areas;                              // per class
    std::vector<std::vector<std::optional<double>>> class_areas;  // of a class against each other
};

void ClassificationReport::State::rank_next_class() {
    const auto cls = static_cast<std::uint32_t>(areas.size());
    const auto ranked =
        rank_samples<std::uint32_t>(scored.scores, scored.classes, cls, scored.truth, space);
    areas.push_back(ranking_areas(ranked, cls));
    class_areas.push_back(ranking_areas_by_group(ranked, cls, scored.classes));
}

// Every pair of classes that have samples.
PairScores ClassificationReport::State::pair_areas() const {
    std::vector<double> means;
    std::vector<double> weights;
    for (std::size_t a = 0; a < class_areas.size(); ++a) {
        for (std::size_t b = a + 1; b < class_areas.size(); ++b) {
            if (!class_areas[a][b] || !class_areas[b][a]) continue;
            means.push_back((*class_areas[a][b] + *class_areas[b][a]) / 2);
            weights.push_back(static_cast<double>(areas[a].positives + areas[b].positives));
        }
    }
    if (means.empty()) return {};
    return {.mean = numpy::mean(means), .weighted = weighted_mean(means, weights)};
}

void ClassificationReport::State::add_score_figures(Row& row) const {
    const std::uint64_t n = scored.truth.size();
    for (const std::size_t k : {2U, 3U, 5U}) row.add(probabilities.top(k), n);
    row.add(probabilities.log_loss, n);
    row.add(probabilities.brier, n);
    std::vector<double> auc;
    std::vector<double> support;
    std::vector<double> precision;
    std::vector<double> precision_weights;
    std::size_t kept = 0;
    for (std::size_t cls = 0; cls < areas.size(); ++cls) {
        if (samples.is_left_out(cls)) continue;
        ++kept;
        const RankingAreas& of = areas[cls];
        const auto weight = static_cast<double>(of.positives);
        if (of.roc_auc) {
            auc.push_back(*of.roc_auc);
            support.push_back(weight);
        }
        if (of.average_precision) {
            precision.push_back(*of.average_precision);
            precision_weights.push_back(weight);
        }
    }
    const bool every_auc = !auc.empty() && auc.size() == kept;
    row.add(every_auc ? std::optional(numpy::mean(auc)) : std::nullopt, n);
    row.add(every_auc ? std::optional(weighted_mean(auc, support)) : std::nullopt, n);
    const PairScores pairs = pair_areas();
    row.add(pairs.mean, n);
    row.add(pairs.weighted, n);
    row.add(precision.empty() ? std::nullopt : std::optional(numpy::mean(precision)), n);
    row.add(precision.empty() ? std::nullopt
                              : std::optional(weighted_mean(precision, precision_weights)),
            n);
}

ClassificationReport::ClassificationReport(const ClassifiedSamples& samples)
    : state_(std::make_unique<State>(samples)) {}
ClassificationReport::~ClassificationReport() = default;

bool ClassificationReport::step() {
    State& state = *state_;
    if (!state.has_counts) {
        state.counts = count_classes(state.samples);
        state.has_counts = true;
        return true;
    }
    if (!state.has_probabilities) {
        state.probabilities = summarize(state.scored);
        state.has_probabilities = true;
        return true;
    }
    if (state.scored.truth.empty() || state.areas.size() == state.scored.classes) return false;
    state.rank_next_class();
    return true;
}

FigureTable ClassificationReport::finish() && {
    State& state = *state_;
    FigureTable table;
    table.figures.assign(overall_infos.begin(), overall_infos.end());
    table.class_figures.assign(classification_class_figures().begin(),
                               classification_class_figures().end());
    const std::uint64_t size = state.samples.truth.size();
    Row row;
    std::uint64_t right = 0;
    for (const ClassCounts& one : state.counts) right += one.true_positives;
    const Agreement agreement = agreement_of(state.samples);
    const auto add = [&](std::optional<double> value) {
        row.add(size > 0 ? value : std::nullopt, size);
    };
    add(static_cast<double>(right) / static_cast<double>(size));
    add(balanced_accuracy(state.counts));
    for (const Averaging averaging : {Averaging::macro, Averaging::micro, Averaging::weighted}) {
        const PrecisionRecall mean =
            averaged(averaging == Averaging::macro ? without(state.counts, state.samples.left_out)
                                                   : state.counts,
                     averaging);
        add(mean.precision);
        add(mean.recall);
        add(mean.f1);
    }
    add(agreement.matthews);
    add(agreement.kappa);
    state.add_score_figures(row);
    table.overall = row.take();
    if (size == 0) return table;
    for (std::size_t cls = 0; cls < state.counts.size(); ++cls) {
        std::vector<Figure> figures = class_row(state.counts[cls]);
        const bool ranked = cls < state.areas.size();
        const std::uint64_t support = ranked ? state.areas[cls].positives : 0;
        const auto add_of_class = [&](std::optional<double> value) {
            figures.push_back({.value = value, .count = support, .interval = {}});
        };
        add_of_class(ranked ? state.areas[cls].roc_auc : std::nullopt);
        add_of_class(ranked ? state.areas[cls].average_precision : std::nullopt);
        add_of_class(state.probabilities.class_brier[cls]);
        table.classes.push_back(std::move(figures));
    }
    return table;
}

FigureTable classification_report(const ClassifiedSamples& samples) {
    ClassificationReport report(samples);
    while (report.step()) {
    }
    return std::move(report).finish();
}

}  // namespace errata
