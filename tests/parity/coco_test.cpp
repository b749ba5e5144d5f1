// Boxes, masks and keypoints against pycocotools' own results: figures, arrays and matches, every bit.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "support/evaluate.h"

using namespace errata;
using nlohmann::json;

namespace {

// The cases of a file with the reference's answers: the project's own (tests/data), or one of the shared
// folder; the test is skipped where that is not there.
std::vector<json> cases_of(const std::string& file, const std::string& kind) {
    std::string path = ERRATA_SOURCE_DIR "/tests/data/" + file;
    if (file != "coco_boxes.json") {
        const std::string folder = test::shared_folder();
        if (folder.empty()) SKIP("no reference results beside the project");
        path = folder + "/golden/coco/" + file;
    }
    std::vector<json> cases;
    for (json& one : json::parse(test::file_text(path))) {
        if (one["kind"].get<std::string>() == kind) cases.push_back(std::move(one));
    }
    return cases;
}

Task task_of(const json& one) {
    const auto kind = one["kind"].get<std::string>();
    return kind == "segm" ? Task::masks : (kind == "keypoints" ? Task::keypoints : Task::boxes);
}

test::Loaded load(const json& one) {
    return test::load(one["truth"].dump(), one["predictions"].dump(), task_of(one));
}

void check_digests(const test::Evaluated& evaluated, const json& expected) {
    CHECK(test::digest(evaluated.accumulation.precision_array) ==
          expected["precision_sha256"].get<std::string>());
    CHECK(test::digest(evaluated.accumulation.recall_array()) ==
          expected["recall_sha256"].get<std::string>());
    CHECK(test::digest(evaluated.accumulation.scores_array) ==
          expected["scores_sha256"].get<std::string>());
}

// Figures, arrays and digests of every case in a file.
void check_file(const std::string& file, const std::string& kind) {
    for (const json& one : cases_of(file, kind)) {
        INFO(file << " seed " << one["seed"]);
        const auto evaluated = test::evaluate(load(one), coco_protocol(task_of(one)));
        CHECK(test::stats(evaluated.summary) == one["stats"].get<std::vector<double>>());
        check_digests(evaluated, one);
        if (one.contains("precision")) {
            const Accumulation& a = evaluated.accumulation;
            CHECK(a.precision_array == one["precision"].get<std::vector<double>>());
            CHECK(a.recall_array() == one["recall"].get<std::vector<double>>());
            CHECK(a.scores_array == one["scores"].get<std::vector<double>>());
        }
    }
}

// pycocotools' params as a protocol and a scope; image and class ids as slots.
std::pair<DetectionProtocol, EvaluationScope> parameters(const json& params, Task task,
                                                         const Dataset& dataset) {
    DetectionProtocol protocol = coco_protocol(task);
    EvaluationScope scope;
    const auto slots = [](const json& ids, const IdColumn& column, auto& out) {
        const IdIndex index(column);
        for (const json& id : ids) {
            const std::uint32_t slot = index.find(id.get<std::int64_t>());
            if (slot != IdIndex::none) {
                out.push_back(static_cast<std::decay_t<decltype(out[0])>>(slot));
            }
        }
        std::ranges::sort(out);
    };
    for (const auto& [key, value] : params.items()) {
        if (key == "useCats") {
            protocol.use_classes = value.get<int>() != 0;
        } else if (key == "iouThrs") {
            protocol.iou_thresholds = value.get<std::vector<double>>();
        } else if (key == "recThrs") {
            protocol.recall_thresholds = value.get<std::vector<double>>();
        } else if (key == "maxDets") {
            protocol.max_detections = value.get<std::vector<std::uint32_t>>();
            std::ranges::sort(protocol.max_detections);
        } else if (key == "areaRng") {
            protocol.area_ranges.clear();
            for (const json& range : value) {
                protocol.area_ranges.push_back({.name = "", .low = range[0], .high = range[1]});
            }
        } else if (key == "areaRngLbl") {
            // Names of the ranges; the arrays have none.
        } else if (key == "imgIds") {
            slots(value, dataset.samples.ids, scope.samples.emplace());
        } else if (key == "catIds") {
            slots(value, dataset.classes.ids, scope.classes.emplace());
        } else {
            FAIL("unknown parameter " << key);
        }
    }
    return {protocol, scope};
}

}  // namespace

