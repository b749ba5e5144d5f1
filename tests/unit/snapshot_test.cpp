#include "data/snapshot.h"

#include <catch2/catch_amalgamated.hpp>
#include <cstring>

#include "data/dataset_snapshot.h"
#include "support/evaluate.h"

using namespace errata;

namespace {

const std::string truth =
    R"({"images":[{"id":2,"file_name":"two.png","width":9,"height":8},{"id":"x"}],
 "categories":[{"id":1,"name":"a","supercategory":"g"},{"id":2,"name":"b"}],
 "annotations":[{"id":4,"image_id":2,"category_id":2,"bbox":[1,2,3,4],"area":5,"iscrowd":1},
                {"id":3,"image_id":2,"category_id":1,"bbox":[1,2,3,4],"area":5},
                {"id":5,"image_id":"x","category_id":1,"bbox":[1,2,3,4.5],"area":5}]})";
const std::string predictions = R"([{"image_id":2,"category_id":2,"bbox":[1,2,3,4],"score":0.5},
 {"image_id":3,"category_id":2,"bbox":[1,2,3,4],"score":0.5},
 {"image_id":"x","category_id":1,"bbox":[1,2,3,4],"score":0.75}])";

std::shared_ptr<std::vector<std::byte>> written(const Dataset& dataset, const Run& run) {
    SnapshotWriter writer;
    add_to_snapshot(writer, dataset);
    add_to_snapshot(writer, run);
    auto bytes = std::make_shared<std::vector<std::byte>>(writer.size());
    writer.write(*bytes);
    return bytes;
}

// True where everything could be read.
bool readable(const std::shared_ptr<std::vector<std::byte>>& bytes) {
    const auto reader = SnapshotReader::open(*bytes, bytes);
    if (!reader) return false;
    const auto dataset = dataset_from_snapshot(*reader);
    return dataset && run_from_snapshot(*reader, *dataset);
}

}  // namespace

TEST_CASE("a dataset and its run come back from a snapshot as they were", "[data]") {
    const auto loaded = test::load(truth, predictions);
    const auto bytes = written(loaded.dataset, loaded.run);
    auto reader = SnapshotReader::open(*bytes, bytes);
    REQUIRE(reader);
    const auto dataset = dataset_from_snapshot(*reader);
    REQUIRE(dataset);
    const auto run = run_from_snapshot(*reader, *dataset);
    REQUIRE(run);
    CHECK(written(*dataset, *run)->size() == bytes->size());
    CHECK(*written(*dataset, *run) == *bytes);
    CHECK(dataset->samples.ids[1].text == "\"x");
    CHECK(dataset->samples.names[0] == "two.png");
    CHECK(dataset->classes.groups[0] == "g");
    CHECK(dataset->truth.ids[0].number == 3);
    CHECK(run->name == "predictions.json");
    CHECK(run->id_of(1) == 3);
    // The columns lie in the buffer itself.
    const auto* const box = reinterpret_cast<const std::byte*>(dataset->truth.box.data());
    CHECK(box >= bytes->data());
    CHECK(box < bytes->data() + bytes->size());
}

TEST_CASE("no damaged snapshot is taken for a sound one", "[data]") {
    const auto loaded = test::load(truth, predictions);
    const auto bytes = written(loaded.dataset, loaded.run);
    REQUIRE(readable(bytes));
    for (std::size_t i = 0; i < bytes->size(); ++i) {
        auto damaged = std::make_shared<std::vector<std::byte>>(*bytes);
        (*damaged)[i] ^= std::byte{0x41};
        CHECK_FALSE(readable(damaged));
    }
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{31}, std::size_t{100}, bytes->size() - 1}) {
        CHECK_FALSE(readable(std::make_shared<std::vector<std::byte>>(
            bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(size))));
    }
}

TEST_CASE("contradicting columns are refused though the checksum is right", "[data]") {
    const auto loaded = test::load(truth, predictions);
    {
        Dataset dataset = loaded.dataset;
        dataset.truth.cls = Column<ClassSlot>(std::vector<ClassSlot>{0, 9, 0});
        CHECK_FALSE(readable(written(dataset, loaded.run)));
    }
    {
        Dataset dataset = loaded.dataset;
        dataset.truth.sample_begin = Column<Row>(std::vector<Row>{0, 3, 2});
        CHECK_FALSE(readable(written(dataset, loaded.run)));
    }
    {
        Run run = loaded.run;
        run.sample = Column<SampleSlot>(std::vector<SampleSlot>{0, 2});
        CHECK_FALSE(readable(written(loaded.dataset, run)));
    }
    {
        Run run = loaded.run;
        run.score = Column<double>(std::vector<double>{0.5});
        CHECK_FALSE(readable(written(loaded.dataset, run)));
    }
}

TEST_CASE("rows of a sample are found whether neighbours in the file or not", "[data]") {
    for (const std::vector<SampleSlot>& slots :
         {std::vector<SampleSlot>{2, 2, 0, 1, 1, 1}, {0, 1, 0, 2, 1, 0}, {}, {1}}) {
        const SampleRows rows(Column<SampleSlot>(std::vector(slots)), 4);
        for (SampleSlot sample = 0; sample < 4; ++sample) {
            std::vector<Row> expected;
            for (Row row = 0; row < slots.size(); ++row) {
                if (slots[row] == sample) expected.push_back(row);
            }
            std::vector<Row> found;
            for (std::size_t i = 0; i < rows.count(sample); ++i)
                found.push_back(rows.row(sample, i));
            CHECK(found == expected);
        }
    }
}
