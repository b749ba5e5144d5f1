// Tables of labels and values: what is read from them, and what two of them make.
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <format>

#include "base/random.h"
#include "engine/classification_job.h"
#include "engine/task_figures.h"
#include "formats/labels_join.h"
#include "formats/labels_table.h"

using namespace errata;

namespace {

struct Outcome {
    Evaluation evaluation;
    std::optional<Error> error;

    std::optional<double> figure(std::string_view key) const {
        const FigureTable& table = evaluation.summary;
        for (std::size_t i = 0; i < table.figures.size(); ++i) {
            if (table.figures[i].key == key) return table.overall.at(i).value;
        }
        FAIL("no figure " << key);
        return {};
    }
    std::uint64_t warned(std::string_view kind) const {
        std::uint64_t count = 0;
        for (const Warning& warning : evaluation.warnings)
            count += warning.kind == kind ? warning.count : 0;
        return count;
    }
};

Outcome evaluate(const std::string& truth, const std::string& predictions,
                 Task task = Task::classes) {
    Outcome outcome;
    const MemorySource truth_source("truth", truth);
    const MemorySource predictions_source("predictions", predictions);
    Job job = evaluate_tables(truth_source, predictions_source, task, outcome.evaluation);
    while (job.step()) {
    }
    outcome.error = job.error();
    return outcome;
}

Outcome evaluated(const std::string& truth, const std::string& predictions,
                  Task task = Task::classes) {
    Outcome outcome = evaluate(truth, predictions, task);
    if (outcome.error) FAIL(to_string(*outcome.error));
    return outcome;
}

std::vector<std::string> classes_of(const Outcome& outcome) {
    std::vector<std::string> names;
    const TextColumn& column = outcome.evaluation.dataset.classes.names;
    for (std::size_t i = 0; i < column.size(); ++i) names.emplace_back(column[i]);
    return names;
}

// Sample name and class of each decision, in order.
std::string decisions(const Outcome& outcome) {
    const auto& [dataset, run] = std::tie(outcome.evaluation.dataset, outcome.evaluation.run);
    std::string text;
    for (std::size_t row = 0; row < run.size(); ++row) {
        text += std::format("{}:{} ", dataset.samples.names[run.sample[row]],
                            dataset.classes.names[run.cls[row]]);
    }
    return text;
}

std::optional<LabelSniff> sniffed(const std::string& text) {
    const MemorySource source("some.file", text);
    return sniff_labels(source);
}

const std::string truth = "filename,label\nb.jpg,dog\na.jpg,cat\nc.jpg,cat\nd.jpg,dog\n";

}  // namespace

