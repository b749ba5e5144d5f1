// Panoptic quality: by hand, and against the same rules said pixel by pixel.
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "engine/label_map_job.h"
#include "metrics/panoptic.h"
#include "support/memory_files.h"
#include "support/panoptic_cases.h"
#include "support/png_writer.h"

using namespace errata;
using Catch::Approx;
using nlohmann::json;
using test::changed;
using test::files_of;
using test::PanopticCase;
using test::random_image;
using Image = test::PanopticImage;
using Pixels = std::vector<std::uint32_t>;
using test::PanopticSide;

namespace {

// Pixels of a segment from which another one, or the border, is within `distance` (in rows and columns).
Pixels boundary_pixels(const Image& image, int distance) {
    Pixels out = image.ids;
    const int width = static_cast<int>(image.width);
    const int height = static_cast<int>(image.height);
    const auto at = [&](int x, int y) {
        return image.ids[static_cast<std::size_t>(y * width + x)];
    };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            bool inside = true;
            for (int dy = -distance; dy <= distance; ++dy) {
                for (int dx = -distance; dx <= distance; ++dx) {
                    const bool out_of_image =
                        x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height;
                    inside = inside && !out_of_image && at(x + dx, y + dy) == at(x, y);
                }
            }
            if (inside && at(x, y) != 0) out[static_cast<std::size_t>(y * width + x)] = 0xFFFFFFFFU;
        }
    }
    return out;
}

// |a|, |b| and their intersection over pixels; void of the truth is no part of b.
double plain_iou(const Pixels& truth, const Pixels& predicted, std::uint32_t a, std::uint32_t b) {
    double both = 0;
    double either = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const bool in_a = truth[i] == a;
        const bool in_b = predicted[i] == b && truth[i] != 0;
        both += in_a && in_b ? 1 : 0;
        either += in_a || in_b ? 1 : 0;
    }
    return either > 0 ? both / either : 0;
}

std::map<int, PanopticCounts> plain_counts(const std::vector<Image>& truth,
                                           const std::vector<Image>& predicted, bool boundary) {
    std::map<int, PanopticCounts> counts;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const Image& t = truth[i];
        const Image& p = predicted[i];
        const double diagonal = std::hypot(t.width, t.height);
        const int distance = std::max(1, static_cast<int>(std::nearbyint(0.02 * diagonal)));
        const Pixels t_boundary = boundary_pixels(t, distance);
        const Pixels p_boundary = boundary_pixels(p, distance);
        std::map<std::uint32_t, bool> found;
        std::map<int, std::uint32_t> crowd;
        for (const json& one : t.segments) {
            if (one["iscrowd"] == 1) crowd[one["category_id"]] = one["id"];
        }
        for (const json& guess : p.segments) {
            const int cls = guess["category_id"];
            const std::uint32_t id = guess["id"];
            bool right = false;
            for (const json& one : t.segments) {
                if (one["iscrowd"] == 1 || one["category_id"] != cls) continue;
                double iou = plain_iou(t.ids, p.ids, one["id"], id);
                if (boundary) iou = std::min(iou, plain_iou(t_boundary, p_boundary, one["id"], id));
                if (iou <= 0.5) continue;
                counts[cls].iou_sum += iou;
                ++counts[cls].true_positives;
                found[one["id"]] = right = true;
            }
            std::size_t area = 0;
            std::size_t forgiven = 0;
            for (std::size_t x = 0; x < p.ids.size(); ++x) {
                if (p.ids[x] != id) continue;
                ++area;
                const bool in_crowd = crowd.contains(cls) && t.ids[x] == crowd[cls];
                forgiven += t.ids[x] == 0 || in_crowd ? 1 : 0;
            }
            if (!right && 2 * forgiven <= area) ++counts[cls].false_positives;
        }
        for (const json& one : t.segments) {
            if (one["iscrowd"] == 0 && !found.contains(one["id"]))
                ++counts[one["category_id"]].missed;
        }
    }
    return counts;
}

PanopticMatches matched(const PanopticCase& now, bool boundary = false) {
    PanopticMatching matching(now.dataset, now.run, boundary);
    for (SampleSlot s = 0; s < now.dataset.samples.size(); ++s) matching.match(s);
    return std::move(matching).finish();
}

PanopticCase read(const std::vector<Image>& truth, const std::vector<Image>& predicted) {
    auto now = test::read_panoptic(files_of(truth, true), files_of(predicted, false));
    INFO((now ? std::string() : to_string(now.error())));
    REQUIRE(now);
    return *std::move(now);
}

}  // namespace

