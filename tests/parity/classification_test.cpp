// Classification figures and curves against scikit-learn's.
#include <cmath>

#include "metrics/classification.h"
#include "metrics/ranking_curves.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

// Undefined where scikit-learn raises or says NaN.
void check(const std::optional<double>& value, const json& expected) {
    if (!expected.is_number()) {
        CHECK_FALSE(value.has_value());
        return;
    }
    REQUIRE(value.has_value());
    const double wanted = expected.get<double>();
    CHECK(std::abs(*value - wanted) <= std::max(1e-15, 1e-12 * std::abs(wanted)));
}

void check_list(const std::vector<double>& values, const json& expected) {
    REQUIRE(values.size() == expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) {
            CHECK_FALSE(expected[i].is_number());
        } else {
            check(values[i], expected[i]);
        }
    }
}

std::optional<double> figure(const FigureTable& table, std::string_view key) {
    for (std::size_t i = 0; i < table.figures.size(); ++i) {
        if (table.figures[i].key == key) return table.overall[i].value;
    }
    FAIL("no figure " << key);
    return {};
}

struct Case {
    explicit Case(const json& one)
        : truth(one["y_true"].get<std::vector<std::uint32_t>>()),
          predicted(one["y_pred"].get<std::vector<std::uint32_t>>()) {
        for (const json& row : one["scores"]) {
            for (const json& score : row) scores.push_back(score);
        }
        samples = {.classes = one["k"], .truth = truth, .predicted = predicted, .scores = scores};
    }
    std::vector<std::uint32_t> truth;
    std::vector<std::uint32_t> predicted;
    std::vector<double> scores;
    ClassifiedSamples samples;
};

}  // namespace

TEST_CASE("the class report equals scikit-learn's", "[parity]") {
    for (const json& one : test::reference_cases("classification/multiclass.json")) {
        INFO("seed " << one["seed"]);
        const Case now(one);
        const std::size_t k = now.samples.classes;
        const auto counts = confusion_counts(now.samples);
        for (std::size_t t = 0; t < k; ++t) {
            for (std::size_t p = 0; p < k; ++p) {
                CHECK(counts[t * k + p] == one["confusion"][t][p].get<std::uint64_t>());
            }
        }
        const FigureTable table = classification_report(now.samples);
        check(figure(table, "accuracy"), one["accuracy"]);
        check(figure(table, "balanced_accuracy"), one["balanced_accuracy"]);
        check(figure(table, "matthews_corrcoef"), one["matthews"]);
        check(figure(table, "cohen_kappa"), one["cohen_kappa"]);
        check(figure(table, "log_loss"), one["log_loss"]);
        check(figure(table, "brier"), one["brier_multiclass_own"]);
        for (const char* mean : {"micro", "macro", "weighted"}) {
            for (const char* what : {"precision", "recall", "f1"}) {
                check(figure(table, std::string(what) + "_" + mean), one["prf"][mean][what]);
            }
        }
        for (const char* top : {"2", "3"}) {
            if (one["top_k"].contains(top) && std::stoul(top) < k) {
                check(figure(table, std::string("top_") + top + "_accuracy"), one["top_k"][top]);
            }
        }
        if (k > 2) {
            check(figure(table, "roc_auc_ovr"), one["roc_auc"]["ovr_macro"]);
            check(figure(table, "roc_auc_ovr_weighted"), one["roc_auc"]["ovr_weighted"]);
            check(figure(table, "roc_auc_ovo"), one["roc_auc"]["ovo_macro"]);
            check(figure(table, "roc_auc_ovo_weighted"), one["roc_auc"]["ovo_weighted"]);
        }
        for (std::size_t cls = 0; cls < k; ++cls) {
            INFO("class " << cls);
            const auto& row = table.classes[cls];
            const json& per_class = one["prf"]["per_class"];
            check(row[0].value, per_class["precision"][cls]);
            check(row[1].value, per_class["recall"][cls]);
            check(row[2].value, per_class["f1"][cls]);
            CHECK(row[0].count == per_class["support"][cls].get<std::uint64_t>());
            check(row[3].value, one["one_vs_rest"][cls]["roc_auc"]);
            if (row[0].count > 0) check(row[4].value, one["one_vs_rest"][cls]["average_precision"]);
        }
    }
}

TEST_CASE("curves of each class equal scikit-learn's", "[parity]") {
    for (const json& one : test::reference_cases("classification/multiclass.json")) {
        const Case now(one);
        const std::size_t k = now.samples.classes;
        for (std::size_t cls = 0; cls < k; ++cls) {
            INFO("seed " << one["seed"] << " class " << cls);
            const json& expected = one["one_vs_rest"][cls];
            std::vector<std::uint8_t> positive;
            std::vector<double> scores;
            for (std::size_t i = 0; i < now.truth.size(); ++i) {
                positive.push_back(now.truth[i] == cls ? 1 : 0);
                scores.push_back(now.scores[i * k + cls]);
            }
            const ScoreSteps steps = score_steps(positive, scores);
            check(roc_auc(steps), expected["roc_auc"]);
            if (expected.contains("one_class_only")) {
                // scikit-learn's average precision is -0.0 without positives; here it is undefined.
                if (steps.positives() == 0) CHECK_FALSE(average_precision(steps).has_value());
                continue;
            }
            check(average_precision(steps), expected["average_precision"]);
            const PrecisionRecallCurve curve = precision_recall_curve(steps);
            check_list(curve.precision, expected["precision_curve"]);
            check_list(curve.recall, expected["recall_curve"]);
            check_list(curve.thresholds, expected["pr_thresholds"]);
            const RocCurve roc = roc_curve(steps);
            check_list(roc.false_positive_rate, expected["fpr"]);
            check_list(roc.true_positive_rate, expected["tpr"]);
            check_list(roc.thresholds, expected["roc_thresholds"]);
            check(classification_report(now.samples).classes[cls][5].value, expected["brier"]);
        }
    }
}
