// Outcomes at a confidence and an IoU threshold: each kind, their counts, and their change with both.
#include "metrics/outcomes.h"

#include <catch2/catch_amalgamated.hpp>
#include <vector>

using namespace errata;

namespace {

// One image, two classes: three objects of class 0 (the last a crowd), one of class 1; five predictions.
struct World {
    Dataset dataset;
    Run run;
    std::vector<Assignment> assignments;
    std::vector<Row> beyond_limit;

    World() {
        TextColumnBuilder names;
        names.push("1.jpg");
        dataset.samples = {.ids = IdColumn(Column<std::int64_t>(std::vector<std::int64_t>{1}), {}),
                           .names = std::move(names).build(),
                           .width = {},
                           .height = {}};
        dataset.classes.ids = IdColumn(Column<std::int64_t>(std::vector<std::int64_t>{1, 2}), {});
        dataset.truth.sample = Column<SampleSlot>(std::vector<SampleSlot>(4, 0));
        dataset.truth.cls = Column<ClassSlot>(std::vector<ClassSlot>{0, 0, 0, 1});
        dataset.truth.box = Column<Box>(
            std::vector<Box>{{0, 0, 10, 10}, {20, 0, 10, 10}, {0, 20, 40, 10}, {60, 60, 10, 10}});
        dataset.truth.area = Column<double>(std::vector<double>{100, 100, 400, 100});
        dataset.truth.crowd = Column<std::uint8_t>(std::vector<std::uint8_t>{0, 0, 1, 0});
        run.sample = Column<SampleSlot>(std::vector<SampleSlot>(5, 0));
        run.cls = Column<ClassSlot>(std::vector<ClassSlot>{0, 0, 0, 1, 1});
        run.score = Column<double>(std::vector<double>{0.9, 0.5, 0.8, 0.7, 0.6});
        run.box = Column<Box>(std::vector<Box>{
            {0, 0, 10, 10}, {20, 0, 10, 5}, {30, 20, 20, 10}, {0, 60, 5, 5}, {0, 70, 5, 5}});
        constexpr std::uint32_t first_two = 0b11;
        assignments = {
            {.prediction = 0, .truth = 0, .thresholds = first_two},
            {.prediction = 1, .truth = 1, .thresholds = 0b01},
            {.prediction = 2, .truth = 2, .thresholds = first_two | Assignment::ignored_bit}};
        beyond_limit = {4};
    }

    Outcomes at(double confidence, std::size_t iou_threshold,
                double largest_area = coco_largest_area) const {
        Outcomes result;
        match_outcomes(dataset, run,
                       {.assignments = assignments,
                        .beyond_limit = beyond_limit,
                        .iou_threshold = iou_threshold,
                        .largest_area = largest_area},
                       result);
        cut_outcomes(dataset, run, confidence, result);
        return result;
    }
};

using enum PredictionOutcome;
using Predictions = std::vector<PredictionOutcome>;
using Objects = std::vector<ObjectOutcome>;

}  // namespace

TEST_CASE("outcomes: every kind at the lowest thresholds", "[outcomes]") {
    const Outcomes seen = World().at(0, 0);
    CHECK(seen.predictions ==
          Predictions{true_positive, true_positive, ignored, false_positive, ignored});
    CHECK(seen.objects == Objects{ObjectOutcome::found, ObjectOutcome::found,
                                  ObjectOutcome::ignored, ObjectOutcome::missed});
    CHECK(seen.taken == std::vector<Row>{0, 1, 2, no_row, no_row});
    CHECK(seen.total == OutcomeCounts{.true_positives = 2,
                                      .false_positives = 1,
                                      .missed = 1,
                                      .ignored_predictions = 2,
                                      .ignored_objects = 1});
    CHECK(seen.classes[1] ==
          OutcomeCounts{.false_positives = 1, .missed = 1, .ignored_predictions = 1});
    CHECK(seen.samples[0] == seen.total);
}

TEST_CASE("outcomes: a stricter IoU threshold turns a match into two errors", "[outcomes]") {
    const Outcomes seen = World().at(0, 1);
    CHECK(seen.predictions[1] == false_positive);
    CHECK(seen.objects[1] == ObjectOutcome::missed);
    CHECK(seen.taken[1] == no_row);
    CHECK(seen.total.errors() == 4);
}

TEST_CASE("outcomes: the confidence hides, and is itself still seen", "[outcomes]") {
    const World world;
    CHECK(world.at(0.5, 0).predictions[1] == true_positive);
    const Outcomes seen = world.at(0.75, 0);
    CHECK(seen.predictions == Predictions{true_positive, hidden, ignored, hidden, hidden});
    CHECK(seen.objects[1] == ObjectOutcome::missed);
    CHECK(seen.total.false_positives == 0);
    CHECK(world.at(1, 0).total == OutcomeCounts{.missed = 3, .ignored_objects = 1});
}

