// Tables and spans restricted: as a fresh evaluation of files with what is kept, every bit.
#include <array>
#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <functional>
#include <nlohmann/json.hpp>

#include "engine/classification_job.h"
#include "engine/spans_job.h"
#include "metrics/classification_columns.h"
#include "support/restricting.h"

using namespace errata;
using nlohmann::json;
using test::all_undefined;
using test::check_same;
using test::finish;
using test::random_rows;
using test::restricted;
using test::same;

namespace {

BitSet one_row(std::size_t size, Random& random) {
    BitSet rows(size);
    rows.set(random.index(size));
    return rows;
}

// Two files of records, one a line; of a table the first line is the header.
struct Files {
    std::string truth_header;
    std::string predictions_header;
    std::vector<std::string> truth;
    std::vector<std::string> predictions;

    static std::string text(const std::string& header, const std::vector<std::string>& lines,
                            const std::function<bool(std::size_t)>& keeps) {
        std::string text = header;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (keeps(i)) text += lines[i];
        }
        return text;
    }
};

const auto everything = [](std::size_t) { return true; };

using Evaluate =
    std::function<std::optional<Error>(const ByteSource&, const ByteSource&, Evaluation&)>;

std::optional<Error> evaluate_texts(const std::string& truth, const std::string& predictions,
                                    const Evaluate& evaluate, Evaluation& result) {
    const MemorySource truth_source("truth", truth);
    const MemorySource predictions_source("predictions", predictions);
    return evaluate(truth_source, predictions_source, result);
}

Evaluate tables(Task task) {
    return [task](const ByteSource& truth, const ByteSource& predictions, Evaluation& result) {
        return finish(evaluate_tables(truth, predictions, task, result));
    };
}

// Files whose line i is of sample i, restricted to samples.
void check_samples(const Files& files, const Evaluate& evaluate, Random& random) {
    Evaluation whole;
    REQUIRE_FALSE(evaluate_texts(
        Files::text(files.truth_header, files.truth, everything),
        Files::text(files.predictions_header, files.predictions, everything), evaluate, whole));
    const std::size_t samples = whole.dataset.samples.size();
    REQUIRE(samples == files.truth.size());
    check_same(restricted(whole, {}), whole, whole);
    const BitSet all(samples, true);
    check_same(restricted(whole, {.to = Restricted::samples, .rows = &all}), whole, whole);
    const BitSet none(samples);
    const FigureTable empty = restricted(whole, {.to = Restricted::samples, .rows = &none});
    CHECK(all_undefined(empty.overall));
    for (const BitSet& rows : {random_rows(samples, random), one_row(samples, random)}) {
        const auto keeps = [&](std::size_t i) { return rows[i]; };
        Evaluation fresh;
        const auto error = evaluate_texts(
            Files::text(files.truth_header, files.truth, keeps),
            Files::text(files.predictions_header, files.predictions, keeps), evaluate, fresh);
        if (error) continue;  // files without any sample
        check_same(restricted(whole, {.to = Restricted::samples, .rows = &rows}), whole, fresh);
    }
}

std::string id_of_sample(std::size_t i) { return std::format("{:04}.jpg", i); }

// One class each; of few samples, so that classes vanish. Ids ascend, so that lines are slots.
Files class_files(Random& random, bool with_probabilities) {
    Files files = {.truth_header = "id,label\n",
                   .predictions_header = "id,prediction\n",
                   .truth = {},
                   .predictions = {}};
    const std::size_t classes = 2 + random.index(7);
    if (with_probabilities) {
        files.predictions_header = "id,prediction";
        for (std::size_t k = 0; k < classes; ++k) {
            files.predictions_header += std::format(",prob_c{}", k);
        }
        files.predictions_header += "\n";
    }
    for (std::size_t i = 0; i < 4 + random.index(30); ++i) {
        const std::size_t truth = random.index(classes);
        const std::size_t guess = random.chance(0.6) ? truth : random.index(classes);
        files.truth.push_back(std::format("{},c{}\n", id_of_sample(i), truth));
        std::string line = std::format("{},c{}", id_of_sample(i), guess);
        for (std::size_t k = 0; k < classes && with_probabilities; ++k) {
            line += std::format(",{}", static_cast<double>(random.below(11)) / 10);
        }
        files.predictions.push_back(line + "\n");
    }
    return files;
}

std::string several(Random& random, std::size_t classes) {
    std::string list;
    for (std::size_t k = 0; k < classes; ++k) {
        if (random.chance(0.3)) list += std::format("{}c{}", list.empty() ? "" : "|", k);
    }
    return list;
}

