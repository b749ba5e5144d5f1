// A query's parts: what is chosen of a column is one of them, written so that it is found again.
#include "query/part.h"

#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"
#include "query/parse.h"
#include "query/selection.h"
#include "support/query_tables.h"

using namespace errata;

namespace {

const WrittenColumn width = {.name = "width", .type = ColumnType::integer, .unit = Unit::pixels};
const WrittenColumn score = {
    .name = "score", .table = "pred", .type = ColumnType::number, .unit = Unit::fraction};
const WrittenColumn camera = {.name = "`the camera`", .type = ColumnType::category};
const WrittenColumn tags = {.name = "tags", .type = ColumnType::set};
const WrittenColumn night = {.name = "night", .type = ColumnType::truth};

// Whatever may be chosen of a column.
ColumnChoice random_choice(const WrittenColumn& column, Random& random) {
    ColumnChoice choice = {.missing = random.chance(0.3)};
    if (is_numeric(column.type)) {
        if (random.chance(0.2)) return choice;
        NumberRange range;
        if (random.chance(0.7)) range.low = random.uniform(-3, 3);
        if (random.chance(0.7)) range.high = random.uniform(4, 9);
        if (range == NumberRange()) range.low = 1;
        if (range.high < 10) range.closed = random.chance(0.3);
        choice.range = range;
        return choice;
    }
    const std::vector<std::string> names = column.type == ColumnType::truth
                                               ? std::vector<std::string>{"true", "false"}
                                               : std::vector<std::string>{"a", "b \" \\", ""};
    for (const std::string& name : names) {
        if (random.chance(0.4)) choice.values.push_back(name);
    }
    return choice;
}

}  // namespace

TEST_CASE("part: what is chosen is written as people would") {
    CHECK(part_of(width, {.range = NumberRange{.low = 100, .high = 200}}) ==
          "100 px <= width < 200 px");
    CHECK(part_of(width, {.range = NumberRange{.high = 200}}) == "width < 200 px");
    CHECK(part_of(width, {.range = NumberRange{.low = 100}, .missing = true}) ==
          "(width >= 100 px or width is missing)");
    CHECK(part_of(score, {.range = NumberRange{.low = 0.5, .high = 1, .closed = true}}) ==
          "any(pred where 0.5 <= score <= 1)");
    CHECK(part_of(camera, {.values = {"north"}}) == "`the camera` == \"north\"");
    CHECK(part_of(camera, {.values = {"north", "a\"b"}}) ==
          "`the camera` in (\"north\", \"a\\\"b\")");
    CHECK(part_of(tags, {.values = {"x", "y"}}) == "(tags contains \"x\" or tags contains \"y\")");
    CHECK(part_of(night, {.values = {"true"}}) == "night == true");
    CHECK(part_of(night, {}).empty());
}

TEST_CASE("part: every choice is read back as it was made, and replaces the one before") {
    Random random(4);
    std::size_t met = 0;
    for (int round = 0; round < 400; ++round) {
        for (const WrittenColumn& column : {width, score, camera, tags, night}) {
            const ColumnChoice choice = random_choice(column, random);
            if (choice.empty()) continue;
            ++met;
            const std::string part = part_of(column, choice);
            INFO(part);
            CHECK(choice_of(part, column) == choice);
            const std::string query = with_choice("height > 3 and (a or b)", column, choice);
            CHECK(to_string(*parse_query(query)) == query);
            CHECK(choice_in(query, column) == choice);
            CHECK(query_parts(query).size() == 3);
            const ColumnChoice other = random_choice(column, random);
            const std::string replaced = with_choice(query, column, other);
            CHECK(choice_in(replaced, column) == other);
            CHECK(with_choice(replaced, column, {}) == "height > 3 and (a or b)");
            CHECK(with_choice(with_choice("", column, choice), column, {}).empty());
        }
    }
    CHECK(met > 1'000);
}

TEST_CASE("part: what people write themselves is understood where it is about one column") {
    CHECK(choice_of("score > 50%", score) == std::nullopt);
    CHECK(choice_of("any(pred where score >= 50%)", score) ==
          ColumnChoice{.range = NumberRange{.low = 0.5}});
    CHECK(choice_of("width in 10..20", width) ==
          ColumnChoice{.range = NumberRange{.low = 10, .high = 20, .closed = true}});
    CHECK(choice_of("width >= -5 px", width) == ColumnChoice{.range = NumberRange{.low = -5}});
    for (const char* other :
         {"width > height", "width != 3", "width not in 1..2", "width + 1 < 3", "3 < width < 5",
          "not width < 3", "width < 3 or height < 3", "count(pred) > 2", "width is not missing",
          "width >= 3 or width < 1", "tags contains \"x\""}) {
        INFO(other);
        REQUIRE(parse_query(other));
        CHECK(choice_of(other, width) == std::nullopt);
    }
    CHECK(choice_of("`the camera` contains \"n\"", camera) == std::nullopt);
    CHECK(choice_of("all(pred where score >= 50%)", score) == std::nullopt);
    CHECK(choice_of("any(truth where score >= 50%)", score) == std::nullopt);
}

TEST_CASE("part: a condition's parts come to the query, and go where it has them all") {
    CHECK(with_condition_switched("", "a or b") == "a or b");
    CHECK(with_condition_switched("a or b", "a or b").empty());
    CHECK(with_condition_switched("c", "a or b") == "c and (a or b)");
    CHECK(with_condition_switched("c and (a or b)", "a or b") == "c");
    CHECK(with_condition_switched("c", "a and c") == "c and a");
    CHECK(with_condition_switched("c and d and a", "a and c") == "d");
}

TEST_CASE("part: a column is written so that the rows find it") {
    test::QueryTables source(3);
    std::size_t met = 0;
    for (const Table rows : {Table::samples, Table::truth, Table::pred}) {
        for (const Table table : {Table::samples, Table::truth, Table::pred}) {
            for (const ColumnInfo& info : source.columns(table)) {
                const WrittenColumn column = written_column(source, info, rows);
                // A set is never missing.
                ColumnChoice choice = {.missing = info.type != ColumnType::set};
                if (info.type == ColumnType::set) {
                    choice.values = {std::string(source.names({.table = table}, info)[0])};
                }
                const std::string part = part_of(column, choice);
                INFO(part);
                CHECK(select(part, source, {.table = rows}).has_value());
                ++met;
            }
        }
    }
    CHECK(met > 60);
}
