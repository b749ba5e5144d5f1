// Columns as queries see them: their types, what is known of each, their values, and where they come from.
//
// What it is for: everything that can be asked is a named column of one of three tables. A ColumnSource knows which there
// are and computes the values of one when it is first asked for.
// What it does not do: compute (dataset_columns.h), parse (parse.h).
//
// *Missing* is a value of its own in every type, never 0 or "": a number that is no number (NaN), no_code, no_truth, a
// text that `missing` names. A set is never missing, only empty.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bit_set.h"
#include "data/column.h"
#include "data/dataset.h"

namespace errata {

enum class Table : std::uint8_t {
    samples,
    truth,  // ground-truth objects
    pred,   // predictions of one run
};

std::string_view name_of(Table table);  // "samples", "truth", "pred"

// A table, and the run: whose predictions, or from whose matches a column of samples or objects comes. Run 0 is the one
// that is meant where none is named.
struct TableRef {
    Table table = Table::samples;
    std::uint32_t run = 0;

    bool operator==(const TableRef&) const = default;
};

enum class ColumnType : std::uint8_t {
    number,
    integer,
    truth,     // true or false
    category,  // one of a list of names
    text,
    set,  // any number of a list of names
};

std::string_view name_of(ColumnType type);  // "number", "truth value", ...

constexpr bool is_numeric(ColumnType type) {
    return type == ColumnType::number || type == ColumnType::integer;
}

enum class Unit : std::uint8_t {
    none,           // counts, ratios, what files do not say
    fraction,       // 0 to 1
    percent,        // only of literals, which are compared with fractions
    pixels,         // px
    square_pixels,  // px2
    degrees,        // deg
};

std::string_view name_of(Unit unit);  // "", "fraction", "%", "px", "px2", "deg"

// What a column is computed from: it is computed again when one of these changes.
enum ColumnInputs : std::uint8_t {
    from_dataset = 1,
    from_run = 2,
    from_iou = 4,         // the IoU threshold that a match needs
    from_confidence = 8,  // the score from which predictions are seen
    from_session = 16,    // what a person has decided: tags, labeling functions
};

// The registry's row.
struct ColumnInfo {
    std::string name;
    Table table = Table::samples;
    ColumnType type = ColumnType::number;
    Unit unit = Unit::none;
    std::uint8_t inputs = from_dataset;
    std::string range = {};    // "0 to 1", "found, missed, ignored"
    std::string meaning = {};  // one sentence, no full stop
    std::string formula = {};  // may be empty
    std::string source = {};   // of the formula; may be empty
};

inline constexpr std::uint16_t no_code = 0xFFFF;
inline constexpr std::uint8_t no_truth = 2;
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

// The values of one column, in the member that its type names.
struct ColumnData {
    Column<double> numbers = {};          // number, integer; NaN: missing
    Column<std::uint8_t> truths = {};     // 0, 1 or no_truth
    Column<std::uint16_t> codes = {};     // category: place in `names`, or no_code
    ListColumn<std::uint16_t> sets = {};  // set: places in `names`
    TextColumn texts = {};
    BitSet missing = {};    // of texts; empty: none is missing
    TextColumn names = {};  // of category and set
};

// Must not change while a query runs over it, except by set_… of the class that implements it between queries.
class ColumnSource {
public:
    virtual ~ColumnSource() = default;

    // In the order of TableRef::run; at least one where there are predictions.
    virtual std::span<const std::string> runs() const = 0;
    virtual std::size_t rows(TableRef table) const = 0;

    // Those that this data has, in the registry's order.
    virtual std::span<const ColumnInfo> columns(Table table) const = 0;

    // The values of `info`, which is one of columns(table.table); computed when first asked for, and kept.
    virtual const ColumnData& values(TableRef table, const ColumnInfo& info) = 0;

    // The names of a category or set, which need no values to be computed.
    virtual TextColumn names(TableRef table, const ColumnInfo& info) const = 0;

    // The sample of each row of a table of objects; empty of samples.
    virtual std::span<const SampleSlot> sample_of(TableRef table) const = 0;
};

// By name; null where there is none.
const ColumnInfo* find_column(const ColumnSource& source, Table table, std::string_view name);

}  // namespace errata
