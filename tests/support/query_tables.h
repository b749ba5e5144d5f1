// Small tables of every type with missing values everywhere, and queries over them, random but the same for the same seed.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "query/column.h"

namespace errata::test {

// A ColumnSource that holds what it is given.
class QueryTables final : public ColumnSource {
public:
    // Two runs, "a" and "b b"; names and texts in several scripts; sets; objects sorted by sample, predictions not.
    explicit QueryTables(std::uint64_t seed, std::size_t samples = 150);

    std::span<const std::string> runs() const override { return runs_; }
    std::size_t rows(TableRef table) const override;
    std::span<const ColumnInfo> columns(Table table) const override { return infos_.at(table); }
    const ColumnData& values(TableRef table, const ColumnInfo& info) override;
    TextColumn names(TableRef table, const ColumnInfo& info) const override;
    std::span<const SampleSlot> sample_of(TableRef table) const override;

private:
    using Key = std::tuple<Table, std::uint32_t, std::string>;

    void add(TableRef table, ColumnInfo info, ColumnData data);
    void fill(TableRef table, Random& random);

    std::vector<std::string> runs_ = {"a", "b b"};
    std::map<Table, std::vector<ColumnInfo>> infos_;
    std::map<Key, ColumnData> data_;
    std::map<std::pair<Table, std::uint32_t>, std::vector<SampleSlot>> sample_;
    std::size_t samples_ = 0;
};

// A condition over a row of `scope`, valid in QueryTables; the spaces in it and some parentheses are random, too.
std::string random_query(Random& random, Table scope, int depth = 4);

}  // namespace errata::test