TEST_CASE("predictions in each of their forms give the same decisions") {
    const std::string labels = "id,prediction\na.jpg,cat\nb.jpg,dog\nc.jpg,dog\nd.jpg,dog\n";
    const std::string scored =
        "image;predicted;confidence\na.jpg;cat;.9\nb.jpg;dog;0.8\nc.jpg;dog;0.6\nd.jpg;dog;0.7\n";
    const std::string wide =
        "file,prob_cat,prob_dog\na.jpg,.9,.1\nb.jpg,.2,.8\nc.jpg,.4,.6\nd.jpg,.3,.7\n";
    const std::string rows =
        "id,label,score\na.jpg,dog,.1\na.jpg,cat,.9\nb.jpg,cat,.2\nb.jpg,dog,.8\nc.jpg,cat,.4\nc."
        "jpg,dog,.6\n"
        "d.jpg,dog,.7\nd.jpg,cat,.3\n";
    const std::string objects =
        "{\"id\": \"a.jpg\", \"scores\": {\"cat\": 0.9, \"dog\": 0.1}}\n"
        "{\"id\": \"b.jpg\", \"scores\": {\"dog\": 0.8, \"cat\": 0.2}}\n\n"
        "{\"id\": \"c.jpg\", \"scores\": [0.4, 0.6]}\r\n{\"id\": \"d.jpg\", \"scores\": [0.3, "
        "0.7]}";
    const std::string array =
        "[{\"id\": \"a.jpg\", \"label\": \"cat\"}, {\"id\": \"b.jpg\", \"label\": \"dog\"},\n"
        " {\"id\": \"c.jpg\", \"label\": \"dog\"}, {\"id\": \"d.jpg\", \"label\": \"dog\"}]";
    for (const std::string& predictions : {labels, scored, wide, rows, objects, array}) {
        INFO(predictions);
        const Outcome outcome = evaluated(truth, predictions);
        CHECK(classes_of(outcome) == std::vector<std::string>{"cat", "dog"});
        CHECK(decisions(outcome) == "a.jpg:cat b.jpg:dog c.jpg:dog d.jpg:dog ");
        CHECK(outcome.figure("accuracy") == 0.75);
        CHECK(outcome.evaluation.assignments.size() == 3);
        CHECK(outcome.evaluation.warnings.empty());
        const bool has_probabilities =
            &predictions != &labels && !outcome.evaluation.run.probabilities.empty();
        CHECK(outcome.figure("log_loss").has_value() == has_probabilities);
        if (has_probabilities) CHECK(outcome.evaluation.run.probabilities[2 * 2 + 1] == 0.6);
    }
    CHECK(evaluated(truth, wide).figure("log_loss").has_value());
    CHECK(evaluated(truth, rows).figure("log_loss") == evaluated(truth, wide).figure("log_loss"));
    CHECK(evaluated(truth, objects).figure("log_loss") ==
          evaluated(truth, wide).figure("log_loss"));
    CHECK(evaluated(truth, scored).evaluation.run.score[0] == 0.9);
}

TEST_CASE(
    "ids find each other as numbers and as texts; classes that are numbers are in their order") {
    const Outcome outcome =
        evaluated("id,y\n1,10\n2,9\n03,9\n",
                  "{\"id\": \"2\", \"pred\": 9}\n{\"id\": 1, \"pred\": \"10\"}\n"
                  "{\"id\": \"03\", \"pred\": 10}\n");
    CHECK(classes_of(outcome) == std::vector<std::string>{"9", "10"});
    CHECK(outcome.figure("accuracy") == 2.0 / 3);
}

TEST_CASE("what does not fit is counted and said, with its place") {
    const Outcome outcome = evaluated(
        "id,label,split\na,cat,x\nb,,x\n,dog,x\na,dog,x\nc,cat,x\nd,dog,x\n",
        "id,cat,dog,note\na,0.5,0.7,n\nc,nan,0.5,n\nx,1,0,n\nd,-0.1,1.1,n\na,0.2,0.8,n\n");
    CHECK(outcome.warned("row-without-label") == 1);
    CHECK(outcome.warned("row-without-id") == 1);
    CHECK(outcome.warned("repeated-id") == 2);
    CHECK(outcome.warned("not-finite") == 1);
    CHECK(outcome.warned("unknown-sample") == 1);
    CHECK(outcome.warned("probability-outside") == 1);
    CHECK(outcome.warned("sample-without-prediction") == 1);
    // Those of ground truth are metadata.
    CHECK(outcome.warned("unused-columns") == 1);
    CHECK(outcome.evaluation.dataset.samples.metadata.names[0] == "split");
    // a and d are right, c has no prediction.
    CHECK(outcome.figure("accuracy") == 2.0 / 3);
    for (const Warning& warning : outcome.evaluation.warnings) {
        if (warning.kind == "row-without-label") CHECK(warning.examples.at(0).line == 3);
    }
    CHECK(evaluated(truth, "id,cat,dog\na.jpg,0.5,0.7\n").warned("probability-sum") == 1);
}

TEST_CASE("classes that only the predictions have count like all others") {
    const Outcome outcome = evaluated("id,label\n1,a\n2,a\n", "id,label\n1,a\n2,b\n");
    CHECK(classes_of(outcome) == std::vector<std::string>{"a", "b"});
    CHECK(outcome.warned("class-not-in-truth") == 1);
    CHECK(outcome.figure("precision_macro") == 0.5);
    CHECK(outcome.figure("recall_macro") == 0.25);
}