TEST_CASE("outcomes: the overlap with the object taken, a crowd's by the crowd rule",
          "[outcomes]") {
    const Outcomes seen = World().at(0, 0);
    // Half of the object; half of the prediction lies in the crowd region.
    CHECK(seen.iou == std::vector<double>{1, 0.5, 0.5, 0, 0});
    CHECK(seen.taken_by == std::vector<Row>{0, 1, no_row, no_row});
    CHECK(World().at(0, 1).iou == std::vector<double>{1, 0, 0.5, 0, 0});
}

TEST_CASE("outcomes: what lies outside the areas that count is ignored", "[outcomes]") {
    // Predictions 3 and 4 measure 25 square pixels, objects 0, 1 and 3 a hundred.
    const Outcomes seen = World().at(0, 1, 20);
    CHECK(seen.predictions == Predictions{true_positive, ignored, ignored, ignored, ignored});
    CHECK(seen.objects[1] == ObjectOutcome::ignored);
    CHECK(World().at(0, 1, 25).predictions[3] == false_positive);
}

TEST_CASE("outcomes: memory that has served other thresholds gives the same", "[outcomes]") {
    const World world;
    Outcomes reused;
    const auto match = [&](std::size_t threshold) {
        match_outcomes(world.dataset, world.run,
                       {.assignments = world.assignments,
                        .beyond_limit = world.beyond_limit,
                        .iou_threshold = threshold},
                       reused);
    };
    for (const std::size_t threshold : {0U, 1U, 0U}) {
        match(threshold);
        for (const double confidence : {0.0, 0.75, 1.0, 0.5}) {
            cut_outcomes(world.dataset, world.run, confidence, reused);
            const Outcomes fresh = world.at(confidence, threshold);
            CHECK(reused.predictions == fresh.predictions);
            CHECK(reused.objects == fresh.objects);
            CHECK(reused.taken == fresh.taken);
            CHECK(reused.iou == fresh.iou);
            CHECK(reused.total == fresh.total);
            CHECK(reused.classes == fresh.classes);
            CHECK(reused.samples == fresh.samples);
        }
    }
}

TEST_CASE("outcomes: precision, recall and F1, and where they are undefined", "[outcomes]") {
    const OutcomeCounts counts = {.true_positives = 3, .false_positives = 1, .missed = 2};
    CHECK(counts.precision() == 0.75);
    CHECK(counts.recall() == 0.6);
    CHECK(counts.f1() == 6.0 / 9);
    CHECK_FALSE(OutcomeCounts{.missed = 2}.precision());
    CHECK(OutcomeCounts{.missed = 2}.recall() == 0.0);
    CHECK(OutcomeCounts{.missed = 2}.f1() == 0.0);
    CHECK_FALSE(OutcomeCounts{.false_positives = 2}.recall());
    CHECK(OutcomeCounts{.false_positives = 2}.precision() == 0.0);
    CHECK_FALSE(OutcomeCounts{.ignored_predictions = 2, .ignored_objects = 1}.f1());
}

TEST_CASE("outcomes: an object without a labelled keypoint is ignored, as keypoints are matched",
          "[outcomes]") {
    World world;
    // Rows 0 and 1 are found and row 3 is missed as long as all have keypoints.
    const auto with = [&](std::vector<std::uint32_t> labelled) {
        world.dataset.truth.labelled_keypoints = Column<std::uint32_t>(std::move(labelled));
        return world.at(0, 0);
    };
    CHECK(with({5, 5, 5, 5}).total.missed == 1);
    const Outcomes none = with({5, 5, 5, 0});
    CHECK(none.objects[3] == ObjectOutcome::ignored);
    CHECK(none.total.missed == 0);
}

TEST_CASE("outcomes: predictions on what nobody has labeled are unjudged once they are seen",
          "[outcomes]") {
    World world;
    world.dataset.samples.labeled = Column<std::uint8_t>(std::vector<std::uint8_t>{0});
    world.dataset.truth = {};
    world.assignments.clear();
    world.beyond_limit.clear();
    const Outcomes outcomes = world.at(0.65, 0);
    CHECK(outcomes.predictions == Predictions{unjudged, hidden, unjudged, unjudged, hidden});
    CHECK(outcomes.total.unjudged == 3);
    CHECK(outcomes.samples[0].unjudged == 3);
    CHECK(outcomes.total.false_positives == 0);
    CHECK(outcomes.total.ignored_predictions == 0);
}
