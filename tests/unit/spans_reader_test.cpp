// Tags, readers of spans, and how two files come together: by hand, with bad rows and other scripts.
#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"
#include "engine/spans_job.h"
#include "engine/task_figures.h"
#include "formats/spans_join.h"
#include "metrics/span_errors.h"
#include "metrics/span_figures.h"

using namespace errata;

namespace {

std::vector<TaggedEntity> entities(std::vector<std::string> words, TagScheme scheme) {
    std::vector<std::string> types;
    std::vector<Tag> tags;
    for (const std::string& word : words) {
        const TagParts parts = parts_of(word);
        auto found = std::ranges::find(types, parts.type);
        if (found == types.end()) found = types.insert(types.end(), std::string(parts.type));
        tags.push_back({parts.prefix, static_cast<std::uint32_t>(found - types.begin())});
    }
    return entities_of(tags, scheme);
}

struct Read {
    Result<SpanTable> table;
    Warnings warnings;
};

Read read(const std::string& text, SpanReaderOptions options = {}, std::size_t column = 1) {
    Read result = {.table = SpanTable(), .warnings = {}};
    const MemorySource source("spans", text);
    result.table = read_spans(source, options, column, result.warnings);
    return result;
}

Evaluation evaluated(const std::string& truth, const std::string& predictions) {
    const MemorySource left("truth", truth);
    const MemorySource right("predictions", predictions);
    Evaluation evaluation;
    Job job = evaluate_spans(left, right, {}, evaluation);
    while (job.step()) {
    }
    REQUIRE(!job.error());
    return evaluation;
}

double figure(const Evaluation& evaluation, std::string_view key) {
    const auto& figures = evaluation.summary.figures;
    const auto found = std::ranges::find(figures, key, &FigureInfo::key);
    REQUIRE(found != figures.end());
    return evaluation.summary.overall[static_cast<std::size_t>(found - figures.begin())]
        .value.value();
}

}  // namespace

TEST_CASE("An I after O begins an entity in lenient reading only", "[spans]") {
    using Entities = std::vector<TaggedEntity>;
    CHECK(entities({"O", "I-A", "I-A", "O"}, TagScheme::lenient) == Entities{{1, {1, 3}}});
    CHECK(entities({"O", "I-A", "I-A", "O"}, TagScheme::iob2).empty());
    CHECK(entities({"B-A", "I-B", "I-B"}, TagScheme::iob2) == Entities{{0, {0, 1}}});
    CHECK(entities({"B-A", "B-A", "I-A"}, TagScheme::iob2) == Entities{{0, {0, 1}}, {0, {1, 3}}});
}

TEST_CASE("Every scheme reads what it writes", "[spans]") {
    using Entities = std::vector<TaggedEntity>;
    const Entities expected = {{0, {0, 2}}, {0, {2, 3}}};
    CHECK(entities({"I-A", "I-A", "B-A"}, TagScheme::iob1) == expected);
    CHECK(entities({"B-A", "I-A", "B-A"}, TagScheme::iob2) == expected);
    CHECK(entities({"I-A", "E-A", "I-A"}, TagScheme::ioe1) == expected);
    CHECK(entities({"I-A", "E-A", "E-A"}, TagScheme::ioe2) == expected);
    CHECK(entities({"B-A", "E-A", "S-A"}, TagScheme::iobes) == expected);
    CHECK(entities({"B-A", "L-A", "U-A"}, TagScheme::bilou) == expected);
    // seqeval's default does not know U: neighbours of one type run together.
    CHECK(entities({"U-A", "U-A"}, TagScheme::lenient) == Entities{{0, {0, 2}}});
    CHECK(entities({"U-A", "U-A"}, TagScheme::bilou).size() == 2);
}

