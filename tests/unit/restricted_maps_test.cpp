// Semantic and panoptic evaluations restricted: as a fresh evaluation of files with what is kept, every bit.
#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <nlohmann/json.hpp>

#include "engine/label_map_job.h"
#include "support/memory_files.h"
#include "support/panoptic_cases.h"
#include "support/png_writer.h"
#include "support/restricting.h"

using namespace errata;
using nlohmann::json;
using test::check_same;
using test::finish;
using test::random_rows;
using test::restricted;

TEST_CASE("restricted label maps give what maps of those samples give", "[engine][random]") {
    Random random(9);
    for (int i = 0; i < 200; ++i) {
        std::map<std::string, std::string> truth;
        std::map<std::string, std::string> predicted;
        const std::size_t images = 2 + random.index(6);
        for (std::size_t s = 0; s < images; ++s) {
            std::vector<std::uint32_t> pixels(30);
            for (std::uint32_t& one : pixels) one = static_cast<std::uint32_t>(random.below(5));
            truth[std::format("{}.png", s)] = test::grey_png(6, 5, pixels);
            for (std::uint32_t& one : pixels) {
                if (random.chance(0.3)) one = static_cast<std::uint32_t>(random.below(5));
            }
            predicted[std::format("{}.png", s)] = test::grey_png(6, 5, pixels);
        }
        const std::string list = "id,name\n0,a\n1,b\n2,c\n3,d\n4,e\n";
        const MemorySource names("classes.csv", list);
        const auto evaluate = [&](const BitSet& kept) {
            const auto some = [&](const std::map<std::string, std::string>& all) {
                std::map<std::string, std::string> some;
                for (std::size_t s = 0; s < images; ++s) {
                    const std::string name = std::format("{}.png", s);
                    if (kept[s]) some[name] = all.at(name);
                }
                return some;
            };
            Evaluation result;
            const auto error =
                finish(evaluate_semantic({.truth = test::memory_files("gt", some(truth)),
                                          .predictions = test::memory_files("dt", some(predicted)),
                                          .classes = &names},
                                         result));
            INFO((error ? to_string(*error) : ""));
            REQUIRE_FALSE(error);
            return result;
        };
        const Evaluation whole = evaluate(BitSet(images, true));
        BitSet rows = random_rows(images, random);
        rows.set(random.index(images));
        check_same(restricted(whole, {.to = Restricted::samples, .rows = &rows}), whole,
                   evaluate(rows));
        RestrictedFigures none;
        Restrictable prepared;
        REQUIRE_FALSE(finish(prepare_restrictions(whole, {}, prepared)));
        const BitSet no_objects;
        const auto refused =
            finish(restrict(prepared, {.to = Restricted::objects, .rows = &no_objects}, none));
        REQUIRE(refused);
        CHECK(refused->code == ErrorCode::wrong_kind);
    }
}

namespace {

Evaluation evaluate_panoptic_files(const test::PanopticSide& truth,
                                   const test::PanopticSide& predicted, const std::string& rules) {
    const MemorySource truth_json("truth.json", truth.document);
    const MemorySource predictions_json("predictions.json", predicted.document);
    Evaluation result;
    const auto error =
        finish(evaluate_panoptic({.truth = &truth_json,
                                  .truth_maps = test::memory_files("gt", truth.maps),
                                  .predictions = &predictions_json,
                                  .prediction_maps = test::memory_files("dt", predicted.maps)},
                                 rules, result));
    INFO((error ? to_string(*error) : ""));
    REQUIRE_FALSE(error);
    return result;
}

// The files without the images that are not kept.
test::PanopticSide of_images(test::PanopticSide side, const BitSet& kept) {
    json document = json::parse(side.document);
    json annotations = json::array();
    for (const json& one : document["annotations"]) {
        if (kept[one["image_id"].get<std::size_t>()]) {
            annotations.push_back(one);
        } else {
            side.maps.erase(one["file_name"].get<std::string>());
        }
    }
    document["annotations"] = annotations;
    side.document = document.dump();
    return side;
}

}  // namespace

TEST_CASE("restricted panoptic maps give what the files of the rest give", "[engine][random]") {
    Random random(10);
    for (int i = 0; i < 300; ++i) {
        std::vector<test::PanopticImage> truth;
        std::vector<test::PanopticImage> predicted;
        for (std::size_t s = 0; s < 2 + random.index(4); ++s) {
            truth.push_back(test::random_image(random, 9, 8, true));
            predicted.push_back(test::changed(random, truth.back()));
        }
        const test::PanopticSide truth_files = test::files_of(truth, true);
        const test::PanopticSide files = test::files_of(predicted, false);
        const std::string rules = i % 2 == 0 ? "coco" : "boundary";
        const Evaluation whole = evaluate_panoptic_files(truth_files, files, rules);

        BitSet images = random_rows(truth.size(), random);
        images.set(random.index(truth.size()));
        check_same(restricted(whole, {.to = Restricted::samples, .rows = &images}), whole,
                   evaluate_panoptic_files(of_images(truth_files, images), of_images(files, images),
                                           rules));

        const Dataset& dataset = whole.dataset;
        const BitSet objects = random_rows(dataset.truth.size(), random);
        std::vector<test::PanopticImage> marked = truth;
        for (std::size_t s = 0; s < truth.size(); ++s) {
            for (json& segment : marked[s].segments) {
                Row row = dataset.truth.sample_begin[s];
                while (dataset.truth.ids.numbers()[row] != segment["id"]) ++row;
                if (!objects[row]) segment["iscrowd"] = 1;
            }
        }
        check_same(restricted(whole, {.to = Restricted::objects, .rows = &objects}), whole,
                   evaluate_panoptic_files(test::files_of(marked, true), files, rules));

        const BitSet rows = random_rows(whole.run.size(), random);
        const SampleRows of_sample(whole.run.sample, truth.size());
        std::vector<test::PanopticImage> left = predicted;
        for (std::size_t s = 0; s < truth.size(); ++s) {
            left[s].segments = json::array();
            for (std::size_t k = 0; k < predicted[s].segments.size(); ++k) {
                const json& segment = predicted[s].segments[k];
                if (rows[of_sample.row(static_cast<SampleSlot>(s), k)]) {
                    left[s].segments.push_back(segment);
                } else {
                    std::ranges::replace(left[s].ids, segment["id"].get<std::uint32_t>(), 0U);
                }
            }
        }
        check_same(restricted(whole, {.to = Restricted::predictions, .rows = &rows}), whole,
                   evaluate_panoptic_files(truth_files, test::files_of(left, false), rules));
    }
}
