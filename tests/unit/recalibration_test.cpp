// Recalibration and the detectors' own calibration errors: by hand.
#include "metrics/recalibration.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "base/random.h"
#include "engine/calibration_analysis.h"
#include "metrics/detection_calibration.h"
#include "support/random_boxes.h"

using namespace errata;
using Catch::Approx;

TEST_CASE("The isotonic map pools what falls", "[recalibration]") {
    // By score: 0.1 wrong, 0.2 right, 0.3 wrong, 0.4 right, 0.4 right.
    const std::vector<ScoredOutcome> decisions = {
        {0.4, true}, {0.1, false}, {0.3, false}, {0.2, true}, {0.4, true}};
    const IsotonicMap map = fit_isotonic(decisions);
    CHECK(map.x == std::vector<double>{0.1, 0.2, 0.3, 0.4});
    CHECK(map.y == std::vector<double>{0, 0.5, 0.5, 1});
    CHECK(map.at(0) == 0);
    CHECK(map.at(0.15) == Approx(0.25));
    CHECK(map.at(0.35) == Approx(0.75));
    CHECK(map.at(2) == 1);
    CHECK(fit_isotonic({}).at(0.3) == 0.3);
}

TEST_CASE("A temperature gives back the one that confidences were heated with", "[recalibration]") {
    // Right with the probability that the confidence would say at T = 2.
    std::vector<ScoredOutcome> decisions;
    Random random(3);
    for (int i = 0; i < 40'000; ++i) {
        const double p = random.uniform(0.05, 0.95);
        decisions.push_back({with_temperature(p, 0.5), random.chance(p)});
    }
    CHECK(fit_temperature(decisions) == Approx(2).epsilon(0.05));
    CHECK(with_temperature(0.9, 1) == Approx(0.9));
    CHECK(with_temperature(1, 1) > 0.999);
    CHECK(fit_temperature(std::span<const ScoredOutcome>()) == 1);
    // Always right and sure: as cold as it gets.
    const std::vector<ScoredOutcome> sure = {{0.9, true}, {0.8, true}};
    CHECK(fit_temperature(sure) == Approx(0.01));
}

TEST_CASE("Sigmoid maps end where decisions are separable", "[recalibration]") {
    const std::vector<ScoredOutcome> separable = {
        {0.1, false}, {0.2, false}, {0.8, true}, {0.9, true}};
    const SigmoidMap logistic = fit_logistic(separable);
    CHECK(logistic.at(0.9) > 0.99);
    CHECK(logistic.at(0.1) < 0.01);
    const SigmoidMap platt = fit_platt(separable);
    CHECK(platt.at(0.9) > 0.6);
    CHECK(platt.at(0.9) < 0.99);
}

TEST_CASE("D-ECE tells places apart, LaECE asks for overlap", "[recalibration]") {
    // Confidence 0.5 everywhere; right at the left, wrong at the right: calibrated only on the whole.
    std::vector<BoxDecision> decisions;
    for (int i = 0; i < 10; ++i) {
        const bool left = i % 2 == 0;
        decisions.push_back({.score = 0.5,
                             .correct = left,
                             .iou = left ? 0.8 : 0,
                             .cls = 0,
                             .x = left ? 0.1 : 0.9,
                             .y = 0.5,
                             .width = 0.1,
                             .height = 0.1});
    }
    const DetectionCalibration result = detection_calibration(decisions, 3, true);
    CHECK(result.d_ece.value() == Approx(0.5));
    // Precision 0.5 times mean IoU 0.8 is 0.4.
    CHECK(result.la_ece.value() == Approx(0.1));
    CHECK_FALSE(detection_calibration(decisions, 3, false).d_ece.has_value());
    CHECK_FALSE(detection_calibration({}, 3, true).la_ece.has_value());
    // A class of its own counts as much as the large one.
    decisions.push_back({.score = 1, .correct = true, .iou = 1, .cls = 2});
    CHECK(detection_calibration(decisions, 3, false).la_ece.value() == Approx(0.05));
}

TEST_CASE("Maps are fitted on some images and shown on others, the same for the same seed",
          "[recalibration]") {
    const Evaluation evaluation = test::evaluate_texts(test::random_texts(4, 60), 1);
    const Decisions decisions = decisions_of(evaluation);
    const CalibrationAnalysis one = calibrate(evaluation, decisions, 10, 1);
    REQUIRE(one.maps.size() == 3);
    CHECK(one.all.count == decisions.all.size());
    CHECK(one.before.count > 0);
    CHECK(one.before.count < one.all.count);
    for (const Recalibration& map : one.maps) CHECK(map.calibration.count == one.before.count);
    const CalibrationAnalysis again = calibrate(evaluation, decisions, 10, 1);
    CHECK(again.maps[0].temperature == one.maps[0].temperature);
    CHECK(calibrate(evaluation, decisions, 10, 2).before.count != 0);
    CHECK(one.of_class.size() == evaluation.dataset.classes.size());
    CHECK(one.detection->count == decisions.all.size());
}
