#include "ui/plot/plot_scale.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <format>

#include "base/text.h"

namespace errata::ui {

namespace {

constexpr double farthest_px = 10000;
// Beyond this, neighbouring ticks could not be told apart in a double.
constexpr double least_relative_length = 1e-12;
// Above this a whole number is no longer written in full.
constexpr double largest_written_out = 1e15;

// A step of ticks: `mantissa` (1, 2 or 5) times ten to the `exponent`.
struct Step {
    double mantissa = 1;
    int exponent = 0;

    double size() const { return multiple(1); }
    // Divides where the exponent is negative: 3 / 10 is 0.3, and 3 * 0.1 is not.
    double multiple(double number) const {
        const double power = std::pow(10.0, std::abs(exponent));
        return exponent < 0 ? number * mantissa / power : number * mantissa * power;
    }
    Step next() const {
        if (mantissa == 1) return {2, exponent};
        if (mantissa == 2) return {5, exponent};
        return {1, exponent + 1};
    }
};

// Tolerance for ticks that lie on the range's very ends, in steps.
constexpr double slack = 1e-9;

double first_multiple(PlotRange range, const Step& step) {
    return std::ceil(range.low / step.size() - slack);
}
double last_multiple(PlotRange range, const Step& step) {
    return std::floor(range.high / step.size() + slack);
}

Step step_of(const PlotAxis& axis, PlotRange range, std::size_t most) {
    const auto wanted = static_cast<double>(std::max<std::size_t>(most, 2));
    // Two sizes below what divides the range evenly: at most four tries until the ticks are few enough.
    Step step = {.mantissa = 1,
                 .exponent = static_cast<int>(std::floor(std::log10(range.length() / wanted))) - 1};
    if (axis.counts && step.exponent < 0) step = {};
    while (last_multiple(range, step) - first_multiple(range, step) + 1 > wanted)
        step = step.next();
    return step;
}

int decimals_of(double step) {
    return std::max(0, static_cast<int>(std::ceil(-std::log10(step) - slack)));
}

struct Magnitude {
    double size;
    const char* letter;
};

Magnitude magnitude_of(double largest) {
    for (const Magnitude magnitude :
         {Magnitude{1e9, "G"}, Magnitude{1e6, "M"}, Magnitude{1e3, "k"}})
        if (largest >= magnitude.size) return magnitude;
    return {1, ""};
}

std::string minus_sign(std::string text) {
    if (text.starts_with('-')) text.replace(0, 1, "\u2212");
    return text;
}

std::string tick_text(double value, double step, AxisFormat format, const Magnitude& magnitude) {
    const double factor = format == AxisFormat::percent ? 100 : 1 / magnitude.size;
    const double shown = value * factor;
    const int decimals = decimals_of(step * factor);
    const char* const sign = format == AxisFormat::percent ? "%" : magnitude.letter;
    if (std::abs(shown) >= largest_written_out || decimals > 7) {
        return minus_sign(std::format("{:.6g}{}", shown, sign));
    }
    if (shown == 0 && *sign != 0 && format == AxisFormat::number) return "0";
    return fixed_text(shown, decimals) + sign;
}

// Powers of ten; where they are few, also twice and five times them.
std::vector<PlotTick> log_ticks(const PlotAxis& axis, PlotRange range, std::size_t most,
                                bool compact) {
    const double low = std::ceil(std::log10(range.low) - slack);
    const double high = std::floor(std::log10(range.high) + slack);
    const double decades = std::max(high - low + 1, 0.0);
    const auto wanted = static_cast<double>(std::max<std::size_t>(most, 2));
    std::vector<PlotTick> ticks;
    const auto add = [&](double value) {
        if (value < range.low * (1 - slack) || value > range.high * (1 + slack)) return;
        const Magnitude magnitude = compact ? magnitude_of(value) : Magnitude{1, ""};
        // Each number is written with the digits it needs itself.
        ticks.push_back({value, tick_text(value, value, axis.format, magnitude)});
    };
    if (decades >= 1 && decades * 3 > wanted) {
        const double stride = std::ceil(decades / wanted);
        for (double power = low; power <= high; power += stride) add(std::pow(10.0, power));
        return ticks;
    }
    for (double power = low - 1; power <= high; ++power) {
        for (const double mantissa : {1.0, 2.0, 5.0}) {
            const auto exponent = static_cast<int>(power);
            add(Step{mantissa, exponent}.size());
        }
    }
    return ticks;
}

}  // namespace

// --- scales --------------------------------------------------------------------------------------------

PlotScale::PlotScale(PlotRange range, AxisScale kind, float low_px, float high_px)
    : range_(range), kind_(kind), low_px_(low_px), high_px_(high_px) {}

float PlotScale::place(double value) const {
    const auto low_px = static_cast<double>(low_px_);
    const auto high_px = static_cast<double>(high_px_);
    double fraction = 0;
    if (kind_ == AxisScale::linear) {
        fraction = (value - range_.low) / range_.length();
    } else if (value > 0) {
        fraction = std::log(value / range_.low) / std::log(range_.high / range_.low);
    } else {
        fraction = -farthest_px;
    }
    const double px = low_px + fraction * (high_px - low_px);
    return static_cast<float>(std::clamp(px, std::min(low_px, high_px) - farthest_px,
                                         std::max(low_px, high_px) + farthest_px));
}

double PlotScale::value(float px) const {
    const double fraction =
        static_cast<double>(px - low_px_) / static_cast<double>(high_px_ - low_px_);
    if (kind_ == AxisScale::linear) return range_.low + fraction * range_.length();
    return range_.low * std::pow(range_.high / range_.low, fraction);
}

// --- ticks ---------------------------------------------------------------------------------------------

PlotRange usable(PlotRange range, const PlotAxis& axis) {
    if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.high < range.low)
        return {};
    const double largest = std::max(std::abs(range.low), std::abs(range.high));
    // Differences of the largest doubles are infinite.
    constexpr double outermost = 1e300;
    range.low = std::max(range.low, -outermost);
    range.high = std::min(range.high, outermost);
    if (axis.scale == AxisScale::log10) {
        if (range.high <= 0) return {1, 10};
        range.low = std::max(range.low, 1e-300);
        if (range.high / range.low > 1 + 1e-9) return range;
        return {range.low / 2, range.high * 2};
    }
    if (range.length() > largest * least_relative_length && range.length() > 1e-300) return range;
    const double around = largest < 1e-290 ? 1 : largest / 2;
    return {std::max(range.low - around, -outermost), std::min(range.high + around, outermost)};
}

