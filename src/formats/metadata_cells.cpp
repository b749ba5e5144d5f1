#include "formats/metadata_cells.h"

#include <algorithm>
#include <array>

#include "formats/labels_columns.h"

namespace errata {

CellKind kind_of_cell(std::string_view cell) {
    if (cell.empty()) return CellKind::missing;
    if (labels::number_from(cell)) return CellKind::number;
    const std::string word = cell.size() > 5 ? std::string() : labels::lower_case(cell);
    return word == "true" || word == "false" ? CellKind::truth : CellKind::text;
}

namespace json {

bool read_cell(Value& value, CellKind& kind, std::string& text) {
    const std::string_view token = token_of(value);
    if (token.empty() || token.starts_with('[') || token.starts_with('{')) return false;
    if (token.starts_with('"')) {
        kind = CellKind::text;
        return read_text(value, text) == Read::ok;
    }
    if (token == "null") {
        kind = CellKind::missing;
        return true;
    }
    kind = token == "true" || token == "false" ? CellKind::truth : CellKind::number;
    text = token;
    double number = 0;
    return kind == CellKind::truth || read_double(value, number) == Read::ok;
}

void add_cells(std::string_view key, Value& value, std::size_t row, MetadataBuilder& metadata) {
    CellKind kind = CellKind::missing;
    std::string text;
    if (key != "attributes") {
        if (read_cell(value, kind, text)) metadata.set(row, key, kind, text);
        return;
    }
    simdjson::ondemand::object fields;
    if (!token_of(value).starts_with('{') || value.get_object().get(fields) != simdjson::SUCCESS) {
        return;
    }
    for (auto field : fields) {
        std::string_view name;
        Value one;
        if (field.unescaped_key().get(name) != simdjson::SUCCESS ||
            field.value().get(one) != simdjson::SUCCESS) {
            return;
        }
        if (read_cell(one, kind, text)) metadata.set(row, name, kind, text);
    }
}

}  // namespace json

bool is_object_cell(std::string_view key) {
    constexpr std::array known = {"id",        "image_id",     "category_id", "bbox",
                                  "area",      "iscrowd",      "score",       "segmentation",
                                  "keypoints", "num_keypoints"};
    return !std::ranges::contains(known, key);
}

void add_cells(const std::vector<std::string>& names, const std::vector<std::string_view>& cells,
               std::size_t row, MetadataBuilder& metadata) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string_view cell = cells[i];
        switch (cell.front()) {
            case '"':
                metadata.set(row, names[i], CellKind::text, cell.substr(1, cell.size() - 2));
                break;
            case 't':
            case 'f': metadata.set(row, names[i], CellKind::truth, cell); break;
            case 'n': break;
            default: metadata.set(row, names[i], CellKind::number, cell);
        }
    }
}

}  // namespace errata
