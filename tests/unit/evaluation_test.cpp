// What holds of an evaluation whatever the data: parts, threads, jobs, snapshots.
#include <catch2/catch_amalgamated.hpp>
#include <nlohmann/json.hpp>

#include "base/fingerprint.h"
#include "engine/evaluation.h"
#include "engine/job_thread.h"
#include "engine/jobs.h"
#include "metrics/detection_matching.h"
#include "metrics/numpy.h"
#include "support/evaluate.h"
#include "support/random_boxes.h"

using namespace errata;
using nlohmann::json;

using test::evaluate_texts;
using test::random_texts;
using test::Texts;

namespace {

bool platform_has_threads() {
    try {
        std::thread([] {}).join();
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

// Evaluates files of these contents, named "file 0" and so on; `taken_for` may say what the first ones are.
std::optional<Error> drop(const std::vector<std::string>& contents, Evaluation& result,
                          const std::vector<std::optional<FileKind>>& taken_for = {}) {
    std::vector<DroppedFile> files;
    for (std::size_t i = 0; i < contents.size(); ++i) {
        files.push_back(
            {.source = std::make_unique<MemorySource>("file " + std::to_string(i), contents[i]),
             .taken_for = i < taken_for.size() ? taken_for[i] : std::nullopt});
    }
    Job job = evaluate_dropped_files(files, result);
    while (job.step()) {
    }
    return job.error();
}

}  // namespace

TEST_CASE("parts, however cut and sent, give the arrays of the whole", "[metrics]") {
    const Texts texts = random_texts(1, 60);
    const auto loaded = test::load(texts.truth, texts.predictions);
    const DetectionProtocol protocol = coco_protocol();
    const auto whole = test::evaluate(loaded, protocol);
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    const DetectionMatching matching(loaded.dataset, loaded.run, rows, protocol, {});
    for (const std::size_t count : {1U, 2U, 7U, 60U, 100U}) {
        std::vector<EvaluationPart> parts;
        for (std::size_t i = 0; i < count; ++i) {
            EvaluationPart part = matching.empty_part();
            matching.match(60 * i / count, 60 * (i + 1) / count, part);
            // As between workers: through a snapshot's bytes.
            const PartArrays arrays(part);
            SnapshotWriter writer;
            arrays.add_to(writer);
            auto bytes = std::make_shared<std::vector<std::byte>>(writer.size());
            writer.write(*bytes);
            auto received = part_from_snapshot(*SnapshotReader::open(*bytes, bytes));
            REQUIRE(received);
            parts.push_back(*std::move(received));
        }
        for (const unsigned threads : {1U, 3U}) {
            const Accumulation merged =
                accumulate(parts, protocol, {.full_arrays = true, .threads = threads});
            CHECK(merged.precision_array == whole.accumulation.precision_array);
            CHECK(merged.scores_array == whole.accumulation.scores_array);
            CHECK(merged.recall == whole.accumulation.recall);
            CHECK(merged.precision == whole.accumulation.precision);
            CHECK(merged.positives == whole.accumulation.positives);
        }
    }
}

TEST_CASE("the order of images in the predictions file does not matter but for ties", "[metrics]") {
    const Texts texts = random_texts(5, 40);
    auto rows = json::parse(texts.predictions).get<std::vector<json>>();
    // Stable within an image: the reference breaks ties by the file's order there.
    std::ranges::stable_sort(
        rows, {}, [](const json& row) { return (row["image_id"].get<int>() * 7919) % 101; });
    const auto a = evaluate_texts(texts, 1);
    const auto b = evaluate_texts({.truth = texts.truth, .predictions = json(rows).dump()}, 1);
    CHECK(test::stats(a.summary) == test::stats(b.summary));
}

TEST_CASE("figures and matches are the same for one thread and several", "[engine]") {
    const Texts texts = random_texts(2, 150);
    const Evaluation one = evaluate_texts(texts, 1);
    REQUIRE(one.summary.overall[0].value.has_value());
    for (const unsigned threads : {2U, 5U}) {
        const Evaluation many = evaluate_texts(texts, threads);
        CHECK(snapshot_of(one) == snapshot_of(many));
    }
}

TEST_CASE("an evaluation comes back from its snapshot, and not from a damaged one", "[engine]") {
    const Texts texts = random_texts(3, 20);
    Evaluation evaluation = evaluate_texts(texts, 1);
    evaluation.files.push_back({.name = "x\xFF.json", .kind = FileKind::unknown, .note = "why"});
    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(evaluation));
    const auto back = evaluation_from_snapshot(*bytes, bytes);
    REQUIRE(back);
    CHECK(test::stats(back->summary) == test::stats(evaluation.summary));
    REQUIRE(back->summary.classes.size() == 6);
    CHECK(back->summary.classes[5][0].value == evaluation.summary.classes[5][0].value);
    CHECK(back->assignments.size() == evaluation.assignments.size());
    CHECK(back->files[0].note == "why");
    CHECK(back->iou_thresholds == evaluation.iou_thresholds);
    (*bytes)[bytes->size() / 2] ^= std::byte{1};
    CHECK_FALSE(evaluation_from_snapshot(*bytes, bytes));
}

TEST_CASE("a job tells its stages and can be dropped at any step", "[engine]") {
    const Texts texts = random_texts(4, 300);
    const MemorySource truth("gt.json", texts.truth);
    const MemorySource predictions("dt.json", texts.predictions);
    std::size_t steps = 0;
    {
        Evaluation evaluation;
        Job job = evaluate_files(truth, predictions, {}, evaluation);
        std::vector<std::string_view> stages;
        while (job.step()) {
            ++steps;
            if (stages.empty() || stages.back() != job.progress().stage) {
                stages.push_back(job.progress().stage);
            }
        }
        CHECK(stages == std::vector<std::string_view>{"Reading ground truth", "Reading predictions",
                                                      "Matching", "Measuring"});
    }
    for (std::size_t stop = 0; stop < steps; ++stop) {
        Evaluation evaluation;
        Job job = evaluate_files(truth, predictions, {}, evaluation);
        for (std::size_t i = 0; i < stop; ++i) REQUIRE(job.step());
    }
}

TEST_CASE("a job runs in a thread, tells its stages, and is cancelled", "[engine]") {
    using namespace std::chrono_literals;
    const Texts texts = random_texts(8, 100);
    const MemorySource truth("gt.json", texts.truth);
    const MemorySource predictions("dt.json", texts.predictions);
    {
        Evaluation evaluation;
        JobThread job(evaluate_files(truth, predictions, {}, evaluation));
        while (!job.wait_for(1ms)) CHECK(job.status().units_per_second >= 0);
        CHECK_FALSE(job.error());
        REQUIRE(job.stages().size() == 4);
        CHECK(job.stages()[3].stage == "Measuring");
        CHECK(evaluation.summary.overall.size() == 12);
    }
    if (platform_has_threads()) {  // without, the job runs to its end in wait_for()
        const auto endless = [](std::atomic<int>& turns) -> Job {
            while (true) {
                ++turns;
                co_yield {"Waiting", 0, 0, "turns"};
            }
        };
        std::atomic<int> turns = 0;
        JobThread job(endless(turns));
        // Under load a thread takes its time to begin.
        while (turns == 0) CHECK_FALSE(job.wait_for(1ms));
        job.cancel();
        while (!job.wait_for(1ms)) {
        }
        REQUIRE(job.error());
        CHECK(job.error()->code == ErrorCode::cancelled);
    }
    {
        const auto failing = []() -> Job {
            co_yield {"Failing"};
            throw std::runtime_error("out of luck");
        };
        JobThread job(failing());
        CHECK_THROWS_AS(
            [&] {
                while (!job.wait_for(1ms)) {
                }
            }(),
            std::runtime_error);
    }
}

TEST_CASE("dropped files are sorted out, and what is missing is said", "[engine]") {
    const Texts texts = random_texts(6, 10);
    const std::string image = "\xFF\xD8\xFF\xE0 image";
    {
        Evaluation result;
        CHECK_FALSE(
            drop({image, texts.predictions, "notes", texts.truth, texts.predictions}, result));
        CHECK(result.summary.overall[0].value == evaluate_texts(texts, 1).summary.overall[0].value);
        CHECK(result.files[0].kind == FileKind::image);
        CHECK(result.files[1].used);
        CHECK(result.files[2].kind == FileKind::unknown);
        CHECK_FALSE(result.files[2].note.empty());
        CHECK(result.files[3].kind == FileKind::truth);
        CHECK_FALSE(result.files[4].used);
    }
    for (const auto& [contents, words] :
         {std::pair{std::vector{texts.truth}, "no predictions among 1 file"},
          {std::vector{texts.predictions, image}, "no ground truth among 2 files"},
          {std::vector{image}, "no ground truth and predictions among 1 file"},
          {std::vector{texts.truth, std::string("[{")}, "the file ends in the middle"},
          {std::vector<std::string>{}, "no ground truth and predictions among 0 files"}}) {
        Evaluation result;
        const auto error = drop(contents, result);
        REQUIRE(error);
        CHECK(error->message.starts_with(words));
        CHECK(result.files.size() == contents.size());
    }
}

TEST_CASE("what a person says a file is goes before what it looks like", "[engine]") {
    const Texts texts = random_texts(9, 10);
    const auto figure = [](const Texts& of) {
        return evaluate_texts(of, 1).summary.overall[0].value;
    };
    const std::string other = random_texts(10, 10).predictions;
    {  // the second predictions, because they are said to be it
        Evaluation result;
        CHECK_FALSE(drop({texts.truth, texts.predictions, other}, result,
                         {std::nullopt, std::nullopt, FileKind::predictions}));
        CHECK(result.summary.overall[0].value ==
              figure({.truth = texts.truth, .predictions = other}));
        CHECK(result.files[1].note == "not used: file 2 is said to be the predictions");
        CHECK(result.files[2].used);
    }
    {  // left out
        Evaluation result;
        CHECK_FALSE(drop({texts.truth, texts.predictions, other}, result,
                         {std::nullopt, FileKind::unknown}));
        CHECK_FALSE(result.files[1].used);
        CHECK(result.files[2].used);
    }
    {  // not what was said
        Evaluation result;
        const auto error = drop({texts.predictions, other}, result, {FileKind::truth});
        REQUIRE(error);
        CHECK(error->code == ErrorCode::wrong_kind);
        CHECK(error->file == "file 0");
        CHECK(result.files[0].kind == FileKind::truth);
    }
    for (const FileKind kind : file_kinds) {
        CHECK(kind_of_id(id_of(kind)) == kind);
    }
    CHECK_FALSE(kind_of_id(""));
    CHECK_FALSE(kind_of_id("COCO results"));
}

TEST_CASE("the files evaluated have fingerprints, on both sides of a snapshot", "[engine]") {
    const Texts texts = random_texts(11, 40);
    const std::string image = "\xFF\xD8\xFF\xE0 image";
    // Spaces and a line break that no reader needs are content of the file, too.
    const std::string truth = texts.truth + "\n  \n";
    Evaluation result;
    CHECK_FALSE(drop({texts.predictions, image, truth}, result));
    const auto of = [](const std::string& bytes) {
        Fingerprinter whole;
        whole.update(bytes);
        return whole.digest();
    };
    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(result));
    const auto back = evaluation_from_snapshot(*bytes, bytes);
    REQUIRE(back);
    for (const std::vector<FileReport>& files : {result.files, back->files}) {
        CHECK(files[0].fingerprint == of(texts.predictions));
        CHECK(files[0].size == texts.predictions.size());
        CHECK(files[1].fingerprint.empty());
        CHECK(files[1].size == image.size());
        CHECK(files[2].fingerprint == of(truth));
        CHECK(files[2].size == truth.size());
    }
    Evaluation broken;
    CHECK(drop({texts.predictions, texts.truth.substr(0, texts.truth.size() / 2)}, broken));
    for (const FileReport& file : broken.files) CHECK(file.fingerprint.empty());
}

