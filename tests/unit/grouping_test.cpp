// The groups of a column: each is what its query selects, and together they are all rows.
#include "query/grouping.h"

#include <catch2/catch_amalgamated.hpp>

#include "query/selection.h"
#include "support/query_tables.h"

using namespace errata;

TEST_CASE("groups are what their queries select, and all rows") {
    std::size_t columns = 0;
    std::size_t groups_met = 0;
    for (const std::size_t samples : {0UZ, 1UZ, 150UZ}) {
        test::QueryTables source(3, samples);
        for (const Table table : {Table::samples, Table::truth, Table::pred}) {
            const TableRef ref = {.table = table};
            for (const ColumnInfo& info : source.columns(table)) {
                INFO(name_of(table) << "." << info.name);
                const auto groups = groups_of(source, ref, info);
                REQUIRE(groups);
                ++columns;
                BitSet all(source.rows(ref));
                std::size_t rows = 0;
                for (const RowGroup& group : *groups) {
                    INFO(group.query);
                    const auto selected = select(group.query, source, ref);
                    REQUIRE(selected);
                    CHECK(selected->rows == group.rows);
                    CHECK_FALSE(group.rows.none());
                    const auto query = parse_query(group.query);
                    CHECK(to_string(*query) == group.query);
                    all |= group.rows;
                    rows += group.rows.count();
                    ++groups_met;
                }
                if (info.type == ColumnType::set) continue;  // rows may be in none, or in several
                CHECK(all.all());
                CHECK(rows == source.rows(ref));
            }
        }
    }
    CHECK(columns > 30);
    CHECK(groups_met > 100);
}
