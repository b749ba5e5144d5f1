#include "query/metadata_columns.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <cmath>
#include <format>
#include <unordered_map>

namespace errata {

namespace {

constexpr std::size_t most_categories = 1000;

// The cells of one field.
struct Field {
    const Metadata& metadata;
    std::size_t begin = 0;
    std::size_t rows = 0;

    CellKind kind(std::size_t row) const {
        return static_cast<CellKind>(metadata.kinds[begin + row]);
    }
    std::string_view text(std::size_t row) const { return metadata.cells[begin + row]; }
    std::size_t count(CellKind of) const {
        std::size_t sum = 0;
        for (std::size_t row = 0; row < rows; ++row) sum += kind(row) == of ? 1 : 0;
        return sum;
    }
};

double number_of(std::string_view text) {
    double number = no_number;
    fast_float::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

void fill_numbers(const Field& field, MetadataColumn& column) {
    std::vector<double> numbers(field.rows, no_number);
    bool whole = true;
    double least = INFINITY;
    double most = -INFINITY;
    for (std::size_t row = 0; row < field.rows; ++row) {
        if (field.kind(row) != CellKind::number) continue;
        const double number = number_of(field.text(row));
        numbers[row] = number;
        whole = whole && number == std::floor(number) && std::abs(number) <= 0x1p53;
        least = std::min(least, number);
        most = std::max(most, number);
    }
    column.info.type = whole ? ColumnType::integer : ColumnType::number;
    column.info.range = std::format("{} to {}", least, most);
    column.data.numbers = Column<double>(std::move(numbers));
}

void fill_truths(const Field& field, MetadataColumn& column) {
    std::vector<std::uint8_t> truths(field.rows, no_truth);
    for (std::size_t row = 0; row < field.rows; ++row) {
        if (field.kind(row) == CellKind::truth) truths[row] = field.text(row) == "true" ? 1 : 0;
    }
    column.info.type = ColumnType::truth;
    column.info.range = "true, false";
    column.data.truths = Column<std::uint8_t>(std::move(truths));
}

// The different texts, in the order of their bytes; none where they are too many for a list.
std::vector<std::string_view> categories_of(const Field& field, std::size_t present) {
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t row = 0; row < field.rows; ++row) {
        if (field.kind(row) != CellKind::missing) ++seen[field.text(row)];
        if (seen.size() > most_categories || 2 * seen.size() > std::max<std::size_t>(present, 4))
            return {};
    }
    std::vector<std::string_view> names;
    for (const auto& [name, count] : seen) names.push_back(name);
    std::ranges::sort(names);
    return names;
}

void fill_categories(const Field& field, const std::vector<std::string_view>& names,
                     MetadataColumn& column) {
    std::unordered_map<std::string_view, std::uint16_t> codes;
    TextColumnBuilder builder;
    for (const std::string_view name : names) {
        codes.emplace(name, static_cast<std::uint16_t>(codes.size()));
        builder.push(name);
        if (codes.size() <= 5)
            column.info.range += std::format("{}{}", codes.size() > 1 ? ", " : "", name);
    }
    if (names.size() > 5) column.info.range += ", …";
    std::vector<std::uint16_t> values(field.rows, no_code);
    for (std::size_t row = 0; row < field.rows; ++row) {
        if (field.kind(row) != CellKind::missing) values[row] = codes.at(field.text(row));
    }
    column.info.type = ColumnType::category;
    column.data.codes = Column<std::uint16_t>(std::move(values));
    column.data.names = std::move(builder).build();
}

void fill_texts(const Field& field, MetadataColumn& column) {
    TextColumnBuilder builder;
    BitSet missing(field.rows);
    for (std::size_t row = 0; row < field.rows; ++row) {
        builder.push(field.text(row));
        missing.set(row, field.kind(row) == CellKind::missing);
    }
    column.info.type = ColumnType::text;
    column.data.texts = std::move(builder).build();
    column.data.missing = std::move(missing);
}

}  // namespace

std::vector<MetadataColumn> metadata_columns(const Metadata& metadata, std::size_t rows,
                                             Table table, const std::vector<ColumnInfo>& taken) {
    std::vector<MetadataColumn> columns;
    for (std::size_t f = 0; f < metadata.fields(); ++f) {
        const Field field = {.metadata = metadata, .begin = f * rows, .rows = rows};
        const std::size_t present = rows - field.count(CellKind::missing);
        if (present == 0) continue;
        MetadataColumn column;
        // A backquote could not be written in a name.
        std::string name(metadata.names[f]);
        std::ranges::replace(name, '`', '\'');
        if (name.empty() || std::ranges::contains(taken, name, &ColumnInfo::name))
            name = "meta_" + name;
        column.info.name = std::move(name);
        column.info.table = table;
        column.info.meaning =
            std::format("\"{}\", as the ground truth gives it", metadata.names[f]);
        if (field.count(CellKind::number) == present) {
            fill_numbers(field, column);
        } else if (field.count(CellKind::truth) == present) {
            fill_truths(field, column);
        } else if (const auto names = categories_of(field, present); !names.empty()) {
            fill_categories(field, names, column);
        } else {
            fill_texts(field, column);
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

}  // namespace errata
