// Semantic segmentation: figures by hand and pixel by pixel, the reader of label maps, its job.
#include "metrics/semantic.h"

#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"
#include "engine/label_map_job.h"
#include "formats/class_list.h"
#include "support/memory_files.h"
#include "support/png_writer.h"

using namespace errata;
using Catch::Approx;
using test::grey_png;
using test::memory_files;

namespace {

using Pixels = std::vector<std::uint32_t>;

std::vector<LabelRun> runs_of(const Pixels& pixels) {
    std::vector<LabelRun> runs;
    for (const std::uint32_t value : pixels) {
        if (runs.empty() || runs.back().value != value) runs.push_back({.value = value});
        ++runs.back().length;
    }
    return runs;
}

std::optional<double> figure(const FigureTable& table, std::string_view key) {
    for (std::size_t i = 0; i < table.figures.size(); ++i) {
        if (table.figures[i].key == key) return table.overall[i].value;
    }
    FAIL("no figure " << key);
    return {};
}

// Steps the job to its end.
std::optional<Error> run(SemanticFiles files, Evaluation& result) {
    Job job = evaluate_semantic(std::move(files), result);
    while (job.step()) {
    }
    return job.error();
}

Evaluation evaluated(SemanticFiles files) {
    Evaluation result;
    const auto error = run(std::move(files), result);
    INFO((error ? to_string(*error) : std::string()));
    REQUIRE_FALSE(error);
    return result;
}

std::uint64_t warned(const Evaluation& evaluation, std::string_view kind) {
    std::uint64_t count = 0;
    for (const Warning& warning : evaluation.warnings) {
        if (warning.kind == kind) count += warning.count;
    }
    return count;
}

}  // namespace

TEST_CASE("figures of pixels by hand") {
    // Class slots + 1; 0 is void.
    SemanticCounts counts(4);
    counts.add(runs_of({1, 1, 2, 2, 0, 3}), runs_of({1, 2, 2, 2, 2, 0}));
    counts.add(runs_of({1, 1, 1, 1}), {});
    CHECK(counts.at(0, 0) == 1);
    CHECK(counts.at(0, 1) == 1);
    CHECK(counts.at(0, 4) == 4);
    CHECK(counts.at(1, 1) == 2);
    CHECK(counts.at(2, 4) == 1);
    const FigureTable table = summarize_semantic(counts);
    // Of class 2 the pixel in void does not count.
    CHECK(*table.classes[0][0].value == Approx(1.0 / 6));
    CHECK(*table.classes[1][0].value == Approx(2.0 / 3));
    CHECK(*table.classes[1][1].value == Approx(4.0 / 5));
    CHECK(*table.classes[1][2].value == Approx(2.0 / 3));
    CHECK(*table.classes[1][3].value == 1);
    CHECK(*table.classes[2][0].value == 0);
    CHECK_FALSE(table.classes[2][2].value);
    // Neither there nor predicted.
    CHECK_FALSE(table.classes[3][0].value);
    CHECK(*figure(table, "mIoU") == Approx((1.0 / 6 + 2.0 / 3) / 3));
    CHECK(*figure(table, "mDice") == Approx((2.0 / 7 + 4.0 / 5) / 3));
    CHECK(*figure(table, "pixel_accuracy") == Approx(3.0 / 9));
    CHECK(*figure(table, "mean_accuracy") == Approx((1.0 / 6 + 1) / 3));
    CHECK(*figure(table, "mean_precision") == Approx((1 + 2.0 / 3) / 2));
    CHECK(*figure(table, "fwIoU") == Approx((6 * (1.0 / 6) + 2 * (2.0 / 3)) / 9));
    CHECK(*figure(table, "no_class") == Approx(5.0 / 9));
    CHECK(table.overall[0].count == 9);
    CHECK_FALSE(summarize_semantic(SemanticCounts(2)).overall[0].value);
}

TEST_CASE("counts of random maps are those of their pixels, whatever the order of images") {
    Random random(3);
    for (int round = 0; round < 200; ++round) {
        constexpr std::size_t classes = 3;
        const std::size_t images = 1 + random.index(4);
        std::vector<std::vector<LabelRun>> truth;
        std::vector<std::vector<LabelRun>> predicted;
        std::vector<std::uint64_t> plain(classes * (classes + 1), 0);
        for (std::size_t image = 0; image < images; ++image) {
            Pixels a(1 + random.index(60));
            Pixels b(a.size());
            for (std::size_t i = 0; i < a.size(); ++i) {
                const bool goes_on = i > 0 && random.chance(0.6);
                a[i] = goes_on ? a[i - 1] : static_cast<std::uint32_t>(random.below(classes + 1));
                b[i] = random.chance(0.6) ? a[i]
                                          : static_cast<std::uint32_t>(random.below(classes + 1));
                if (a[i] == 0) continue;
                ++plain[(a[i] - 1) * (classes + 1) + (b[i] == 0 ? classes : b[i] - 1)];
            }
            truth.push_back(runs_of(a));
            predicted.push_back(runs_of(b));
        }
        SemanticCounts forward(classes);
        SemanticCounts backward(classes);
        SemanticCounts perfect(classes);
        for (std::size_t i = 0; i < images; ++i) {
            forward.add(truth[i], predicted[i]);
            backward.add(truth[images - 1 - i], predicted[images - 1 - i]);
            perfect.add(truth[i], truth[i]);
        }
        for (std::size_t i = 0; i < classes; ++i) {
            for (std::size_t j = 0; j <= classes; ++j) {
                CHECK(forward.at(i, j) == plain[i * (classes + 1) + j]);
                CHECK(backward.at(i, j) == plain[i * (classes + 1) + j]);
            }
        }
        const FigureTable table = summarize_semantic(perfect);
        for (std::size_t f = 0; f + 1 < table.overall.size(); ++f) {
            CHECK(table.overall[f].value.value_or(1) == 1);
        }
        CHECK(figure(table, "no_class").value_or(0) == 0);
    }
}

