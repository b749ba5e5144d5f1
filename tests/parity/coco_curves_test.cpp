// Precision over recall against pycocotools' own `precision` array, at every threshold, to the last bit.
#include <catch2/catch_amalgamated.hpp>
#include <nlohmann/json.hpp>

#include "metrics/curves.h"
#include "support/evaluate.h"

using namespace errata;
using nlohmann::json;

namespace {

// Box cases of a file; returns how many curves had an array to be compared with.
std::size_t check_file(const std::string& path) {
    std::size_t compared = 0;
    for (const json& one : json::parse(test::file_text(path))) {
        if (one["kind"].get<std::string>() != "bbox") continue;
        INFO("seed " << one["seed"]);
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump());
        const auto evaluated = test::evaluate(loaded, coco_protocol());
        const Accumulation& a = evaluated.accumulation;
        // The whole array, as its digest in the reference says or its values do.
        CHECK(test::digest(a.precision_array) == one["precision_sha256"].get<std::string>());
        const auto expected = one.contains("precision")
                                  ? one["precision"].get<std::vector<double>>()
                                  : a.precision_array;
        const ScoreOrder order =
            score_order(loaded.dataset, loaded.run,
                        SampleRows(loaded.run.sample, loaded.dataset.samples.size()));
        Outcomes outcomes;
        Curves curves;
        for (std::size_t t = 0; t < a.thresholds; ++t) {
            match_outcomes(loaded.dataset, loaded.run,
                           {.assignments = evaluated.part.assignments.span(),
                            .beyond_limit = evaluated.part.beyond_limit.span(),
                            .iou_threshold = t},
                           outcomes);
            cut_outcomes(loaded.dataset, loaded.run, 0.5, outcomes);
            curves.update(order, outcomes);
            for (std::size_t k = 0; k < a.classes; ++k) {
                const auto cls = static_cast<ClassSlot>(k);
                const auto curve = curves.precision(cls);
                bool same = true;
                for (std::size_t level = 0; level < a.levels; ++level) {
                    const std::size_t place =
                        (((t * a.levels + level) * a.classes + k) * a.areas + 0) * a.limits +
                        a.limits - 1;
                    same &= expected[place] == (curve.empty() ? -1 : curve[level]);
                }
                CHECK(same);
                ++compared;
                if (t != 0 && t != 5) continue;
                CHECK(curves.average_precision(cls) ==
                      evaluated.summary.classes[k][t == 0 ? 1 : 2].value);
            }
        }
    }
    return compared;
}

}  // namespace

TEST_CASE("curves are entries of pycocotools' precision", "[parity][curves]") {
    CHECK(check_file(ERRATA_SOURCE_DIR "/tests/data/coco_boxes.json") > 1000);
}

TEST_CASE("so they are on the shared reference results", "[parity][curves]") {
    const std::string folder = test::shared_folder();
    if (folder.empty()) SKIP("no reference results beside the project");
    const std::string file = GENERATE("cases-1.json", "cases-2.json", "arrays.json");
    CHECK(check_file(folder + "/golden/coco/" + file) > 0);
}