TEST_CASE("scores of some classes alone count as 0 for the others where they sum to 1") {
    const std::string three = "id,label\n1,a\n2,b\n3,c\n";
    const Outcome whole = evaluated(three,
                                    "{\"id\":1,\"scores\":{\"a\":0.6,\"b\":0.4}}\n{\"id\":2,"
                                    "\"scores\":{\"b\":1}}\n{\"id\":3,\"scores\":{\"c\":1}}");
    REQUIRE(whole.evaluation.run.probabilities.size() == 9);
    CHECK(whole.evaluation.run.probabilities[2] == 0);
    const Outcome part = evaluated(three,
                                   "{\"id\":1,\"scores\":{\"a\":0.6}}\n{\"id\":2,\"scores\":{\"b\":"
                                   "1}}\n{\"id\":3,\"scores\":{\"c\":1}}");
    CHECK(std::isnan(part.evaluation.run.probabilities[1]));
    CHECK(part.figure("accuracy") == 1.0);
    CHECK(part.evaluation.summary.overall[16].count ==
          2);  // log loss: of the samples with probabilities
}

TEST_CASE(
    "several classes per sample come separated, in arrays, as rows or as columns of 0 and 1") {
    const std::string predictions =
        "{\"id\":1,\"labels\":[\"a\",\"b\"]}\n{\"id\":2,\"labels\":[\"c\"]}\n{\"id\":3,\"labels\":["
        "]}";
    for (const std::string& several :
         {std::string("id,labels\n1,a|b\n2,b\n3,\n"), std::string("id;labels\n1;a| b\n2;b\n3;\n"),
          std::string("id,a,b,c\n1,1,1,0\n2,0,1,0\n3,0,0,0\n"),
          std::string("{\"id\":1,\"labels\":[\"b\",\"a\"]}\n{\"id\":2,\"labels\":\"b\"}\n{\"id\":3,"
                      "\"labels\":[]}")}) {
        INFO(several);
        const Outcome outcome = evaluated(several, predictions, Task::multilabel);
        CHECK(classes_of(outcome) == std::vector<std::string>{"a", "b", "c"});
        CHECK(outcome.evaluation.dataset.truth.size() == 3);
        CHECK(outcome.figure("subset_accuracy") == 2.0 / 3);
        CHECK(outcome.figure("hamming_loss") == 2.0 / 9);
        CHECK(outcome.evaluation.assignments.size() == 2);
    }
    const Outcome rows =
        evaluated("id,labels\n1,a|b\n2,b\n", "id,label,score\n1,a,0.9\n1,b,0.4\n2,b,0.8\n2,a,0.1\n",
                  Task::multilabel);
    CHECK(decisions(rows) == "1:a 2:b ");
    CHECK(rows.figure("average_precision_macro") == 1.0);
    const Outcome columns =
        evaluated("id,labels\n1,a|b\n2,b\n", "id,a,b\n1,0.9,0.4\n2,0.1,0.8\n", Task::multilabel);
    CHECK(columns.figure("average_precision_macro") == 1.0);
    CHECK(columns.figure("f1_micro") == rows.figure("f1_micro"));
}

TEST_CASE("texts come with their samples") {
    const Outcome outcome = evaluated(
        "{\"id\": 2, \"text\": \"zwei, \\\"2\\\"\", \"label\": \"x\"}\n"
        "{\"id\": 1, \"text\": \"one\", \"label\": \"y\"}\n",
        "id,label\n1,y\n2,y\n", Task::text);
    const Samples& samples = outcome.evaluation.dataset.samples;
    REQUIRE(samples.text.size() == 2);
    CHECK(samples.text[0] == "one");
    CHECK(samples.text[1] == "zwei, \"2\"");
    CHECK(samples.file_row[0] == 1);
}

TEST_CASE("values are measured where both files have one") {
    const Outcome outcome = evaluated("id,value\n1,1\n2,2.5\n3,4\n4,7\n",
                                      "id,prediction\n1,1.5\n2,2.5\n3,3\n9,1\n", Task::values);
    CHECK(outcome.figure("mae") == 0.5);
    CHECK(outcome.figure("bias") == -0.5 / 3);
    CHECK(outcome.figure("max_error") == 1.0);
    CHECK(outcome.figure("median_ae") == 0.5);
    CHECK(outcome.warned("sample-without-prediction") == 1);
    CHECK(outcome.evaluation.summary.overall[0].count == 3);
}

