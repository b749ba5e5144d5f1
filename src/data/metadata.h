// Metadata: what files say of samples beyond what Errata has a column for: site, camera, weather, date.
//
// What it is for: any number of fields by name, each cell as it was written and with its kind, to be carried along
// and asked about by name (query/metadata_columns.h makes typed columns of them).
// What it does not do: lists and objects, which are left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/column.h"

namespace errata {

enum class CellKind : std::uint8_t { missing, number, truth, text };

// Field by field: the cells of field f are those from f * rows on.
struct Metadata {
    TextColumn names = {};
    Column<std::uint8_t> kinds = {};  // CellKind
    TextColumn cells = {};  // numbers as written, truth values as true and false; "" where missing

    std::size_t fields() const { return names.size(); }
    bool empty() const { return names.empty(); }
};

// A file whose keys are data has no end of fields.
inline constexpr std::size_t max_metadata_fields = 250;

class MetadataBuilder {
public:
    // A cell of a row of the file; the last of one name counts. Fields beyond the most that there may be are left out.
    void set(std::size_t row, std::string_view name, CellKind kind, std::string_view text);

    // Forgets the cells of the row that was set last, which is not kept.
    void take_back(std::size_t row);

    // Of these rows of the file, in that order.
    Metadata build(std::span<const std::uint32_t> rows) const;

private:
    struct Cell {
        std::size_t row = 0;
        std::uint32_t field = 0;
        CellKind kind = CellKind::missing;
        std::size_t begin = 0;  // in texts_
        std::size_t size = 0;
    };

    std::vector<std::string> names_;
    std::unordered_map<std::string, std::uint32_t> field_of_;
    std::string spelled_;
    std::vector<Cell> cells_;
    std::string texts_;
    std::size_t rows_ = 0;  // one behind the last
};

}  // namespace errata
