// The pool: beside the labeled samples in data and columns, and in no figure.
#include "data/pool.h"

#include <array>
#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "engine/classification_job.h"
#include "engine/subset.h"
#include "query/selection.h"
#include "support/pool_world.h"

using namespace errata;
using test::PoolWorld;

namespace {

constexpr TableRef samples_table = {.table = Table::samples};

std::size_t count_of(std::string_view query, ColumnSource& source, Table table = Table::samples) {
    const auto selection = select(query, source, {.table = table});
    if (!selection) FAIL(query << ": " << to_string(selection.error()));
    return selection->size();
}

std::vector<double> values_of(const FigureTable& table) {
    std::vector<double> values;
    for (const Figure& figure : table.overall) values.push_back(figure.value.value_or(-1));
    for (const auto& row : table.classes) {
        for (const Figure& figure : row) values.push_back(figure.value.value_or(-1));
    }
    return values;
}

bool same(const auto& a, const auto& b) { return std::ranges::equal(a, b); }

}  // namespace

TEST_CASE("a pool changes no figure, wherever its predictions stand") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const PoolWorld world(30, 50, seed);
        const Evaluation with = test::evaluate_pool(world.truth, world.run, world.pool);
        CHECK(with.dataset.samples.size() == 80);
        CHECK(with.dataset.samples.has_pool());
        // The labeled part is what the files give without a pool, whose reader leaves predictions of unknown images out.
        const Evaluation alone = test::evaluate_pool(world.truth, world.run, "");
        CHECK(values_of(with.summary) == values_of(alone.summary));
        const Evaluation part = subset_of(
            with, subset_rows(with.dataset, with.run, labeled_samples(with.dataset.samples)));
        CHECK(same(part.dataset.samples.ids.numbers(), alone.dataset.samples.ids.numbers()));
        CHECK(same(part.dataset.truth.sample, alone.dataset.truth.sample));
        CHECK(same(part.dataset.truth.sample_begin, alone.dataset.truth.sample_begin));
        CHECK(same(part.dataset.truth.ids.numbers(), alone.dataset.truth.ids.numbers()));
        CHECK(same(part.run.score, alone.run.score));
        CHECK(same(part.run.sample, alone.run.sample));
        REQUIRE(part.assignments.size() == alone.assignments.size());
        for (std::size_t i = 0; i < alone.assignments.size(); ++i) {
            CHECK(part.assignments[i].truth == alone.assignments[i].truth);
            CHECK(part.assignments[i].prediction == alone.assignments[i].prediction);
        }
        // In a file of its own, predictions on the pool come behind the others.
        const Evaluation apart = test::evaluate_pool(world.truth, world.run, world.pool, world.run);
        CHECK(apart.run.size() == 2 * with.run.size());
        CHECK(same(apart.run.score.span().subspan(with.run.size()), with.run.score));
        CHECK(same(apart.run.sample.span().first(with.run.size()), with.run.sample));
    }
}

TEST_CASE("samples of both lie in the order of their ids, with the fields of both") {
    const std::string truth =
        R"({"images":[{"id":4,"file_name":"d","width":9,"height":9,"site":"x"},
        {"id":1,"file_name":"a"}],"annotations":[{"id":7,"image_id":4,"category_id":3,"bbox":[0,0,2,2],"area":4}],
        "categories":[{"id":3,"name":"cat"}]})";
    const std::string pool =
        R"({"images":[{"id":9,"file_name":"i","lux":3},{"id":2,"file_name":"b","site":"y"},
        {"id":4,"file_name":"d","lux":8}],"categories":[{"id":1,"name":"other"}]})";
    const Evaluation both = test::evaluate_pool(
        truth, R"([{"image_id":9,"category_id":3,"bbox":[1,1,2,2],"score":0.7}])", pool);
    const Samples& samples = both.dataset.samples;
    CHECK(same(samples.ids.numbers(), std::vector<std::int64_t>{1, 2, 4, 9}));
    CHECK(same(samples.labeled, std::vector<std::uint8_t>{1, 0, 1, 0}));
    CHECK(samples.names[1] == "b");
    CHECK(samples.width[2] == 9);
    CHECK(same(both.dataset.truth.sample, std::vector<SampleSlot>{2}));
    CHECK(same(both.dataset.truth.sample_begin, std::vector<Row>{0, 0, 0, 1, 1}));
    CHECK(both.dataset.classes.size() == 1);
    CHECK(same(both.run.sample, std::vector<SampleSlot>{3}));
    // The image that is labeled is what the ground truth says of it.
    REQUIRE(both.warnings.size() == 1);
    CHECK(both.warnings[0].kind == "already-labeled");
    CHECK(both.warnings[0].count == 1);
    const auto columns = test::columns_of(both);
    ColumnSource& source = columns->columns();
    CHECK(count_of("site == 'y' and lux is missing", source) == 1);
    CHECK(count_of("lux == 3", source) == 1);
    CHECK(count_of("lux == 8", source) == 0);
}