Files label_files(Random& random, bool with_probabilities) {
    Files files = {.truth_header = "id,labels\n",
                   .predictions_header = with_probabilities ? "" : "id,predictions\n",
                   .truth = {},
                   .predictions = {}};
    const std::size_t classes = 2 + random.index(5);
    for (std::size_t i = 0; i < 4 + random.index(30); ++i) {
        files.truth.push_back(std::format("{},{}\n", id_of_sample(i), several(random, classes)));
        if (!with_probabilities) {
            files.predictions.push_back(
                std::format("{},{}\n", id_of_sample(i), several(random, classes)));
            continue;
        }
        json record = {{"id", id_of_sample(i)}, {"scores", json::object()}};
        for (std::size_t k = 0; k < classes; ++k) {
            record["scores"][std::format("c{}", k)] = static_cast<double>(random.below(11)) / 10;
        }
        files.predictions.push_back(record.dump() + "\n");
    }
    return files;
}

// Spans of random types; those of the predictions mostly those of the truth.
Files span_files(Random& random) {
    Files files;
    const std::size_t types = 1 + random.index(5);
    const auto span = [&] {
        const std::size_t begin = random.index(36);
        return json{begin, begin + 1 + random.index(4), std::format("T{}", random.index(types))};
    };
    for (std::size_t i = 0; i < 2 + random.index(20); ++i) {
        json truth = json::array();
        json predicted = json::array();
        for (std::size_t k = random.index(5); k > 0; --k) truth.push_back(span());
        for (const json& one : truth) {
            json near = one;
            if (random.chance(0.2)) near[2] = std::format("T{}", random.index(types));
            if (random.chance(0.2)) near[1] = near[1].get<std::size_t>() + 1;
            if (random.chance(0.8)) predicted.push_back(near);
        }
        if (random.chance(0.5)) predicted.push_back(span());
        const auto line = [&](const json& entities) {
            const json record = {{"id", i},
                                 {"text", "0123456789012345678901234567890123456789abcdef"},
                                 {"entities", entities}};
            return record.dump() + "\n";
        };
        files.truth.push_back(line(truth));
        files.predictions.push_back(line(predicted));
    }
    return files;
}

Files tag_files(Random& random) {
    Files files;
    const std::vector<std::string> tags = {"O", "O", "B-X", "I-X", "B-Y", "I-Y", "B-Z"};
    for (std::size_t i = 0; i < 2 + random.index(10); ++i) {
        std::string truth;
        std::string predicted;
        for (std::size_t t = 0; t < 1 + random.index(8); ++t) {
            const std::string tag = tags[random.index(tags.size())];
            const std::string guess = random.chance(0.7) ? tag : tags[random.index(tags.size())];
            truth += std::format("w{} {}\n", t, tag);
            predicted += std::format("w{} {}\n", t, guess);
        }
        files.truth.push_back(truth + "\n");
        files.predictions.push_back(predicted + "\n");
    }
    return files;
}

std::optional<Error> spans(const ByteSource& truth, const ByteSource& predictions,
                           Evaluation& result) {
    return finish(evaluate_spans(truth, predictions, {.scheme = TagScheme::iob2}, result));
}

}  // namespace

TEST_CASE("restricted classes give what tables of those samples give", "[engine][random]") {
    Random random(1);
    for (int i = 0; i < 600; ++i) {
        const Task task = random.chance(0.5) ? Task::classes : Task::text;
        check_samples(class_files(random, i % 2 == 0), tables(task), random);
    }
}

TEST_CASE("restricted labels give what tables of those samples give", "[engine][random]") {
    Random random(2);
    for (int i = 0; i < 600; ++i) {
        check_samples(label_files(random, i % 2 == 0), tables(Task::multilabel), random);
    }
}

TEST_CASE("restricted values give what tables of those samples give", "[engine][random]") {
    Random random(3);
    for (int i = 0; i < 300; ++i) {
        Files files = {.truth_header = "id,value\n",
                       .predictions_header = "id,value\n",
                       .truth = {},
                       .predictions = {}};
        for (std::size_t s = 0; s < 2 + random.index(20); ++s) {
            files.truth.push_back(std::format("{},{}\n", id_of_sample(s), random.uniform()));
            files.predictions.push_back(std::format("{},{}\n", id_of_sample(s), random.uniform()));
        }
        check_samples(files, tables(Task::values), random);
    }
}

TEST_CASE("restricted spans give what documents of those samples give", "[engine][random]") {
    Random random(4);
    for (int i = 0; i < 500; ++i) {
        check_samples(span_files(random), spans, random);
        check_samples(tag_files(random), spans, random);
    }
}

