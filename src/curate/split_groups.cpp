#include "curate/split_groups.h"

#include <cmath>
#include <format>
#include <map>
#include <optional>
#include <string_view>

namespace errata {

namespace {

// value(row): nothing where it is missing.
template <typename Value>
std::vector<std::uint32_t> numbered(std::size_t rows, Value&& value) {
    using Key = typename decltype(value(0))::value_type;
    std::map<Key, std::uint32_t> number_of;
    std::vector<std::uint32_t> groups;
    std::uint32_t next = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto key = value(row);
        if (!key) {
            groups.push_back(next++);
            continue;
        }
        const auto [found, is_new] = number_of.emplace(*key, next);
        if (is_new) ++next;
        groups.push_back(found->second);
    }
    return groups;
}

}  // namespace

Result<std::vector<std::uint32_t>> groups_by_column(const std::string& column,
                                                    ColumnSource& source) {
    constexpr TableRef samples = {.table = Table::samples};
    const ColumnInfo* const info = find_column(source, Table::samples, column);
    if (info == nullptr || info->type == ColumnType::set) {
        return std::unexpected(
            Error{.code = ErrorCode::bad_value,
                  .message =
                      std::format("there is no column `{}` of samples with one value each", column),
                  .remedy = "Name one that errata columns lists"});
    }
    const ColumnData& data = source.values(samples, *info);
    const std::size_t rows = source.rows(samples);
    switch (info->type) {
        case ColumnType::truth:
            return numbered(rows, [&](std::size_t row) -> std::optional<std::uint8_t> {
                if (data.truths[row] == no_truth) return {};
                return data.truths[row];
            });
        case ColumnType::category:
            return numbered(rows, [&](std::size_t row) -> std::optional<std::uint16_t> {
                if (data.codes[row] == no_code) return {};
                return data.codes[row];
            });
        case ColumnType::text:
            return numbered(rows, [&](std::size_t row) -> std::optional<std::string_view> {
                if (data.missing.size() > 0 && data.missing[row]) return {};
                return data.texts[row];
            });
        default: break;
    }
    return numbered(rows, [&](std::size_t row) -> std::optional<double> {
        if (std::isnan(data.numbers[row])) return {};
        return data.numbers[row];
    });
}

}  // namespace errata
