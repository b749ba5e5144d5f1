// Charts of a column in which values are chosen: a histogram to drag over, and a bar per value to press.
//
// What it is for: the small charts of the data panel. Counts of everything stand behind those of what is selected, on one
// scale. A histogram has two sliders, its range's ends, for keys and screen readers; each value is a checkbox.
// What it does not do: count, or know what a choice means.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ui/widgets.h"

namespace errata::ui {

// Bins from `first`, before `last`.
struct BinRange {
    std::size_t first = 0;
    std::size_t last = 0;

    bool operator==(const BinRange&) const = default;
};

struct HistogramOptions {
    ImVec2 extent = {240, 80};
    std::span<const double> edges = {};            // bins + 1
    std::span<const std::uint32_t> all = {};       // per bin
    std::span<const std::uint32_t> selected = {};  // of them
    std::optional<BinRange> chosen = {};           // nothing: no range is
    std::string_view unit = {};                    // behind numbers; may be empty
};

struct HistogramResult {
    bool changed = false;
    std::optional<BinRange> chosen = {};  // where it changed
};

// A drag chooses the bins that it goes over; a click a bin, or nothing where it was chosen.
HistogramResult histogram(Frame& frame, std::string_view name, const HistogramOptions& options);

struct ValueBarOptions {
    float width = 240;
    std::uint64_t all = 0;
    std::uint64_t selected = 0;
    std::uint64_t most = 0;  // what the whole width stands for
    bool chosen = false;
    bool muted = false;           // no value, but what is said in place of one
    std::string_view label = {};  // shown in place of the name, which is to be distinct
};
inline constexpr float value_bar_height = 22;
// True when it was pressed.
bool value_bar(Frame& frame, std::string_view name, const ValueBarOptions& options);

// "1,500", "0.35", "2e-07".
std::string short_number(double number);

}  // namespace errata::ui
