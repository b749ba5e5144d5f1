#include "formats/csv.h"

#include <catch2/catch_amalgamated.hpp>
#include <format>

#include "base/random.h"

using namespace errata;

namespace {

using Table = std::vector<std::vector<std::string>>;

struct Read {
    Table rows;
    std::vector<std::uint64_t> bytes;
    std::vector<std::string> columns;
    char delimiter = 0;
    Warnings warnings;
    std::optional<Error> error;
};

Read read(const std::string& text) {
    Read out;
    const MemorySource source("t.csv", text);
    auto csv = CsvRecords::open(source, out.warnings);
    if (!csv) {
        out.error = csv.error();
        return out;
    }
    out.columns.assign(csv->columns().begin(), csv->columns().end());
    out.delimiter = csv->delimiter();
    while (true) {
        const auto more = csv->next();
        if (!more) out.error = more.error();
        if (!more || !*more) return out;
        out.rows.emplace_back(csv->cells().begin(), csv->cells().end());
        out.bytes.push_back(csv->byte());
    }
}

}  // namespace

TEST_CASE("cells, quotes, doubled quotes and line ends inside quotes are read") {
    const Read got = read(
        "id, Label ,text\r\n1,cat,\"a, \"\"b\"\"\nc\"\r\n\r\n2,,\"\"\r\n3,\"dog\",it's 5\" long");
    CHECK_FALSE(got.error);
    CHECK(got.columns == std::vector<std::string>{"id", "Label", "text"});
    CHECK(got.rows ==
          Table{{"1", "cat", "a, \"b\"\nc"}, {"2", "", ""}, {"3", "dog", "it's 5\" long"}});
    CHECK(got.bytes == std::vector<std::uint64_t>{17, 39, 46});
    CHECK(got.warnings.all().empty());
}

TEST_CASE("a carriage return inside quotes stays, one before the line's end goes") {
    const Read got = read("a,b\n\"x\r\",\"y\r\"\r\nu,v\r\n");
    CHECK(got.rows == Table{{"x\r", "y\r"}, {"u", "v"}});
}

TEST_CASE("the delimiter is what the header has most of; a byte order mark is no part of a name") {
    CHECK(read("\xEF\xBB\xBFid;a,b;c\n1;2,5;3\n").rows == Table{{"1", "2,5", "3"}});
    CHECK(read("\xEF\xBB\xBFid;a\n").columns.front() == "id");
    CHECK(read("id\ta\n1\tx\n").delimiter == '\t');
    CHECK(read("\"a;b;c\",d\n1,2\n").rows == Table{{"1", "2"}});
    CHECK(read("id\n1\n2\n").rows == Table{{"1"}, {"2"}});
}

TEST_CASE(
    "rows of another length are counted with their place; empty cells at the end may be more") {
    const Read got = read("a,b\n1\n1,2\n1,2,3\n5,6,,\n");
    CHECK(got.rows == Table{{"1", "2"}, {"5", "6"}});
    REQUIRE(got.warnings.all().size() == 1);
    const Warning& warning = got.warnings.all()[0];
    CHECK(warning.kind == "row-length");
    CHECK(warning.count == 2);
    CHECK(warning.examples[0].byte == 4);
    CHECK(warning.examples[1].byte == 10);
}

TEST_CASE("what is no CSV in UTF-8 is an error with its place") {
    const auto check = [](const std::string& text, ErrorCode code, std::uint64_t byte) {
        const Read got = read(text);
        REQUIRE(got.error);
        CHECK(got.error->code == code);
        CHECK(got.error->byte == byte);
        CHECK(got.error->file == "t.csv");
        CHECK_FALSE(got.error->remedy.empty());
    };
    check("", ErrorCode::empty, 0);
    check("\n\r\n", ErrorCode::empty, 0);
    check("a,b\n1,\"x\n2,3\n", ErrorCode::syntax, 6);
    check("a,b\n1,\"x\"y\n", ErrorCode::syntax, 9);
    check("a,b\n1,2\n1,\xE9t\xE9\n", ErrorCode::encoding, 8);
    check(std::string("\xFF\xFEi\0d\0", 6), ErrorCode::encoding, 0);
    CHECK(read("a,b\n1,2\n1,\"x").error->line == 3);
}

TEST_CASE("a column is found by its name without case") {
    const std::string text = "ID,x\n";
    const MemorySource source("t.csv", text);
    Warnings warnings;
    const auto csv = CsvRecords::open(source, warnings);
    REQUIRE(csv);
    CHECK(csv->find("id") == 0);
    CHECK(csv->find("X") == 1);
    CHECK_FALSE(csv->find("y"));
}

TEST_CASE("what is written is read back, over many windows and with rows longer than one") {
    Random random(7);
    for (int round = 0; round < 8; ++round) {
        const std::size_t width = 1 + random.index(4);
        Table table;
        std::string text = "h";
        for (std::size_t i = 1; i < width; ++i) text += ",h";
        text += '\n';
        for (int row = 0; row < 3000; ++row) {
            table.emplace_back();
            for (std::size_t i = 0; i < width; ++i) {
                std::string cell;
                const std::size_t length = random.index(400) == 0 ? 100'000 : random.index(12);
                for (std::size_t n = 0; n < length; ++n) cell += "ab,\"\n\r;x"[random.index(8)];
                std::string quoted = "\"";
                for (const char c : cell)
                    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
                text += (i > 0 ? "," : "") + quoted + '"';
                table.back().push_back(std::move(cell));
            }
            text += random.index(2) == 0 ? "\n" : "\r\n";
        }
        const Read got = read(text);
        if (got.error) FAIL(to_string(*got.error));
        CHECK(got.rows == table);
    }
}
