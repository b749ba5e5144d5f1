#include "data/metadata.h"

#include <algorithm>

namespace errata {

void MetadataBuilder::set(std::size_t row, std::string_view name, CellKind kind,
                          std::string_view text) {
    if (kind == CellKind::missing) return;
    spelled_.assign(name);
    const auto [place, is_new] =
        field_of_.try_emplace(spelled_, static_cast<std::uint32_t>(names_.size()));
    if (is_new) {
        if (names_.size() == max_metadata_fields) {
            field_of_.erase(place);
            return;
        }
        names_.push_back(spelled_);
    }
    cells_.push_back({.row = row,
                      .field = place->second,
                      .kind = kind,
                      .begin = texts_.size(),
                      .size = text.size()});
    texts_ += text;
    rows_ = std::max(rows_, row + 1);
}

void MetadataBuilder::take_back(std::size_t row) {
    while (!cells_.empty() && cells_.back().row == row) {
        texts_.resize(cells_.back().begin);
        cells_.pop_back();
    }
}

Metadata MetadataBuilder::build(std::span<const std::uint32_t> rows) const {
    if (cells_.empty()) return {};
    // The number of each cell, from 1; 0 where there is none.
    std::vector<std::uint32_t> cell_at(names_.size() * rows_);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        cell_at[cells_[i].field * rows_ + cells_[i].row] = static_cast<std::uint32_t>(i + 1);
    }
    TextColumnBuilder names;
    TextColumnBuilder texts;
    std::vector<std::uint8_t> kinds;
    kinds.reserve(names_.size() * rows.size());
    for (std::size_t field = 0; field < names_.size(); ++field) {
        names.push(names_[field]);
        for (const std::uint32_t row : rows) {
            const std::uint32_t cell = row < rows_ ? cell_at[field * rows_ + row] : 0;
            kinds.push_back(
                static_cast<std::uint8_t>(cell == 0 ? CellKind::missing : cells_[cell - 1].kind));
            texts.push(cell == 0 ? std::string_view()
                                 : std::string_view(texts_).substr(cells_[cell - 1].begin,
                                                                   cells_[cell - 1].size));
        }
    }
    return {.names = std::move(names).build(),
            .kinds = Column<std::uint8_t>(std::move(kinds)),
            .cells = std::move(texts).build()};
}

}  // namespace errata
