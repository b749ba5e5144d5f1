// Open Images' AP against TensorFlow's Object Detection API, from the files on: tests/data/open_images.json, made by
// make_open_images.py beside it.
#include "metrics/open_images.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "formats/open_images.h"
#include "metrics/rule_comparison.h"
#include "support/evaluate.h"

using namespace errata;
using nlohmann::json;

namespace {

constexpr double tolerance = 1e-12;

struct LoadedCase {
    Dataset dataset;
    Run run;
    Warnings warnings;
};

LoadedCase load(const json& one) {
    const auto text = [&](const char* key) { return one.at(key).get<std::string>(); };
    const std::string boxes = text("boxes");
    const std::string labels = text("image_labels");
    const std::string names = text("class_names");
    const std::string hierarchy = text("hierarchy");
    const std::string predictions = text("predictions");
    const MemorySource box_source("boxes.csv", boxes);
    const MemorySource label_source("labels.csv", labels);
    const MemorySource name_source("names.csv", names);
    const MemorySource hierarchy_source("hierarchy.json", hierarchy);
    const MemorySource prediction_source("predictions.csv", predictions);
    LoadedCase loaded;
    auto dataset = read_open_images_truth({.boxes = &box_source,
                                           .image_labels = &label_source,
                                           .class_names = &name_source,
                                           .hierarchy = &hierarchy_source},
                                          loaded.warnings);
    REQUIRE(dataset);
    loaded.dataset = *std::move(dataset);
    auto run = read_open_images_predictions(prediction_source, loaded.dataset, loaded.warnings);
    REQUIRE(run);
    loaded.run = *std::move(run);
    return loaded;
}

void check_equal(const std::optional<double>& ours, const json& theirs) {
    REQUIRE(ours.has_value() == !theirs.is_null());
    if (ours) CHECK(std::abs(*ours - theirs.get<double>()) <= tolerance);
}

void check_result(const LoadedCase& loaded, const json& result) {
    const OpenImagesOptions options = {
        .group_of = result["group_of_weight"] == 1.0 ? GroupOfRule::find_one : GroupOfRule::ignore,
        .expand_hierarchy = result["expand"],
        .image_labels = result["image_labels"]};
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    const OpenImages ours = evaluate_open_images(loaded.dataset, loaded.run, rows, options);
    check_equal(ours.ap, result["mean"]);
    REQUIRE(loaded.dataset.classes.size() == result["classes"].size());
    for (std::size_t k = 0; k < loaded.dataset.classes.size(); ++k) {
        const std::string label = to_string(loaded.dataset.classes.ids[k]);
        INFO("class " << label);
        const json& theirs = result["classes"].at(label);
        check_equal(ours.ap_of_class[k], theirs[0]);
        CHECK(ours.matches.positives[k] == theirs[1].get<std::uint32_t>());
    }
}

}  // namespace

TEST_CASE("Open Images' figures equal the official evaluation's", "[parity]") {
    const char* other = std::getenv("ERRATA_OPEN_IMAGES_CASES");
    const std::string file =
        other != nullptr ? other : ERRATA_SOURCE_DIR "/tests/data/open_images.json";
    for (const json& one : json::parse(test::file_text(file))) {
        INFO("seed " << one["seed"]);
        const LoadedCase loaded = load(one);
        for (const json& result : one["results"]) {
            INFO(result.dump());
            check_result(loaded, result);
        }
    }
}
