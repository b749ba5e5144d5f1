// Metadata: what files say of samples beyond the known columns, as cells, across a snapshot, and as typed columns.
#include <catch2/catch_amalgamated.hpp>

#include "data/dataset_snapshot.h"
#include "engine/classification_job.h"
#include "query/dataset_columns.h"
#include "query/selection.h"
#include "support/evaluate.h"

using namespace errata;
using namespace errata::test;

namespace {

// Ids in no order, one image given twice, one without an id, lists and objects that are no cells.
const char* const truth_json = R"({
"images": [
{"id": 3, "file_name": "3.jpg", "site": "B", "lux": 7.5, "night": true, "note": "três", "flickr_url": "x", "tags": ["a"]},
{"site": "lost", "lux": 1},
{"id": 1, "file_name": "1.jpg", "site": "A", "lux": 1e2, "night": false, "width": 10, "height": 10},
{"id": 2, "file_name": "2.jpg", "site": "old"},
{"id": 2, "file_name": "2.jpg", "site": "A", "lux": null, "attributes": {"weather": "rain", "box": [1], "file": 3},
 "note": "x", "a`b": "odd"}],
"categories": [{"id": 1, "name": "cat"}],
"annotations": [{"id": 1, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0}]})";

std::size_t found(std::string_view query, DatasetColumns& columns, Table table = Table::samples) {
    const auto selection = select(query, columns, {.table = table});
    if (!selection) FAIL(query << ": " << to_string(selection.error()));
    return selection->size();
}

}  // namespace

TEST_CASE("metadata: of images, by name and type", "[query]") {
    const Loaded loaded = load(truth_json, "[]");
    DatasetColumns columns(Task::boxes, loaded.dataset, {});
    CHECK(found("id == 3 and site == 'B' and lux == 7.5 and night and note == 'três'", columns) ==
          1);
    CHECK(found("lux is missing and night is missing and id == 2", columns) == 1);
    CHECK(found("lux > 50", columns) == 1);
    CHECK(found("site in ('A')", columns) == 2);
    CHECK(found("weather == 'rain' and `a'b` == 'odd' and meta_file == 3", columns) == 1);
    CHECK(found("site == 'A' and weather == 'rain'", columns, Table::truth) == 1);
    CHECK_FALSE(find_column(columns, Table::samples, "flickr_url"));
    CHECK_FALSE(find_column(columns, Table::samples, "tags"));
    const auto type = [&](std::string_view name) {
        return find_column(columns, Table::samples, name)->type;
    };
    CHECK(type("site") == ColumnType::category);
    CHECK(type("lux") == ColumnType::number);
    CHECK(type("meta_file") == ColumnType::integer);
    CHECK(type("night") == ColumnType::truth);
}

TEST_CASE("metadata: crosses a snapshot, and a broken one is refused", "[query]") {
    Loaded loaded = load(truth_json, "[]");
    const auto copied = [](const Dataset& dataset) {
        SnapshotWriter writer;
        add_to_snapshot(writer, dataset);
        auto bytes = std::make_shared<std::vector<std::byte>>(writer.size());
        writer.write(*bytes);
        const auto reader = SnapshotReader::open(*bytes, bytes);
        REQUIRE(reader);
        return dataset_from_snapshot(*reader);
    };
    const auto same = copied(loaded.dataset);
    REQUIRE(same);
    DatasetColumns columns(Task::boxes, *same, {});
    CHECK(found("site == 'B' and lux == 7.5 and note == 'três'", columns) == 1);
    Metadata& metadata = loaded.dataset.samples.metadata;
    metadata.kinds = Column<std::uint8_t>(std::vector<std::uint8_t>(metadata.kinds.size() - 1));
    CHECK(copied(loaded.dataset).error().code == ErrorCode::corrupt);
}

TEST_CASE("metadata: of tables of labels, CSV and JSON Lines", "[query]") {
    const std::string predictions_text = "id,label,score\n1,cat,0.9\n2,dog,0.8\n";
    for (const std::string text :
         {"id,label,site,lux,night,empty\n1,cat,A,7,TRUE,\n2,dog,B,,false,\n",
          "{\"id\": 1, \"label\": \"cat\", \"site\": \"A\", \"lux\": 7, \"night\": true}\n"
          "{\"id\": 2, \"label\": \"dog\", \"site\": \"B\", \"lux\": null, \"night\": false}\n"}) {
        INFO(text);
        Evaluation evaluation;
        const MemorySource truth("truth", text);
        const MemorySource predictions("predictions", predictions_text);
        Job job = evaluate_tables(truth, predictions, Task::classes, evaluation);
        while (job.step()) continue;
        REQUIRE_FALSE(job.error());
        DatasetColumns columns(Task::classes, evaluation.dataset, {});
        CHECK(found("site == 'A' and lux == 7 and night", columns) == 1);
        CHECK(found("site == 'B' and lux is missing and night == false", columns) == 1);
        CHECK(found("class == 'cat' and site == 'A'", columns) == 1);
        CHECK_FALSE(find_column(columns, Table::samples, "empty"));
        CHECK_FALSE(find_column(columns, Table::samples, "width"));
    }
}

TEST_CASE("metadata: cells are those of their rows, whatever was taken back", "[query]") {
    MetadataBuilder builder;
    builder.set(0, "a", CellKind::text, "x");
    builder.set(1, "a", CellKind::text, "gone");
    builder.set(1, "b", CellKind::number, "1");
    builder.take_back(1);
    builder.set(1, "b", CellKind::number, "2");
    builder.set(1, "b", CellKind::number, "3");
    for (int i = 0; i < 1000; ++i)
        builder.set(2, "many" + std::to_string(i), CellKind::truth, "true");
    const std::vector<Row> rows = {1, 0, 7};
    const Metadata built = builder.build(rows);
    CHECK(built.fields() == max_metadata_fields);
    CHECK(built.cells[0].empty());
    CHECK(built.cells[1] == "x");
    CHECK(built.cells[2].empty());
    CHECK(built.cells[3] == "3");
    CHECK(built.kinds[4] == static_cast<std::uint8_t>(CellKind::missing));
    CHECK(MetadataBuilder().build(rows).empty());
}
