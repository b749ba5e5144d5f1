// Metadata of objects and predictions: read alike by template and parser, with their rows through everything that orders,
// cuts, joins or carries rows, and as columns.
#include <array>
#include <catch2/catch_amalgamated.hpp>
#include <format>

#include "base/random.h"
#include "data/dataset_snapshot.h"
#include "data/pool.h"
#include "data/subset.h"
#include "formats/coco_results.h"
#include "formats/coco_subset.h"
#include "query/dataset_columns.h"
#include "query/selection.h"
#include "support/evaluate.h"

using namespace errata;
using namespace errata::test;

namespace {

// What a record says, as JSON, and the cells that it should become: "occluded=true;color=red;" in the order of names.
struct Said {
    std::string json;
    std::string cells;
};

// One in a few hundred breaks the form that a template has learned.
Said said(Random& random) {
    const auto pick = [&](auto... of) {
        const std::array<std::string, sizeof...(of)> all = {of...};
        return all[random.index(all.size())];
    };
    const std::string occluded = pick("true", "false", "null");
    const std::string color = pick("red", "blue", "très vert", "", "a\\\"b");
    const std::string depth = pick("1.5", "-2e3", "7", "null", "\"far\"");
    Said one;
    const bool odd = random.below(300) == 0;
    one.json = std::format(
        R"(, "track": {}, "attributes": {{"occluded": {}, "color": "{}", "list": [1, {{"x": 2}}]{}}},)"
        R"( "depth": {}, "more": {{"a": "b"}})",
        random.below(50), occluded, color, odd ? R"(, "odd": "yes")" : "", depth);
    const std::size_t track = one.json.find(": ") + 2;
    const std::string number = one.json.substr(track, one.json.find(',', track) - track);
    one.cells = std::format("track={};", number);
    if (occluded != "null") one.cells += "occluded=" + occluded + ";";
    one.cells += "color=" + (color == "a\\\"b" ? "a\"b" : color) + ";";
    if (odd) one.cells += "odd=yes;";
    if (depth != "null") one.cells += "depth=" + (depth == "\"far\"" ? "far" : depth) + ";";
    return one;
}

std::string cells_of(const Metadata& metadata, std::size_t rows, std::size_t row) {
    std::string text;
    // "odd" is met when it comes; its place among the others is of no matter.
    for (const std::string_view name : {"track", "occluded", "color", "odd", "depth"}) {
        for (std::size_t f = 0; f < metadata.fields(); ++f) {
            const std::size_t cell = f * rows + row;
            const bool is_there = static_cast<CellKind>(metadata.kinds[cell]) != CellKind::missing;
            if (metadata.names[f] == name && is_there)
                text += std::format("{}={};", name, metadata.cells[cell]);
        }
    }
    return text;
}

struct Case {
    std::string truth;
    std::string results;
    std::vector<std::string> of_truth;    // by id, from 1
    std::vector<std::string> of_results;  // by place in the file
};

Case make_case(std::uint64_t seed, std::size_t objects, std::size_t predictions) {
    Random random(seed);
    Case one;
    one.truth = R"({"images": [)";
    for (int i = 1; i <= 20; ++i) one.truth += std::format("{}{{\"id\": {}}}", i > 1 ? "," : "", i);
    one.truth +=
        R"(], "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}], "annotations": [)";
    for (std::size_t i = 1; i <= objects; ++i) {
        const Said cells = said(random);
        one.truth += std::format(
            R"({}{{"id": {}, "image_id": {}, "category_id": {}, "bbox": [1, 2, {}, 4], "area": 12, "iscrowd": 0{}}})",
            i > 1 ? ",\n" : "", i, random.below(22), random.below(4),  // some unknown: left out
            random.below(100) == 0 ? "\"wrong\"" : "3", cells.json);
        one.of_truth.push_back(cells.cells);
    }
    one.truth += "]}";
    one.results = "[";
    for (std::size_t i = 0; i < predictions; ++i) {
        const Said cells = said(random);
        one.results += std::format(
            R"({}{{"image_id": {}, "category_id": {}, "bbox": [1, 2, 3, 4], "score": {}{}}})",
            i > 0 ? ",\n" : "", random.below(22), random.below(4),
            random.below(100) == 0 ? "null" : "0.5", cells.json);
        one.of_results.push_back(cells.cells);
    }
    one.results += "]";
    return one;
}

