#include "query/added_columns.h"

#include <algorithm>
#include <utility>

namespace errata {

bool AddedColumns::set(std::vector<AddedColumn> added) {
    const auto known = inner_.columns(Table::samples);
    std::erase_if(added, [&](const AddedColumn& one) {
        return std::ranges::contains(known, one.info.name, &ColumnInfo::name);
    });
    const std::span<const ColumnInfo> before = std::span(infos_).last(own_.size());
    const bool same = std::ranges::equal(
        before, added, {}, &ColumnInfo::name,
        [](const AddedColumn& one) -> const std::string& { return one.info.name; });
    if (!same) {
        infos_.clear();
        if (!added.empty()) infos_.assign(known.begin(), known.end());
        for (AddedColumn& one : added) infos_.push_back(std::move(one.info));
    }
    own_.clear();
    for (AddedColumn& one : added) own_.push_back(std::move(one.data));
    return !same;
}

std::span<const ColumnInfo> AddedColumns::columns(Table table) const {
    if (table != Table::samples || own_.empty()) return inner_.columns(table);
    return infos_;
}

const ColumnData* AddedColumns::own(const ColumnInfo& wanted) const {
    const std::size_t inner = infos_.size() - own_.size();
    for (std::size_t i = 0; i < own_.size(); ++i) {
        if (&infos_[inner + i] == &wanted) return &own_[i];
    }
    return nullptr;
}

const ColumnInfo& AddedColumns::inner_info(const ColumnInfo& wanted) const {
    if (wanted.table != Table::samples || own_.empty()) return wanted;
    return inner_.columns(Table::samples)[static_cast<std::size_t>(&wanted - infos_.data())];
}

const ColumnData& AddedColumns::values(TableRef table, const ColumnInfo& wanted) {
    if (const ColumnData* const data = own(wanted)) return *data;
    return inner_.values(table, inner_info(wanted));
}

TextColumn AddedColumns::names(TableRef table, const ColumnInfo& wanted) const {
    if (const ColumnData* const data = own(wanted)) return data->names;
    return inner_.names(table, inner_info(wanted));
}

}  // namespace errata
