// Each protocol's AP50 by one set of rules equals that protocol's own evaluation, every bit.
#include "metrics/rule_comparison.h"

#include "metrics/tide.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

// At IoU .50 over all classes.
std::optional<double> own_ap50(const test::Loaded& loaded, const DetectionProtocol& protocol) {
    const auto evaluated = test::evaluate(loaded, protocol, {}, false);
    for (std::size_t i = 0; i < evaluated.summary.figures.size(); ++i) {
        if (evaluated.summary.figures[i].key == "AP50") return evaluated.summary.overall[i].value;
    }
    return {};
}

double own_tide(const test::Loaded& loaded) {
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    return analyse_tide(loaded.dataset, loaded.run, rows).ap;
}

void check_all(const std::string& file) {
    for (const json& one : test::reference_cases(file)) {
        if (!one.contains("truth") || one.value("kind", "bbox") != "bbox") continue;
        INFO(file << " seed " << one.value("seed", -1));
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump());
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        RuleEvaluator evaluator(loaded.dataset, loaded.run, rows);
        const auto by = [&](std::string_view key) {
            return evaluator.evaluate(rules_of(key).value()).ap;
        };
        CHECK(by("coco") == own_ap50(loaded, coco_protocol()));
        CHECK(by("lvis") == own_ap50(loaded, lvis_protocol()));
        CHECK(by("tide").value_or(0) == own_tide(loaded));
    }
}

}  // namespace

TEST_CASE("sets of rules give the same AP50 as COCO's, LVIS's and TIDE's own evaluation",
          "[parity]") {
    for (const char* file : {"coco/cases-1.json", "coco/cases-2.json", "lvis/cases.json",
                             "tide/cases.json", "voc/voc.json", "voc/ultralytics.json"}) {
        check_all(file);
    }
}