TEST_CASE("predictions past the largest limit take nothing", "[metrics]") {
    json truth = {
        {"images", {{{"id", 1}}}},
        {"categories", {{{"id", 1}, {"name", "c"}}}},
        {"annotations",
         {{{"id", 1}, {"image_id", 1}, {"category_id", 1}, {"bbox", {0, 0, 9, 9}}, {"area", 81}}}}};
    json predictions = json::array();
    for (int i = 0; i < 101; ++i) {
        // Tied scores: the file's order decides who is the hundred-and-first.
        const int x = i == 100 ? 0 : 500;
        predictions.push_back(
            {{"image_id", 1}, {"category_id", 1}, {"bbox", {x, 0, 9, 9}}, {"score", 0.5}});
    }
    const auto evaluation =
        evaluate_texts({.truth = truth.dump(), .predictions = predictions.dump()}, 1);
    CHECK(evaluation.assignments.empty());
    REQUIRE(evaluation.beyond_limit.size() == 1);
    CHECK(evaluation.beyond_limit[0] == 100);
}

TEST_CASE("no predictions and no ground truth are results, not errors", "[engine]") {
    const Texts texts = random_texts(7, 5);
    const Evaluation none = evaluate_texts({.truth = texts.truth, .predictions = "[]"}, 1);
    CHECK(none.summary.overall[0].value == 0.0);
    json truth = json::parse(texts.truth);
    truth["annotations"] = json::array();
    const Evaluation empty =
        evaluate_texts({.truth = truth.dump(), .predictions = texts.predictions}, 1);
    for (const Figure& figure : empty.summary.overall) {
        CHECK_FALSE(figure.value.has_value());
        CHECK(figure.count == 0);
    }
}

