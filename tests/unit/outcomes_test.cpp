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
        dataset.truth.crowd = Column<std::uint8_t>(std::vector<std::uint8_t>{0, 0, 1, 0});
        run.sample = Column<SampleSlot>(std::vector<SampleSlot>(5, 0));
        run.cls = Column<ClassSlot>(std::vector<ClassSlot>{0, 0, 0, 1, 1});
        run.score = Column<double>(std::vector<double>{0.9, 0.5, 0.8, 0.7, 0.6});
        constexpr std::uint32_t first_two = 0b11;
        assignments = {
            {.prediction = 0, .truth = 0, .thresholds = first_two},
            {.prediction = 1, .truth = 1, .thresholds = 0b01},
            {.prediction = 2, .truth = 2, .thresholds = first_two | Assignment::ignored_bit}};
        beyond_limit = {4};
    }

    Outcomes at(double confidence, std::size_t iou_threshold) const {
        return outcomes_at(dataset, run, assignments, beyond_limit,
                           {.confidence = confidence, .iou_threshold = iou_threshold});
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
