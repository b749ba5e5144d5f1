// What is evaluated of files that were dropped together, in any order and mixture.
#include "engine/file_choice.h"

#include <catch2/catch_amalgamated.hpp>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "support/png_writer.h"

using namespace errata;

namespace {

struct Given {
    std::string name;
    std::string bytes;
    std::optional<FileKind> taken_for = {};
};

struct Chosen {
    std::optional<Error> error;
    FileChoice choice;
    std::vector<FileReport> reports;
    std::vector<DroppedFile> files;
};

// `given` must outlive what comes back.
Chosen choose(const std::vector<Given>& given) {
    Chosen result;
    for (const Given& one : given) {
        result.files.push_back({.source = std::make_unique<MemorySource>(one.name, one.bytes),
                                .taken_for = one.taken_for});
    }
    Job job = choose_files(result.files, result.reports, result.choice);
    while (job.step()) {
    }
    result.error = job.error();
    return result;
}

const std::string coco_truth =
    R"({"images": [{"id": 1}], "categories": [{"id": 1, "name": "cat"}], "annotations": []})";
const std::string coco_results =
    R"([{"image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2], "score": 0.5}])";
const std::string label_truth = "id,label\na,cat\nb,dog\n";
const std::string label_guesses = "id,label,score\na,cat,0.5\nb,cat,0.5\n";
const std::string conll = "EU B-ORG\nrejects O\n";
const std::string panoptic =
    R"({"images": [{"id": 1, "file_name": "a.jpg"}], "categories": [{"id": 1, "name": "sky", "isthing": 0}],
        "annotations": [{"image_id": 1, "file_name": "a.png", "segments_info": []}]})";

}  // namespace

TEST_CASE("files of one task are evaluated with each other, the newest first") {
    const std::vector<Given> given = {{"gold.conll", conll},      {"found.conll", conll},
                                      {"truth.csv", label_truth}, {"guesses.csv", label_guesses},
                                      {"truth.json", coco_truth}, {"dt.json", coco_results}};
    for (const auto& [order, task, truth, predictions] :
         {std::tuple{std::vector{0, 1, 2, 3, 4, 5}, Task::spans, "gold.conll", "found.conll"},
          // Whose spans they are is in their names.
          {std::vector{1, 0, 2, 3}, Task::spans, "gold.conll", "found.conll"},
          {std::vector{3, 2, 0, 1}, Task::classes, "truth.csv", "guesses.csv"},
          {std::vector{5, 3, 4, 2}, Task::boxes, "truth.json", "dt.json"},
          // What has no partner gives way to what has.
          {std::vector{0, 4, 5}, Task::boxes, "truth.json", "dt.json"}}) {
        std::vector<Given> some;
        for (const int i : order) some.push_back(given[static_cast<std::size_t>(i)]);
        const Chosen chosen = choose(some);
        REQUIRE_FALSE(chosen.error);
        CHECK(chosen.choice.task == task);
        CHECK(chosen.reports[chosen.choice.truth].name == truth);
        CHECK(chosen.reports[chosen.choice.predictions].name == predictions);
        std::size_t used = 0;
        for (const FileReport& report : chosen.reports) {
            used += report.used ? 1 : 0;
            CHECK(report.used == report.note.empty());
        }
        CHECK(used == 2);
    }
}

TEST_CASE("ground truth and predictions of two tasks are an error that says so") {
    const Chosen chosen = choose({{"truth.json", coco_truth}, {"guesses.csv", label_guesses}});
    REQUIRE(chosen.error);
    CHECK(chosen.error->message == "the ground truth and the predictions are not of one task");
}

