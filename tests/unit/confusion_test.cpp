// The confusion matrix and the localization of its pairs: by hand, and on random data against a plain statement.
#include "metrics/confusion.h"

#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <map>

#include "engine/analyses.h"
#include "metrics/localization.h"
#include "metrics/score_order.h"
#include "support/random_boxes.h"

using namespace errata;
using Catch::Approx;

namespace {

// An evaluation with everything that the matrix is made from.
struct Made {
    explicit Made(const test::Texts& texts)
        : evaluation(test::evaluate_texts(texts, 1)),
          rows(evaluation.run.sample, evaluation.dataset.samples.size()),
          order(score_order(evaluation.dataset, evaluation.run, rows)),
          candidates(find_candidates(evaluation.dataset, evaluation.run, rows, {})) {}

    Confusion at(double confidence) {
        match_outcomes(evaluation.dataset, evaluation.run,
                       {.assignments = evaluation.assignments.span(),
                        .beyond_limit = evaluation.beyond_limit.span()},
                       outcomes);
        cut_outcomes(evaluation.dataset, evaluation.run, confidence, outcomes);
        Confusion result;
        confuse(evaluation.dataset, evaluation.run, order.pooled, outcomes, candidates, 0.5,
                result);
        return result;
    }

    Evaluation evaluation;
    SampleRows rows;
    ScoreOrder order;
    Candidates candidates;
    Outcomes outcomes;
};

// One image; a dog of 10 x 10 pixels, a cat of 20 x 20, a bird far away.
test::Texts animals(const std::string& predictions) {
    return {.truth = R"({"images": [{"id": 1, "width": 100, "height": 100, "file_name": "1.jpg"}],
            "categories": [{"id": 1, "name": "bird"}, {"id": 2, "name": "cat"}, {"id": 3, "name": "dog"}],
            "annotations": [
                {"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 10, 10], "area": 100, "iscrowd": 0},
                {"id": 2, "image_id": 1, "category_id": 2, "bbox": [50, 50, 20, 20], "area": 400, "iscrowd": 0},
                {"id": 3, "image_id": 1, "category_id": 1, "bbox": [0, 80, 10, 10], "area": 100, "iscrowd": 0}]})",
            .predictions = predictions};
}

constexpr std::uint32_t bird = 0;
constexpr std::uint32_t cat = 1;
constexpr std::uint32_t dog = 2;

}  // namespace

TEST_CASE("Each prediction and each object stands in one cell", "[confusion]") {
    Made made(animals(R"([
        {"image_id": 1, "category_id": 2, "bbox": [0, 0, 10, 10], "score": 0.9},
        {"image_id": 1, "category_id": 3, "bbox": [0, 0, 10, 8], "score": 0.4},
        {"image_id": 1, "category_id": 3, "bbox": [50, 50, 20, 20], "score": 0.8},
        {"image_id": 1, "category_id": 1, "bbox": [50, 50, 20, 19], "score": 0.7},
        {"image_id": 1, "category_id": 1, "bbox": [0, 60, 10, 10], "score": 0.6}])"));

    SECTION("with a low confidence the right class has the object") {
        const Confusion all = made.at(0);
        CHECK(all.count(dog, dog) == 1);
        CHECK(all.count(background_class, cat) == 1);  // the dog is taken
        CHECK(all.count(cat, dog) == 1);               // before the bird, with its higher score
        CHECK(all.count(background_class, bird) == 2);
        CHECK(all.count(bird, background_class) == 1);
        CHECK(all.count(cat, cat) == 0);
        CHECK(all.cells.size() == 5);
        CHECK(all.object_of[0] == no_row);
        CHECK(all.overlap_of[1] == 0.8);
    }
    SECTION("without it the other class stands with it") {
        const Confusion high = made.at(0.75);
        CHECK(high.count(dog, cat) == 1);
        CHECK(high.count(cat, dog) == 1);
        CHECK(high.count(bird, background_class) == 1);
        CHECK(high.cells.size() == 3);
    }
}

TEST_CASE("Rows sum to objects, columns to predictions, the diagonal to true positives",
          "[confusion]") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        Made made(test::random_texts(seed, 12));
        const auto classes = static_cast<std::uint32_t>(made.evaluation.dataset.classes.size());
        for (const double confidence : {0.0, 0.35, 0.7}) {
            const Confusion confusion = made.at(confidence);
            for (std::uint32_t cls = 0; cls < classes; ++cls) {
                const OutcomeCounts& counts = made.outcomes.classes[cls];
                CHECK(confusion.count(cls, cls) == counts.true_positives);
                std::uint32_t objects = 0;
                std::uint32_t predictions = 0;
                for (const ConfusionCell& cell : confusion.cells) {
                    if (cell.truth == cls) objects += cell.count;
                    if (cell.predicted == cls) predictions += cell.count;
                }
                CHECK(objects == counts.objects());
                CHECK(predictions == counts.true_positives + counts.false_positives);
            }
            CHECK(confusion.count(background_class, background_class) == 0);
        }
    }
}