void check_truth(const GroundTruth& truth, const Case& one) {
    REQUIRE(truth.size() > 0);
    for (Row row = 0; row < truth.size(); ++row) {
        const std::string& wanted =
            one.of_truth[static_cast<std::size_t>(truth.ids[row].number - 1)];
        REQUIRE(cells_of(truth.metadata, truth.size(), row) == wanted);
    }
}

void check_run(const Run& run, const Case& one) {
    REQUIRE(run.size() > 0);
    for (Row row = 0; row < run.size(); ++row)
        REQUIRE(cells_of(run.metadata, run.size(), row) ==
                one.of_results[static_cast<std::size_t>(run.id_of(row) - 1)]);
}

std::size_t found(std::string_view query, DatasetColumns& columns, Table table) {
    const auto selection = select(query, columns, {.table = table});
    if (!selection) FAIL(query << ": " << to_string(selection.error()));
    return selection->size();
}

const char* const small_truth = R"({"images": [{"id": 1, "color": "grey"}, {"id": 2}],
"categories": [{"id": 1, "name": "car"}], "annotations": [
{"id": 5, "image_id": 2, "category_id": 1, "bbox": [0, 0, 4, 4], "area": 16, "iscrowd": 0, "attributes": {"occluded": true, "color": "red"}},
{"id": 6, "image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4], "area": 16, "iscrowd": 0, "attributes": {"occluded": false, "color": "red", "id": 9}},
{"id": 7, "image_id": 1, "category_id": 1, "bbox": [9, 0, 4, 4], "area": 16, "iscrowd": 0}]})";
const char* const small_run = R"([
{"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4], "score": 0.9, "id": 4, "area": 3, "depth": 7, "head": "near"},
{"image_id": 2, "category_id": 1, "bbox": [0, 0, 4, 4], "score": 0.8, "depth": 8.5, "head": "near"}])";

ColumnRun column_run(const char* name, const Run& run) { return {.name = name, .run = &run}; }

}  // namespace

TEST_CASE("object metadata: the cells of each record, by template, parser and threads alike") {
    const Case one = make_case(7, 3000, 12000);
    const Loaded loaded = load(one.truth, one.results);
    check_truth(loaded.dataset.truth, one);
    check_run(loaded.run, one);
    const MemorySource source("results", one.results);
    for (const bool use_template : {false, true}) {
        for (const unsigned threads : {1U, 3U}) {
            Warnings warnings;
            const auto run = read_coco_results(source, loaded.dataset, warnings,
                                               {.threads = threads,
                                                .chunk_bytes = std::uint64_t{1} << 18U,
                                                .use_template = use_template});
            REQUIRE(run);
            CHECK(run->size() == loaded.run.size());
            check_run(*run, one);
        }
    }
}

TEST_CASE("object metadata: stays with its row through subsets, pools and snapshots") {
    const Case one = make_case(8, 400, 500);
    const Loaded loaded = load(one.truth, one.results);
    BitSet samples(20);
    for (const std::size_t i : {3U, 4U, 9U, 17U}) samples.set(i, true);
    const SubsetRows rows = subset_rows(loaded.dataset, loaded.run, samples);
    const Dataset some = subset_of(loaded.dataset, rows);
    check_truth(some.truth, one);
    check_run(subset_of(loaded.run, rows, 2), one);

    Samples pool;
    pool.ids = IdColumn(std::vector<SourceId>{{.number = -1, .text = {}}});
    pool.width = Column(std::vector<std::uint32_t>{0});
    pool.height = Column(std::vector<std::uint32_t>{0});
    const auto pooled = with_pool(some, pool);
    REQUIRE(pooled);
    check_truth(pooled->dataset.truth, one);

    Run plain = loaded.run;
    plain.metadata = {};
    const Run both = joined(plain, loaded.run, loaded.dataset.samples);
    CHECK(cells_of(both.metadata, both.size(), 0).empty());
    for (std::size_t row = 0; row < loaded.run.size(); ++row) {
        CHECK(cells_of(both.metadata, both.size(), plain.size() + row) ==
              cells_of(loaded.run.metadata, loaded.run.size(), row));
    }

    SnapshotWriter writer;
    add_to_snapshot(writer, loaded.dataset);
    add_to_snapshot(writer, loaded.run);
    auto bytes = std::make_shared<std::vector<std::byte>>(writer.size());
    writer.write(*bytes);
    const auto reader = SnapshotReader::open(*bytes, bytes);
    REQUIRE(reader);
    const auto dataset = dataset_from_snapshot(*reader);
    REQUIRE(dataset);
    check_truth(dataset->truth, one);
    const auto run = run_from_snapshot(*reader, *dataset);
    REQUIRE(run);
    check_run(*run, one);
}