TEST_CASE("restricted to predictions, tables give what those rows give", "[engine][random]") {
    Random random(5);
    for (int i = 0; i < 400; ++i) {
        const Files files = class_files(random, i % 2 == 0);
        const std::string truth = Files::text(files.truth_header, files.truth, everything);
        Evaluation whole;
        REQUIRE_FALSE(evaluate_texts(
            truth, Files::text(files.predictions_header, files.predictions, everything),
            tables(Task::classes), whole));
        REQUIRE(whole.run.size() == files.predictions.size());
        const BitSet rows = random_rows(whole.run.size(), random);
        Evaluation fresh;
        const auto error = evaluate_texts(truth,
                                          Files::text(files.predictions_header, files.predictions,
                                                      [&](std::size_t row) { return rows[row]; }),
                                          tables(Task::classes), fresh);
        if (error) continue;  // a file without rows
        check_same(restricted(whole, {.to = Restricted::predictions, .rows = &rows}), whole, fresh);
    }
}

TEST_CASE("restricted to predictions, spans and labels give what the others' absence gives",
          "[engine][random]") {
    Random random(6);
    for (int i = 0; i < 400; ++i) {
        const Files files = span_files(random);
        const std::string truth = Files::text("", files.truth, everything);
        Evaluation whole;
        REQUIRE_FALSE(
            evaluate_texts(truth, Files::text("", files.predictions, everything), spans, whole));
        const BitSet rows = random_rows(whole.run.size(), random);
        std::string kept;
        std::size_t row = 0;
        for (const std::string& line : files.predictions) {
            json record = json::parse(line);
            json entities = json::array();
            for (const json& one : record["entities"]) {
                if (rows[row++]) entities.push_back(one);
            }
            record["entities"] = entities;
            kept += record.dump() + "\n";
        }
        REQUIRE(row == whole.run.size());
        Evaluation fresh;
        REQUIRE_FALSE(evaluate_texts(truth, kept, spans, fresh));
        check_same(restricted(whole, {.to = Restricted::predictions, .rows = &rows}), whole, fresh);
    }
    for (int i = 0; i < 300; ++i) {
        const Files files = label_files(random, false);
        const std::string truth = Files::text(files.truth_header, files.truth, everything);
        Evaluation whole;
        REQUIRE_FALSE(evaluate_texts(
            truth, Files::text(files.predictions_header, files.predictions, everything),
            tables(Task::multilabel), whole));
        const BitSet rows = random_rows(whole.run.size(), random);
        std::vector<std::string> given(files.truth.size());
        rows.for_each([&](std::size_t row) {
            std::string& list = given[whole.run.sample[row]];
            list += std::format("{}{}", list.empty() ? "" : "|",
                                whole.dataset.classes.names[whole.run.cls[row]]);
        });
        std::string kept = files.predictions_header;
        for (std::size_t s = 0; s < given.size(); ++s) {
            kept += std::format("{},{}\n", id_of_sample(s), given[s]);
        }
        Evaluation fresh;
        REQUIRE_FALSE(evaluate_texts(truth, kept, tables(Task::multilabel), fresh));
        check_same(restricted(whole, {.to = Restricted::predictions, .rows = &rows}), whole, fresh);
    }
}

TEST_CASE("restricted to objects, classes are those samples, and labels lose the pair",
          "[engine][random]") {
    Random random(7);
    for (int i = 0; i < 200; ++i) {
        const Files files = class_files(random, i % 2 == 0);
        Evaluation whole;
        REQUIRE_FALSE(
            evaluate_texts(Files::text(files.truth_header, files.truth, everything),
                           Files::text(files.predictions_header, files.predictions, everything),
                           tables(Task::classes), whole));
        const BitSet rows = random_rows(whole.dataset.truth.size(), random);
        const FigureTable of_objects =
            restricted(whole, {.to = Restricted::objects, .rows = &rows});
        const FigureTable of_samples =
            restricted(whole, {.to = Restricted::samples, .rows = &rows});
        CHECK(same(of_objects.overall, of_samples.overall));
    }
    for (int i = 0; i < 300; ++i) {
        const Files files = label_files(random, false);
        Evaluation whole;
        REQUIRE_FALSE(
            evaluate_texts(Files::text(files.truth_header, files.truth, everything),
                           Files::text(files.predictions_header, files.predictions, everything),
                           tables(Task::multilabel), whole));
        const GroundTruth& truth = whole.dataset.truth;
        const BitSet rows = random_rows(truth.size(), random);
        const auto text = [&](std::string header, const Column<SampleSlot>& sample_of,
                              const Column<ClassSlot>& cls_of) {
            std::vector<std::string> lists(files.truth.size());
            for (std::size_t row = 0; row < sample_of.size(); ++row) {
                bool ignored = false;
                for (std::size_t object = 0; object < truth.size(); ++object) {
                    ignored = ignored || (!rows[object] && truth.sample[object] == sample_of[row] &&
                                          truth.cls[object] == cls_of[row]);
                }
                std::string& list = lists[sample_of[row]];
                if (ignored) continue;
                list += std::format("{}{}", list.empty() ? "" : "|",
                                    whole.dataset.classes.names[cls_of[row]]);
            }
            for (std::size_t s = 0; s < lists.size(); ++s) {
                header += std::format("{},{}\n", id_of_sample(s), lists[s]);
            }
            return header;
        };
        Evaluation fresh;
        REQUIRE_FALSE(
            evaluate_texts(text(files.truth_header, truth.sample, truth.cls),
                           text(files.predictions_header, whole.run.sample, whole.run.cls),
                           tables(Task::multilabel), fresh));
        check_same(restricted(whole, {.to = Restricted::objects, .rows = &rows}), whole, fresh);
    }
}

