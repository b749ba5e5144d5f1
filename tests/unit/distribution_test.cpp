// Bins of columns hold every row once, are cut at nice numbers, and each is what its choice selects.
#include "query/distribution.h"

#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "query/part.h"
#include "query/selection.h"
#include "support/query_tables.h"

using namespace errata;

namespace {

ColumnInfo numbers_info(ColumnType type = ColumnType::number) {
    return {.name = "x", .type = type};
}

ColumnData numbers_of(std::vector<double> values) {
    return {.numbers = Column<double>(std::move(values))};
}

std::vector<double> edges_of(std::vector<double> values, ColumnType type = ColumnType::number) {
    const std::size_t rows = values.size();
    return bins_of(numbers_info(type), numbers_of(std::move(values)), rows).edges;
}

ColumnChoice choice_of_bin(const ColumnInfo& info, const ColumnBins& bins, std::size_t bin) {
    if (!is_numeric(info.type)) return {.values = {bins.labels[bin]}};
    NumberRange range;
    if (bin > 0) range.low = bins.edges[bin];
    if (bin + 1 < bins.size()) range.high = bins.edges[bin + 1];
    return {.range = range};
}

}  // namespace

TEST_CASE("distribution: each bin counts what its choice selects, in every table") {
    std::size_t bins_met = 0;
    std::size_t missing_met = 0;
    for (const std::size_t samples : {0UZ, 1UZ, 150UZ}) {
        test::QueryTables source(5, samples);
        for (const Table table : {Table::samples, Table::truth, Table::pred}) {
            const TableRef ref = {.table = table};
            const std::size_t rows = source.rows(ref);
            for (const ColumnInfo& info : source.columns(table)) {
                INFO(name_of(table) << "." << info.name);
                const ColumnData& data = source.values(ref, info);
                const ColumnBins bins = bins_of(info, data, rows);
                REQUIRE_FALSE(bins.too_many);
                const BinCounts all = count_bins(info, data, bins, rows, nullptr);
                REQUIRE(all.bins.size() == bins.size());
                CHECK(all.rows == rows);
                const WrittenColumn written = written_column(source, info, table);
                std::uint64_t sum = all.missing;
                for (std::size_t bin = 0; bin < bins.size(); ++bin) {
                    const std::string query = part_of(written, choice_of_bin(info, bins, bin));
                    INFO(query);
                    const auto selected = select(query, source, ref);
                    REQUIRE(selected);
                    CHECK(selected->size() == all.bins[bin]);
                    const BinCounts some = count_bins(info, data, bins, rows, &selected->rows);
                    CHECK(some.rows == selected->size());
                    CHECK(some.bins[bin] == all.bins[bin]);
                    sum += all.bins[bin];
                    ++bins_met;
                }
                missing_met += all.missing;
                if (info.type == ColumnType::set) continue;
                CHECK(sum == rows);
                const auto missing = select(part_of(written, {.missing = true}), source, ref);
                REQUIRE(missing);
                CHECK(missing->size() == all.missing);
            }
        }
    }
    CHECK(bins_met > 150);
    CHECK(missing_met > 50);
}

TEST_CASE("distribution: numbers are cut at nice ones") {
    CHECK(edges_of({0, 0.3, 1}) == std::vector<double>{0,   0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35,
                                                       0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75,
                                                       0.8, 0.85, 0.9, 0.95, 1,   1.05});
    CHECK(edges_of({3, 5, 4}, ColumnType::integer) == std::vector<double>{3, 4, 5, 6});
    CHECK(edges_of({-2, 2}, ColumnType::integer) == std::vector<double>{-2, -1, 0, 1, 2, 3});
    CHECK(edges_of({7}, ColumnType::integer) == std::vector<double>{7, 8});
    CHECK(edges_of({0}) == std::vector<double>{0, 1});
    CHECK(edges_of({}).empty());
    CHECK(edges_of({no_number, no_number}).empty());
    // Most are far below the largest.
    CHECK(edges_of({0, 1, 2, 3, 500}) ==
          std::vector<double>{0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000});
    // Ever so close together, and far from nought: finite, rising, and all within.
    for (const double low : {1e300, -1e300, 1e17, 123.456, -1e-300, 5e-324}) {
        const double high = std::nextafter(low, INFINITY);
        const auto edges = edges_of({low, high});
        INFO(low);
        REQUIRE(edges.size() >= 2);
        CHECK(std::ranges::adjacent_find(edges, std::greater_equal{}) == edges.end());
        CHECK(edges.front() <= low);
        CHECK(edges.back() > high);
    }
}

TEST_CASE("distribution: values come by their frequency, and texts of too many are none") {
    TextColumnBuilder texts;
    for (const char* text : {"b", "a", "a", "", "c", "a", "b"}) texts.push(text);
    const ColumnInfo info = {.name = "t", .type = ColumnType::text};
    ColumnData data = {.texts = std::move(texts).build()};
    CHECK(bins_of(info, data, 7).labels == std::vector<std::string>{"a", "b", "", "c"});
    data.missing = BitSet(7);
    data.missing.set(3);
    const ColumnBins bins = bins_of(info, data, 7);
    CHECK(bins.labels == std::vector<std::string>{"a", "b", "c"});
    const BinCounts counts = count_bins(info, data, bins, 7, nullptr);
    CHECK(counts.bins == std::vector<std::uint32_t>{3, 2, 1});
    CHECK(counts.missing == 1);

    TextColumnBuilder many;
    for (std::size_t i = 0; i <= most_text_values; ++i) many.push(std::to_string(i));
    const ColumnData all_differ = {.texts = std::move(many).build()};
    const ColumnBins none = bins_of(info, all_differ, most_text_values + 1);
    CHECK(none.too_many);
    CHECK(none.size() == 0);
    CHECK_FALSE(bins_of(info, all_differ, most_text_values).too_many);
}