TEST_CASE("one id for two images is an error that says which") {
    const PoolWorld world(3, 3, 1);
    const std::string other = R"({"images":[{"id":2,"file_name":"else.png"}]})";
    const MemorySource truth("gt.json", {world.truth.data(), world.truth.size()});
    const MemorySource run("dt.json", {world.run.data(), world.run.size()});
    const auto ended_with = [&](const std::string& pool_text) {
        const MemorySource pool("pool.json", {pool_text.data(), pool_text.size()});
        Evaluation evaluation;
        Job job = evaluate_files(truth, run, {.pool = &pool}, evaluation);
        while (job.step()) continue;
        REQUIRE(job.error());
        return *job.error();
    };
    const Error mismatch = ended_with(other);
    CHECK(mismatch.code == ErrorCode::mismatch);
    CHECK(mismatch.file == "pool.json");
    CHECK(mismatch.message == "id 2 is else.png in the pool and 2.png in the ground truth");
    CHECK(ended_with("[]").code == ErrorCode::wrong_kind);
    CHECK(ended_with(R"({"categories":[]})").message ==
          "this lists no images: \"images\" is missing");
}

TEST_CASE("what is not known of a pool is missing, what is predicted is there") {
    const PoolWorld world(20, 40, 3);
    const Evaluation evaluation = test::evaluate_pool(world.truth, world.run, world.pool);
    const auto columns = test::columns_of(evaluation);
    ColumnSource& source = columns->columns();
    CHECK(count_of("labeled", source) == 20);
    CHECK(count_of("not labeled", source) == 40);
    for (const char* const query :
         {"objects is not missing", "errors is not missing", "true_positives is not missing",
          "rarity is not missing", "complexity is not missing", "small_share is not missing",
          "errors >= 0"}) {
        INFO(query);
        CHECK(count_of(std::format("not labeled and {}", query), source) == 0);
        CHECK(count_of(std::format("labeled and {}", query), source) > 0);
    }
    CHECK(count_of("not labeled and predictions > 0", source) > 0);
    CHECK(count_of("not labeled and predicted_rarity > 0", source) > 0);
    CHECK(count_of("not labeled and uncertainty > 0", source) > 0);
    CHECK(count_of("not labeled and predicted_complexity > 0", source) > 0);
    CHECK(count_of("not labeled and correct is not missing", source, Table::pred) == 0);
    CHECK(count_of("not labeled and matched is not missing", source, Table::pred) == 0);
    CHECK(count_of("labeled and correct is not missing", source, Table::pred) > 0);
    CHECK(count_of("not labeled and score > 0", source, Table::pred) > 0);
}

TEST_CASE("a pool crosses in a snapshot and through subsets") {
    const PoolWorld world(6, 9, 4);
    Evaluation evaluation = test::evaluate_pool(world.truth, world.run, world.pool);
    std::vector<double> numbers(15, 0.5);
    const auto column = [&] { return Column<double>(std::vector<double>(numbers)); };
    evaluation.dataset.samples.pictures = {
        .hash = Column<std::uint64_t>(std::vector<std::uint64_t>(15, 7)),
        .digest = Column<std::uint64_t>(std::vector<std::uint64_t>(15, 8)),
        .brightness = column(),
        .highlights = column(),
        .shadows = column(),
        .sharpness = column(),
        .entropy = column()};
    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(evaluation));
    const auto back = evaluation_from_snapshot(*bytes, bytes);
    REQUIRE(back);
    CHECK(same(back->dataset.samples.labeled, evaluation.dataset.samples.labeled));
    CHECK(same(back->dataset.samples.pictures.digest, evaluation.dataset.samples.pictures.digest));
    CHECK(same(back->dataset.samples.pictures.sharpness, numbers));
    BitSet some(15);
    some.set(2);
    some.set(3);
    const Evaluation part = subset_of(*back, subset_rows(back->dataset, back->run, some));
    CHECK(part.dataset.samples.labeled.size() == 2);
    CHECK(part.dataset.samples.pictures.hash.size() == 2);
}

