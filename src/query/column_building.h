// Small pieces that the registry's functions are made of.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "query/column_facts.h"
#include "query/registry.h"

namespace errata {

// The registry's rows of one table.
struct RowOf {
    Table table;

    ColumnInfo operator()(const char* name, ColumnType type, Unit unit, std::uint8_t inputs,
                          const char* range, const char* meaning, const char* formula = "",
                          const char* source = "") const {
        return {.name = name,
                .table = table,
                .type = type,
                .unit = unit,
                .inputs = inputs,
                .range = range,
                .meaning = meaning,
                .formula = formula,
                .source = source};
    }
};

// value(i) for each row; NaN where it is missing.
template <typename Value>
ColumnData number_column(std::size_t rows, Value&& value) {
    std::vector<double> numbers(rows);
    for (std::size_t i = 0; i < rows; ++i) numbers[i] = static_cast<double>(value(i));
    return {.numbers = Column<double>(std::move(numbers))};
}

// value(i): 0, 1 or no_truth.
template <typename Value>
ColumnData truth_column(std::size_t rows, Value&& value) {
    std::vector<std::uint8_t> truths(rows);
    for (std::size_t i = 0; i < rows; ++i) truths[i] = static_cast<std::uint8_t>(value(i));
    return {.truths = Column<std::uint8_t>(std::move(truths))};
}

// code(i): a place in `names`, or no_code.
template <typename Code>
ColumnData category_column(std::size_t rows, TextColumn names, Code&& code) {
    std::vector<std::uint16_t> codes(rows);
    for (std::size_t i = 0; i < rows; ++i) codes[i] = static_cast<std::uint16_t>(code(i));
    return {.codes = Column<std::uint16_t>(std::move(codes)), .names = std::move(names)};
}

inline TextColumn text_column(std::initializer_list<std::string_view> texts) {
    TextColumnBuilder builder;
    for (const std::string_view text : texts) builder.push(text);
    return std::move(builder).build();
}

inline TextColumn class_names(const ColumnFacts& facts) { return facts.dataset().classes.names; }

// Those of ErrorKind, in its order.
inline TextColumn error_names(const ColumnFacts&) {
    return text_column(
        {"classification", "localization", "both", "duplicate", "background", "missed", "none"});
}

// Ids as whole numbers, where all are and a double holds them.
bool are_whole_numbers(const IdColumn& ids);
ColumnData number_ids(const IdColumn& ids);
ColumnData text_ids(const IdColumn& ids);

// Geometry of boxes in their images, for truth and predictions alike.
struct BoxRows {
    const Dataset& dataset;
    const Column<SampleSlot>& sample;
    const Column<Box>& box;
    const Column<std::uint8_t>&
        left_out;  // 1: no neighbour of others (crowd regions); empty: all are
};
ColumnData aspect_column(const BoxRows& rows);
ColumnData centre_x_column(const BoxRows& rows);
ColumnData centre_y_column(const BoxRows& rows);
ColumnData border_column(const BoxRows& rows);
ColumnData neighbour_column(const BoxRows& rows, const SampleRows& of_sample);

// Per sample: rows of a table of objects that `counts`.
template <typename Counts>
ColumnData count_column(std::size_t samples, const Column<SampleSlot>& sample, Counts&& counts) {
    std::vector<double> numbers(samples);
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (counts(i)) ++numbers[sample[i]];
    }
    return {.numbers = Column<double>(std::move(numbers))};
}

}  // namespace errata
