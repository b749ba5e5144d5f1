// Span errors: what is wrong with the spans that are not exactly right, each tied to its object.
//
// What it is for: telling wrong boundaries from wrong types, as TIDE does for boxes.
// What it does not do: say what each kind costs.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/figure.h"

namespace errata {

enum class SpanError : std::uint8_t {
    boundary,  // the right type, but not the same span
    type,      // the same span, but another type
    both,      // overlaps with an object, neither span nor type right
    spurious,  // overlaps with nothing that was missed
    missed,    // an object that nothing aims at
    none,
};
inline constexpr std::size_t span_errors = 5;

std::span<const FigureInfo> span_error_infos();

struct SpanErrors {
    std::vector<SpanError> predictions;  // per row of the run
    std::vector<Row> target;         // per row of the run: the object found or aimed at, or no_row
    std::vector<SpanError> objects;  // per row of the ground truth: missed or none
    std::array<std::uint32_t, span_errors> counts = {};
};

// After the exact matches, pairs of what is left aim at one another: first the same span with another type, then the
// right type by falling overlap, then the others by falling overlap; each object once. Equal overlaps in the order of
// the rows.
SpanErrors find_span_errors(const Dataset& dataset, const Run& run, const SampleRows& rows);

}  // namespace errata