TEST_CASE("CoNLL: columns, comments, document marks and the scheme of the file", "[spans]") {
    const auto [table, warnings] = read(
        "-DOCSTART- -X- O O\n\n# about\nEU NNP U-ORG\r\nsays\tVBZ\tO\r\n\r\nNew B-LOC\nYork "
        "L-LOC\n");
    REQUIRE(table);
    REQUIRE(table->documents.size() == 2);
    CHECK(table->documents[0].text == "EU says");
    CHECK(table->documents[0].tokens == std::vector<Span>{{0, 2}, {3, 7}});
    REQUIRE(table->documents[0].spans.size() == 1);
    CHECK(table->documents[1].spans[0].span == Span{0, 2});
    CHECK(table->types[table->documents[1].spans[0].type] == "LOC");
    CHECK(warnings.all().empty());
}

TEST_CASE("CoNLL: what is no tag is an error with its line", "[spans]") {
    const auto wrong = read("EU B-ORG\nsays VBZ\n").table;
    REQUIRE(!wrong);
    CHECK(wrong.error().code == ErrorCode::wrong_kind);
    CHECK(wrong.error().line == 2);
    CHECK(wrong.error().message == "\"VBZ\" is no tag like B-PER or O");
    CHECK(read("word\n").table.error().line == 1);
    CHECK(read("\n\n").table.error().code == ErrorCode::empty);
    CHECK(read("a\xFF O\n").table.error().code == ErrorCode::encoding);
    CHECK(read("EU B-ORG O\n", {}, 3).table.error().message ==
          "this line has 3 of the 4 columns that are needed");
}

TEST_CASE("JSON: offsets count code points, ends are exclusive", "[spans]") {
    const auto [table, warnings] = read(
        R"({"id": 1, "text": "Zoë aus Köln", "entities": [[0, 3, "PER"], {"start": 8, "end": 12, "entity_group": "LOC", "score": 0.5}]})"
        "\n"
        R"({"id": 2, "tokens": ["船", "EU"], "spans": [{"begin": 1, "end_offset": 2, "type": "ORG"}]})"
        "\n"
        R"({"id": 3, "tokens": ["a", "b"], "ner_tags": ["B-X", "I-X"]})"
        "\n");
    REQUIRE(table);
    REQUIRE(table->documents.size() == 3);
    CHECK(table->documents[0].spans[0].span == Span{0, 4});
    CHECK(table->documents[0].spans[1].span == Span{9, 14});
    CHECK(table->documents[0].spans[1].score == 0.5);
    CHECK(table->documents[1].spans[0].span == Span{1, 2});
    CHECK(table->documents[1].tokens[1] == Span{4, 6});
    CHECK(table->documents[2].spans[0].span == Span{0, 2});
    CHECK(warnings.all().empty());
}

TEST_CASE("JSON: bad spans are left out and counted", "[spans]") {
    const auto [table, warnings] = read(
        R"([{"id": 1, "text": "abc", "entities": [[0, 9, "A"], [2, 2, "A"], [0, 1], "x", [-1, 2, "A"], [0, 1, "A"]]}, 7])");
    REQUIRE(table);
    CHECK(table->documents[0].spans.size() == 1);
    CHECK(warnings.count_of("span-outside") == 2);
    CHECK(warnings.count_of("not-a-span") == 3);
    CHECK(warnings.count_of("not-a-record") == 1);
    CHECK(read(R"([{"id": 1, "text": "abc"}])").table.error().code == ErrorCode::wrong_kind);
    CHECK(read(R"([{"id": 1, "text": "abc", "entities": []}, {"text": "", "entities": []}])")
              .table.error()
              .code == ErrorCode::bad_value);
}

TEST_CASE("Files without ids must have the same documents", "[spans]") {
    Warnings warnings;
    const auto one = read("a B-X\n\nb O\n").table;
    const auto shorter = read("a B-X\n").table;
    const auto other = read("a B-X\n\nc O\n").table;
    CHECK(join_spans(*one, *shorter, warnings).error().message ==
          "it has 1 document, the ground truth 2");
    CHECK(join_spans(*one, *other, warnings).error().message ==
          "document 2 has other tokens than the ground truth's");
    const auto joined = join_spans(*one, *one, warnings);
    REQUIRE(joined);
    CHECK(std::ranges::equal(joined->tokens, std::vector{1U, 1U}));
    CHECK(std::ranges::equal(joined->same_tags, std::vector{1U, 1U}));
    CHECK(joined->dataset.samples.names[1] == "#2");
}

