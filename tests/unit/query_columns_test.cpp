// Columns of a dataset and its runs: what each says of a small world, which are there, which are kept when a threshold
// moves; selections.
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <set>

#include "base/fingerprint.h"
#include "query/dataset_columns.h"
#include "query/registry.h"
#include "query/selection.h"
#include "query/text_statistics.h"
#include "support/evaluate.h"
#include "support/query_tables.h"
#include "support/random_cases.h"

using namespace errata;
using namespace errata::test;

namespace {

constexpr TableRef samples = {.table = Table::samples};
constexpr TableRef truth = {.table = Table::truth};
constexpr TableRef pred = {.table = Table::pred};

// Two images, two classes: cats at (10, 10) found and at (60, 10) missed by a wrong class, a dog missed, one crowd.
const char* const truth_json = R"({
"images": [{"id": 1, "file_name": "a/1.jpg", "width": 100, "height": 50},
           {"id": 2, "file_name": "b/2.jpg", "width": 100, "height": 100}],
"categories": [{"id": 1, "name": "cat", "supercategory": "animal"}, {"id": 2, "name": "dög"}],
"annotations": [
{"id": 11, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 10], "area": 180, "iscrowd": 0},
{"id": 12, "image_id": 1, "category_id": 1, "bbox": [60, 10, 20, 20], "area": 400, "iscrowd": 0},
{"id": 13, "image_id": 2, "category_id": 2, "bbox": [0, 0, 50, 50], "area": 2500, "iscrowd": 0},
{"id": 14, "image_id": 2, "category_id": 2, "bbox": [60, 60, 50, 50], "area": 2500, "iscrowd": 1}]})";

// Right, the same again, wrong class, wrong place, background, and one inside the crowd.
const char* const run_json = R"([
{"image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 10], "score": 0.9},
{"image_id": 1, "category_id": 1, "bbox": [11, 10, 20, 10], "score": 0.8},
{"image_id": 1, "category_id": 2, "bbox": [60, 10, 20, 20], "score": 0.7},
{"image_id": 2, "category_id": 2, "bbox": [0, 0, 50, 20], "score": 0.6},
{"image_id": 2, "category_id": 1, "bbox": [80, 0, 10, 10], "score": 0.5},
{"image_id": 2, "category_id": 2, "bbox": [70, 70, 20, 20], "score": 0.4}])";

struct World {
    Loaded loaded = load(truth_json, run_json);
    DetectionProtocol protocol = coco_protocol();
    Evaluated evaluated = evaluate(loaded, protocol);
    DatasetColumns columns = DatasetColumns(Task::boxes, loaded.dataset, {run()});

    ColumnRun run(std::size_t threshold = 0) const {
        return {.name = "a", .run = &loaded.run, .matches = matches(threshold)};
    }
    ChosenMatches matches(std::size_t threshold) const {
        return {
            .assignments = {evaluated.part.assignments.data(), evaluated.part.assignments.size()},
            .beyond_limit = {evaluated.part.beyond_limit.data(),
                             evaluated.part.beyond_limit.size()},
            .iou_threshold = threshold};
    }
    // The rows for which a query holds.
    std::set<std::size_t> rows(std::string_view query, TableRef table) {
        const auto selection = select(query, columns, table);
        if (!selection) FAIL(query << ": " << to_string(selection.error()));
        std::set<std::size_t> rows;
        selection->rows.for_each([&](std::size_t row) { rows.insert(row); });
        return rows;
    }
};

using Rows = std::set<std::size_t>;

}  // namespace

TEST_CASE("columns: of samples", "[query]") {
    World world;
    CHECK(world.rows("id == 2 and file == 'b/2.jpg' and width == 100 px and image_aspect == 1",
                     samples) == Rows{1});
    CHECK(world.rows("objects == 2 and classes contains 'cat'", samples) == Rows{0});
    CHECK(world.rows("objects == 1 and 'dög' in classes", samples) == Rows{1});
    CHECK(world.rows("predictions == 3 and predicted_classes contains 'dög'", samples) == Rows{0});
    CHECK(world.rows("true_positives == 1 and false_positives == 2 and missed == 1 and errors == 3",
                     samples) == Rows{0});
    CHECK(world.rows("precision == 1 / 3 and recall == 0.5 and f1 == 2 / 5", samples) == Rows{0});
    CHECK(world.rows("classification_errors == 1 and duplicate_errors == 1 and missed_errors == 0",
                     samples) == Rows{0});
    CHECK(world.rows("localization_errors == 1 and background_errors == 1", samples) == Rows{1});
}