TEST_CASE("rarity, complexity and redundancy by hand") {
    // Three labeled images: two with cats, one with a cat and a dog, in all four objects.
    const std::string truth =
        R"({"images":[{"id":1,"file_name":"a"},{"id":2,"file_name":"b"},{"id":3,"file_name":"c"}],
        "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,10,10],"area":100},
        {"id":2,"image_id":1,"category_id":1,"bbox":[0,0,10,20],"area":200},
        {"id":3,"image_id":2,"category_id":1,"bbox":[0,0,50,50],"area":2500},
        {"id":4,"image_id":2,"category_id":2,"bbox":[60,60,10,10],"area":100}],
        "categories":[{"id":1,"name":"cat"},{"id":2,"name":"dog"}]})";
    const std::string run = R"([{"image_id":3,"category_id":2,"bbox":[0,0,10,10],"score":0.75},
        {"image_id":1,"category_id":1,"bbox":[0,0,10,10],"score":1.0}])";
    Evaluation evaluation = test::evaluate_pool(truth, run, "");
    const auto words = [](std::vector<std::uint64_t> all) {
        return Column<std::uint64_t>(std::move(all));
    };
    const auto numbers = [](std::vector<double> all) { return Column<double>(std::move(all)); };
    evaluation.dataset.samples.pictures = {.hash = words({0xF0F0, 0xF0F3, 0}),
                                           .digest = words({1, 2, 0}),
                                           .brightness = numbers({0.1, 0.2, std::nan("")}),
                                           .highlights = numbers({0.2, 0.3, std::nan("")}),
                                           .shadows = numbers({0, 0, std::nan("")}),
                                           .sharpness = numbers({0.5, 0.6, std::nan("")}),
                                           .entropy = numbers({7, 6, std::nan("")})};
    const auto columns = test::columns_of(evaluation);
    const auto values = [&](const char* name) {
        const ColumnInfo* const info = find_column(columns->columns(), Table::samples, name);
        REQUIRE(info != nullptr);
        CHECK_FALSE(info->meaning.empty());
        return columns->columns().values(samples_table, *info).numbers;
    };
    using Catch::Approx;
    // Cats in two of three, dogs in one of three.
    CHECK(values("rarity")[0] == Approx(-std::log(2.0 / 3)));
    CHECK(values("rarity")[1] == Approx(std::log(3.0)));
    CHECK(std::isnan(values("rarity")[2]));
    CHECK(values("predicted_rarity")[2] == Approx(std::log(3.0)));
    CHECK(std::isnan(values("predicted_rarity")[1]));
    // The two boxes of the first image overlap by half, and both are small.
    CHECK(values("object_overlap")[0] == Approx(0.5));
    CHECK(values("small_share")[0] == 1);
    CHECK(values("small_share")[1] == 0.5);
    CHECK(values("complexity")[0] == Approx(std::log(3.0) * 2.5));
    CHECK(values("complexity")[1] == Approx(std::log(3.0) * 1.5));
    CHECK(values("complexity")[2] == 0);
    CHECK(values("predicted_complexity")[2] == Approx(std::log(2.0) * 2));
    CHECK(values("uncertainty")[2] == Approx(0.5));
    CHECK(values("uncertainty")[0] == 0);
    // 0xF0F0 and 0xF0F3 differ in two bits; the third could not be read.
    CHECK(values("duplicates")[0] == 2);
    CHECK(values("duplicate_group")[0] == values("duplicate_group")[1]);
    CHECK(std::isnan(values("duplicates")[2]));
    CHECK(values("exact_duplicates")[0] == 1);
    CHECK(values("brightness")[1] == 0.2);
}