TEST_CASE("box figures and arrays equal pycocotools'", "[parity][boxes]") {
    check_file("coco_boxes.json", "bbox");
}

TEST_CASE("so they do on the shared reference results", "[parity][boxes]") {
    const std::string file =
        GENERATE("cases-1.json", "cases-2.json", "arrays.json", "arrays_segm.json", "matches.json");
    const std::string kind = GENERATE("bbox", "segm", "keypoints");
    check_file(file, kind);
}

TEST_CASE("other parameters give pycocotools' arrays", "[parity][boxes]") {
    const std::string kind = GENERATE("bbox", "segm", "keypoints");
    std::size_t numbered_from_0 = 0;
    std::size_t cases = 0;
    for (const json& one : cases_of("options.json", kind)) {
        ++cases;
        INFO("seed " << one["seed"] << " " << one["params"]);
        const auto loaded = load(one);
        if (kind == "keypoints" && one["params"].value("useCats", 1) == 0) {
            // A defect of the reference that is not repeated: its similarity of keypoints knows classes only, so that
            // without them nothing is ever found.
            CHECK(one["mean_recall"] == 0.0);
            continue;
        }
        auto [protocol, scope] = parameters(one["params"], task_of(one), loaded.dataset);
        if (one.contains("with_ids_from_1")) {
            ++numbered_from_0;
            check_digests(test::evaluate(loaded, protocol, scope), one["with_ids_from_1"]);
            protocol.annotation_id_zero_bug = true;
        }
        check_digests(test::evaluate(loaded, protocol, scope), one);
    }
    CHECK((cases == 0 || kind != "bbox" || numbered_from_0 > 0));
}

TEST_CASE("predictions take the objects that pycocotools gives them", "[parity][boxes]") {
    const std::string kind = GENERATE("bbox", "segm", "keypoints");
    for (const json& one : cases_of("matches.json", kind)) {
        INFO("seed " << one["seed"]);
        const auto loaded = load(one);
        const auto evaluated = test::evaluate(loaded, coco_protocol(task_of(one)));
        const GroundTruth& truth = loaded.dataset.truth;
        for (const auto& [threshold, suffix] : {std::pair{0U, "50"}, std::pair{5U, "75"}}) {
            // What was taken at this threshold, by the ids that the reference prints.
            std::map<std::uint64_t, std::int64_t> truth_of;
            std::map<std::int64_t, std::uint64_t> prediction_of;
            std::map<std::uint64_t, bool> ignored;
            for (const Assignment& taken : evaluated.part.assignments) {
                if (((taken.thresholds >> threshold) & 1U) == 0) continue;
                const std::uint64_t prediction = loaded.run.id_of(taken.prediction);
                const std::int64_t id = truth.ids.numbers()[taken.truth];
                truth_of[prediction] = id;
                prediction_of[id] = prediction;  // of a crowd: the last one
                ignored[prediction] = (taken.thresholds & Assignment::ignored_bit) != 0;
            }
            const auto name = [&](const char* stem) { return std::string(stem) + suffix; };
            for (const json& cell : one["matches"]) {
                const json& predictions = cell["prediction_ids"];
                for (std::size_t i = 0; i < predictions.size(); ++i) {
                    const auto id = predictions[i].get<std::uint64_t>();
                    CHECK(truth_of[id] ==
                          cell[name("prediction_matched_at_")][i].get<std::int64_t>());
                    CHECK(ignored[id] == (cell[name("prediction_ignore_at_")][i].get<int>() != 0));
                }
                const json& objects = cell["truth_ids"];
                for (std::size_t i = 0; i < objects.size(); ++i) {
                    CHECK(prediction_of[objects[i].get<std::int64_t>()] ==
                          cell[name("truth_matched_at_")][i].get<std::uint64_t>());
                }
            }
        }
    }
}