TEST_CASE("columns: of objects", "[query]") {
    World world;
    CHECK(world.rows("class == 'cat' and group == 'animal'", truth) == Rows{0, 1});
    CHECK(world.rows("group is missing", truth) == Rows{2, 3});
    CHECK(world.rows("id == 11 and area == 180 px2 and box_width == 20 px and box_height == 10 px "
                     "and aspect == 2",
                     truth) == Rows{0});
    CHECK(world.rows("x == 20% and y == 0.3 and border_distance == 10 px", truth) == Rows{0});
    CHECK(world.rows("border_distance < 0", truth) == Rows{3});
    CHECK(world.rows("crowding == 1", truth) == Rows{2, 3});
    CHECK(world.rows("crowd", truth) == Rows{3});
    CHECK(world.rows("outcome == 'found' and matched and iou == 1 and score == 0.9", truth) ==
          Rows{0});
    CHECK(world.rows("outcome == 'missed' and iou is missing", truth) == Rows{1, 2});
    CHECK(world.rows("outcome == 'ignored'", truth) == Rows{3});
    CHECK(world.rows("error == 'classification' and confused_with == 'dög'", truth) == Rows{1});
    CHECK(world.rows("error == 'localization'", truth) == Rows{2});
    CHECK(world.rows("count(pred) > 3 or file starts with 'a'", truth) == Rows{0, 1});
}

TEST_CASE("columns: of predictions", "[query]") {
    World world;
    CHECK(world.rows("id == 1 and class == 'cat' and score == 90% and area == 200", pred) ==
          Rows{0});
    CHECK(world.rows("correct and matched and error == 'none' and iou == 1", pred) == Rows{0});
    CHECK(world.rows("correct is missing", pred) == Rows{5});
    CHECK(world.rows("error == 'duplicate'", pred) == Rows{1});
    CHECK(world.rows("error == 'classification' and confused_with == 'cat'", pred) == Rows{2});
    CHECK(world.rows("error == 'localization' and iou == 0.4 and not matched", pred) == Rows{3});
    CHECK(world.rows("error == 'background'", pred) == Rows{4});
    CHECK(world.rows("outcome == 'hidden'", pred) == Rows{5});
    CHECK(world.rows("neighbour_overlap > 0.9 and crowding == 3", pred) == Rows{0, 1});
    CHECK(world.rows("class not in classes", pred) == Rows{2, 4});
}

TEST_CASE("columns: a threshold gives up what depends on it, and nothing else", "[query]") {
    World world;
    const auto data = [&](TableRef table, std::string_view name) {
        return world.columns.values(table, *find_column(world.columns, table.table, name))
            .numbers.data();
    };
    const double* const area = data(truth, "aspect");
    const double* const iou = data(pred, "iou");
    CHECK(world.rows("missed == 1", samples) == Rows{0, 1});
    world.columns.set_confidence(0.95);
    CHECK(data(truth, "aspect") == area);
    CHECK(data(pred, "iou") == iou);
    CHECK(world.rows("missed == 2 and predictions == 0", samples) == Rows{0});
    CHECK(world.rows("outcome == 'hidden'", pred).size() == 6);
    CHECK(world.rows("error == 'missed'", truth) == Rows{0, 1, 2});
    CHECK(world.rows("confused_with is missing", truth).size() == 4);
    world.columns.set_confidence(0.5);
    // At IoU 0.4 the wrong place is right.
    DetectionProtocol looser = world.protocol;
    looser.iou_thresholds = {0.4};
    const Evaluated again = evaluate(world.loaded, looser);
    const ChosenMatches matches = {
        .assignments = {again.part.assignments.data(), again.part.assignments.size()},
        .beyond_limit = {again.part.beyond_limit.data(), again.part.beyond_limit.size()}};
    world.columns.set_iou(0.4, {&matches, 1});
    CHECK(data(truth, "aspect") == area);
    CHECK(world.rows("correct", pred) == Rows{0, 3});
    CHECK(world.rows("missed == 0", samples) == Rows{1});
    CHECK(world.rows("error == 'localization'", pred).empty());
}

TEST_CASE("columns: those of predictions are there with predictions only", "[query]") {
    const Loaded loaded = load(truth_json, run_json);
    DatasetColumns columns(Task::boxes, loaded.dataset, {});
    CHECK(find_column(columns, Table::samples, "objects"));
    CHECK_FALSE(find_column(columns, Table::samples, "f1"));
    CHECK_FALSE(find_column(columns, Table::truth, "matched"));
    CHECK(columns.columns(Table::pred).empty());
    CHECK(select("area > 1000 px2", columns, truth)->size() == 2);
    CHECK(select("any(pred where true)", columns, samples).error().message ==
          "there are no predictions");
}