TEST_CASE("folders of maps are paired by name, values become classes") {
    const Evaluation result =
        evaluated({.truth = memory_files("gt", {{"a/1.png", grey_png(3, 1, {7, 7, 255})},
                                                {"b/2.png", grey_png(2, 1, {0, 7})},
                                                {"notes.txt", "hello"}}),
                   .predictions = memory_files("dt", {{"run/a/1.png", grey_png(3, 1, {7, 3, 3})},
                                                      {"other.png", grey_png(1, 1, {0})}})});
    CHECK(result.task == Task::semantic);
    CHECK(result.rules == "fcn");
    REQUIRE(result.dataset.samples.size() == 2);
    CHECK(result.dataset.samples.names[0] == "a/1.png");
    CHECK(result.dataset.samples.width[0] == 3);
    // 0, 3 and 7; 255 is void.
    REQUIRE(result.dataset.classes.size() == 3);
    CHECK(result.dataset.classes.names[2] == "7");
    CHECK(std::ranges::equal(result.dataset.samples.label_maps[0],
                             std::vector<LabelRun>{{3, 2}, {0, 1}}));
    CHECK(warned(result, "image-without-prediction") == 1);
    CHECK(warned(result, "prediction-without-image") == 1);
    CHECK(warned(result, "not-a-png") == 1);
    CHECK(*figure(result.summary, "pixel_accuracy") == Approx(1.0 / 4));

    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(result));
    const auto back = evaluation_from_snapshot(*bytes, bytes);
    REQUIRE(back);
    CHECK(back->summary.overall[0].value == result.summary.overall[0].value);
    CHECK(back->summary.classes.size() == 3);
    CHECK(std::ranges::equal(back->run.label_maps[0], result.run.label_maps[0]));
}

TEST_CASE("a list of classes names the values; others are void") {
    const std::string csv = "id,name\n255,edge\n7,tree\nx,broken\n";
    const MemorySource classes("classes.csv", csv);
    const auto maps = [](const char* name) {
        return memory_files(name, {{"1.png", grey_png(3, 1, {7, 8, 255})}});
    };
    const Evaluation result =
        evaluated({.truth = maps("gt"), .predictions = maps("dt"), .classes = &classes});
    REQUIRE(result.dataset.classes.size() == 2);
    CHECK(result.dataset.classes.names[0] == "tree");
    CHECK(result.dataset.classes.names[1] == "edge");
    CHECK(result.summary.overall[0].count == 2);
    CHECK(warned(result, "unknown-class") == 2);
    CHECK(warned(result, "class-without-id") == 1);

    const std::string json = R"({"categories": [{"id": 8, "name": "sky", "isthing": 0}]})";
    const MemorySource coco("classes.json", json);
    Warnings warnings;
    const auto listed = read_class_list(coco, warnings);
    REQUIRE(listed);
    CHECK(listed->names[0] == "sky");
    CHECK(listed->is_thing[0] == 0);

    const Evaluation ignoring = evaluated({.truth = maps("gt"),
                                           .predictions = maps("dt"),
                                           .ignored = std::vector<std::uint32_t>{7, 8}});
    REQUIRE(ignoring.dataset.classes.size() == 1);
    CHECK(ignoring.dataset.classes.names[0] == "255");
}

TEST_CASE("two single files belong together; sizes and kinds have to fit") {
    const auto one = [](const char* folder, const char* name, const std::string& png) {
        return memory_files(folder, {{name, png}});
    };
    const std::string small = grey_png(1, 1, {1});
    CHECK(*figure(evaluated({.truth = one("gt", "a.png", small),
                             .predictions = one("dt", "b.PNG", small)})
                      .summary,
                  "mIoU") == 1);
    const auto error_of = [&](NamedFiles truth, NamedFiles predictions) {
        Evaluation result;
        const auto error =
            run({.truth = std::move(truth), .predictions = std::move(predictions)}, result);
        REQUIRE(error);
        CHECK_FALSE(error->remedy.empty());
        CHECK_FALSE(error->file.empty());
        return error->code;
    };
    CHECK(error_of(memory_files("gt", {}), one("dt", "a.png", small)) == ErrorCode::empty);
    CHECK(error_of(one("gt", "a.png", small), one("dt", "a.jpg", small)) == ErrorCode::empty);
    CHECK(error_of(one("gt", "a.png", small), one("dt", "a.png", grey_png(2, 1, {1, 1}))) ==
          ErrorCode::mismatch);
    CHECK(error_of(one("gt", "a.png", small),
                   memory_files("dt", {{"b.png", small}, {"c.png", small}})) ==
          ErrorCode::mismatch);
    CHECK(error_of(one("gt", "a.png", test::id_png(1, 1, {5})), one("dt", "a.png", small)) ==
          ErrorCode::wrong_kind);
    CHECK(error_of(one("gt", "a.png", "no image"), one("dt", "a.png", small)) ==
          ErrorCode::wrong_kind);
}
