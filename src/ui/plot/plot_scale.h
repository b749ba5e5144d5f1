// Scales and their ticks: from values to pixels, and the few round numbers beside an axis.
//
// What it is for: ticks at 1, 2 or 5 times a power of ten (at powers of ten on a logarithmic axis), whole
// numbers for counts, and numbers in words with thousands separated.
// What it does not do: know which texts fit (plot_layout.h).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ui/plot/plot_spec.h"

namespace errata::ui {

class PlotScale {
public:
    PlotScale() = default;
    // `low_px` is where range.low lies, and may be the larger one. A log10 range lies above 0.
    PlotScale(PlotRange range, AxisScale kind, float low_px, float high_px);

    // Pixel of a finite value; at most 10,000 px outside.
    float place(double value) const;
    // The value at a pixel.
    double value(float px) const;

    PlotRange range() const { return range_; }

private:
    PlotRange range_;
    AxisScale kind_ = AxisScale::linear;
    float low_px_ = 0;
    float high_px_ = 1;
};

struct PlotTick {
    double value = 0;
    std::string label;

    friend bool operator==(const PlotTick&, const PlotTick&) = default;
};

// The range if ticks and pixels can be told apart in it, otherwise one around its middle.
PlotRange usable(PlotRange range, const PlotAxis& axis);

// At most `most` ticks (two at least are tried for) inside the range, from the lowest. `compact`: "12k" and
// "1.5M" in place of "12,000" and "1,500,000".
std::vector<PlotTick> ticks_of(const PlotAxis& axis, PlotRange range, std::size_t most,
                               bool compact = false);

// The range widened to the ticks on either side.
PlotRange rounded_out(const PlotAxis& axis, PlotRange range, std::size_t most);

// A value where it is read by itself: four significant digits, whole numbers in full, "42.1%".
std::string value_text(double value, AxisFormat format);
// The same for a value on the axis, with its unit.
std::string value_text(double value, const PlotAxis& axis);

// With a fixed number of decimals, thousands separated, a true minus sign.
std::string fixed_text(double value, int decimals);

}  // namespace errata::ui