TEST_CASE("tables have pools, too, which change no figure") {
    Random random(5);
    for (const Task task : {Task::classes, Task::multilabel, Task::values}) {
        INFO(id_of(task));
        const bool is_values = task == Task::values;
        std::string truth = is_values ? "id,value\n" : "id,label,site\n";
        std::string run = is_values ? "id,value\n" : "id,cat,dog,cow\n";
        std::string pool = "id,site\n";
        for (int id = 0; id < 60; ++id) {
            const bool is_labeled = id % 3 != 0;
            const double value = random.uniform();
            if (is_values) {
                if (is_labeled) truth += std::format("{},{}\n", id, value);
                run += std::format("{},{}\n", id, value + random.uniform());
            } else {
                if (is_labeled)
                    truth += std::format("{},{},a\n", id,
                                         std::array{"cat", "dog", "cow"}[random.index(3)]);
                run += std::format("{},{},{},{}\n", id, value, (1 - value) / 2, (1 - value) / 2);
            }
            if (!is_labeled) pool += std::format("{},b\n", id);
        }
        const MemorySource truth_file("truth.csv", {truth.data(), truth.size()});
        const MemorySource run_file("run.csv", {run.data(), run.size()});
        const MemorySource pool_file("pool.csv", {pool.data(), pool.size()});
        const auto evaluated = [&](const ByteSource* with) {
            Evaluation evaluation;
            Job job = evaluate_tables(truth_file, run_file, task, evaluation, with);
            while (job.step()) continue;
            if (job.error()) FAIL(to_string(*job.error()));
            return evaluation;
        };
        const Evaluation alone = evaluated(nullptr);
        const Evaluation with = evaluated(&pool_file);
        CHECK(values_of(with.summary) == values_of(alone.summary));
        CHECK(with.dataset.samples.size() == 60);
        CHECK(alone.dataset.samples.size() == 40);
        CHECK(with.assignments.size() == alone.assignments.size());
        const auto columns = test::columns_of(with);
        CHECK(count_of("not labeled", columns->columns()) == 20);
        if (!is_values)
            CHECK(count_of("not labeled and site == 'b' and entropy > 0", columns->columns()) ==
                  20);
    }
}

TEST_CASE("rarity of a class together with what the file says of the sample") {
    const test::PoolWorld world(40, 20, 17);
    const Evaluation evaluation = test::evaluate_pool(world.truth, world.run, world.pool);
    const auto columns = test::columns_of(evaluation);
    ColumnSource& source = columns->columns();
    const auto find = [&](const char* name) -> const ColumnData& {
        const ColumnInfo* const info = find_column(source, Table::samples, name);
        REQUIRE(info != nullptr);
        return source.values({}, *info);
    };
    CHECK(find_column(source, Table::samples, "rarity_with_hour") == nullptr);  // numbers
    const ColumnData& site = find("site");
    const Dataset& dataset = evaluation.dataset;
    // Said once more, sample by sample.
    const auto expected = [&](std::size_t sample, auto&& has, std::size_t population) {
        double most = no_number;
        for (ClassSlot cls = 0; cls < dataset.classes.size(); ++cls) {
            if (!has(sample, cls)) continue;
            double alike = 0;
            for (std::size_t other = 0; other < dataset.samples.size(); ++other)
                alike += has(other, cls) && site.codes[other] == site.codes[sample] ? 1 : 0;
            const double one = -std::log(alike / static_cast<double>(population));
            most = std::isnan(most) ? one : std::max(most, one);
        }
        return most;
    };
    const auto in_truth = [&](std::size_t sample, ClassSlot cls) {
        for (std::size_t i = 0; i < dataset.truth.size(); ++i) {
            if (dataset.truth.sample[i] == sample && dataset.truth.cls[i] == cls) return true;
        }
        return false;
    };
    const auto predicted = [&](std::size_t sample, ClassSlot cls) {
        const Run& run = evaluation.run;
        for (std::size_t i = 0; i < run.size(); ++i) {
            if (run.sample[i] == sample && run.cls[i] == cls && run.score[i] >= 0.3) return true;
        }
        return false;
    };
    const ColumnData& rarity = find("rarity_with_site");
    const ColumnData& predicted_rarity = find("predicted_rarity_with_site");
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        INFO("sample " << i);
        const double of_truth = expected(i, in_truth, 40);
        const double of_run = expected(i, predicted, 60);
        CHECK(std::isnan(rarity.numbers[i]) == std::isnan(of_truth));
        CHECK(std::isnan(predicted_rarity.numbers[i]) == std::isnan(of_run));
        if (!std::isnan(of_truth)) CHECK(std::abs(rarity.numbers[i] - of_truth) < 1e-12);
        if (!std::isnan(of_run)) CHECK(std::abs(predicted_rarity.numbers[i] - of_run) < 1e-12);
    }
    // What is seen moves with the confidence.
    const double before = predicted_rarity.numbers[1];
    (void)columns->set_thresholds({.confidence = 0.99, .iou = 0.5});
    const double after = find("predicted_rarity_with_site").numbers[1];
    CHECK((std::isnan(after) || after != before));
}