TEST_CASE("a column that is missing is named, with what was found and what to do") {
    const auto check = [](const Outcome& outcome, ErrorCode code, std::string_view part) {
        REQUIRE(outcome.error);
        CHECK(outcome.error->code == code);
        CHECK(outcome.error->message.find(part) != std::string::npos);
        CHECK_FALSE(outcome.error->remedy.empty());
        CHECK_FALSE(outcome.error->file.empty());
    };
    check(evaluate("a,b\n1,2\n", "id,label\n"), ErrorCode::wrong_kind, "id; the columns are: a, b");
    check(evaluate("id,b\n1,x\n", "id,label\n"), ErrorCode::wrong_kind,
          "label; the columns are: id, b");
    check(evaluate("id,label\n1,x\n", "id,label\n"), ErrorCode::empty, "no row");
    check(evaluate("id,label\n1,x\n", "id,label\n2,x\n"), ErrorCode::mismatch,
          "\"2\" here and \"1\" there");
    const Outcome broken =
        evaluate("{\"id\":1,\"label\":\"x\"}\n{\"id\":2,\"label\":}\n", "id,label\n1,x\n");
    check(broken, ErrorCode::syntax, "not valid JSON");
    CHECK(broken.error->line == 2);
    CHECK(broken.error->byte == 21);
    const Outcome open_text =
        evaluate("{\"id\":1,\"label\":\"x\"}\n\n{\"id\":2,\"label\":\"y}\n", "id,label\n1,x\n");
    check(open_text, ErrorCode::syntax, "not valid JSON");
    CHECK(open_text.error->line == 3);
}

TEST_CASE("the content tells what a table is for") {
    const auto check = [](const std::string& text, LabelRole role, Task task) {
        INFO(text);
        const auto found = sniffed(text);
        REQUIRE(found);
        CHECK(found->role == role);
        CHECK(found->task == task);
    };
    check(truth, LabelRole::truth, Task::classes);
    check("id,label,score\n1,cat,0.5\n", LabelRole::predictions, Task::classes);
    check("id,cat,dog\n1,0.3,0.7\n", LabelRole::predictions, Task::classes);
    check("id,cat,dog\n1,0.3,0.9\n", LabelRole::predictions, Task::multilabel);
    check("id,cat,dog\n1,1,1\n2,0,1\n", LabelRole::truth, Task::multilabel);
    check("id,predicted\n1,cat\n", LabelRole::predictions, Task::classes);
    check("id,labels\n1,cat|dog\n", LabelRole::truth, Task::multilabel);
    check("id,text,label\n1,hello,greeting\n", LabelRole::truth, Task::text);
    check("id,value\n1,3\n", LabelRole::truth, Task::values);
    check("id,y\n1,3.5\n2,4\n", LabelRole::truth, Task::values);
    check("id,y\n1,3\n2,4\n", LabelRole::truth, Task::classes);
    check("id,prediction\n1,3.25\n", LabelRole::predictions, Task::values);
    check("{\"id\":1,\"label\":\"x\"}\n", LabelRole::truth, Task::classes);
    check("{\"id\":1,\"label\":\"x\",\"text\":\"t\"}\n", LabelRole::truth, Task::text);
    check("{\"id\":1,\"labels\":[\"x\",\"y\"]}\n", LabelRole::truth, Task::multilabel);
    check("{\"id\":1,\"label\":\"x\",\"score\":0.5}\n", LabelRole::predictions, Task::classes);
    check("{\"id\":1,\"scores\":{\"x\":0.5}}\n", LabelRole::predictions, Task::classes);
    check("{\"id\":1,\"value\":0.5}\n", LabelRole::truth, Task::values);
    CHECK_FALSE(sniffed("a,b\n1,2\n"));
    CHECK_FALSE(sniffed(""));
    CHECK_FALSE(sniffed("{\"images\":[],\"annotations\":[]}"));
    CHECK_FALSE(sniffed("[{\"image_id\":1,\"category_id\":2,\"bbox\":[1,2,3,4],\"score\":0.5}]"));
}

