// Scales and ticks of plots, against numbers worked out by hand.
#include "ui/plot/plot_scale.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace errata::ui;
using Catch::Approx;

namespace {

const PlotAxis plain = {.label = {}};
const PlotAxis counts = {.label = {}, .counts = true};
const PlotAxis percents = {.label = {}, .format = AxisFormat::percent};
const PlotAxis decades = {.label = {}, .scale = AxisScale::log10};

using Labels = std::vector<std::string>;

Labels labels_of(const PlotAxis& axis, PlotRange range, std::size_t most, bool compact = false) {
    Labels labels;
    for (const PlotTick& tick : ticks_of(axis, range, most, compact)) labels.push_back(tick.label);
    return labels;
}

}  // namespace

TEST_CASE("plot ticks: one, two or five times a power of ten", "[plot]") {
    CHECK(labels_of(plain, {0, 1}, 6) == Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
    CHECK(labels_of(plain, {0, 1}, 5) == Labels{"0.0", "0.5", "1.0"});
    CHECK(labels_of(plain, {0, 1}, 11).size() == 11);
    CHECK(labels_of(plain, {0, 47}, 6) == Labels{"0", "10", "20", "30", "40"});
    CHECK(labels_of(plain, {-3, 3}, 4) == Labels{"\u22122", "0", "2"});
    CHECK(labels_of(plain, {0.0012, 0.0019}, 4) == Labels{"0.0012", "0.0014", "0.0016", "0.0018"});
    // Each tick is the nearest double to its number: three tenths, not three times a tenth.
    CHECK(ticks_of(plain, {0, 1}, 11)[3].value == 0.3);
    CHECK(ticks_of(plain, {0.5, 0.95}, 6)[2].value == 0.7);
}

TEST_CASE("plot ticks: whole numbers for counts, thousands separated, short where asked for",
          "[plot]") {
    CHECK(labels_of(counts, {0, 2}, 11) == Labels{"0", "1", "2"});
    CHECK(labels_of(counts, {0, 1}, 9) == Labels{"0", "1"});
    CHECK(labels_of(counts, {0, 12400}, 4) == Labels{"0", "5,000", "10,000"});
    CHECK(labels_of(counts, {0, 12400}, 4, true) == Labels{"0", "5k", "10k"});
    CHECK(labels_of(counts, {0, 2500}, 6, true) ==
          Labels{"0", "0.5k", "1.0k", "1.5k", "2.0k", "2.5k"});
    CHECK(labels_of(counts, {0, 3'000'000}, 4) ==
          Labels{"0", "1,000,000", "2,000,000", "3,000,000"});
    CHECK(labels_of(counts, {0, 3'000'000}, 4, true) == Labels{"0", "1M", "2M", "3M"});
}

TEST_CASE("plot ticks: percent", "[plot]") {
    CHECK(labels_of(percents, {0, 1}, 6) == Labels{"0%", "20%", "40%", "60%", "80%", "100%"});
    CHECK(labels_of(percents, {0.42, 0.44}, 5) ==
          Labels{"42.0%", "42.5%", "43.0%", "43.5%", "44.0%"});
}

TEST_CASE("plot ticks: powers of ten, and twice and five times them where few", "[plot]") {
    CHECK(labels_of(decades, {1, 10000}, 5) == Labels{"1", "10", "100", "1,000", "10,000"});
    CHECK(labels_of(decades, {1, 1e6}, 4) == Labels{"1", "100", "10,000", "1,000,000"});
    CHECK(labels_of(decades, {1, 1e6}, 4, true) == Labels{"1", "100", "10k", "1M"});
    CHECK(labels_of(decades, {0.1, 20}, 9) ==
          Labels{"0.1", "0.2", "0.5", "1", "2", "5", "10", "20"});
    // Less than a decade without such a number: as on a linear axis.
    CHECK(labels_of(decades, {5.5, 9.5}, 5) == Labels{"6", "7", "8", "9"});
}

TEST_CASE("plot ticks: never more than asked for, inside the range, evenly apart", "[plot]") {
    for (const double low : {-7.3, -1.0, 0.0, 0.001, 12345.678}) {
        for (const double length : {1e-7, 0.03, 0.7, 1.0, 9.99, 4321.0, 1e9}) {
            for (std::size_t most = 2; most < 12; ++most) {
                const PlotRange range = {low, low + length};
                const std::vector<PlotTick> ticks = ticks_of(plain, range, most);
                CAPTURE(low, length, most);
                CHECK(ticks.size() <= most);
                for (std::size_t i = 0; i < ticks.size(); ++i) {
                    CHECK(ticks[i].value >= low - length * 1e-6);
                    CHECK(ticks[i].value <= low + length * (1 + 1e-6));
                    if (i > 1) {
                        CHECK(ticks[i].value - ticks[i - 1].value ==
                              Approx(ticks[1].value - ticks[0].value).epsilon(1e-3));
                    }
                }
            }
        }
    }
}

TEST_CASE("plot ranges: rounded out to ticks", "[plot]") {
    CHECK(rounded_out(plain, {0, 12400}, 5) == PlotRange{0, 15000});
    CHECK(rounded_out(plain, {0.03, 0.96}, 6) == PlotRange{0, 1});
    CHECK(rounded_out(plain, {-1, 1}, 2) == PlotRange{-1, 1});
    CHECK(rounded_out(plain, {0, 20}, 5) == PlotRange{0, 20});
    CHECK(rounded_out(decades, {3, 4000}, 5) == PlotRange{1, 10000});
}

TEST_CASE("plot ranges: what has no length or no numbers is widened", "[plot]") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(usable({0.4, 0.4}, plain) == PlotRange{0.4 - 0.2, 0.4 + 0.2});
    CHECK(usable({0, 0}, plain) == PlotRange{-1, 1});
    CHECK(usable({infinity, -infinity}, plain) == PlotRange{0, 1});
    CHECK(usable({std::nan(""), 1}, plain) == PlotRange{0, 1});
    CHECK(usable({8, 8}, decades) == PlotRange{4, 16});
    CHECK(usable({-1, 0}, decades) == PlotRange{1, 10});
    constexpr double huge = std::numeric_limits<double>::max();
    CHECK(std::isfinite(usable({-huge, huge}, plain).length()));
    CHECK(ticks_of(plain, {-huge, huge}, 5).size() >= 2);
    CHECK(ticks_of(plain, {1e16, 1e16 + 2}, 5).size() >= 2);
}

