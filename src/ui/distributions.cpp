#include "ui/distributions.h"

#include <algorithm>
#include <utility>

namespace errata::ui {

const ColumnCounts* Distributions::known(const ColumnInfo& info) const {
    const auto found = made_.find({info.table, info.name});
    return found == made_.end() ? nullptr : &found->second.counts;
}

void Distributions::want(const ColumnInfo& info) {
    const Key key = {info.table, info.name};
    if (!std::ranges::contains(wanted_, key)) wanted_.push_back(key);
}

bool Distributions::work(Filter& filter, const View& view) {
    for (const Key& key : std::exchange(wanted_, {})) {
        ColumnSource& source = filter.columns(view);
        const ColumnInfo* const info = find_column(source, key.first, key.second);
        if (info == nullptr) continue;  // it has gone since
        Made& made = made_[key];
        const std::uint64_t values =
            (info->inputs & from_session) != 0 ? filter.page_columns().values_revision() : 0;
        const bool moved =
            ((info->inputs & from_iou) != 0 && made.iou != view.iou) ||
            ((info->inputs & from_confidence) != 0 && made.confidence != view.confidence) ||
            made.values != values;
        const bool is_made = made.selection != 0 && !moved;
        if (is_made && made.selection == filter.revision()) continue;
        const TableRef table = {.table = info->table};
        const ColumnData& data = source.values(table, *info);
        const std::size_t rows = source.rows(table);
        if (!is_made) {
            made.counts.bins = bins_of(*info, data, rows);
            made.counts.all = count_bins(*info, data, made.counts.bins, rows, nullptr);
        }
        const BitSet* const selected = filter.rows_of(info->table, view);
        made.counts.selected = selected == nullptr
                                   ? made.counts.all
                                   : count_bins(*info, data, made.counts.bins, rows, selected);
        made.confidence = view.confidence;
        made.iou = view.iou;
        made.selection = filter.revision();
        made.values = values;
        return true;
    }
    return false;
}

}  // namespace errata::ui
