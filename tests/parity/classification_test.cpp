// Classification against scikit-learn: one class per sample, several, and their curves.
#include <cmath>

#include "metrics/classification.h"
#include "metrics/multilabel.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

using Values = std::vector<double>;

void check_close(double value, double expected) {
    INFO(value << " instead of " << expected);
    CHECK(std::abs(value - expected) <= 1e-12 * std::max(1.0, std::abs(expected)));
}

// The reference's number; {"raises": …} is no value.
void check_figure(std::optional<double> value, const json& expected) {
    REQUIRE(value.has_value() == expected.is_number());
    if (value) check_close(*value, expected.get<double>());
}

void check_values(const Values& values, const json& expected, std::size_t from = 0) {
    REQUIRE(values.size() == expected.size());
    for (std::size_t i = from; i < values.size(); ++i)
        check_close(values[i], expected[i].get<double>());
}

std::optional<double> overall(const FigureTable& table, std::string_view key) {
    for (std::size_t i = 0; i < table.figures.size(); ++i) {
        if (table.figures[i].key == key) return table.overall[i].value;
    }
    FAIL("no figure " << key);
    return {};
}

std::optional<double> of_class(const FigureTable& table, std::size_t c, std::string_view key) {
    for (std::size_t i = 0; i < table.figures.size(); ++i) {
        if (table.figures[i].key == key) return table.classes.at(c)[i].value;
    }
    FAIL("no figure " << key);
    return {};
}

Values flat(const json& rows) {
    Values values;
    for (const json& row : rows) values.insert(values.end(), row.begin(), row.end());
    return values;
}

void check_curves(const json& one, std::span<const RankedSample> ranked, std::uint32_t positive) {
    const auto points = ranking_points(ranked, positive);
    const PrecisionRecallCurve curve = precision_recall_curve(points);
    check_values(curve.precision, one["precision_curve"]);
    check_values(curve.recall, one["recall_curve"]);
    check_values(curve.thresholds, one["pr_thresholds"]);
    const RocCurve roc = roc_curve(points);
    check_values(roc.false_positive_rate, one["fpr"]);
    check_values(roc.true_positive_rate, one["tpr"]);
    check_values(roc.thresholds, one["roc_thresholds"], 1);
    CHECK(std::isinf(roc.thresholds[0]));
}

void check_averages(const FigureTable& table, const json& prf, std::string_view kind,
                    std::string suffix) {
    INFO(kind);
    for (const std::string key : {"precision", "recall", "f1"}) {
        check_figure(overall(table, key + suffix), prf[std::string(kind)][key]);
    }
}

void check_classes(const FigureTable& table, const std::vector<ClassCounts>& counts,
                   const json& per_class) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
        INFO("class " << c);
        CHECK(counts[c].support == per_class["support"][c].get<std::uint64_t>());
        for (const std::string key : {"precision", "recall", "f1"}) {
            check_figure(of_class(table, c, key), per_class[key][c]);
        }
    }
}

OwnedLabelSets sets_of(const json& rows) { return decide_at(0.5, flat(rows), rows[0].size()); }

}  // namespace