TEST_CASE("columns: counts of random cases agree with the outcomes and with each other",
          "[query]") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        const PlainCase one = random_case({}, seed);
        const Loaded loaded = load(one);
        DetectionProtocol protocol = coco_protocol();
        const Evaluated evaluated = evaluate(loaded, protocol);
        const ColumnRun run = {.name = "a",
                               .run = &loaded.run,
                               .matches = {.assignments = {evaluated.part.assignments.data(),
                                                           evaluated.part.assignments.size()},
                                           .beyond_limit = {evaluated.part.beyond_limit.data(),
                                                            evaluated.part.beyond_limit.size()}}};
        DatasetColumns columns(Task::boxes, loaded.dataset, {run}, {.confidence = 0.3});
        const auto all = [&](std::string_view query, TableRef table) {
            const auto selection = select(query, columns, table);
            if (!selection) FAIL(query << ": " << to_string(selection.error()));
            return selection->rows.all();
        };
        CHECK(all("objects == count(truth where not crowd)", samples));
        CHECK(
            all("predictions == count(pred where score >= 0.3) and predictions == count(pred where "
                "outcome != 'hidden')",
                samples));
        CHECK(
            all("true_positives == count(truth where matched) and missed == count(truth where "
                "outcome == 'missed')",
                samples));
        CHECK(all("true_positives == count(pred where correct and score >= 0.3)", samples));
        CHECK(
            all("errors == false_positives + missed and (precision is missing) == (true_positives "
                "+ false_positives == 0)",
                samples));
        CHECK(all("background_errors == count(pred where error == 'background' and score >= 0.3)",
                  samples));
        CHECK(all("not matched or (iou >= 0 and score >= 0.3 and error == 'none')", truth));
        CHECK(all("matched or score is missing", truth));
        CHECK(all("crowd or class in classes", truth));
    }
}

TEST_CASE("columns: the registry is complete and its names are unique where they are there",
          "[query]") {
    for (const Table table : {Table::samples, Table::truth, Table::pred}) {
        for (const ColumnDefinition& one : definitions_of(table)) {
            INFO(one.info.name);
            CHECK(one.info.table == table);
            CHECK_FALSE(one.info.meaning.empty());
            CHECK_FALSE(one.info.meaning.ends_with('.'));
            CHECK(one.is_there != nullptr);
            CHECK(one.compute != nullptr);
            const bool has_names =
                one.info.type == ColumnType::category || one.info.type == ColumnType::set;
            CHECK((one.names != nullptr) == has_names);
        }
    }
    World world;
    for (const TableRef table : {samples, truth, pred}) {
        std::set<std::string> names;
        for (const ColumnInfo& info : world.columns.columns(table.table)) {
            CHECK(names.insert(info.name).second);
            const ColumnData& data = world.columns.values(table, info);
            const std::size_t size = data.numbers.size() + data.truths.size() + data.codes.size() +
                                     data.sets.size() + data.texts.size();
            INFO(info.name);
            CHECK(size == world.columns.rows(table));
        }
    }
}

TEST_CASE("columns: lengths of texts in any script", "[query]") {
    CHECK(characters_of("") == 0);
    CHECK(characters_of("Zoë 猫🐈") == 6);
    CHECK(words_of("") == 0);
    CHECK(words_of("  two\twords\n") == 2);
    CHECK(words_of("no\u00A0break\u3000ideographic\u2009thin") == 4);
    CHECK(words_of("猫が好き") == 1);
}

TEST_CASE("selections: projections, drawing and fingerprints", "[query]") {
    QueryTables tables(2, 50);
    const auto some = select("sn > 0", tables, samples);
    REQUIRE(some);
    const Selection objects = objects_of(*some, tables, truth);
    CHECK(objects.table == truth);
    const auto expected = select("samples.sn > 0", tables, truth);
    CHECK(objects == *expected);
    CHECK(samples_of(*select("tn > 1", tables, truth), tables) ==
          *select("any(truth where tn > 1)", tables, samples));
    CHECK(objects_of(objects, tables, pred) ==
          *select("samples.sn > 0 and any(truth)", tables, pred));
    CHECK(all_rows(tables, samples).size() == 50);

    const Selection all = all_rows(tables, pred);
    for (const std::size_t n : {0UL, 1UL, 17UL, all.size(), all.size() + 5}) {
        const Selection few = drawn(all, n, 3);
        CHECK(few.size() == std::min(n, all.size()));
        CHECK((BitSet(few.rows) -= all.rows).none());
        CHECK(few == drawn(all, n, 3));
    }
    CHECK(drawn(all, 17, 3) != drawn(all, 17, 4));
    // Every row is as likely: 20 of 50, drawn 2,000 times, is about 800 each.
    std::vector<int> times(50);
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        drawn(all_rows(tables, samples), 20, seed).rows.for_each([&](std::size_t row) {
            ++times[row];
        });
    }
    CHECK(std::ranges::min(times) > 700);
    CHECK(std::ranges::max(times) < 900);

    Selection three = {.table = truth, .rows = BitSet(70)};
    three.rows.set(1);
    three.rows.set(69);
    Fingerprinter hash;
    const char bytes[] = {1, 0, 0, 0, 0, 0, 0, 0, 70, 0, 0, 0, 0, 0, 0, 0,
                          2, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0};
    hash.update(bytes);
    CHECK(fingerprint(three) == hash.digest());
    Selection other = three;
    other.table.run = 1;
    CHECK(fingerprint(other) != fingerprint(three));
}
