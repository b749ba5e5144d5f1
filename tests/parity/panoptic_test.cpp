// Panoptic quality against panopticapi's and the Boundary IoU API's.
#include "metrics/panoptic.h"

#include <cmath>

#include "support/panoptic_cases.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

void check(const Figure& figure, const json& expected) {
    REQUIRE(figure.value);
    CHECK(std::abs(*figure.value - expected.get<double>()) <= 1e-12);
}

void check_group(std::span<const Figure> figures, const json& expected) {
    if (expected.contains("raises")) {
        for (const Figure& figure : figures) CHECK_FALSE(figure.value);
        return;
    }
    check(figures[0], expected["pq"]);
    check(figures[1], expected["sq"]);
    check(figures[2], expected["rq"]);
}

void check_case(const test::PanopticCase& now, const json& expected, bool boundary) {
    PanopticMatching matching(now.dataset, now.run, boundary);
    for (SampleSlot s = 0; s < now.dataset.samples.size(); ++s) matching.match(s);
    const PanopticMatches matches = std::move(matching).finish();
    const FigureTable table =
        summarize_panoptic(matches.classes, now.dataset.classes.is_thing.span());
    std::uint64_t found = 0;
    for (std::size_t cls = 0; cls < matches.classes.size(); ++cls) {
        const std::string id = to_string(now.dataset.classes.ids[cls]);
        const PanopticCounts& counts = matches.classes[cls];
        const json& wanted = expected["counts"][id];
        CHECK(counts.true_positives == wanted["tp"].get<std::uint64_t>());
        CHECK(counts.false_positives == wanted["fp"].get<std::uint64_t>());
        CHECK(counts.missed == wanted["fn"].get<std::uint64_t>());
        CHECK(std::abs(counts.iou_sum - wanted["iou_sum"].get<double>()) <= 1e-12);
        found += counts.true_positives;
        const bool none = counts.objects() + counts.false_positives == 0;
        CHECK(table.classes[cls][0].value.has_value() == !none);
        if (!none) check_group(table.classes[cls], expected["per_class"][id]);
    }
    CHECK(matches.assignments.size() == found);
    const std::span<const Figure> overall(table.overall);
    check_group(overall.subspan(0, 3), expected["all"]);
    check_group(overall.subspan(3, 3), expected["things"]);
    check_group(overall.subspan(6, 3), expected["stuff"]);
}

}  // namespace

TEST_CASE("panoptic quality equals panopticapi's", "[parity]") {
    for (const json& one : test::reference_cases("panoptic/cases.json")) {
        INFO("seed " << one["seed"]);
        check_case(test::panoptic_case(one), one["pq"], false);
    }
}

TEST_CASE("boundary panoptic quality equals the Boundary IoU API's", "[parity]") {
    for (const json& one : test::reference_cases("panoptic/cases.json")) {
        INFO("seed " << one["seed"]);
        check_case(test::panoptic_case(one), one["boundary_pq"], true);
    }
}
