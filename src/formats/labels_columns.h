// Which column or field of a table of labels means what: the names people give them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/labels_table.h"

namespace errata::labels {

enum class Meaning : std::uint8_t { id, label, prediction, score, scores, text, value, other };

// Of a name by itself, without case.
Meaning meaning_of(std::string_view name);

std::string lower_case(std::string_view text);

// A finite number (spaces around it are no part of it); nothing for anything else.
std::optional<double> number_from(std::string_view text);

// Not a number, infinite or empty, as programs write them.
bool is_missing_number(std::string_view text);

struct ClassColumn {
    std::size_t column = 0;
    std::string name;
};

struct Columns {
    std::optional<std::size_t> id;
    std::optional<std::size_t> label;  // or the value, of task values
    std::optional<std::size_t> score;
    std::optional<std::size_t> text;
    std::vector<ClassColumn> classes;
    std::vector<std::string> unused;
};

// Finds the columns of a CSV file; `first` are the cells of its first row (empty: there is none), which tell numbers
// from other columns. Error wrong_kind with what is missing, what was found, and the remedy.
Result<Columns> find_columns(std::span<const std::string> names,
                             std::span<const std::string_view> first,
                             const LabelReaderOptions& options);

// What to give for such a file.
std::string remedy_of(const LabelReaderOptions& options);

}  // namespace errata::labels
