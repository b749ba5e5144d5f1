// Pairs that matching, TIDE and confusion share: everything is as without them, to the last bit.
#include "engine/shared_pairs.h"

#include <catch2/catch_amalgamated.hpp>

#include "engine/analyses.h"
#include "engine/jobs.h"
#include "support/random_cases.h"
#include "support/restricting.h"

using namespace errata;
using namespace errata::test;

namespace {

struct Everything {
    Evaluation evaluation;
    std::optional<Candidates> pairs;
    Analyses analyses;
};

Everything everything(const PlainCase& one, const DetectionProtocol& protocol, bool shares,
                      unsigned threads, double iou) {
    Everything result;
    const std::string truth_json = truth_text(one);
    const std::string predictions_json = predictions_text(one);
    const MemorySource truth("truth.json", truth_json);
    const MemorySource predictions("predictions.json", predictions_json);
    EvaluateOptions options = {
        .task = task_of(one), .rules = protocol.name, .threads = threads, .keep_assignments = true};
    if (shares) options.pairs = &result.pairs;
    const auto failed = finish(evaluate_files(truth, predictions, options, result.evaluation));
    if (failed) FAIL(to_string(*failed));
    AnalysisRequest request = {
        .errors = true, .confusion = Thresholds{.confidence = 0.3, .iou = iou}, .threads = threads};
    if (result.pairs) request.pairs = &*result.pairs;
    REQUIRE_FALSE(finish(analyse(result.evaluation, request, result.analyses)));
    return result;
}

void check_same_matches(const Evaluation& a, const Evaluation& b) {
    CHECK(same(a.summary.overall, b.summary.overall));
    CHECK(std::ranges::equal(a.overlaps, b.overlaps));
    CHECK(std::ranges::equal(a.beyond_limit, b.beyond_limit));
    CHECK(std::ranges::equal(a.assignments, b.assignments,
                             [](const Assignment& x, const Assignment& y) {
                                 return x.prediction == y.prediction && x.truth == y.truth &&
                                        x.thresholds == y.thresholds;
                             }));
}

void check_same_errors(const Tide& a, const Tide& b) {
    CHECK(a.ap == b.ap);
    CHECK(a.ap_of_class == b.ap_of_class);
    CHECK(a.main == b.main);
    CHECK(a.progressive == b.progressive);
    CHECK(a.counts == b.counts);
    CHECK(a.missed == b.missed);
    CHECK(std::ranges::equal(
        a.predictions, b.predictions, [](const TidePrediction& x, const TidePrediction& y) {
            return x.iou == y.iou && x.target == y.target && x.use == y.use && x.error == y.error;
        }));
}

}  // namespace

TEST_CASE("shared pairs change nothing in matches, errors and confusion", "[engine]") {
    for (const PlainKind kind : {PlainKind::masks, PlainKind::boundary, PlainKind::keypoints}) {
        std::size_t found = 0;
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            INFO("kind " << static_cast<int>(kind) << ", seed " << seed);
            const PlainCase one = random_case({.shape = kind}, seed);
            if (load(one).run.size() == 0) continue;
            const DetectionProtocol protocol =
                kind == PlainKind::boundary ? boundary_protocol() : coco_protocol(task_of(one));
            // At IoU 0.05 the matrix needs pairs that nobody has kept.
            const double iou = seed % 4 == 0 ? 0.05 : 0.5;
            const Everything alone = everything(one, protocol, false, 1, iou);
            for (const unsigned threads : {1U, 3U}) {
                const Everything shared = everything(one, protocol, true, threads, iou);
                REQUIRE(shared.pairs);
                found += shared.pairs->size();
                check_same_matches(shared.evaluation, alone.evaluation);
                check_same_errors(*shared.analyses.tide, *alone.analyses.tide);
                const Confusion& a = shared.analyses.confusion->confusion;
                const Confusion& b = alone.analyses.confusion->confusion;
                CHECK(a.object_of == b.object_of);
                CHECK(a.overlap_of == b.overlap_of);
            }
        }
        CHECK(found > 500);
    }
}

TEST_CASE("pairs are not shared where matching needs others", "[engine]") {
    CHECK(can_share_pairs(coco_protocol(Task::masks)));
    CHECK(can_share_pairs(boundary_protocol()));
    CHECK_FALSE(can_share_pairs(coco_protocol(Task::boxes)));
    CHECK_FALSE(can_share_pairs(lvis_protocol(Task::masks)));
    DetectionProtocol protocol = coco_protocol(Task::masks);
    protocol.use_classes = false;
    CHECK_FALSE(can_share_pairs(protocol));
    protocol = coco_protocol(Task::masks);
    protocol.iou_thresholds = {0, 0.5};
    CHECK_FALSE(can_share_pairs(protocol));
}
