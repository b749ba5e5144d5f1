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

namespace {

const std::string annotated =
    R"({"images": [{"id": 1}], "categories": [{"id": 1, "name": "cat"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2]}]})";
const std::string unlabeled = R"({"images": [{"id": 2, "file_name": "2.jpg"}]})";
const std::string no_annotations = R"({"annotations": [], "images": [{"id": 2}]})";

// "truth predictions pool pool_predictions" by name; "-" where there is none.
std::string names_in(const Chosen& chosen) {
    if (chosen.error) return chosen.error->message;
    std::string names;
    const auto add = [&](std::optional<std::size_t> file) {
        names += (names.empty() ? "" : " ") + (file ? chosen.reports[*file].name : "-");
        if (file) CHECK(chosen.reports[*file].used);
    };
    add(chosen.choice.truth);
    add(chosen.choice.predictions);
    add(chosen.choice.pool);
    add(chosen.choice.pool_predictions);
    return names;
}

}  // namespace

TEST_CASE("a second list of images is the pool where it says so, or has no annotations") {
    const auto chosen = [](const std::vector<Given>& given) { return names_in(choose(given)); };
    for (const std::string& list : {unlabeled, no_annotations}) {
        CHECK(chosen({{"a.json", list}, {"b.json", annotated}, {"c.json", coco_results}}) ==
              "b.json c.json a.json -");
    }
    // With annotations only by its name, and then in any order.
    CHECK(chosen({{"a.json", annotated}, {"b.json", annotated}, {"c.json", coco_results}}) ==
          "a.json c.json - -");
    for (const char* const name : {"pool.json", "images_unlabeled2017.json", "unlabelled/x.json",
                                   "candidates/2024/x.json", "labels_pool.json"}) {
        CHECK(chosen({{name, annotated}, {"b.json", annotated}, {"c.json", coco_results}}) ==
              std::string("b.json c.json ") + name + " -");
    }
    // A folder's word does not go before what the file itself says, nor one that all files have.
    CHECK(chosen({{"pool/truth.json", annotated},
                  {"pool/pool.json", annotated},
                  {"pool/predictions.json", coco_results},
                  {"pool/pool_predictions.json", coco_results}}) ==
          "pool/truth.json pool/predictions.json pool/pool.json pool/pool_predictions.json");
    CHECK(chosen({{"pool/gt.json", annotated},
                  {"pool/images.json", unlabeled},
                  {"pool/dt.json", coco_results}}) ==
          "pool/gt.json pool/dt.json pool/images.json -");
    // Nothing but lists without annotations: the first is ground truth without objects, unless it says otherwise.
    CHECK(chosen({{"a.json", coco_truth}, {"c.json", coco_results}}) == "a.json c.json - -");
    CHECK(chosen({{"pool.json", unlabeled}, {"a.json", coco_truth}, {"c.json", coco_results}}) ==
          "a.json c.json pool.json -");
}

TEST_CASE("a second results file is the pool's where it says so and a pool is there") {
    const auto chosen = [](const std::vector<Given>& given) { return names_in(choose(given)); };
    const Given truth = {"gt.json", annotated};
    const Given pool = {"pool.json", unlabeled};
    const Given results = {"dt.json", coco_results};
    for (const char* const name : {"pool_dt.json", "unlabeled/dt.json"}) {
        const Given on_pool = {name, coco_results};
        CHECK(chosen({on_pool, truth, results, pool}) ==
              std::string("gt.json dt.json pool.json ") + name);
        // One file may hold both, whatever it is called.
        CHECK(chosen({on_pool, truth, pool}) == std::string("gt.json ") + name + " pool.json -");
        // Without a pool the newest counts, as ever.
        CHECK(chosen({on_pool, truth, results}) == std::string("gt.json ") + name + " - -");
    }
    CHECK(chosen({{"other.json", coco_results}, truth, results, pool}) ==
          "gt.json other.json pool.json -");
}

