// AP of each sample alone, from the matches of the whole, beside an evaluation of that sample and no other.
#include "metrics/sample_precision.h"

#include <catch2/catch_amalgamated.hpp>
#include <chrono>
#include <cmath>

#include "base/random.h"
#include "query/dataset_columns.h"
#include "query/selection.h"
#include "support/random_cases.h"

using namespace errata;
using namespace errata::test;

namespace {

std::vector<double> found_by(const Loaded& loaded, const EvaluationPart& part, Task task,
                             bool lvis) {
    Outcomes outcomes;
    match_outcomes(loaded.dataset, loaded.run,
                   {.assignments = part.assignments.span(),
                    .beyond_limit = part.beyond_limit.span(),
                    .overlaps = part.overlaps.span(),
                    .crowds_count = lvis},
                   outcomes);
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    return average_precision_of_samples(loaded.dataset, loaded.run, rows, outcomes,
                                        {.federated = lvis, .keypoints = task == Task::keypoints});
}

// Returns how many samples have a value that is neither 0 nor 1.
std::size_t check_each(const PlainCase& one, bool lvis, double iou) {
    const Loaded loaded = load(one);
    const Task task = task_of(one);
    DetectionProtocol protocol = one.kind == PlainKind::boundary ? boundary_protocol()
                                 : lvis                          ? lvis_protocol(task)
                                                                 : coco_protocol(task);
    protocol.iou_thresholds = {iou};
    const std::vector<double> found =
        found_by(loaded, evaluate(loaded, protocol, {}, false).part, task, lvis);
    REQUIRE(found.size() == loaded.dataset.samples.size());
    std::size_t between = 0;
    for (SampleSlot sample = 0; sample < found.size(); ++sample) {
        INFO("sample " << sample << ", IoU " << iou);
        const Evaluated alone = evaluate(
            loaded, protocol, {.samples = std::vector<SampleSlot>{sample}, .classes = {}}, false);
        const auto& expected = alone.summary.overall[0].value;
        CHECK(std::isnan(found[sample]) == !expected.has_value());
        if (expected) CHECK(found[sample] == *expected);
        between += found[sample] > 0 && found[sample] < 1 ? 1 : 0;
    }
    return between;
}

}  // namespace

TEST_CASE("AP of a sample is that of an evaluation of this sample alone", "[metrics]") {
    for (const CaseKind kind :
         {CaseKind{.shape = PlainKind::boxes}, CaseKind{.shape = PlainKind::masks},
          CaseKind{.shape = PlainKind::boundary}, CaseKind{.shape = PlainKind::keypoints},
          CaseKind{.shape = PlainKind::boxes, .lvis = true}}) {
        std::size_t between = 0;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            INFO("kind " << static_cast<int>(kind.shape) << ", LVIS " << kind.lvis << ", seed "
                         << seed);
            const PlainCase one = random_case(kind, seed);
            for (const double iou : {0.5, 0.1, 0.75}) between += check_each(one, kind.lvis, iou);
        }
        CHECK(between > 20);
    }
}

TEST_CASE("AP of samples is a column of detection, missing without objects", "[query]") {
    const Loaded loaded = load(
        R"({"images": [{"id": 1}, {"id": 2}, {"id": 3}],
        "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}], "annotations": [
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "area": 81, "iscrowd": 0},
        {"id": 2, "image_id": 1, "category_id": 1, "bbox": [50, 0, 9, 9], "area": 81, "iscrowd": 0},
        {"id": 3, "image_id": 3, "category_id": 2, "bbox": [0, 0, 9, 9], "area": 81, "iscrowd": 1}]})",
        R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "score": 0.2},
        {"image_id": 1, "category_id": 2, "bbox": [0, 0, 9, 9], "score": 0.9},
        {"image_id": 2, "category_id": 2, "bbox": [0, 0, 9, 9], "score": 0.9}])");
    const Evaluated evaluated = evaluate(loaded, coco_protocol());
    DatasetColumns columns(Task::boxes, loaded.dataset,
                           {{.name = "a",
                             .run = &loaded.run,
                             .matches = {.assignments = evaluated.part.assignments.span(),
                                         .beyond_limit = evaluated.part.beyond_limit.span()}}});
    // One of two objects is found, at a score below the confidence; a class without objects does not count.
    const auto count = [&](std::string_view query) {
        const auto selection = select(query, columns, {.table = Table::samples});
        if (!selection) FAIL(to_string(selection.error()));
        return selection->size();
    };
    CHECK(count("ap > 50.4% and ap < 50.5% and id == 1") == 1);  // 51 of 101 levels
    CHECK(count("ap is missing and id in (2, 3)") == 2);
    const DatasetColumns classes(Task::values, loaded.dataset, {});
    CHECK_FALSE(find_column(classes, Table::samples, "ap"));
}

TEST_CASE("AP of 100,000 samples takes a fraction of a second", "[.speed]") {
    constexpr SampleSlot samples = 100'000;
    Random random(5);
    std::vector<SampleSlot> truth_sample;
    std::vector<ClassSlot> truth_class;
    std::vector<SampleSlot> run_sample;
    std::vector<ClassSlot> run_class;
    std::vector<double> score;
    Outcomes outcomes;
    std::vector<Row> begin = {0};
    for (SampleSlot sample = 0; sample < samples; ++sample) {
        ClassSlot cls = 0;
        for (int i = 0; i < 7; ++i) {
            cls = static_cast<ClassSlot>(cls + random.index(4));
            truth_sample.push_back(sample);
            truth_class.push_back(cls);
            outcomes.objects.push_back(ObjectOutcome::missed);
        }
        begin.push_back(static_cast<Row>(truth_sample.size()));
        for (int i = 0; i < 10; ++i) {
            run_sample.push_back(sample);
            run_class.push_back(static_cast<ClassSlot>(random.index(20)));
            score.push_back(random.uniform());
            outcomes.uncut.push_back(random.chance(0.5) ? PredictionOutcome::true_positive
                                                        : PredictionOutcome::false_positive);
        }
    }
    Dataset dataset;
    dataset.samples.ids = IdColumn(std::vector<SourceId>(samples));
    dataset.truth.sample = Column(std::move(truth_sample));
    dataset.truth.cls = Column(std::move(truth_class));
    dataset.truth.sample_begin = Column(std::move(begin));
    Run run;
    run.sample = Column(std::move(run_sample));
    run.cls = Column(std::move(run_class));
    run.score = Column(std::move(score));
    const SampleRows rows(run.sample, samples);
    const auto start = std::chrono::steady_clock::now();
    const auto values = average_precision_of_samples(dataset, run, rows, outcomes);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    CHECK(values.size() == samples);
    WARN(seconds.count() << " s");
    CHECK(seconds.count() < 2);
}
