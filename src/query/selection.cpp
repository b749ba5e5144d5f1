#include "query/selection.h"

#include <array>
#include <vector>

#include "base/fingerprint.h"
#include "base/random.h"
#include "query/bind.h"
#include "query/evaluate.h"
#include "query/kernels.h"

namespace errata {

namespace {

void add_number(Fingerprinter& hash, std::uint64_t number, std::size_t bytes) {
    std::array<char, 8> little = {};
    for (std::size_t i = 0; i < bytes; ++i) {
        little[i] = static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
    }
    hash.update(std::span(little).first(bytes));
}

}  // namespace

Result<Selection> select(const Query& query, ColumnSource& source, TableRef table) {
    const auto bound = bind(query.root, source, table);
    if (!bound) return std::unexpected(bound.error());
    return Selection{.table = table, .rows = evaluate(*bound, source, table)};
}

Result<Selection> select(std::string_view query, ColumnSource& source, TableRef table) {
    const auto parsed = parse_query(query);
    if (!parsed) return std::unexpected(parsed.error());
    return select(*parsed, source, table);
}

Selection all_rows(const ColumnSource& source, TableRef table) {
    return {.table = table, .rows = BitSet(source.rows(table), true)};
}

Selection samples_of(const Selection& selection, const ColumnSource& source) {
    if (selection.table.table == Table::samples) return selection;
    Selection samples = {.table = {}, .rows = BitSet(source.rows({}))};
    const std::span<const SampleSlot> sample = source.sample_of(selection.table);
    selection.rows.for_each([&](std::size_t row) { samples.rows.set(sample[row]); });
    return samples;
}

Selection objects_of(const Selection& selection, const ColumnSource& source, TableRef table) {
    const Selection samples = samples_of(selection, source);
    if (table.table == Table::samples) return samples;
    const std::span<const SampleSlot> sample = source.sample_of(table);
    return {.table = table, .rows = rows_where(sample.size(), [&](std::size_t row) {
                                return samples.rows[sample[row]];
                            })};
}

// Each row is taken with the share that is still wanted of those that are left (Knuth's algorithm S): ascending, one pass.
Selection drawn(const Selection& selection, std::size_t rows, std::uint64_t seed) {
    Selection result = {.table = selection.table, .rows = BitSet(selection.rows.size())};
    Random random(seed);
    std::size_t left = selection.size();
    std::size_t wanted = rows;
    selection.rows.for_each([&](std::size_t row) {
        if (random.below(left--) >= wanted) return;
        result.rows.set(row);
        --wanted;
    });
    return result;
}

std::string fingerprint(const Selection& selection) {
    Fingerprinter hash;
    add_number(hash, static_cast<std::uint64_t>(selection.table.table), 4);
    add_number(hash, selection.table.run, 4);
    add_number(hash, selection.rows.size(), 8);
    for (const std::uint64_t word : selection.rows.words()) add_number(hash, word, 8);
    return hash.digest();
}

}  // namespace errata
