// Several classes per sample against scikit-learn.
#include <cmath>

#include "metrics/multilabel.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

// The reference's number; {"raises": …} is no value.
void check_figure(std::optional<double> value, const json& expected) {
    REQUIRE(value.has_value() == expected.is_number());
    if (!value) return;
    INFO(*value << " instead of " << expected);
    CHECK(std::abs(*value - expected.get<double>()) <=
          1e-12 * std::max(1.0, std::abs(expected.get<double>())));
}

std::optional<double> overall(const FigureTable& table, std::string_view key) {
    for (std::size_t i = 0; i < table.figures.size(); ++i) {
        if (table.figures[i].key == key) return table.overall[i].value;
    }
    FAIL("no figure " << key);
    return {};
}

std::optional<double> of_class(const FigureTable& table, std::size_t c, std::string_view key) {
    for (std::size_t i = 0; i < table.of_class().size(); ++i) {
        if (table.of_class()[i].key == key) return table.classes.at(c)[i].value;
    }
    FAIL("no figure " << key);
    return {};
}

std::vector<double> flat(const json& rows) {
    std::vector<double> values;
    for (const json& row : rows) values.insert(values.end(), row.begin(), row.end());
    return values;
}

OwnedLabelSets sets_of(const json& rows) { return decide_at(0.5, flat(rows), rows[0].size()); }

}  // namespace

TEST_CASE("figures of several classes per sample are scikit-learn's", "[parity]") {
    for (const json& one : test::reference_cases("classification/multilabel.json")) {
        INFO("seed " << one["seed"]);
        const std::size_t k = one["k"];
        const std::vector<double> scores = flat(one["scores"]);
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
            const std::uint64_t negatives =
                summary.sets.samples - counts.support() - counts.false_positives;
            const std::vector<std::uint64_t> cells = {negatives, counts.false_positives,
                                                      counts.missed, counts.true_positives};
            CHECK(cells == one["confusion_tn_fp_fn_tp"][c].get<decltype(cells)>());
        }
        const FigureTable table = summarize_multilabel(summary);
        for (std::size_t c = 0; c < k; ++c) {
            const json& expected_of = one["prf"]["per_class"];
            CHECK(summary.counts[c].support() == expected_of["support"][c].get<std::uint64_t>());
            for (const std::string key : {"precision", "recall", "f1"}) {
                check_figure(of_class(table, c, key), expected_of[key][c]);
            }
        }
        for (const std::string kind : {"macro", "micro", "weighted", "samples"}) {
            INFO(kind);
            for (const std::string key : {"precision", "recall", "f1"}) {
                check_figure(overall(table, key + "_" + kind), one["prf"][kind][key]);
            }
            check_figure(overall(table, "jaccard_" + kind), one["jaccard"][kind]);
            check_figure(overall(table, "average_precision_" + kind),
                         one["average_precision"][kind]);
            if (kind != "samples")
                check_figure(overall(table, "roc_auc_" + kind), one["roc_auc"][kind]);
        }
        for (std::size_t c = 0; c < k; ++c) {
            check_figure(of_class(table, c, "roc_auc"), one["roc_auc_per_class"][c]);
            // Without samples of the class scikit-learn says -0; here it is undefined.
            if (summary.counts[c].support() > 0) {
                check_figure(of_class(table, c, "average_precision"),
                             one["average_precision_per_class"][c]);
            }
        }
        check_figure(overall(table, "subset_accuracy"), one["subset_accuracy"]);
        check_figure(overall(table, "hamming_loss"), one["hamming_loss"]);
        check_figure(overall(table, "coverage_error"), one["coverage_error"]);
        check_figure(overall(table, "label_ranking_average_precision"),
                     one["label_ranking_average_precision"]);
        check_figure(overall(table, "label_ranking_loss"), one["label_ranking_loss"]);
    }
}
