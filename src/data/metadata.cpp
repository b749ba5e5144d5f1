#include "data/metadata.h"

#include <algorithm>

namespace errata {

Metadata merged(const Metadata& first, std::size_t first_rows, const Metadata& second,
                std::size_t second_rows, const Origins& origins) {
    constexpr std::size_t none = ~std::size_t{0};
    struct Places {
        std::size_t first = none;
        std::size_t second = none;
    };
    std::vector<std::string_view> names;
    std::vector<Places> places;
    std::unordered_map<std::string_view, std::size_t> place_of;
    for (const bool is_second : {false, true}) {
        const Metadata& metadata = is_second ? second : first;
        for (std::size_t f = 0; f < metadata.fields(); ++f) {
            const auto [found, is_new] = place_of.emplace(metadata.names[f], names.size());
            if (is_new) {
                names.push_back(metadata.names[f]);
                places.emplace_back();
            }
            (is_second ? places[found->second].second : places[found->second].first) = f;
        }
    }
    if (names.empty()) return {};
    TextColumnBuilder fields;
    Growing<std::uint8_t> kinds;
    TextColumnBuilder cells;
    for (std::size_t i = 0; i < names.size(); ++i) {
        fields.push(names[i]);
        for (const Origin& origin : origins) {
            const Metadata& from = origin.from_second ? second : first;
            const std::size_t field = origin.from_second ? places[i].second : places[i].first;
            const std::size_t cell =
                field * (origin.from_second ? second_rows : first_rows) + origin.row;
            kinds.push(field == none ? static_cast<std::uint8_t>(CellKind::missing)
                                     : from.kinds[cell]);
            cells.push(field == none ? std::string_view() : from.cells[cell]);
        }
    }
    return {.names = std::move(fields).build(),
            .kinds = Column<std::uint8_t>(std::move(kinds)),
            .cells = std::move(cells).build()};
}

std::string_view MetadataBuilder::Field::text(std::size_t row) const {
    const std::uint64_t begin = row == 0 ? 0 : ends[row - 1];
    return {bytes.data() + begin, static_cast<std::size_t>(ends[row] - begin)};
}

void MetadataBuilder::Field::push(CellKind kind, std::string_view text) {
    kinds.push(static_cast<std::uint8_t>(kind));
    bytes.append({text.data(), text.size()});
    ends.push(bytes.size());
}

void MetadataBuilder::Field::truncate(std::size_t rows) {
    if (rows >= kinds.size()) return;
    bytes.truncate(static_cast<std::size_t>(rows == 0 ? 0 : ends[rows - 1]));
    kinds.truncate(rows);
    ends.truncate(rows);
}

MetadataBuilder::Field* MetadataBuilder::field_of(std::string_view name) {
    if (next_ < fields_.size() && fields_[next_].name == name) return &fields_[next_++];
    const auto [found, is_new] = place_of_.try_emplace(std::string(name), fields_.size());
    if (is_new) {
        if (fields_.size() == max_metadata_fields) {
            place_of_.erase(found);
            return nullptr;
        }
        fields_.push_back({.name = std::string(name)});
    }
    next_ = found->second + 1;
    return &fields_[found->second];
}

void MetadataBuilder::set(std::size_t row, std::string_view name, CellKind kind,
                          std::string_view text) {
    if (kind == CellKind::missing) return;
    Field* const field = field_of(name);
    if (next_ == fields_.size()) next_ = 0;
    if (field != nullptr) put(*field, row, kind, text);
}

void MetadataBuilder::put(Field& field, std::size_t row, CellKind kind, std::string_view text) {
    field.truncate(row);
    while (field.kinds.size() < row) field.push(CellKind::missing, {});
    field.push(kind, text);
}

void MetadataBuilder::take_back(std::size_t row) {
    for (Field& field : fields_) field.truncate(row);
}

void MetadataBuilder::append(const MetadataBuilder& later, std::size_t row) {
    for (const Field& from : later.fields_) {
        Field* const field = field_of(from.name);
        if (field == nullptr) continue;
        for (std::size_t i = 0; i < from.kinds.size(); ++i) {
            put(*field, row + i, static_cast<CellKind>(from.kinds[i]), from.text(i));
        }
    }
}

Metadata MetadataBuilder::build(std::span<const std::uint32_t> rows) const {
    TextColumnBuilder names;
    TextColumnBuilder texts;
    Growing<std::uint8_t> kinds;
    for (const Field& field : fields_) {
        const bool is_there = std::ranges::any_of(field.kinds, [](std::uint8_t kind) {
            return kind != static_cast<std::uint8_t>(CellKind::missing);
        });
        if (!is_there) continue;
        names.push(field.name);
        for (const std::uint32_t row : rows) {
            const bool has_cell = row < field.kinds.size();
            kinds.push(has_cell ? field.kinds[row] : static_cast<std::uint8_t>(CellKind::missing));
            texts.push(has_cell ? field.text(row) : std::string_view());
        }
    }
    if (names.size() == 0) return {};
    return {.names = std::move(names).build(),
            .kinds = Column<std::uint8_t>(std::move(kinds)),
            .cells = std::move(texts).build()};
}

}  // namespace errata