TEST_CASE("object metadata: a snapshot with too few cells is refused") {
    Loaded loaded = load(small_truth, small_run);
    const auto error_of = [&] {
        SnapshotWriter writer;
        add_to_snapshot(writer, loaded.dataset);
        add_to_snapshot(writer, loaded.run);
        auto bytes = std::make_shared<std::vector<std::byte>>(writer.size());
        writer.write(*bytes);
        const auto reader = SnapshotReader::open(*bytes, bytes);
        const auto dataset = dataset_from_snapshot(*reader);
        return dataset ? run_from_snapshot(*reader, *dataset).error().code : dataset.error().code;
    };
    const Column<std::uint8_t> too_few(std::vector<std::uint8_t>{1});
    const Dataset sound = loaded.dataset;
    loaded.dataset.truth.metadata.kinds = too_few;
    CHECK(error_of() == ErrorCode::corrupt);
    loaded.dataset = sound;
    loaded.run.metadata.kinds = too_few;
    CHECK(error_of() == ErrorCode::corrupt);
}

TEST_CASE("object metadata: columns of objects and predictions", "[query]") {
    const Loaded loaded = load(small_truth, small_run);
    DatasetColumns columns(Task::boxes, loaded.dataset, {column_run("a", loaded.run)});
    CHECK(found("occluded", columns, Table::truth) == 1);
    CHECK(found("occluded == false", columns, Table::truth) == 1);
    CHECK(found("occluded is missing and id == 7", columns, Table::truth) == 1);
    CHECK(found("color == 'red'", columns, Table::truth) == 2);
    CHECK(found("meta_id == 9 and id == 6", columns, Table::truth) == 1);
    CHECK(found("color == 'grey'", columns, Table::samples) == 1);
    CHECK(found("any(truth where occluded)", columns, Table::samples) == 1);
    CHECK(found("any(truth where occluded) and id == 2", columns, Table::samples) == 1);
    CHECK(found("depth > 7.5 and head == 'near'", columns, Table::pred) == 1);
    CHECK(found("count(pred where depth == 7) == 1", columns, Table::samples) == 1);
    // What records have as fields of their own is no metadata.
    for (const std::string_view name : {"meta_id", "iscrowd", "meta_area", "meta_score"})
        CHECK_FALSE(find_column(columns, Table::pred, name));
    CHECK(find_column(columns, Table::pred, "depth")->type == ColumnType::number);
    CHECK(find_column(columns, Table::pred, "depth")->inputs == (from_dataset | from_run));
    CHECK(loaded.dataset.truth.metadata.fields() == 3);
    CHECK(loaded.run.metadata.fields() == 2);
}

TEST_CASE("object metadata: a column of several runs has one type and one list of names",
          "[query]") {
    const Loaded first = load(small_truth, small_run);
    const Loaded other = load(
        small_truth,
        R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4], "score": 0.9, "depth": "deep", "head": "far"}])");
    const Loaded none = load(
        small_truth, R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4], "score": 0.9}])");
    DatasetColumns columns(
        Task::boxes, first.dataset,
        {column_run("a", first.run), column_run("b", other.run), column_run("c", none.run)});
    CHECK(find_column(columns, Table::pred, "depth")->type == ColumnType::text);
    CHECK(found("count(a.pred where depth == '8.5') == 1", columns, Table::samples) == 1);
    CHECK(found("count(b.pred where head == 'far') == 1", columns, Table::samples) == 1);
    CHECK(found("count(a.pred where head == 'near') == 1", columns, Table::samples) == 2);
    CHECK(found("count(c.pred where head is missing) == 1", columns, Table::samples) == 1);
}

TEST_CASE("object metadata: a COCO file that is written has it again") {
    const Case one = make_case(9, 300, 10);
    const Loaded loaded = load(one.truth, one.results);
    std::vector<Row> all;
    for (Row i = 0; i < loaded.dataset.samples.size(); ++i) all.push_back(i);
    const Loaded again = load(coco_subset(loaded.dataset, nullptr, all, 0), one.results);
    CHECK(again.dataset.truth.size() == loaded.dataset.truth.size());
    check_truth(again.dataset.truth, one);
    // "id" among the attributes is not the object's own.
    const Loaded small = load(small_truth, small_run);
    const Loaded same =
        load(coco_subset(small.dataset, nullptr, std::vector<Row>{0, 1}, 0), small_run);
    DatasetColumns columns(Task::boxes, same.dataset, {});
    CHECK(found("meta_id == 9 and id == 6", columns, Table::truth) == 1);
}