TEST_CASE("plot scales: there and back", "[plot]") {
    const PlotScale linear({10, 20}, AxisScale::linear, 100, 300);
    CHECK(linear.place(10) == 100);
    CHECK(linear.place(12.5) == 150);
    CHECK(linear.value(300) == Approx(20));
    const PlotScale downwards({0, 1}, AxisScale::linear, 200, 100);
    CHECK(downwards.place(0.25) == 175);
    const PlotScale log({1, 10000}, AxisScale::log10, 0, 400);
    CHECK(log.place(100) == Approx(200));
    CHECK(log.value(300) == Approx(1000));
    // Far outside, and where a logarithm has no value, it stays a number of pixels.
    CHECK(linear.place(1e300) == 10300);
    CHECK(linear.place(-1e300) == -9900);
    CHECK(log.place(0) == -10000);
}

TEST_CASE("plot numbers in words", "[plot]") {
    CHECK(value_text(36781, AxisFormat::number) == "36,781");
    CHECK(value_text(0.123456, AxisFormat::number) == "0.1235");
    CHECK(value_text(-12.5, AxisFormat::number) == "\u221212.5");
    CHECK(value_text(0.4213, AxisFormat::percent) == "42.1%");
    CHECK(value_text(std::nan(""), AxisFormat::number) == "\u2013");
    CHECK(value_text(96, PlotAxis{.label = "Side", .unit = "px"}) == "96 px");
    CHECK(fixed_text(-0.001, 2) == "0.00");
    CHECK(fixed_text(1234567.891, 1) == "1,234,567.9");
}
