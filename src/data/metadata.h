// Metadata: what files say of samples, of their objects and of predictions beyond what Errata has a column for: site,
// camera, weather, date; occluded, truncated, colour.
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

#include "base/growing.h"
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

// Which of two tables a row comes from, and which of its rows it is.
struct Origin {
    bool from_second = false;
    std::uint32_t row = 0;
};
using Origins = std::vector<Origin>;

// Of two tables with so many rows: fields of both by name, the first's before; missing where a row's table has none.
Metadata merged(const Metadata& first, std::size_t first_rows, const Metadata& second,
                std::size_t second_rows, const Origins& origins);

// A file whose keys are data has no end of fields.
inline constexpr std::size_t max_metadata_fields = 250;

class MetadataBuilder {
public:
    // A cell of a row of the file, which is the last row or one behind; the last of one name counts. Fields beyond the most
    // that there may be are left out.
    void set(std::size_t row, std::string_view name, CellKind kind, std::string_view text);

    // Forgets the cells from this row on, which are not kept.
    void take_back(std::size_t row);

    // Rows of a later part of the file, whose row 0 is this one here.
    void append(const MetadataBuilder& later, std::size_t row);

    bool empty() const { return fields_.empty(); }

    // Of these rows of the file, in that order.
    Metadata build(std::span<const std::uint32_t> rows) const;

private:
    // Its cells up to the last that is not missing.
    struct Field {
        std::string name;
        Growing<std::uint8_t> kinds = {};  // CellKind
        Growing<std::uint64_t> ends = {};  // of each in bytes
        Growing<char> bytes = {};

        std::string_view text(std::size_t row) const;
        void push(CellKind kind, std::string_view text);
        void truncate(std::size_t rows);
    };

    // Null where there are too many.
    Field* field_of(std::string_view name);
    static void put(Field& field, std::size_t row, CellKind kind, std::string_view text);

    std::vector<Field> fields_;
    std::unordered_map<std::string, std::size_t> place_of_;
    std::size_t next_ = 0;  // records written alike have their fields in the same order
};

}  // namespace errata
