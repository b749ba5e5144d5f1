#include "query/column.h"

#include <algorithm>

namespace errata {

std::string_view name_of(Table table) {
    switch (table) {
        case Table::samples: return "samples";
        case Table::truth: return "truth";
        case Table::pred: return "pred";
    }
    return {};
}

std::string_view name_of(ColumnType type) {
    switch (type) {
        case ColumnType::number: return "number";
        case ColumnType::integer: return "integer";
        case ColumnType::truth: return "truth value";
        case ColumnType::category: return "category";
        case ColumnType::text: return "text";
        case ColumnType::set: return "set";
    }
    return {};
}

std::string_view name_of(Unit unit) {
    switch (unit) {
        case Unit::none: return "";
        case Unit::fraction: return "fraction";
        case Unit::percent: return "%";
        case Unit::pixels: return "px";
        case Unit::square_pixels: return "px2";
        case Unit::degrees: return "deg";
    }
    return {};
}

const ColumnInfo* find_column(const ColumnSource& source, Table table, std::string_view name) {
    const std::span<const ColumnInfo> all = source.columns(table);
    const auto found = std::ranges::find(all, name, &ColumnInfo::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace errata
