// Cells of metadata as JSON and CSV write them (data/metadata.h), and which fields of COCO's records are cells.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/metadata.h"
#include "formats/json_fields.h"

namespace errata {

// Of a CSV cell: a finite number, true or false in any case, text; missing where it is empty.
CellKind kind_of_cell(std::string_view cell);

namespace json {

// A number, text, true, false or null; false for a list or an object, which stays unread.
bool read_cell(Value& value, CellKind& kind, std::string& text);

// Adds what a field of row `row` says; of an object "attributes", what each field in it says.
void add_cells(std::string_view key, Value& value, std::size_t row, MetadataBuilder& metadata);

}  // namespace json

// Whether a field of COCO annotations and results is no column of its own.
bool is_object_cell(std::string_view key);

// Adds the cells that a RecordTemplate has read.
void add_cells(const std::vector<std::string>& names, const std::vector<std::string_view>& cells,
               std::size_t row, MetadataBuilder& metadata);

}  // namespace errata
