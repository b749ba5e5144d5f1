// Cells of metadata as JSON and CSV write them (data/metadata.h).
#pragma once

#include <string>
#include <string_view>

#include "data/metadata.h"
#include "formats/json_fields.h"

namespace errata {

// Of a CSV cell: a finite number, true or false in any case, text; missing where it is empty.
CellKind kind_of_cell(std::string_view cell);

namespace json {

// A number, text, true, false or null; false for a list or an object, which stays unread.
bool read_cell(Value& value, CellKind& kind, std::string& text);

}  // namespace json

}  // namespace errata