TEST_CASE("without a prediction or an object, a sample's scores do not count", "[engine]") {
    const std::string predictions = R"({"id": "a", "scores": {"x": 0.9, "y": 0.2}}
{"id": "b", "scores": {"x": 0.7, "y": 0.8}}
{"id": "c", "scores": {"x": 0.3, "y": 0.6}}
)";
    Evaluation whole;
    REQUIRE_FALSE(evaluate_texts("id,labels\na,x\nb,x|y\nc,y\n", predictions,
                                 tables(Task::multilabel), whole));
    REQUIRE(whole.run.size() == 4);
    for (const Restricted to : {Restricted::objects, Restricted::predictions}) {
        BitSet rows(4, true);
        rows.set(0, false);  // x of sample a, as object and as prediction
        const LabelColumns columns =
            label_columns(whole.dataset, whole.run, {.to = to, .rows = &rows});
        CHECK(columns.truth.view().size() == 3);
        CHECK(columns.scored_truth.view().size() == 2);
    }
}

TEST_CASE("restricted to objects, spans that others take count neither way", "[engine][random]") {
    Random random(8);
    for (int i = 0; i < 300; ++i) {
        // In cells of their own, so that each object can be taken by one prediction only.
        std::array<std::string, 2> texts;
        std::array<std::string, 2> kept;
        std::vector<bool> selected;
        for (std::size_t s = 0; s < 1 + random.index(8); ++s) {
            std::array<json, 2> all = {json::array(), json::array()};
            std::array<json, 2> left = all;
            for (int cell = 0; cell < 8; ++cell) {
                const json span = {4 * cell, 4 * cell + 2, std::format("T{}", random.index(3))};
                const bool has[2] = {random.chance(0.6), random.chance(0.6)};
                const bool is_selected = random.chance(0.5);
                if (has[0]) selected.push_back(is_selected);
                for (std::size_t side : {0U, 1U}) {
                    if (has[side]) all[side].push_back(span);
                    if (has[side] && (is_selected || !has[0])) left[side].push_back(span);
                }
            }
            for (std::size_t side : {0U, 1U}) {
                const std::string text(40, 'x');
                texts[side] +=
                    json{{"id", s}, {"text", text}, {"entities", all[side]}}.dump() + "\n";
                kept[side] +=
                    json{{"id", s}, {"text", text}, {"entities", left[side]}}.dump() + "\n";
            }
        }
        Evaluation whole;
        REQUIRE_FALSE(evaluate_texts(texts[0], texts[1], spans, whole));
        const GroundTruth& truth = whole.dataset.truth;
        BitSet rows(truth.size());
        for (std::size_t row = 0; row < truth.size(); ++row) {
            rows.set(row, selected[truth.file_row[row]]);
        }
        Evaluation fresh;
        REQUIRE_FALSE(evaluate_texts(kept[0], kept[1], spans, fresh));
        check_same(restricted(whole, {.to = Restricted::objects, .rows = &rows}), whole, fresh);
    }
}

TEST_CASE("shares of a selection have Wilson's interval", "[engine]") {
    Evaluation whole;
    REQUIRE_FALSE(evaluate_texts("id,label\na,x\nb,x\nc,y\nd,y\n",
                                 "id,prediction\na,x\nb,x\nc,y\nd,x\n", tables(Task::classes),
                                 whole));
    BitSet rows(4, true);
    rows.set(0, false);
    Restrictable prepared;
    REQUIRE_FALSE(finish(prepare_restrictions(whole, {}, prepared)));
    RestrictedFigures result;
    REQUIRE_FALSE(finish(restrict(prepared, {.to = Restricted::samples, .rows = &rows}, result)));
    const Figure& accuracy = result.figures.overall[0];
    CHECK(accuracy.value == 2.0 / 3);
    REQUIRE(accuracy.interval);
    CHECK(accuracy.interval->low == Catch::Approx(0.2076597));
    CHECK(accuracy.interval->high == Catch::Approx(0.9385081));
    CHECK_FALSE(result.figures.overall[2].interval);
}
