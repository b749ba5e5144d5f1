// Confusion of segments: against the rules said pixel by pixel.
#include <catch2/catch_amalgamated.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "base/random.h"
#include "engine/analyses.h"
#include "engine/label_map_job.h"
#include "support/memory_files.h"
#include "support/panoptic_cases.h"

using namespace errata;
using nlohmann::json;
using test::PanopticImage;
using test::PanopticSide;

namespace {

constexpr std::uint64_t nothing = 0xFFFFFFFF;

using Cells = std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t>;

double plain_iou(const PanopticImage& truth, const PanopticImage& predicted, std::uint32_t object,
                 std::uint32_t guess, double object_area) {
    double both = 0;
    double guessed = 0;
    for (std::size_t i = 0; i < truth.ids.size(); ++i) {
        if (predicted.ids[i] != guess || truth.ids[i] == 0) continue;
        ++guessed;
        if (truth.ids[i] == object) ++both;
    }
    const double either = guessed + object_area - both;
    return either > 0 ? both / either : 0;
}

// The pixels of a prediction that are void, or of the last crowd of its class.
bool is_forgiven(const PanopticImage& truth, const PanopticImage& predicted, const json& guess) {
    std::uint32_t crowd = 0;
    for (const json& one : truth.segments) {
        if (one["iscrowd"] == 1 && one["category_id"] == guess["category_id"]) crowd = one["id"];
    }
    std::size_t all = 0;
    std::size_t forgiven = 0;
    for (std::size_t i = 0; i < truth.ids.size(); ++i) {
        if (predicted.ids[i] != guess["id"]) continue;
        ++all;
        if (truth.ids[i] == 0 || (crowd != 0 && truth.ids[i] == crowd)) ++forgiven;
    }
    return 2 * forgiven > all;
}

// At most one object has an IoU above 0.5 with a prediction, and the other way round: no order matters.
void add_cells(const PanopticImage& truth, const PanopticImage& predicted, Cells& cells) {
    std::set<std::uint32_t> seen;
    for (const json& guess : predicted.segments) {
        const std::uint64_t cls = guess["category_id"];
        std::uint64_t taken = nothing;
        for (const json& object : truth.segments) {
            if (object["iscrowd"] == 1) continue;
            if (plain_iou(truth, predicted, object["id"], guess["id"], object["area"]) <= 0.5)
                continue;
            if (object["category_id"] != cls && is_forgiven(truth, predicted, guess)) continue;
            taken = object["category_id"];
            seen.insert(object["id"].get<std::uint32_t>());
        }
        if (taken == nothing && is_forgiven(truth, predicted, guess)) continue;
        ++cells[{taken, cls}];
    }
    for (const json& object : truth.segments) {
        if (object["iscrowd"] == 1 || seen.contains(object["id"].get<std::uint32_t>())) continue;
        ++cells[{object["category_id"], nothing}];
    }
}

Evaluation evaluated(const PanopticSide& truth, const PanopticSide& predictions) {
    MemorySource truth_json("truth.json", truth.document);
    MemorySource prediction_json("predictions.json", predictions.document);
    Evaluation evaluation;
    Job job =
        evaluate_panoptic({.truth = &truth_json,
                           .truth_maps = test::memory_files("truth", truth.maps),
                           .predictions = &prediction_json,
                           .prediction_maps = test::memory_files("predictions", predictions.maps)},
                          "coco", evaluation);
    while (job.step()) {
    }
    REQUIRE_FALSE(job.error());
    return evaluation;
}

}  // namespace

TEST_CASE("a segment is taken for another class where they overlap by more than half") {
    Random random(20);
    std::uint64_t confused = 0;
    for (int round = 0; round < 150; ++round) {
        CAPTURE(round);
        std::vector<PanopticImage> truth;
        std::vector<PanopticImage> predicted;
        Cells expected;
        for (int i = 0; i < 4; ++i) {
            truth.push_back(test::random_image(random, 24, 18, true));
            predicted.push_back(test::changed(random, truth.back()));
            add_cells(truth.back(), predicted.back(), expected);
        }
        const Evaluation evaluation =
            evaluated(test::files_of(truth, true), test::files_of(predicted, false));
        Analyses analyses;
        Job job = analyse(evaluation, {.confusion = Thresholds()}, analyses);
        while (job.step()) {
        }
        REQUIRE(analyses.confusion);
        const auto id = [&](std::uint32_t cls) {
            return cls == background_class
                       ? nothing
                       : std::stoull(to_string(evaluation.dataset.classes.ids[cls]));
        };
        Cells cells;
        for (const ConfusionCell& cell : analyses.confusion->confusion.cells) {
            cells[{id(cell.truth), id(cell.predicted)}] = cell.count;
            const bool is_confused = cell.truth != cell.predicted &&
                                     cell.truth != background_class &&
                                     cell.predicted != background_class;
            if (is_confused) confused += cell.count;
        }
        CHECK(cells == expected);
    }
    CHECK(confused > 50);
}
