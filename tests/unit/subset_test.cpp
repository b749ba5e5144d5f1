// A subset of an evaluation against the evaluation of files with only those samples.
#include "engine/subset.h"

#include <catch2/catch_amalgamated.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "base/random.h"
#include "engine/jobs.h"
#include "support/random_cases.h"

using namespace errata;
using nlohmann::json;

namespace {

Evaluation evaluated(const std::string& truth, const std::string& predictions, Task task) {
    const MemorySource truth_source("truth.json", truth);
    const MemorySource predictions_source("predictions.json", predictions);
    Evaluation result;
    Job job = evaluate_files(truth_source, predictions_source,
                             {.task = task, .keep_assignments = true}, result);
    while (job.step()) {
    }
    REQUIRE_FALSE(job.error());
    return result;
}

// The rows of the array whose image is among these.
json of_images(const json& rows, const std::set<std::int64_t>& images, const char* key) {
    json result = json::array();
    for (const json& row : rows) {
        if (images.contains(row.at(key).get<std::int64_t>())) result.push_back(row);
    }
    return result;
}

template <typename T>
void check_same(const Column<T>& a, const Column<T>& b) {
    REQUIRE(a.size() == b.size());
    if (a.empty()) return;
    CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

template <typename T>
void check_same(const ListColumn<T>& a, const ListColumn<T>& b) {
    check_same(a.ends(), b.ends());
    check_same(a.values(), b.values());
}

void check_same(const TextColumn& a, const TextColumn& b) {
    check_same(a.ends(), b.ends());
    check_same(a.bytes(), b.bytes());
}

void check_same(const Evaluation& a, const Evaluation& b) {
    check_same(a.dataset.samples.ids.numbers(), b.dataset.samples.ids.numbers());
    check_same(a.dataset.samples.names, b.dataset.samples.names);
    check_same(a.dataset.samples.width, b.dataset.samples.width);
    check_same(a.dataset.samples.negative_classes, b.dataset.samples.negative_classes);
    const GroundTruth& ours = a.dataset.truth;
    const GroundTruth& theirs = b.dataset.truth;
    check_same(ours.sample, theirs.sample);
    check_same(ours.cls, theirs.cls);
    check_same(ours.box, theirs.box);
    check_same(ours.area, theirs.area);
    check_same(ours.crowd, theirs.crowd);
    check_same(ours.ids.numbers(), theirs.ids.numbers());
    check_same(ours.sample_begin, theirs.sample_begin);
    check_same(ours.mask.counts, theirs.mask.counts);
    check_same(ours.keypoints, theirs.keypoints);
    check_same(ours.keypoint_visibility, theirs.keypoint_visibility);
    check_same(a.run.sample, b.run.sample);
    check_same(a.run.cls, b.run.cls);
    check_same(a.run.score, b.run.score);
    check_same(a.run.box, b.run.box);
    check_same(a.run.mask.counts, b.run.mask.counts);
    check_same(a.run.keypoints, b.run.keypoints);
    REQUIRE(a.assignments.size() == b.assignments.size());
    for (std::size_t i = 0; i < a.assignments.size(); ++i) {
        CHECK(a.assignments[i].prediction == b.assignments[i].prediction);
        CHECK(a.assignments[i].truth == b.assignments[i].truth);
        CHECK(a.assignments[i].thresholds == b.assignments[i].thresholds);
    }
    check_same(a.overlaps, b.overlaps);
    check_same(a.beyond_limit, b.beyond_limit);
}

}  // namespace

TEST_CASE("a subset is what files with only its samples give") {
    const std::pair<test::PlainKind, bool> kinds[] = {{test::PlainKind::boxes, false},
                                                      {test::PlainKind::boxes, true},
                                                      {test::PlainKind::masks, false},
                                                      {test::PlainKind::keypoints, false}};
    Random random(11);
    for (const auto& [shape, lvis] : kinds) {
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            const test::PlainCase one = test::random_case({.shape = shape, .lvis = lvis}, seed);
            const std::string truth = test::truth_text(one);
            const std::string predictions = test::predictions_text(one);
            const Evaluation whole = evaluated(truth, predictions, test::task_of(one));
            const Samples& samples = whole.dataset.samples;
            BitSet chosen(samples.size());
            std::set<std::int64_t> ids;
            for (std::size_t i = 0; i < samples.size(); ++i) {
                if (!random.chance(0.6)) continue;
                chosen.set(i);
                ids.insert(samples.ids[i].number);
            }
            json fewer = json::parse(truth);
            fewer["images"] = of_images(fewer["images"], ids, "id");
            fewer["annotations"] = of_images(fewer["annotations"], ids, "image_id");
            const json fewer_predictions = of_images(json::parse(predictions), ids, "image_id");
            const Evaluation fresh =
                evaluated(fewer.dump(), fewer_predictions.dump(), test::task_of(one));
            const SubsetRows kept = subset_rows(whole.dataset, whole.run, chosen);
            const Evaluation part = subset_of(whole, kept);
            INFO("seed " << seed);
            check_same(part, fresh);
            // Predictions are called what they were called in the whole.
            for (std::size_t i = 0; i < part.run.size(); ++i) {
                CHECK(part.run.id_of(static_cast<Row>(i)) ==
                      whole.run.id_of(kept.predictions.rows[i]));
            }
        }
    }
}
