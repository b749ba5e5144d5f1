// Pascal VOC's figures against Object-Detection-Metrics, Ultralytics' against a numpy statement of its rules.
#include <cmath>

#include "metrics/candidates.h"
#include "metrics/confusion.h"
#include "metrics/ultralytics.h"
#include "metrics/voc.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

constexpr double tolerance = 1e-12;

bool near(double a, double b, double margin) { return std::abs(a - b) <= margin; }

std::size_t slot_of(const Dataset& dataset, const std::string& id) {
    for (std::size_t k = 0; k < dataset.classes.size(); ++k) {
        if (to_string(dataset.classes.ids[k]) == id) return k;
    }
    FAIL("no class " << id);
    return 0;
}

void check_curve(const std::vector<double>& ours, const json& theirs) {
    const auto values = theirs.get<std::vector<double>>();
    REQUIRE(ours.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(near(ours[i], values[i], tolerance));
}

// Null is the mean of no class.
void check_mean(const std::optional<double>& ours, const json& theirs) {
    REQUIRE(ours.has_value() == !theirs.is_null());
    if (ours) CHECK(near(*ours, theirs.get<double>(), tolerance));
}

}  // namespace

TEST_CASE("VOC figures and curves equal Object-Detection-Metrics'", "[parity]") {
    for (const json& one : test::reference_cases("voc/voc.json")) {
        INFO("seed " << one["seed"]);
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump());
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        for (const json& result : one["results"]) {
            const Voc voc = evaluate_voc(loaded.dataset, loaded.run, rows,
                                         {.iou_threshold = result["iou"].get<double>()});
            INFO("IoU " << result["iou"]);
            check_mean(voc.ap, result["map_every_point"]);
            check_mean(voc.ap_2007, result["map_eleven_point"]);
            for (const auto& [id, theirs] : result["classes"].items()) {
                INFO("class " << id);
                const VocClass& ours = voc.classes[slot_of(loaded.dataset, id)];
                CHECK(ours.positives == theirs["total_positives"].get<std::uint32_t>());
                CHECK(ours.true_positives == theirs["tp"].get<std::uint32_t>());
                CHECK(ours.false_positives == theirs["fp"].get<std::uint32_t>());
                check_curve(ours.precision, theirs["precision"]);
                CHECK(ours.ap.has_value() == (ours.positives > 0));
                if (ours.positives == 0) continue;
                check_curve(ours.recall, theirs["recall"]);
                CHECK(near(*ours.ap, theirs["ap_every_point"].get<double>(), tolerance));
                CHECK(near(*ours.ap_2007, theirs["ap_eleven_point"].get<double>(), tolerance));
            }
        }
    }
}

TEST_CASE("Ultralytics' figures equal its rules'", "[parity]") {
    constexpr double margin = 1e-9;
    for (const json& one : test::reference_cases("voc/ultralytics.json")) {
        INFO("seed " << one["seed"]);
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump());
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        // The reference has no detector before it whose floor and limit it would apply.
        const Ultralytics all = evaluate_ultralytics(
            loaded.dataset, loaded.run, rows, {.score_floor = {}, .max_detections = 100'000});
        CHECK(near(all.map50.value(), one["map50"].get<double>(), margin));
        CHECK(near(all.map50_95.value(), one["map50_95"].get<double>(), margin));
        CHECK(all.best_index == one["best_index_of_1000"].get<std::size_t>());
        CHECK(near(all.best_confidence, one["best_confidence"].get<double>(), margin));
        CHECK(near(all.precision.value(), one["mean_precision"].get<double>(), margin));
        CHECK(near(all.recall.value(), one["mean_recall"].get<double>(), margin));
        const auto ids = one["classes"].get<std::vector<int>>();
        for (std::size_t i = 0; i < ids.size(); ++i) {
            INFO("class " << ids[i]);
            const auto& ours = all.classes[slot_of(loaded.dataset, std::to_string(ids[i]))];
            CHECK(ours.positives == one["labels_per_class"][i].get<std::uint32_t>());
            const auto ap = one["ap_class_by_iou"][i].get<std::vector<double>>();
            REQUIRE(ours.ap.size() == ap.size());
            for (std::size_t t = 0; t < ap.size(); ++t) CHECK(near(ours.ap[t], ap[t], margin));
            CHECK(near(ours.precision, one["precision"][i].get<double>(), margin));
            CHECK(near(ours.recall, one["recall"][i].get<double>(), margin));
            CHECK(near(ours.f1, one["f1"][i].get<double>(), margin));
            CHECK(ours.true_positives == one["tp"][i].get<double>());
            CHECK(ours.false_positives == one["fp"][i].get<double>());
        }
    }
}

TEST_CASE("Ultralytics' confusion matrix equals its rules'", "[parity]") {
    for (const json& one : test::reference_cases("voc/ultralytics.json")) {
        INFO("seed " << one["seed"]);
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump());
        const Dataset& dataset = loaded.dataset;
        const SampleRows rows(loaded.run.sample, dataset.samples.size());
        const Candidates candidates = find_candidates(dataset, loaded.run, rows, {});
        // Rows and columns of the reference are in the order of the file's categories, the last background.
        std::vector<std::uint32_t> order;
        for (const json& category : one["truth"]["categories"]) {
            order.push_back(static_cast<std::uint32_t>(slot_of(dataset, category["id"].dump())));
        }
        order.push_back(background_class);
        for (const bool every : {false, true}) {
            Confusion confusion;
            confuse_by_ultralytics(dataset, loaded.run, rows, candidates,
                                   {.every_false_positive = every}, confusion);
            const json& theirs =
                one[every ? "confusion_every_false_positive" : "confusion_pred_by_true"];
            for (std::size_t p = 0; p < order.size(); ++p) {
                for (std::size_t t = 0; t < order.size(); ++t) {
                    INFO("predicted " << p << ", true " << t << ", all " << every);
                    CHECK(confusion.count(order[t], order[p]) == theirs[p][t].get<std::uint32_t>());
                }
            }
        }
    }
}