TEST_CASE("sums and thresholds are numpy's", "[metrics]") {
    // numpy.linspace(.5, .95, 10): the ninth is not 0.9.
    const auto thresholds = numpy::linspace(0.5, 0.95, 10);
    CHECK(thresholds[5] == 0.75);
    CHECK(thresholds[8] == 0.8999999999999999);
    CHECK(thresholds[9] == 0.95);
    // numpy.sum of k/7 - k*k/1e3 for k below n; made with numpy 2.4.
    const auto values = [](std::size_t n) {
        std::vector<double> out(n);
        for (std::size_t k = 0; k < n; ++k) {
            const auto x = static_cast<double>(k);
            out[k] = x / 7 - x * x / 1e3;
        }
        return out;
    };
    for (const auto& [n, expected] : {std::pair{std::size_t{5}, 1.3985714285714286},
                                      {7, 2.909},
                                      {8, 3.8600000000000003},
                                      {100, 378.7928571428571},
                                      {128, 470.2628571428571},
                                      {129, 472.1645714285714},
                                      {1000, -261476.35714285716},
                                      {12345, -616161027.5628572}}) {
        INFO(n);
        CHECK(numpy::sum(values(n)) == expected);
    }
}

TEST_CASE("protocols that cannot be evaluated are refused", "[metrics]") {
    DetectionProtocol protocol = coco_protocol();
    CHECK(check(protocol));
    protocol.max_detections = {10, 1};
    CHECK_FALSE(check(protocol));
    protocol.max_detections = {};
    CHECK_FALSE(check(protocol));
    protocol = coco_protocol();
    protocol.area_ranges.resize(17);
    CHECK_FALSE(check(protocol));
}