TEST_CASE("panoptic quality by hand") {
    // A dog of 4 pixels, found with 3 of them and one in void; a sky that nobody sees; a cat that is none.
    const Image truth = {.width = 5,
                         .height = 2,
                         .ids = {1, 1, 2, 2, 0,  //
                                 1, 1, 2, 2, 0},
                         .segments = {{{"id", 1}, {"category_id", 5}, {"area", 4}},
                                      {{"id", 2}, {"category_id", 2}, {"area", 4}}}};
    const Image predicted = {.width = 5,
                             .height = 2,
                             .ids = {8, 8, 9, 9, 8,  //
                                     8, 9, 9, 9, 7},
                             .segments = {{{"id", 8}, {"category_id", 5}},
                                          {{"id", 9}, {"category_id", 9}},
                                          {{"id", 7}, {"category_id", 9}}}};
    const PanopticCase now = read({truth}, {predicted});
    const PanopticMatches matches = matched(now);
    const FigureTable table =
        summarize_panoptic(matches.classes, now.dataset.classes.is_thing.span());
    // Classes by id: sky 2, dog 5, cat 9.
    CHECK(*table.classes[1][0].value == 0.75);
    CHECK(*table.classes[0][0].value == 0);
    CHECK(*table.classes[2][2].value == 0);
    CHECK(matches.classes[2].false_positives == 1);  // the other lies in void
    CHECK(matches.not_counted.size() == 1);
    CHECK(*table.overall[0].value == 0.25);   // of three classes
    CHECK(*table.overall[3].value == 0.375);  // of two
    CHECK(*table.overall[6].value == 0);
    CHECK(table.overall[0].count == 2);
    REQUIRE(matches.assignments.size() == 1);
    CHECK(now.dataset.truth.ids[matches.assignments[0].truth].number == 1);
    CHECK(matches.overlaps[0] == 0.75);
    CHECK(now.run.box[0] == Box{.x = 0, .y = 0, .width = 5, .height = 2});
}

TEST_CASE("random cases equal the rules said pixel by pixel") {
    Random random(4);
    for (int round = 0; round < 300; ++round) {
        std::vector<Image> truth;
        std::vector<Image> predicted;
        for (std::size_t i = 0; i < 1 + random.index(3); ++i) {
            const auto width = static_cast<std::uint32_t>(1 + random.below(14));
            const auto height = static_cast<std::uint32_t>(1 + random.below(14));
            truth.push_back(random_image(random, width, height, true));
            predicted.push_back(random.chance(0.7) ? changed(random, truth.back())
                                                   : random_image(random, width, height, false));
        }
        const PanopticCase now = read(truth, predicted);
        for (const bool boundary : {false, true}) {
            const PanopticMatches matches = matched(now, boundary);
            auto plain = plain_counts(truth, predicted, boundary);
            for (std::size_t cls = 0; cls < matches.classes.size(); ++cls) {
                const PanopticCounts& wanted =
                    plain[static_cast<int>(now.dataset.classes.ids[cls].number)];
                INFO("round " << round << " class " << cls << " boundary " << boundary);
                CHECK(matches.classes[cls].true_positives == wanted.true_positives);
                CHECK(matches.classes[cls].false_positives == wanted.false_positives);
                CHECK(matches.classes[cls].missed == wanted.missed);
                CHECK(std::abs(matches.classes[cls].iou_sum - wanted.iou_sum) < 1e-12);
            }
        }
    }
}

TEST_CASE("a perfect prediction scores 1, and the order of files does not matter") {
    Random random(5);
    for (int round = 0; round < 50; ++round) {
        std::vector<Image> truth;
        for (int i = 0; i < 4; ++i) truth.push_back(random_image(random, 12, 9, true));
        // Of several crowds of a class only the last forgives: here there is none.
        std::vector<Image> without_crowds = truth;
        for (Image& image : without_crowds) {
            for (json& segment : image.segments) segment["iscrowd"] = 0;
        }
        const PanopticCase perfect = read(without_crowds, without_crowds);
        for (const bool boundary : {false, true}) {
            const PanopticMatches matches = matched(perfect, boundary);
            for (const PanopticCounts& counts : matches.classes) {
                CHECK(counts.quality().value_or(1) == 1);
            }
        }
        // Documents with their annotations and segments the other way round.
        std::vector<Image> predicted;
        for (const Image& image : truth) predicted.push_back(changed(random, image));
        PanopticSide files = files_of(predicted, false);
        PanopticSide truth_files = files_of(truth, true);
        const PanopticMatches before = matched(read(truth, predicted));
        for (PanopticSide* side : {&files, &truth_files}) {
            json document = json::parse(side->document);
            std::ranges::reverse(document["annotations"]);
            side->document = document.dump();
        }
        const auto again = test::read_panoptic(truth_files, files);
        REQUIRE(again);
        const PanopticMatches after = matched(*again);
        for (std::size_t cls = 0; cls < before.classes.size(); ++cls) {
            CHECK(before.classes[cls].iou_sum == after.classes[cls].iou_sum);
            CHECK(before.classes[cls].false_positives == after.classes[cls].false_positives);
            CHECK(before.classes[cls].missed == after.classes[cls].missed);
        }
    }
}

