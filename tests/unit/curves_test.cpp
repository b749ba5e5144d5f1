// Order by score, curves and best confidences against plain calculations and the evaluation's own AP.
#include "metrics/curves.h"

#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <limits>
#include <set>

#include "metrics/numpy.h"
#include "support/random_boxes.h"

using namespace errata;

namespace {

// An evaluation at one of its IoU thresholds.
struct State {
    Evaluation evaluation;
    ScoreOrder order;
    Outcomes outcomes;
    Curves curves;

    State(Evaluation given, std::size_t threshold) : evaluation(std::move(given)) {
        const Dataset& dataset = evaluation.dataset;
        order = score_order(dataset, evaluation.run,
                            SampleRows(evaluation.run.sample, dataset.samples.size()));
        choose(threshold);
    }
    void choose(std::size_t threshold) {
        match_outcomes(evaluation.dataset, evaluation.run,
                       {.assignments = evaluation.assignments.span(),
                        .beyond_limit = evaluation.beyond_limit.span(),
                        .iou_threshold = threshold},
                       outcomes);
        cut(0.5);
        curves.update(order, outcomes);
    }
    OutcomeCounts cut(double confidence, Curves::Which which = {}) {
        cut_outcomes(evaluation.dataset, evaluation.run, confidence, outcomes);
        return which ? outcomes.classes[*which] : outcomes.total;
    }
    std::vector<Curves::Which> all() const {
        std::vector<Curves::Which> which = {std::nullopt};
        for (std::size_t k = 0; k < evaluation.dataset.classes.size(); ++k) {
            which.emplace_back(static_cast<ClassSlot>(k));
        }
        return which;
    }
};

// As accumulate() in cocoeval.py is written, for the rows in that order.
std::vector<double> reference_curve(const std::vector<PredictionOutcome>& in_order,
                                    std::uint32_t objects) {
    std::vector<double> recall;
    std::vector<double> precision;
    double tp = 0;
    double fp = 0;
    for (const PredictionOutcome outcome : in_order) {
        tp += outcome == PredictionOutcome::true_positive ? 1 : 0;
        fp += outcome == PredictionOutcome::false_positive ? 1 : 0;
        recall.push_back(tp / objects);
        precision.push_back(tp / (fp + tp + std::numeric_limits<double>::epsilon()));
    }
    for (std::size_t i = precision.size(); i-- > 1;) {
        if (precision[i] > precision[i - 1]) precision[i - 1] = precision[i];
    }
    std::vector<double> curve;
    for (const double level : numpy::linspace(0, 1, 101)) {
        const auto place = std::ranges::lower_bound(recall, level) - recall.begin();
        const auto i = static_cast<std::size_t>(place);
        curve.push_back(i < precision.size() ? precision[i] : 0);
    }
    return curve;
}

}  // namespace

TEST_CASE("predictions are ordered by class, score, image and place", "[curves]") {
    for (const int images : {3, 400}) {  // few and many rows are sorted in different ways
        const State state(test::evaluate_texts(test::random_texts(21, images), 1), 0);
        const Run& run = state.evaluation.run;
        std::vector<Row> rows(run.size());
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<Row>(i);
        const auto by_score = [&](Row row) {
            return std::tuple(-run.score[row], run.sample[row], row);
        };
        std::ranges::sort(rows, {}, by_score);
        CHECK(state.order.pooled == rows);
        std::ranges::sort(rows, {},
                          [&](Row row) { return std::tuple(run.cls[row], by_score(row)); });
        CHECK(state.order.rows == rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(state.order.score[i] == run.score[rows[i]]);
            CHECK(state.order.pooled_score[i] == run.score[state.order.pooled[i]]);
        }
        REQUIRE(state.order.begin.size() == state.evaluation.dataset.classes.size() + 1);
        for (std::size_t k = 0; k + 1 < state.order.begin.size(); ++k) {
            const std::int64_t count = std::ranges::count(run.cls, static_cast<ClassSlot>(k));
            CHECK(std::int64_t{state.order.begin[k + 1]} - state.order.begin[k] == count);
        }
    }
}

