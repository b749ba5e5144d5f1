#include "formats/metadata_cells.h"

#include <algorithm>

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

}  // namespace json

}  // namespace errata