TEST_CASE("panoptic files that do not fit are errors or counted") {
    const Image truth = {.width = 2,
                         .height = 1,
                         .ids = {1, 2},
                         .segments = {{{"id", 1}, {"category_id", 5}, {"area", 1}},
                                      {{"id", 2}, {"category_id", 2}, {"area", 1}}}};
    const PanopticSide good = files_of({truth}, true);
    const auto error_of = [&](const PanopticSide& a, const PanopticSide& b) {
        const auto now = test::read_panoptic(a, b);
        REQUIRE_FALSE(now);
        CHECK_FALSE(now.error().file.empty());
        CHECK_FALSE(now.error().remedy.empty());
        return now.error().code;
    };
    PanopticSide without_maps = good;
    without_maps.maps = {{"other.txt", ""}};
    CHECK(error_of(good, without_maps) == ErrorCode::mismatch);
    CHECK(error_of(without_maps, good) == ErrorCode::mismatch);
    CHECK(error_of(files_of({truth}, false), good) == ErrorCode::wrong_kind);  // no categories
    PanopticSide boxes = good;
    boxes.document = R"({"images": [], "annotations": [{"id": 1, "image_id": 1}]})";
    CHECK(error_of(good, boxes) == ErrorCode::wrong_kind);
    Image large = truth;
    large.height = 2;
    large.ids = {1, 2, 1, 2};
    CHECK(error_of(good, files_of({large}, false)) == ErrorCode::mismatch);

    Image odd = truth;
    odd.ids = {1, 77};
    odd.segments = {{{"id", 1}, {"category_id", 5}}, {{"id", 1}, {"category_id", 2}},
                    {{"id", 2}, {"category_id", 2}}, {{"id", 3}, {"category_id", 66}},
                    {{"id", 0}, {"category_id", 5}}, {{"category_id", 5}}};
    const auto now = test::read_panoptic(good, files_of({odd}, false));
    REQUIRE(now);
    CHECK(now->run.size() == 1);
    CHECK(now->dataset.classes.ids[now->run.cls[0]].number == 2);
    CHECK(now->warnings.count_of("repeated-segment") == 1);
    CHECK(now->warnings.count_of("segment-without-pixels") == 1);
    CHECK(now->warnings.count_of("unknown-class") == 1);
    CHECK(now->warnings.count_of("unusable-segment") == 2);
    CHECK(now->warnings.count_of("unknown-segment") == 1);

    // Of two images one is predicted, and one that is not there.
    PanopticSide other = files_of({truth, truth}, false);
    json document = json::parse(other.document);
    document["annotations"][1]["image_id"] = 99;
    other.document = document.dump();
    const auto partly = test::read_panoptic(files_of({truth, truth}, true), other);
    REQUIRE(partly);
    CHECK(partly->warnings.count_of("image-without-predictions") == 1);
    CHECK(partly->warnings.count_of("unknown-image") == 1);
    CHECK(matched(*partly).classes[0].missed == 1);
}

TEST_CASE(
    "the job's evaluation is the same with any number of threads, and crosses as a snapshot") {
    Random random(6);
    std::vector<Image> truth;
    std::vector<Image> predicted;
    for (int i = 0; i < 9; ++i) {
        truth.push_back(random_image(random, 14, 11, true));
        predicted.push_back(changed(random, truth.back()));
    }
    const PanopticSide truth_files = files_of(truth, true);
    const PanopticSide files = files_of(predicted, false);
    const MemorySource truth_json("truth.json", truth_files.document);
    const MemorySource predictions_json("predictions.json", files.document);
    const auto evaluated = [&](std::string rules, unsigned threads) {
        Evaluation result;
        Job job = evaluate_panoptic({.truth = &truth_json,
                                     .truth_maps = test::memory_files("gt", truth_files.maps),
                                     .predictions = &predictions_json,
                                     .prediction_maps = test::memory_files("dt", files.maps),
                                     .threads = threads},
                                    std::move(rules), result);
        while (job.step()) {
        }
        REQUIRE_FALSE(job.error());
        return result;
    };
    for (const char* rules : {"coco", "boundary"}) {
        const Evaluation one = evaluated(rules, 1);
        CHECK(one.rules == rules);
        CHECK(one.iou_thresholds == std::vector<double>{0});
        CHECK(one.assignments.size() == one.overlaps.size());
        CHECK_FALSE(one.assignments.empty());
        const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(one));
        CHECK(snapshot_of(evaluated(rules, 3)) == *bytes);
        const auto back = evaluation_from_snapshot(*bytes, bytes);
        REQUIRE(back);
        CHECK(back->summary.overall[0].value == one.summary.overall[0].value);
        CHECK(back->dataset.truth.size() == one.dataset.truth.size());
        CHECK(snapshot_of(*back) == *bytes);
    }
}