TEST_CASE("curves are the reference's, and their means the class's AP", "[curves]") {
    State state(test::evaluate_texts(test::random_texts(22, 120), 1), 0);
    REQUIRE(coco_figures()[1].info.key == "AP50");
    REQUIRE(coco_figures()[2].info.key == "AP75");
    std::size_t defined = 0;
    for (const auto& [threshold, figure] : {std::pair{0U, 1U}, {5U, 2U}, {0U, 1U}}) {
        state.choose(threshold);
        for (const Curves::Which which : state.all()) {
            std::vector<PredictionOutcome> in_order;
            for (const Row row : state.order.pooled) {
                if (which && state.evaluation.run.cls[row] != *which) continue;
                in_order.push_back(state.outcomes.uncut[row]);
            }
            const OutcomeCounts counts = state.cut(0, which);
            const auto curve = state.curves.precision(which);
            if (which) {
                CHECK(state.curves.average_precision(which) ==
                      state.evaluation.summary.classes[*which][figure].value);
            }
            if (counts.objects() == 0) {
                CHECK(curve.empty());
                CHECK(state.curves.compact(which).empty());
                continue;
            }
            ++defined;
            const auto expected = reference_curve(in_order, counts.objects());
            CHECK(std::ranges::equal(curve, expected));
            const auto compact = state.curves.compact(which);
            REQUIRE(compact.size() == 26);
            for (std::size_t i = 0; i < compact.size(); ++i) {
                CHECK(compact[i] == static_cast<float>(expected[4 * i]));
            }
        }
    }
    CHECK(defined == 18);  // all but the class without objects, thrice
}

TEST_CASE("counts along the confidence are those of a cut there, the best F1 theirs", "[curves]") {
    State state(test::evaluate_texts(test::random_texts(23, 60), 1), 2);
    const auto& scores = state.evaluation.run.score;
    std::set<double> confidences(scores.begin(), scores.end());
    for (const double score : scores) confidences.insert(score + 1e-9);
    confidences.insert({-1, 2});
    for (const Curves::Which which : state.all()) {
        double best_f1 = 0;
        double best = 0;
        OutcomeCounts best_counts;
        for (const double confidence : confidences) {
            const OutcomeCounts counts = state.cut(confidence, which);
            CHECK(state.curves.counts_at(state.order, which, confidence) == counts);
            const double f1 = counts.f1().value_or(0);
            const bool occurs = std::ranges::find(scores, confidence) != scores.end();
            if (f1 > 0 && f1 >= best_f1 && occurs) {
                best_f1 = f1;
                best = confidence;
                best_counts = counts;
            }
        }
        const auto& found = state.curves.best(which);
        REQUIRE(found.has_value() == (best_f1 > 0));
        if (!found) continue;
        CHECK(found->f1 == best_f1);
        CHECK(found->counts.f1() == best_f1);
        // Of the whole run the highest score that gives it; a class may have no prediction of that score.
        CHECK(found->confidence <= best);
        CHECK(state.cut(found->confidence, which) == found->counts);
        CHECK(state.cut(best, which) == found->counts);
    }
}

TEST_CASE("of equally good confidences the highest", "[curves]") {
    // Two objects, the first found at 0.9, a false positive at 0.5, two more and the second object at 0.2:
    // F1 is 2/3 at 0.9, 1/2 at 0.5... and at 0.2, with TP 2 and FP 2, 4/6 again.
    Dataset dataset;
    TextColumnBuilder names;
    names.push("1.jpg");
    dataset.samples.ids = IdColumn(Column<std::int64_t>(std::vector<std::int64_t>{1}), {});
    dataset.samples.names = std::move(names).build();
    dataset.classes.ids = IdColumn(Column<std::int64_t>(std::vector<std::int64_t>{1}), {});
    Run run;
    run.sample = Column<SampleSlot>(std::vector<SampleSlot>(4, 0));
    run.cls = Column<ClassSlot>(std::vector<ClassSlot>(4, 0));
    run.score = Column<double>(std::vector<double>{0.2, 0.9, 0.5, 0.2});
    const ScoreOrder order = score_order(dataset, run, SampleRows(run.sample, 1));
    CHECK(order.pooled == std::vector<Row>{1, 2, 0, 3});
    Outcomes outcomes;
    using enum PredictionOutcome;
    outcomes.uncut = {true_positive, true_positive, false_positive, false_positive};
    outcomes.classes = {{.true_positives = 2, .false_positives = 2}};
    outcomes.total = outcomes.classes[0];
    Curves curves;
    curves.update(order, outcomes);
    REQUIRE(curves.best(ClassSlot{0}));
    CHECK(curves.best(ClassSlot{0})->confidence == 0.9);
    CHECK(curves.best({})->f1 == Catch::Approx(2.0 / 3));
    CHECK(curves.best({})->counts == OutcomeCounts{.true_positives = 1, .missed = 1});
    // Within the tie at 0.2 the true positive stands first, but both are seen or none.
    CHECK(curves.counts_at(order, {}, 0.2).false_positives == 2);
}
