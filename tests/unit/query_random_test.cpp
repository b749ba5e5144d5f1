// Random queries: the same rows as a plain evaluator finds, the same text after printing and parsing; broken ones end in
// an error, whatever was done to them.
#include <catch2/catch_amalgamated.hpp>
#include <format>

#include "base/encoding.h"
#include "query/bind.h"
#include "query/selection.h"
#include "support/plain_query.h"
#include "support/query_tables.h"

using namespace errata;
using namespace errata::test;

namespace {

constexpr std::array<TableRef, 4> all_tables = {TableRef{Table::samples, 0},
                                                TableRef{Table::truth, 0}, TableRef{Table::pred, 0},
                                                TableRef{Table::pred, 1}};

// One change as a slip of a hand, or a broken transmission, would make it.
void damage(std::string& text, Random& random) {
    constexpr std::string_view pieces[] = {
        "(",  ")",    "\"", "'",     "`",    ".",       "..", "not ", "and", "-",  "%",    "px2",
        "\\", "\xff", "é",  "1e999", "any(", " where ", "[",  "is",   "\0",  "0x", "where"};
    const std::size_t at = text.empty() ? 0 : random.index(text.size());
    switch (random.below(4)) {
        case 0: text.erase(at, 1 + random.index(5)); break;
        case 1: text.insert(at, pieces[random.index(std::size(pieces))]); break;
        case 2: text = text.substr(0, at); break;
        default:
            if (!text.empty()) text[at] = static_cast<char>(random.below(256));
    }
}

}  // namespace

TEST_CASE("queries: random ones find what a plain evaluator finds", "[query]") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        Random random(seed);
        QueryTables tables(seed, seed == 12 ? 0 : 60 + random.index(20));
        for (int i = 0; i < 60; ++i) {
            const TableRef table = all_tables[random.index(all_tables.size())];
            const std::string text = random_query(random, table.table);
            INFO("seed " << seed << ", " << name_of(table.table) << ": " << text);
            const auto query = parse_query(text);
            REQUIRE(query);
            const auto selection = select(*query, tables, table);
            if (!selection) FAIL(to_string(selection.error()));
            REQUIRE(selection->rows.size() == tables.rows(table));
            for (std::size_t row = 0; row < selection->rows.size(); ++row) {
                if (selection->rows[row] != plain_query(query->root, tables, table, row))
                    FAIL("row " << row);
            }
        }
    }
}

TEST_CASE("queries: printing and parsing gives the same query and the same text", "[query]") {
    Random random(7);
    for (int i = 0; i < 3000; ++i) {
        const std::string text =
            random_query(random, all_tables[random.index(all_tables.size())].table, 5);
        INFO(text);
        const auto query = parse_query(text);
        REQUIRE(query);
        const std::string printed = to_string(*query);
        INFO(printed);
        const auto again = parse_query(printed);
        REQUIRE(again);
        REQUIRE(same(query->root, again->root));
        REQUIRE(to_string(*again) == printed);
    }
}

TEST_CASE("queries: damaged ones end in an error or in a query that holds", "[query]") {
    Random random(3);
    QueryTables tables(3, 20);
    std::size_t errors = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = random_query(random, Table::samples, 3);
        for (std::uint64_t times = 1 + random.below(3); times > 0; --times) damage(text, random);
        const auto query = parse_query(text);
        if (!query) {
            ++errors;
            REQUIRE_FALSE(query.error().message.empty());
            REQUIRE(is_utf8(query.error().message));
            REQUIRE(query.error().byte.value_or(0) <= text.size());
            continue;
        }
        const std::string printed = to_string(*query);
        INFO(text << "\n" << printed);
        const auto again = parse_query(printed);
        REQUIRE(again);
        REQUIRE(same(query->root, again->root));
        if (const auto selection = select(*query, tables, {}); !selection) {
            ++errors;
            REQUIRE(selection.error().byte.value_or(text.size() + 1) <= text.size());
        }
    }
    CHECK(errors > 5000);
}