TEST_CASE("figures of one class per sample are scikit-learn's", "[parity]") {
    for (const json& one : test::reference_cases("classification/multiclass.json")) {
        INFO("seed " << one["seed"]);
        const std::size_t k = one["k"];
        const auto truth = one["y_true"].get<std::vector<ClassSlot>>();
        const Values scores = flat(one["scores"]);
        const auto predicted = most_probable(scores, k);
        CHECK(predicted == one["y_pred"].get<std::vector<ClassSlot>>());
        const ClassifiedSamples samples = {.classes = k, .truth = truth, .predicted = predicted};
        const ScoredSamples scored = {.classes = k, .truth = truth, .probabilities = scores};

        std::vector<std::vector<std::uint64_t>> matrix(k, std::vector<std::uint64_t>(k, 0));
        for (const ConfusionCell& cell : confusion_cells(samples))
            matrix[cell.truth][cell.predicted] = cell.count;
        CHECK(matrix == one["confusion"].get<decltype(matrix)>());

        const FigureTable table = summarize_classification(samples, scored);
        check_classes(table, count_classes(samples), one["prf"]["per_class"]);
        check_averages(table, one["prf"], "macro", "");
        check_averages(table, one["prf"], "micro", "_micro");
        check_averages(table, one["prf"], "weighted", "_weighted");
        check_figure(overall(table, "accuracy"), one["accuracy"]);
        check_figure(overall(table, "balanced_accuracy"), one["balanced_accuracy"]);
        check_figure(overall(table, "mcc"), one["matthews"]);
        check_figure(overall(table, "kappa"), one["cohen_kappa"]);
        check_figure(overall(table, "log_loss"), one["log_loss"]);
        check_figure(overall(table, "brier"), one["brier_multiclass_own"]);
        const ProbabilitySummary summary = summarize_probabilities(scored);
        for (const auto& [key, value] : one["top_k"].items()) {
            check_close(static_cast<double>(summary.top[std::stoul(key) - 1]) /
                            static_cast<double>(truth.size()),
                        value.get<double>());
        }
        if (!one["roc_auc"].empty()) {
            check_figure(overall(table, "auc"), one["roc_auc"]["ovr_macro"]);
            check_figure(overall(table, "auc_weighted"), one["roc_auc"]["ovr_weighted"]);
            check_figure(overall(table, "auc_ovo"), one["roc_auc"]["ovo_macro"]);
            check_figure(overall(table, "auc_ovo_weighted"), one["roc_auc"]["ovo_weighted"]);
        }
        RankingSpace space;
        for (std::size_t c = 0; c < k; ++c) {
            INFO("class " << c);
            const json& rest = one["one_vs_rest"][c];
            check_figure(of_class(table, c, "auc"), rest["roc_auc"]);
            check_figure(of_class(table, c, "ap"), rest["average_precision"]);
            if (rest.contains("one_class_only")) continue;
            check_figure(of_class(table, c, "brier"), rest["brier"]);
            check_curves(rest, rank_samples<ClassSlot>(scores, k, c, truth, space),
                         static_cast<std::uint32_t>(c));
        }
    }
}

TEST_CASE("figures of several classes per sample are scikit-learn's", "[parity]") {
    for (const json& one : test::reference_cases("classification/multilabel.json")) {
        INFO("seed " << one["seed"]);
        const std::size_t k = one["k"];
        const Values scores = flat(one["scores"]);
        const OwnedLabelSets truth = sets_of(one["y_true"]);
        const OwnedLabelSets predicted = decide_at(0.5, scores, k);
        const OwnedLabelSets expected = sets_of(one["y_pred_at_half"]);
        CHECK(predicted.cls == expected.cls);
        CHECK(predicted.begin == expected.begin);
        const MultilabelSummary summary =
            measure_multilabel({.classes = k, .truth = truth.view(), .predicted = predicted.view()},
                               {.classes = k, .truth = truth.view(), .scores = scores});
        for (std::size_t c = 0; c < k; ++c) {
            const ClassCounts& counts = summary.counts[c];
            const std::vector<std::uint64_t> cells = {
                summary.sets.samples - counts.either(), counts.false_positives(),
                counts.false_negatives(), counts.true_positives};
            CHECK(cells == one["confusion_tn_fp_fn_tp"][c].get<decltype(cells)>());
        }
        const FigureTable table = summarize_multilabel(summary);
        check_classes(table, summary.counts, one["prf"]["per_class"]);
        for (const auto& [kind, suffix] : {std::pair<std::string, std::string>{"macro", ""},
                                           {"micro", "_micro"},
                                           {"weighted", "_weighted"},
                                           {"samples", "_samples"}}) {
            check_averages(table, one["prf"], kind, suffix);
            check_figure(overall(table, "jaccard" + suffix), one["jaccard"][kind]);
            check_figure(overall(table, "ap" + suffix), one["average_precision"][kind]);
            if (kind != "samples")
                check_figure(overall(table, "auc" + suffix), one["roc_auc"][kind]);
        }
        for (std::size_t c = 0; c < k; ++c) {
            check_figure(of_class(table, c, "auc"), one["roc_auc_per_class"][c]);
            check_figure(of_class(table, c, "ap"), one["average_precision_per_class"][c]);
        }
        check_figure(overall(table, "subset_accuracy"), one["subset_accuracy"]);
        check_figure(overall(table, "hamming_loss"), one["hamming_loss"]);
        check_figure(overall(table, "coverage_error"), one["coverage_error"]);
        check_figure(overall(table, "lrap"), one["label_ranking_average_precision"]);
        check_figure(overall(table, "ranking_loss"), one["label_ranking_loss"]);
    }
}