TEST_CASE("The matrix equals a plain statement of its rules", "[confusion]") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        Made made(test::random_texts(1000 + seed, 12));
        const Dataset& dataset = made.evaluation.dataset;
        const Run& run = made.evaluation.run;
        const Confusion confusion = made.at(0.2);
        std::vector<Row> falling(run.size());
        for (std::size_t i = 0; i < falling.size(); ++i) falling[i] = static_cast<Row>(i);
        std::ranges::stable_sort(falling, [&](Row a, Row b) {
            if (run.score[a] != run.score[b]) return run.score[a] > run.score[b];
            return run.sample[a] < run.sample[b];
        });
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> cells;
        std::vector<bool> gone(dataset.truth.size());
        for (const Row row : falling) {
            const PredictionOutcome outcome = made.outcomes.predictions[row];
            if (outcome == PredictionOutcome::true_positive) {
                ++cells[{run.cls[row], run.cls[row]}];
                continue;
            }
            if (outcome != PredictionOutcome::false_positive) continue;
            double best = -1;
            std::size_t taken = 0;
            for (std::size_t object = 0; object < dataset.truth.size(); ++object) {
                if (dataset.truth.sample[object] != run.sample[row] || gone[object]) continue;
                if (made.outcomes.objects[object] != ObjectOutcome::missed) continue;
                if (dataset.truth.cls[object] == run.cls[row]) continue;
                const double iou = box_iou(run.box[row], dataset.truth.box[object], false);
                if (iou < 0.5 || iou <= best) continue;
                best = iou;
                taken = object;
            }
            if (best < 0) {
                ++cells[{background_class, run.cls[row]}];
            } else {
                gone[taken] = true;
                ++cells[{dataset.truth.cls[taken], run.cls[row]}];
            }
        }
        for (std::size_t object = 0; object < dataset.truth.size(); ++object) {
            if (made.outcomes.objects[object] == ObjectOutcome::missed && !gone[object]) {
                ++cells[{dataset.truth.cls[object], background_class}];
            }
        }
        CHECK(cells.size() == confusion.cells.size());
        for (const auto& [cell, count] : cells) {
            CHECK(confusion.count(cell.first, cell.second) == count);
        }
    }
}

TEST_CASE("The pairs that one matrix needs make the same matrix as all pairs", "[confusion]") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        INFO("seed " << seed);
        const Evaluation evaluation = test::evaluate_texts(test::random_texts(seed, 12), 1);
        for (const double iou : {0.5, 0.3, 0.75}) {
            const Thresholds thresholds = {.confidence = 0.2, .iou = iou};
            Analyses some;
            Analyses all;
            Job few = analyse(evaluation, {.confusion = thresholds}, some);
            while (few.step()) {
            }
            Job many = analyse(evaluation, {.candidates = true, .confusion = thresholds}, all);
            while (many.step()) {
            }
            REQUIRE(some.confusion.has_value());
            REQUIRE(all.confusion.has_value());
            CHECK_FALSE(some.candidates.has_value());
            const Confusion& ours = some.confusion->confusion;
            const Confusion& theirs = all.confusion->confusion;
            CHECK(ours.object_of == theirs.object_of);
            CHECK(ours.overlap_of == theirs.overlap_of);
            CHECK(ours.prediction_of == theirs.prediction_of);
            CHECK(ours.cells.size() == theirs.cells.size());
        }
    }
}

TEST_CASE("Offsets and ratios are measured by the object", "[confusion]") {
    // 2 to the right, 3 up, twice as wide, half as high.
    const auto values = localization_of({12, 17, 20, 10}, {10, 20, 10, 20}, 0.25);
    CHECK(values[0] == 0.25);
    CHECK(values[1] == Approx(0.7));   // centre 22 against 15, over 10
    CHECK(values[2] == Approx(-0.4));  // centre 22 against 30, over 20
    CHECK(values[3] == 2);
    CHECK(values[4] == 0.5);
    CHECK(values[5] == Approx(0.2));    // left edge 12 against 10
    CHECK(values[6] == Approx(-0.15));  // upper edge 17 against 20
    CHECK(values[7] == Approx(1.2));    // right edge 32 against 20
    CHECK(values[8] == Approx(-0.65));  // lower edge 27 against 40
    CHECK(std::isnan(localization_of({0, 0, 1, 1}, {0, 0, 0, 1}, 0)[3]));
}

TEST_CASE("Localization sums up pairs over all classes and by the object's class", "[confusion]") {
    Made made(animals(R"([
        {"image_id": 1, "category_id": 3, "bbox": [1, 0, 10, 10], "score": 0.9},
        {"image_id": 1, "category_id": 3, "bbox": [50, 50, 20, 18], "score": 0.8}])"));
    const Confusion confusion = made.at(0);
    const auto result = localization(made.evaluation.dataset, made.evaluation.run,
                                     confusion.object_of, confusion.overlap_of);
    REQUIRE(result);
    const auto dx = static_cast<std::size_t>(LocalizationMeasure::dx);
    const auto height = static_cast<std::size_t>(LocalizationMeasure::height_ratio);
    CHECK(result->overall[0].count == 2);
    CHECK(result->overall[dx].mean == Approx(0.05));
    CHECK(result->overall[dx].median == Approx(0.05));
    CHECK(result->overall[height].p25 == Approx(0.925));
    CHECK(result->classes[dog][dx].median == Approx(0.1));
    CHECK(result->classes[cat][height].count == 1);
    CHECK(result->classes[cat][height].median == Approx(0.9));
    CHECK(result->classes[bird][0].count == 0);
}
