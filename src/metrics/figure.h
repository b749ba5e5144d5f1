// Figures: one number of an evaluation, with what it is based on and what it means.
//
// What it is for: every task's results are tables of figures: the command line's JSON, the page's cards, tables and
// tooltips read the same definitions.
// What it does not do: compute any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace errata {

// The range that holds the true value with probability `level`, as far as the sample tells.
struct Interval {
    double low = 0;
    double high = 0;
    double level = 0.95;
    // Of a bootstrap: how many resamples there were, and from how many a class (or the whole figure) had vanished
    // and was left out.
    std::uint32_t resamples = 0;
    std::uint32_t resamples_without = 0;

    bool operator==(const Interval&) const = default;
};

struct Figure {
    std::optional<double> value = {};  // nothing where the definition leaves it undefined
    std::uint64_t count = 0;           // what it is based on: see the definition's `basis`
    std::optional<Interval> interval = {};
};

// How a figure is shown, and which direction is better.
enum class FigureKind : std::uint8_t {
    fraction,      // 0 to 1, higher is better; shown in percent
    error,         // 0 to 1, lower is better; shown in percent
    number,        // any; shown as it is, higher is better
    loss,          // any; shown as it is, lower is better
    signed_error,  // any; shown as it is, nearer to 0 is better
};

// Whether `a` is the better value of such a figure.
constexpr bool is_better(FigureKind kind, double a, double b) {
    const auto size = [](double value) { return value < 0 ? -value : value; };
    switch (kind) {
        case FigureKind::fraction:
        case FigureKind::number: return a > b;
        case FigureKind::error:
        case FigureKind::loss: return a < b;
        case FigureKind::signed_error: return size(a) < size(b);
    }
    return false;
}

// Texts are literals.
struct FigureInfo {
    std::string_view key;      // in JSON: "AP50"
    std::string_view name;     // in full: "Average precision at IoU 0.50"
    std::string_view meaning;  // formula and source, one or two sentences: the page's tooltip
    std::string_view basis = "ground-truth objects";  // what `count` counts
    FigureKind kind = FigureKind::fraction;
    // A share of what it counts, each of them right or wrong by itself: Wilson's interval holds.
    bool is_share = false;
};

// Figures over all classes and of each.
struct FigureTable {
    std::vector<FigureInfo> figures;
    std::vector<Figure> overall;  // per figure
    std::vector<FigureInfo> class_figures =
        {};  // of a class, where they are others; empty: the same
    std::vector<std::vector<Figure>>
        classes;  // per class slot, per figure of a class; may be empty

    const std::vector<FigureInfo>& of_class() const {
        return class_figures.empty() ? figures : class_figures;
    }
};

}  // namespace errata