TEST_CASE("an object whose annotation id is 0 is found; the reference's defect is a switch",
          "[metrics]") {
    const test::Loaded loaded = test::load(
        R"({"images": [{"id": 1}], "categories": [{"id": 1, "name": "c"}],
            "annotations": [{"id": 0, "image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10],
                             "area": 100, "iscrowd": 0}]})",
        R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10], "score": 0.5}])");
    DetectionProtocol protocol = coco_protocol();
    CHECK(test::stats(test::evaluate(loaded, protocol).summary)[0] > 0.999);
    protocol.annotation_id_zero_bug = true;
    CHECK(test::stats(test::evaluate(loaded, protocol).summary)[0] == 0);
}

TEST_CASE("where classes are not used, any prediction may take any object", "[metrics]") {
    const test::Loaded loaded = test::load(
        R"({"images": [{"id": 1}],
            "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
            "annotations": [{"id": 1, "image_id": 1, "category_id": 2, "bbox": [0, 0, 10, 10],
                             "area": 100, "iscrowd": 0},
                            {"id": 2, "image_id": 1, "category_id": 1, "bbox": [50, 0, 10, 10],
                             "area": 100, "iscrowd": 0}]})",
        R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10], "score": 0.5},
            {"image_id": 1, "category_id": 2, "bbox": [50, 0, 10, 10], "score": 0.4}])");
    DetectionProtocol protocol = coco_protocol();
    CHECK(test::stats(test::evaluate(loaded, protocol).summary)[0] == 0);
    protocol.use_classes = false;
    CHECK(test::stats(test::evaluate(loaded, protocol).summary)[0] > 0.999);
}