TEST_CASE("two folders of grey PNGs are semantic maps") {
    const std::string map = test::grey_png(2, 1, {0, 1});
    const std::vector<Given> maps = {{"data/predicted/b.png", map},
                                     {"data/gt/a.png", map},
                                     {"data/predicted/a.png", map},
                                     {"data/gt/b.png", map}};
    {
        const Chosen chosen = choose(maps);
        REQUIRE_FALSE(chosen.error);
        CHECK(chosen.choice.task == Task::semantic);
        CHECK(chosen.choice.truth_maps.name == "data/gt");
        CHECK(chosen.choice.truth_maps.paths == std::vector<std::string>{"a.png", "b.png"});
        CHECK(chosen.choice.prediction_maps.name == "data/predicted");
        CHECK(chosen.reports[1].kind == FileKind::truth);
        CHECK(chosen.reports[0].kind == FileKind::predictions);
        const auto source = chosen.choice.prediction_maps.open(1);
        REQUIRE(source);
        CHECK((*source)->name() == "data/predicted/b.png");
    }
    {  // Names that say nothing: the first is the ground truth, unless a person says otherwise.
        const std::vector<Given> other = {{"x/a.png", map}, {"y/a.png", map}};
        CHECK(choose(other).choice.truth_maps.name == "x");
        const std::vector<Given> said = {{"x/a.png", map, FileKind::predictions}, {"y/a.png", map}};
        CHECK(choose(said).choice.truth_maps.name == "y");
    }
    {  // Photographs may be grey, too: beside other files only names that say so count.
        std::vector<Given> mixed = {{"truth.json", coco_truth}, {"dt.json", coco_results}};
        mixed.push_back({"day/a.png", map});
        mixed.push_back({"night/a.png", map});
        CHECK(choose(mixed).choice.task == Task::boxes);
        for (const Given& one : maps) mixed.push_back(one);
        CHECK(choose(mixed).choice.task == Task::semantic);
    }
    {  // One folder alone, and colours, are pictures.
        const Chosen alone = choose({{"gt/a.png", map}, {"gt/b.png", map}});
        REQUIRE(alone.error);
        CHECK(alone.reports[0].kind == FileKind::image);
        CHECK(alone.reports[0].map == MapPixels::values);
        const std::string colours = test::id_png(2, 1, {70'000, 1});
        CHECK(choose({{"gt/a.png", colours}, {"pred/a.png", colours}}).error);
    }
    {
        std::vector<Given> named = maps;
        named.push_back({"classes.csv", "id,name\n0,sky\n1,road\n"});
        const Chosen chosen = choose(named);
        REQUIRE(chosen.choice.classes);
        CHECK(chosen.reports[*chosen.choice.classes].name == "classes.csv");
        CHECK(chosen.reports[*chosen.choice.classes].used);
    }
}

TEST_CASE("panoptic JSON takes the PNGs of its own folder") {
    const std::string map = test::id_png(2, 1, {7, 70'000});
    const std::vector<Given> given = {{"pan/pred.json", panoptic},
                                      {"pan/pred/a.png", map},
                                      {"pan/gt.json", panoptic},
                                      {"pan/gt/a.png", map},
                                      {"pan/photos/a.png", map}};
    const Chosen chosen = choose(given);
    REQUIRE_FALSE(chosen.error);
    CHECK(chosen.choice.task == Task::panoptic);
    CHECK(chosen.reports[chosen.choice.truth].name == "pan/gt.json");
    CHECK(chosen.choice.truth_maps.name == "pan/gt");
    CHECK(chosen.choice.truth_maps.paths == std::vector<std::string>{"a.png"});
    CHECK(chosen.choice.prediction_maps.name == "pan/pred");
    CHECK(chosen.reports[4].kind == FileKind::image);
    // In one folder with their JSON.
    const Chosen flat = choose(
        {{"x/gt.json", panoptic}, {"x/a.png", map}, {"y/out.json", panoptic}, {"y/a.png", map}});
    REQUIRE_FALSE(flat.error);
    CHECK(flat.choice.truth_maps.name == "x");
    CHECK(flat.choice.prediction_maps.name == "y");
}
