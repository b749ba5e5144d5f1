#include "formats/json_records.h"

#include <catch2/catch_amalgamated.hpp>
#include <nlohmann/json.hpp>

#include "base/random.h"

using namespace errata;
using nlohmann::json;

namespace {

struct Collected : RecordSink {
    std::vector<std::pair<std::size_t, json>> records;
    std::vector<std::uint64_t> bytes;  // of the blocks

    void begin_array(std::size_t) override {}
    Result<void> block(std::size_t array, std::span<char> text, std::uint64_t byte) override {
        bytes.push_back(byte);
        for (json& record : json::parse(text.begin(), text.end())) {
            records.emplace_back(array, std::move(record));
        }
        return {};
    }
};

Result<void> walk(const std::string& text, Collected& sink,
                  std::vector<std::string_view> arrays = {root_array, "a", "b"}) {
    const MemorySource source("file.json", text);
    JsonRecords records("file.json", stream_of(source), std::move(arrays));
    while (true) {
        const auto more = records.step(sink);
        if (!more) return std::unexpected(more.error());
        if (!*more) return {};
    }
}

// A value full of what could mislead a search for brackets.
json random_value(Random& random, int depth) {
    static const char* const texts[] = {"",       "{",    "]}", "\\",        "\"",
                                        "a\\\"]", "\n\t", "é{", "},{\"a\":["};
    switch (random.below(depth > 3 ? 4 : 6)) {
        case 0: return texts[random.below(std::size(texts))];
        case 1: return random.uniform(-1e6, 1e6);
        case 2: return random.chance(0.5);
        case 3: return nullptr;
        case 4: {
            json list = json::array();
            for (std::uint64_t i = random.below(5); i > 0; --i) {
                list.push_back(random_value(random, depth + 1));
            }
            return list;
        }
        default: {
            json object = json::object();
            for (std::uint64_t i = random.below(5); i > 0; --i) {
                object[texts[random.below(std::size(texts))]] = random_value(random, depth + 1);
            }
            return object;
        }
    }
}

}  // namespace

TEST_CASE("records come out whole, whatever they hold and wherever the window ends", "[formats]") {
    Random random(1);
    for (int round = 0; round < 12; ++round) {
        json list = json::array();
        // The last rounds are longer than a window, with records longer than it too.
        const std::size_t count = round < 8 ? random.index(6) : 6000;
        for (std::size_t i = 0; i < count; ++i) {
            json record = {{"i", i}, {"v", random_value(random, 0)}};
            if (round > 9 && i % 2500 == 7) record["long"] = std::string(700'000, '{');
            list.push_back(std::move(record));
        }
        const json document = {{"skipped", random_value(random, 0)}, {"a", list}, {"b", list}};
        for (const int indent : {-1, 1}) {
            Collected nested;
            REQUIRE(walk(document.dump(indent), nested));
            REQUIRE(nested.records.size() == 2 * count);
            Collected root;
            REQUIRE(walk(list.dump(indent), root));
            REQUIRE(root.records.size() == count);
            for (std::size_t i = 0; i < count; ++i) {
                REQUIRE(nested.records[i] == std::pair{std::size_t{1}, list[i]});
                REQUIRE(nested.records[count + i] == std::pair{std::size_t{2}, list[i]});
                REQUIRE(root.records[i] == std::pair{std::size_t{0}, list[i]});
            }
        }
    }
}

TEST_CASE("a byte order mark and spaces around the document are fine", "[formats]") {
    Collected sink;
    REQUIRE(walk("\xEF\xBB\xBF \n[ {\"x\":1} , 2 ]\r\n ", sink));
    CHECK(sink.records.size() == 2);
    CHECK(sink.bytes.front() == 6);  // the byte before the first record
}

TEST_CASE("broken documents are errors with their place", "[formats]") {
    struct Case {
        std::string text;
        ErrorCode code;
        std::uint64_t byte;
    };
    using namespace std::string_literals;
    const std::string deep = std::string(100'000, '[');
    const Case cases[] = {
        {"", ErrorCode::empty, 0},
        {"  \n ", ErrorCode::empty, 0},
        {"hello", ErrorCode::syntax, 0},
        {"\xFF\xFE[\0]\0"s, ErrorCode::encoding, 0},
        {"[\0]\0"s, ErrorCode::encoding, 0},
        {"[{\"a\":1},", ErrorCode::syntax, 9},
        {"[{\"a\":1}", ErrorCode::syntax, 8},
        {"[{\"a\":", ErrorCode::syntax, 6},
        {"[{\"a\":1} {\"a\":2}]", ErrorCode::syntax, 9},
        {"[{\"a\":1},]", ErrorCode::syntax, 9},
        {"[,]", ErrorCode::syntax, 1},
        {"[{\"a\":[1}]", ErrorCode::syntax, 8},
        {"[] x", ErrorCode::syntax, 3},
        {"{\"a\"", ErrorCode::syntax, 4},
        {"{\"a\" 1}", ErrorCode::syntax, 5},
        {"{\"a\":{}}", ErrorCode::wrong_kind, 5},
        {"{\"x\":1 \"a\":[]}", ErrorCode::syntax, 7},
        {"{x:1}", ErrorCode::syntax, 1},
        {"[" + deep, ErrorCode::depth, 1001},
        {"{\"x\":" + deep, ErrorCode::depth, 1005},
    };
    for (const Case& one : cases) {
        INFO(one.text.substr(0, 40));
        Collected sink;
        const auto result = walk(one.text, sink);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == one.code);
        CHECK(result.error().byte == one.byte);
        CHECK(result.error().file == "file.json");
        CHECK_FALSE(result.error().remedy.empty());
    }
}

TEST_CASE("lines are counted up to each place", "[base]") {
    const std::string text = "a\nbb\n\nc";
    const MemorySource source("x", text);
    const std::uint64_t bytes[] = {0, 1, 2, 4, 5, 6, 7};
    CHECK(lines_of(*stream_of(source), bytes) == std::vector<std::uint64_t>{1, 1, 2, 2, 3, 4, 4});
}
