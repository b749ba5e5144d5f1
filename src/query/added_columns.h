// Columns of samples that are made elsewhere, beside those of another source.
//
// What it is for: what labeling functions vote and how samples are tagged can be asked for like anything else.
// What it does not do: compute; go before a column of the inner source that has the same name.
#pragma once

#include <string>
#include <vector>

#include "query/column.h"

namespace errata {

struct AddedColumn {
    ColumnInfo info;  // of samples
    ColumnData data;
};

class AddedColumns final : public ColumnSource {
public:
    // `inner` must outlive this object.
    explicit AddedColumns(ColumnSource& inner) : inner_(inner) {}
    AddedColumns(const AddedColumns&) = delete;
    AddedColumns& operator=(const AddedColumns&) = delete;

    // In place of those before. What columns() has given stays valid where they have the same names. True: they have not.
    bool set(std::vector<AddedColumn> added);

    std::span<const std::string> runs() const override { return inner_.runs(); }
    std::size_t rows(TableRef table) const override { return inner_.rows(table); }
    std::span<const ColumnInfo> columns(Table table) const override;
    const ColumnData& values(TableRef table, const ColumnInfo& info) override;
    TextColumn names(TableRef table, const ColumnInfo& info) const override;
    std::span<const SampleSlot> sample_of(TableRef table) const override {
        return inner_.sample_of(table);
    }

private:
    // The added column that this is; null of others.
    const ColumnData* own(const ColumnInfo& info) const;
    // The inner source knows its columns by where they stand in its own list.
    const ColumnInfo& inner_info(const ColumnInfo& info) const;

    ColumnSource& inner_;
    std::vector<ColumnInfo>
        infos_;  // of samples: the inner ones, then the added ones; empty: none is added
    std::vector<ColumnData> own_;  // of the added ones
};

}  // namespace errata