TEST_CASE("rows with ids are enough for a pool") {
    const auto has = [](const std::string& text) {
        const MemorySource source("pool", {text.data(), text.size()});
        return has_label_ids(source);
    };
    CHECK(has("id\n1\n"));
    CHECK(has("site,image_id\nnorth,1\n"));
    CHECK(has("id,label\n1,cat\n"));
    CHECK(has("{\"id\":1,\"text\":\"hello\"}\n"));
    CHECK(has("[{\"file_name\":\"a.png\"}]"));
    CHECK_FALSE(has("a,b\n1,2\n"));
    CHECK_FALSE(has("id\n"));
    CHECK_FALSE(has("{\"a\":1}\n"));
    CHECK_FALSE(has(""));
}

TEST_CASE("the order of rows changes no figure; a perfect prediction has the best of each") {
    Random random(11);
    const std::vector<std::string> names = {"ant", "bee", "cat", "dog"};
    std::vector<std::string> truth_rows;
    std::vector<std::string> run_rows;
    std::string perfect = "id,label\n";
    for (int i = 0; i < 400; ++i) {
        const std::string label = names[random.index(4)];
        truth_rows.push_back(std::format("s{},{}\n", i, label));
        perfect += truth_rows.back();
        std::string row = std::format("s{}", i);
        for (int c = 0; c < 4; ++c)
            row += std::format(",{}", static_cast<double>(random.index(5)) / 4);
        run_rows.push_back(row + "\n");
    }
    const auto file = [](std::string text, const std::vector<std::string>& rows) {
        for (const std::string& row : rows) text += row;
        return text;
    };
    const auto figures = [&] {
        const Outcome outcome =
            evaluated(file("id,label\n", truth_rows), file("id,ant,bee,cat,dog\n", run_rows));
        std::vector<std::optional<double>> values;
        for (const Figure& figure : outcome.evaluation.summary.overall)
            values.push_back(figure.value);
        for (const auto& row : outcome.evaluation.summary.classes) {
            for (const Figure& figure : row) values.push_back(figure.value);
        }
        return values;
    };
    const auto before = figures();
    for (std::vector<std::string>* rows : {&truth_rows, &run_rows}) {
        for (std::size_t i = rows->size(); i > 1; --i)
            std::swap((*rows)[i - 1], (*rows)[random.index(i)]);
    }
    CHECK(figures() == before);
    const Outcome best = evaluated(perfect, perfect);
    for (const char* key : {"accuracy", "balanced_accuracy", "f1_macro", "f1_weighted",
                            "cohen_kappa", "matthews_corrcoef"}) {
        CHECK(best.figure(key) == 1.0);
    }
}

TEST_CASE("an evaluation of each task goes through a snapshot") {
    const auto check = [](const Outcome& outcome) {
        const auto bytes =
            std::make_shared<std::vector<std::byte>>(snapshot_of(outcome.evaluation));
        const auto back = evaluation_from_snapshot(*bytes, bytes);
        if (!back) FAIL(to_string(back.error()));
        CHECK(back->task == outcome.evaluation.task);
        CHECK(back->summary.overall.size() == outcome.evaluation.summary.overall.size());
        CHECK(back->summary.overall[0].value == outcome.evaluation.summary.overall[0].value);
        CHECK(back->run.probabilities.size() == outcome.evaluation.run.probabilities.size());
        CHECK(back->assignments.size() == outcome.evaluation.assignments.size());
    };
    check(evaluated(truth, "id,cat,dog\na.jpg,.9,.1\nb.jpg,.2,.8\n"));
    check(evaluated("id,labels\n1,a|b\n2,b\n", "id,a,b\n1,0.9,0.4\n2,0.1,0.8\n", Task::multilabel));
    check(evaluated("id,text,label\n1,t,x\n", "id,label\n1,x\n", Task::text));
    check(evaluated("id,value\n1,1\n2,3\n", "id,value\n1,1\n2,2\n", Task::values));
}
