#include "query/metadata_columns.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <cmath>
#include <format>
#include <unordered_map>

namespace errata {

namespace {

constexpr std::size_t most_categories = 1000;

// The cells of one field in one part; all missing where the part has none of that name.
struct Cells {
    const Metadata& metadata;
    std::size_t begin = 0;
    std::size_t rows = 0;
    bool is_there = false;

    CellKind kind(std::size_t row) const {
        return is_there ? static_cast<CellKind>(metadata.kinds[begin + row]) : CellKind::missing;
    }
    std::string_view text(std::size_t row) const {
        return is_there ? metadata.cells[begin + row] : std::string_view();
    }
};

struct Field {
    std::string_view name;
    std::vector<Cells> parts;

    std::size_t count(CellKind of) const {
        std::size_t sum = 0;
        for (const Cells& cells : parts) {
            for (std::size_t row = 0; row < cells.rows; ++row) sum += cells.kind(row) == of ? 1 : 0;
        }
        return sum;
    }
    std::size_t present() const {
        std::size_t rows = 0;
        for (const Cells& cells : parts) rows += cells.rows;
        return rows - count(CellKind::missing);
    }
};

// Each name once, in the order of parts and fields.
std::vector<Field> fields_of(const std::vector<MetadataPart>& parts) {
    std::vector<Field> fields;
    std::unordered_map<std::string_view, std::size_t> place_of;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        const Metadata& metadata = *parts[p].metadata;
        for (std::size_t f = 0; f < metadata.fields(); ++f) {
            const auto [found, is_new] = place_of.emplace(metadata.names[f], fields.size());
            if (is_new) {
                Field& field = fields.emplace_back(Field{.name = metadata.names[f], .parts = {}});
                for (const MetadataPart& part : parts)
                    field.parts.push_back({.metadata = *part.metadata, .rows = part.rows});
            }
            Cells& cells = fields[found->second].parts[p];
            cells.begin = f * cells.rows;
            cells.is_there = true;
        }
    }
    return fields;
}

double number_of(std::string_view text) {
    double number = no_number;
    fast_float::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

void fill_numbers(const Field& field, MetadataColumn& column) {
    bool whole = true;
    double least = INFINITY;
    double most = -INFINITY;
    for (const Cells& cells : field.parts) {
        std::vector<double> numbers(cells.rows, no_number);
        for (std::size_t row = 0; row < cells.rows; ++row) {
            if (cells.kind(row) != CellKind::number) continue;
            const double number = number_of(cells.text(row));
            numbers[row] = number;
            whole = whole && number == std::floor(number) && std::abs(number) <= 0x1p53;
            least = std::min(least, number);
            most = std::max(most, number);
        }
        column.data.push_back({.numbers = Column<double>(std::move(numbers))});
    }
    column.info.type = whole ? ColumnType::integer : ColumnType::number;
    column.info.range = std::format("{} to {}", least, most);
}

void fill_truths(const Field& field, MetadataColumn& column) {
    for (const Cells& cells : field.parts) {
        std::vector<std::uint8_t> truths(cells.rows, no_truth);
        for (std::size_t row = 0; row < cells.rows; ++row) {
            if (cells.kind(row) == CellKind::truth) truths[row] = cells.text(row) == "true" ? 1 : 0;
        }
        column.data.push_back({.truths = Column<std::uint8_t>(std::move(truths))});
    }
    column.info.type = ColumnType::truth;
    column.info.range = "true, false";
}

// The different texts, in the order of their bytes; none where they are too many for a list.
std::vector<std::string_view> categories_of(const Field& field, std::size_t present) {
    std::unordered_map<std::string_view, std::size_t> seen;
    for (const Cells& cells : field.parts) {
        for (std::size_t row = 0; row < cells.rows; ++row) {
            if (cells.kind(row) != CellKind::missing) ++seen[cells.text(row)];
            if (seen.size() > most_categories ||
                2 * seen.size() > std::max<std::size_t>(present, 4))
                return {};
        }
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
    const TextColumn all_names = std::move(builder).build();
    for (const Cells& cells : field.parts) {
        std::vector<std::uint16_t> values(cells.rows, no_code);
        for (std::size_t row = 0; row < cells.rows; ++row) {
            if (cells.kind(row) != CellKind::missing) values[row] = codes.at(cells.text(row));
        }
        column.data.push_back(
            {.codes = Column<std::uint16_t>(std::move(values)), .names = all_names});
    }
    column.info.type = ColumnType::category;
}

void fill_texts(const Field& field, MetadataColumn& column) {
    for (const Cells& cells : field.parts) {
        TextColumnBuilder builder;
        BitSet missing(cells.rows);
        for (std::size_t row = 0; row < cells.rows; ++row) {
            builder.push(cells.text(row));
            missing.set(row, cells.kind(row) == CellKind::missing);
        }
        column.data.push_back({.texts = std::move(builder).build(), .missing = std::move(missing)});
    }
    column.info.type = ColumnType::text;
}

}  // namespace

std::vector<MetadataColumn> metadata_columns(const std::vector<MetadataPart>& parts, Table table,
                                             const std::vector<ColumnInfo>& taken) {
    std::vector<MetadataColumn> columns;
    for (const Field& field : fields_of(parts)) {
        const std::size_t present = field.present();
        if (present == 0) continue;
        MetadataColumn column;
        // A backquote could not be written in a name.
        std::string name(field.name);
        std::ranges::replace(name, '`', '\'');
        if (name.empty() || std::ranges::contains(taken, name, &ColumnInfo::name))
            name = "meta_" + name;
        column.info.name = std::move(name);
        column.info.table = table;
        if (table == Table::pred) column.info.inputs = from_dataset | from_run;
        column.info.meaning =
            std::format("\"{}\", as the {} it", field.name,
                        table == Table::pred ? "predictions' file gives" : "ground truth gives");
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
