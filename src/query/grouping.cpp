#include "query/grouping.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "query/token.h"

namespace errata {

namespace {

constexpr std::size_t most_numbers = 20;
constexpr std::size_t ranges = 5;

using Groups = std::vector<RowGroup>;

Error too_many(const ColumnInfo& info) {
    return {.code = ErrorCode::too_large,
            .message = std::format("`{}` has more than {} values", info.name, most_groups),
            .remedy = "Group by a column with fewer, or by queries"};
}

// Per value its rows; `value_of(row)` gives a Value, or nothing where it is missing.
template <typename Value, typename ValueOf>
Result<std::map<Value, BitSet>> rows_by_value(const ColumnInfo& info, std::size_t rows,
                                              BitSet& missing, ValueOf&& value_of) {
    std::map<Value, BitSet> by_value;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::optional<Value> value = value_of(row);
        if (!value) {
            missing.set(row);
            continue;
        }
        auto found = by_value.find(*value);
        if (found == by_value.end()) {
            if (by_value.size() == most_groups) return std::unexpected(too_many(info));
            found = by_value.emplace(*value, BitSet(rows)).first;
        }
        found->second.set(row);
    }
    return by_value;
}

template <typename Value, typename ValueOf, typename QueryOf>
Result<Groups> grouped(const ColumnInfo& info, std::size_t rows, ValueOf&& value_of,
                       QueryOf&& query_of) {
    BitSet missing(rows);
    auto by_value = rows_by_value<Value>(info, rows, missing, value_of);
    if (!by_value) return std::unexpected(by_value.error());
    Groups groups;
    for (auto& [value, set] : *by_value) {
        groups.push_back({.query = query_of(value), .rows = std::move(set)});
    }
    if (!missing.none()) {
        groups.push_back({.query = std::format("{} is missing", quoted_name(info.name)),
                          .rows = std::move(missing)});
    }
    return groups;
}

// The bounds of five ranges of about as many rows: all values are within the first and the last.
std::vector<double> bounds_of(std::vector<double> values) {
    std::ranges::sort(values);
    std::vector<double> bounds = {values.front()};
    for (std::size_t i = 1; i < ranges; ++i) {
        const double bound = values[values.size() * i / ranges];
        if (bound > bounds.back()) bounds.push_back(bound);
    }
    bounds.push_back(values.back());
    return bounds;
}

Result<Groups> groups_of_numbers(const ColumnInfo& info, const Column<double>& numbers) {
    const std::string name = quoted_name(info.name);
    std::vector<double> values;
    std::vector<double> distinct;
    for (const double value : numbers) {
        if (std::isnan(value)) continue;
        values.push_back(value);
        if (distinct.size() <= most_numbers && !std::ranges::contains(distinct, value)) {
            distinct.push_back(value);
        }
    }
    const auto number_at = [&](std::size_t row) {
        return std::isnan(numbers[row]) ? std::nullopt : std::optional(numbers[row]);
    };
    if (distinct.size() <= most_numbers) {
        return grouped<double>(info, numbers.size(), number_at,
                               [&](double value) { return std::format("{} == {}", name, value); });
    }
    const std::vector<double> bounds = bounds_of(std::move(values));
    const auto range_of = [&](std::size_t row) -> std::optional<std::size_t> {
        if (std::isnan(numbers[row])) return {};
        // The last bound belongs to the last range.
        const auto inner = std::span(bounds).subspan(1, bounds.size() - 2);
        return static_cast<std::size_t>(std::ranges::upper_bound(inner, numbers[row]) -
                                        inner.begin());
    };
    return grouped<std::size_t>(info, numbers.size(), range_of, [&](std::size_t range) {
        const bool is_last = range + 2 == bounds.size();
        return std::format("{} <= {} {} {}", bounds[range], name, is_last ? "<=" : "<",
                           bounds[range + 1]);
    });
}

Result<Groups> groups_of_sets(const ColumnInfo& info, const ListColumn<std::uint16_t>& sets,
                              const TextColumn& names) {
    Groups groups;
    if (names.size() > most_groups) return std::unexpected(too_many(info));
    for (std::size_t member = 0; member < names.size(); ++member) {
        BitSet rows(sets.size());
        for (std::size_t row = 0; row < sets.size(); ++row) {
            rows.set(row, std::ranges::contains(sets[row], member));
        }
        if (rows.none()) continue;
        groups.push_back({.query = std::format("{} contains {}", quoted_name(info.name),
                                               quoted_text(names[member])),
                          .rows = std::move(rows)});
    }
    return groups;
}

}  // namespace

Result<std::vector<RowGroup>> groups_of(ColumnSource& source, TableRef table,
                                        const ColumnInfo& info) {
    const ColumnData& data = source.values(table, info);
    const std::size_t rows = source.rows(table);
    const std::string name = quoted_name(info.name);
    switch (info.type) {
        case ColumnType::number:
        case ColumnType::integer: return groups_of_numbers(info, data.numbers);
        case ColumnType::set: return groups_of_sets(info, data.sets, data.names);
        case ColumnType::truth:
            return grouped<bool>(
                info, rows,
                [&](std::size_t row) -> std::optional<bool> {
                    if (data.truths[row] == no_truth) return {};
                    return data.truths[row] != 0;
                },
                [&](bool value) { return std::format("{} == {}", name, value); });
        case ColumnType::category:
            return grouped<std::uint16_t>(
                info, rows,
                [&](std::size_t row) -> std::optional<std::uint16_t> {
                    if (data.codes[row] == no_code) return {};
                    return data.codes[row];
                },
                [&](std::uint16_t code) {
                    return std::format("{} == {}", name, quoted_text(data.names[code]));
                });
        case ColumnType::text: break;
    }
    return grouped<std::string_view>(
        info, rows,
        [&](std::size_t row) -> std::optional<std::string_view> {
            if (!data.missing.words().empty() && data.missing[row]) return {};
            return data.texts[row];
        },
        [&](std::string_view text) { return std::format("{} == {}", name, quoted_text(text)); });
}

}  // namespace errata