TEST_CASE("what a person says of a pool's files goes before names and content") {
    const auto chosen = [](const std::vector<Given>& given) { return names_in(choose(given)); };
    const Given results = {"dt.json", coco_results};
    CHECK(chosen({{"a.json", annotated}, {"b.json", annotated, FileKind::pool}, results}) ==
          "a.json dt.json b.json -");
    CHECK(chosen({{"pool.json", annotated, FileKind::truth}, {"b.json", annotated}, results}) ==
          "pool.json dt.json - -");
    CHECK(chosen({{"a.json", annotated},
                  {"b.json", unlabeled},
                  results,
                  {"c.json", coco_results, FileKind::pool_predictions}}) ==
          "a.json dt.json b.json c.json");
    CHECK(chosen({{"a.json", annotated},
                  {"b.json", unlabeled},
                  results,
                  {"pool_dt.json", coco_results, FileKind::unknown}}) == "a.json dt.json b.json -");
    // Of two pools the one that was said.
    const std::vector<Given> two = {{"a.json", annotated},
                                    results,
                                    {"pool.json", unlabeled},
                                    {"more.json", unlabeled, FileKind::pool}};
    const Chosen both = choose(two);
    CHECK(names_in(both) == "a.json dt.json more.json -");
    CHECK(both.reports[2].note == "not used: more.json is said to be the pool");
}

TEST_CASE("a table without labels is the pool, or one that says so") {
    const auto chosen = [](const std::vector<Given>& given) { return names_in(choose(given)); };
    const Given truth = {"truth.csv", label_truth};
    const Given guesses = {"guesses.csv", label_guesses};
    CHECK(chosen({{"more.csv", "id,site\nc,north\n"}, truth, guesses}) ==
          "truth.csv guesses.csv more.csv -");
    CHECK(chosen({{"more.jsonl", R"({"id": "c", "text": "hello"})"}, truth, guesses}) ==
          "truth.csv guesses.csv more.jsonl -");
    // With labels that are not read, or a number that looks like the probability of a class.
    for (const char* const rows : {"id,label\nc,\n", "id,brightness\nc,0.5\n"}) {
        CHECK(chosen({{"pool.csv", rows}, truth, guesses}) == "truth.csv guesses.csv pool.csv -");
    }
    // Ground truth and predictions that look alike.
    CHECK(chosen({{"unlabeled.csv", label_truth}, truth, {"pred.csv", label_truth}}) ==
          "truth.csv pred.csv unlabeled.csv -");
    const Chosen no_table = choose({{"notes.csv", "a,b\n1,2\n"}, truth, guesses});
    CHECK(no_table.reports[0].kind == FileKind::unknown);
    CHECK_FALSE(no_table.reports[0].note.empty());
    const Chosen apart = choose({{"pool.csv", "id,site\nc,n\n"},
                                 truth,
                                 guesses,
                                 {"x.csv", label_guesses, FileKind::pool_predictions}});
    CHECK(apart.reports[3].note == "not used: a table of predictions holds those on the pool, too");
}

TEST_CASE("a pool that cannot be used is said once") {
    const Given pool = {"pool.json", unlabeled};
    for (const std::vector<Given>& given : {std::vector{pool},
                                            {pool, {"dt.json", coco_results}},
                                            {{"pool.csv", "id,site\nc,north\n"}}}) {
        const Chosen alone = choose(given);
        REQUIRE(alone.error);
        CHECK(alone.error->code == ErrorCode::mismatch);
        CHECK(alone.error->message.starts_with("a pool of unlabeled samples, and no ground truth"));
        CHECK(alone.reports[0].kind == FileKind::pool);
    }
    const Chosen other_task =
        choose({pool, {"truth.csv", label_truth}, {"guesses.csv", label_guesses}});
    CHECK(names_in(other_task) == "truth.csv guesses.csv - -");
    CHECK(other_task.reports[0].note == "not used: it is not of the same task as the ground truth");
    const Chosen spans = choose({{"gold.conll", conll}, {"found.conll", conll}, pool});
    CHECK(spans.choice.task == Task::spans);
    CHECK(spans.reports[2].note ==
          "not used: pools are COCO files and tables of labels, texts and values");
    const Chosen no_pool = choose({{"gt.json", annotated},
                                   {"dt.json", coco_results},
                                   {"x.json", coco_results, FileKind::pool_predictions}});
    CHECK(no_pool.reports[2].note == "not used: the pool itself is missing");
}