TEST_CASE("Errors of spans are tied to their objects", "[spans]") {
    const Evaluation evaluation = evaluated(
        R"({"id": 1, "text": "0123456789abcdefghij", "entities": [[0, 2, "A"], [4, 8, "A"], [10, 12, "A"], [14, 16, "B"]]})"
        "\n",
        R"({"id": 1, "text": "0123456789abcdefghij", "entities": [[0, 2, "A"], [4, 7, "A"], [10, 12, "B"], [15, 18, "A"], [18, 20, "A"]]})"
        "\n");
    const SampleRows rows(evaluation.run.sample, 1);
    const SpanErrors errors = find_span_errors(evaluation.dataset, evaluation.run, rows);
    using enum SpanError;
    CHECK(errors.predictions ==
          std::vector<SpanError>{none, boundary, SpanError::type, both, spurious});
    CHECK(errors.counts == std::array<std::uint32_t, 5>{1, 1, 1, 1, 0});
    for (std::size_t i = 0; i < 4; ++i) {
        REQUIRE(errors.target[i] != no_row);
        CHECK(errors.objects[errors.target[i]] == none);
    }
    CHECK(errors.target[4] == no_row);
    CHECK(figure(evaluation, "f1_micro") == Catch::Approx(2.0 / 9));
}

TEST_CASE("A perfect prediction has only ones, whatever the order of the documents", "[spans]") {
    Random random(5);
    std::vector<std::string> lines;
    for (int i = 0; i < 30; ++i) {
        std::string spans;
        for (std::size_t at = random.index(4); at < 36; at += 1 + random.index(5)) {
            const std::size_t end = at + 1 + random.index(3);
            spans += (spans.empty() ? "" : ", ") + std::string("[") + std::to_string(at) + ", " +
                     std::to_string(end) + ", \"" + (random.chance(0.5) ? "A" : "B") + "\"]";
            at = end;
        }
        lines.push_back(
            "{\"id\": " + std::to_string(i) +
            ", \"text\": \"0123456789012345678901234567890123456789\", \"entities\": [" + spans +
            "]}\n");
    }
    const auto joined = [](const std::vector<std::string>& all) {
        std::string text;
        for (const std::string& line : all) text += line;
        return text;
    };
    std::vector<std::string> shuffled = lines;
    for (std::size_t i = shuffled.size(); i > 1; --i)
        std::swap(shuffled[i - 1], shuffled[random.index(i)]);
    const Evaluation evaluation = evaluated(joined(lines), joined(shuffled));
    for (const std::string_view key :
         {"f1_micro", "f1_macro", "f1_weighted", "f1_strict", "f1_exact", "f1_partial",
          "f1_ent_type", "mean_iou", "f1_iou50"}) {
        INFO(key);
        CHECK(figure(evaluation, key) == 1);
    }
    // The same through a snapshot, as it crosses to the page.
    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(evaluation));
    const auto again = evaluation_from_snapshot(*bytes, bytes);
    REQUIRE(again);
    CHECK(figure(*again, "f1_micro") == 1);
    CHECK(again->dataset.truth.span.size() == evaluation.dataset.truth.span.size());
}

TEST_CASE("Documents with spans are told from labels and from COCO's files", "[spans]") {
    const auto sniffed = [](const std::string& text) {
        const MemorySource source("file", text);
        return sniff_spans(source);
    };
    CHECK(sniffed("EU B-ORG\nsays O\n"));
    CHECK(sniffed("{\"id\": 1, \"text\": \"ab\", \"entities\": [[0, 1, \"A\"]]}\n"));
    CHECK(sniffed("[{\"tokens\": [\"a\"], \"tags\": [\"O\"]}]"));
    CHECK(!sniffed("{\"id\": 1, \"text\": \"ab\", \"label\": \"A\"}\n"));
    CHECK(!sniffed("{\"id\": 1, \"labels\": [\"A\", \"B\"]}\n"));
    CHECK(!sniffed("id,label\n1,cat\n"));
    CHECK(!sniffed(""));
}
