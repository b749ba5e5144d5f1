#include "ui/groups.h"

#include <utility>

namespace errata::ui {

namespace {

// A column says; any query of a list may.
bool depends_on_thresholds(const ColumnSource& source, const View& view) {
    for (const Table table : {view.query_table, Table::samples}) {
        if (const ColumnInfo* const info = find_column(source, table, view.group_by)) {
            return (info->inputs & (from_iou | from_confidence)) != 0;
        }
    }
    return !view.group_by.empty();
}

}  // namespace

bool Groups::follow(Filter& filter, const View& view) {
    Wanted wanted = {.by = view.group_by,
                     .table = view.query_table,
                     .selection = filter.revision(),
                     .thresholds = {}};
    if (depends_on_thresholds(filter.columns(view), view)) {
        wanted.thresholds = {.confidence = view.confidence, .iou = view.iou};
    }
    if (wanted == wanted_) return false;
    wanted_ = std::move(wanted);
    error_.reset();
    is_current_ = false;
    if (view.group_by.empty()) has_table_ = false;
    return true;
}

Job Groups::measure(const Restrictable& measured, RowsOf rows_of, Filter& filter,
                    const View& view) {
    auto made = filter.groups(view);
    if (!made) {
        error_ = made.error();
        has_table_ = false;
        co_return std::nullopt;
    }
    const BitSet* const selected = filter.rows_of(view.query_table, view);
    if (selected != nullptr) within_ = rows_of(*selected, view.query_table);
    groups_.clear();
    for (RowGroup& one : *made) {
        BitSet all = rows_of(one.rows, view.query_table);
        BitSet rows = all;
        if (selected != nullptr) rows &= within_;
        if (rows.none()) continue;
        groups_.push_back({.key = std::move(one.query), .rows = std::move(all)});
    }
    Job measuring = group(measured,
                          {.to = restricted_to(view.query_table),
                           .groups = groups_,
                           .within = selected != nullptr ? &within_ : nullptr},
                          measuring_);
    while (measuring.step()) co_yield measuring.progress();
    error_ = measuring.error();
    has_table_ = !error_;
    is_current_ = true;
    if (has_table_) table_ = std::move(measuring_);
    co_return std::nullopt;
}

}  // namespace errata::ui
