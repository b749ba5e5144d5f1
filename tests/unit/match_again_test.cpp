// Matching again at one IoU value gives what an evaluation with that threshold would.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "engine/jobs.h"
#include "metrics/outcomes.h"
#include "support/random_boxes.h"

using namespace errata;

namespace {

Matches matched(const Evaluation& kept, double iou) {
    Matches matches;
    Job job = match_again(kept, iou, matches);
    while (job.step()) {
    }
    if (job.error()) FAIL(to_string(*job.error()));
    return matches;
}

Outcomes outcomes_of(const Evaluation& evaluation, const ChosenMatches& chosen) {
    Outcomes outcomes;
    match_outcomes(evaluation.dataset, evaluation.run, chosen, outcomes);
    cut_outcomes(evaluation.dataset, evaluation.run, 0.3, outcomes);
    return outcomes;
}

void check_same(const Outcomes& a, const Outcomes& b) {
    CHECK(a.uncut == b.uncut);
    CHECK(a.taken == b.taken);
    CHECK(a.iou == b.iou);
    CHECK(a.taken_by == b.taken_by);
    CHECK(a.predictions == b.predictions);
    CHECK(a.objects == b.objects);
    CHECK(a.total == b.total);
    CHECK(a.classes == b.classes);
    CHECK(a.samples == b.samples);
}

}  // namespace

TEST_CASE("matching again at the protocol's thresholds changes nothing", "[engine]") {
    const Evaluation kept = test::evaluate_texts(test::random_texts(11, 150), 1);
    for (std::size_t t = 0; t < kept.iou_thresholds.size(); ++t) {
        INFO(kept.iou_thresholds[t]);
        const Matches again = matched(kept, kept.iou_thresholds[t]);
        check_same(outcomes_of(kept, {.assignments = again.assignments.span(),
                                      .beyond_limit = again.beyond_limit.span()}),
                   outcomes_of(kept, {.assignments = kept.assignments.span(),
                                      .beyond_limit = kept.beyond_limit.span(),
                                      .iou_threshold = t}));
    }
}

TEST_CASE("at another value it gives what an evaluation with it gives", "[engine]") {
    const test::Texts texts = test::random_texts(12, 150);
    const Evaluation kept = test::evaluate_texts(texts, 1);
    std::uint32_t before = 0xFFFFFFFFU;
    for (const double iou : {0.1, 0.3, 0.62}) {
        DetectionProtocol protocol = coco_protocol();
        protocol.iou_thresholds = {iou};
        const Evaluation full = test::evaluate_texts(texts, 1, protocol);
        const Matches again = matched(kept, iou);
        const Outcomes outcomes = outcomes_of(kept, {.assignments = again.assignments.span(),
                                                     .beyond_limit = again.beyond_limit.span()});
        check_same(outcomes, outcomes_of(full, {.assignments = full.assignments.span(),
                                                .beyond_limit = full.beyond_limit.span()}));
        for (std::size_t i = 0; i < kept.run.size(); ++i) {
            if (outcomes.uncut[i] != PredictionOutcome::true_positive) continue;
            CHECK(outcomes.iou[i] >= std::min(iou, 1 - 1e-10));
        }
        CHECK(outcomes.total.true_positives < before);
        before = outcomes.total.true_positives;
    }
    CHECK(before > 0);
}

TEST_CASE("it goes in slices, and refuses what is no IoU", "[engine]") {
    const Evaluation kept = test::evaluate_texts(test::random_texts(13, 300), 1);
    Matches matches;
    Job job = match_again(kept, 0.4, matches);
    std::uint64_t done = 0;
    int slices = 0;
    for (; job.step(); ++slices) {
        CHECK(job.progress().total == 300);
        CHECK(job.progress().done - done <= 64);
        done = job.progress().done;
    }
    CHECK(slices == 5);
    CHECK(matches.iou == 0.4);
    for (const double iou : {0.0, -0.5, 1.5, std::nan("")}) {
        Job refused = match_again(kept, iou, matches);
        CHECK_FALSE(refused.step());
        REQUIRE(refused.error());
        CHECK(refused.error()->code == ErrorCode::bad_value);
    }
}

TEST_CASE("matches come back from their snapshot, and not those of other data", "[engine]") {
    const Evaluation kept = test::evaluate_texts(test::random_texts(14, 40), 1);
    const Evaluation other = test::evaluate_texts(test::random_texts(15, 40), 1);
    const Matches matches = matched(kept, 0.35);
    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(matches));
    const auto back = matches_from_snapshot(*bytes, bytes, kept);
    REQUIRE(back);
    CHECK(back->iou == 0.35);
    CHECK(back->beyond_limit.size() == matches.beyond_limit.size());
    CHECK(std::ranges::equal(back->assignments, matches.assignments,
                             [](const Assignment& a, const Assignment& b) {
                                 return a.prediction == b.prediction && a.truth == b.truth &&
                                        a.thresholds == b.thresholds;
                             }));
    CHECK(snapshot_of(*back) == *bytes);

    CHECK_FALSE(matches_from_snapshot(*bytes, bytes, other));
    // Right sizes, but a row that is not there.
    Matches wrong = matches;
    const auto rows = static_cast<Row>(kept.run.size());
    wrong.beyond_limit = Column<Row>(std::vector<Row>{rows});
    const auto wrong_bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(wrong));
    const auto refused = matches_from_snapshot(*wrong_bytes, wrong_bytes, kept);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::corrupt);
    wrong.beyond_limit = {};
    wrong.assignments = Column<Assignment>(std::vector<Assignment>{
        {.prediction = 0, .truth = static_cast<Row>(kept.dataset.truth.size()), .thresholds = 1}});
    const auto worse_bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(wrong));
    CHECK_FALSE(matches_from_snapshot(*worse_bytes, worse_bytes, kept));
    (*bytes)[bytes->size() / 2] ^= std::byte{1};
    CHECK_FALSE(matches_from_snapshot(*bytes, bytes, kept));
}