std::vector<PlotTick> ticks_of(const PlotAxis& axis, PlotRange range, std::size_t most,
                               bool compact) {
    range = usable(range, axis);
    if (axis.scale == AxisScale::log10) {
        std::vector<PlotTick> ticks = log_ticks(axis, range, most, compact);
        if (ticks.size() >= 2) return ticks;
    }
    const Step step = step_of(axis, range, most);
    const double first = first_multiple(range, step);
    const double count = last_multiple(range, step) - first + 1;
    const double largest = std::max(std::abs(range.low), std::abs(range.high));
    const Magnitude magnitude = compact ? magnitude_of(largest) : Magnitude{1, ""};
    std::vector<PlotTick> ticks;
    for (double i = 0; i < count; ++i) {
        const double value = step.multiple(first + i) + 0.0;  // -0 is 0
        ticks.push_back({value, tick_text(value, step.size(), axis.format, magnitude)});
    }
    return ticks;
}

PlotRange rounded_out(const PlotAxis& axis, PlotRange range, std::size_t most) {
    range = usable(range, axis);
    if (axis.scale == AxisScale::log10) {
        return {std::pow(10.0, std::floor(std::log10(range.low) + slack)),
                std::pow(10.0, std::ceil(std::log10(range.high) - slack))};
    }
    // Widening may ask for a larger step. Three ticks are always allowed: a range across 0 needs them.
    most = std::max<std::size_t>(most, 3);
    Step step = step_of(axis, range, most);
    while (true) {
        const double first = std::floor(range.low / step.size() + slack);
        const double last = std::ceil(range.high / step.size() - slack);
        if (last - first + 1 <= static_cast<double>(most))
            return {step.multiple(first) + 0.0, step.multiple(last) + 0.0};
        step = step.next();
    }
}

// --- numbers in words ----------------------------------------------------------------------------------

std::string fixed_text(double value, int decimals) {
    std::string digits = std::format("{:.{}f}", std::abs(value), decimals);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const bool nothing = digits.find_first_not_of("0.") == std::string::npos;
    if (point <= 18) {
        const auto whole = static_cast<std::uint64_t>(std::strtoull(digits.c_str(), nullptr, 10));
        digits = grouped(whole) + digits.substr(point);
    }
    return value < 0 && !nothing ? "\u2212" + digits : digits;
}

std::string value_text(double value, AxisFormat format) {
    if (!std::isfinite(value)) return "\u2013";
    if (format == AxisFormat::percent) return fixed_text(value * 100, 1) + "%";
    const double size = std::abs(value);
    if (size >= largest_written_out) return minus_sign(std::format("{:.4g}", value));
    if (value == std::floor(value) || size >= 1000) return fixed_text(value, 0);
    return minus_sign(std::format("{:.4g}", value));
}

std::string value_text(double value, const PlotAxis& axis) {
    const std::string number = value_text(value, axis.format);
    return axis.unit.empty() ? number : number + " " + axis.unit;
}

}  // namespace errata::ui
