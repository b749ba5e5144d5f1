#include "ui/plot/plot_colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace errata::ui {

namespace {

constexpr ImU32 rgb(unsigned hex) {
    return IM_COL32((hex >> 16U) & 255U, (hex >> 8U) & 255U, hex & 255U, 255U);
}

template <typename... Hex>
constexpr std::array<ImU32, sizeof...(Hex)> colours(Hex... hex) {
    return {rgb(hex)...};
}

// Twelve hues of OKLCH, 150 degrees from one to the next from 250 on, so that neighbours in the list differ most;
// the lightness of each such that its relative luminance is 0.36 (dark) or 0.175 (light).
constexpr auto categories_on_dark =
    colours(0x4FA6FBU, 0xF4825AU, 0x03B5AEU, 0xE580C5U, 0x7FB042U, 0x9498FFU, 0xDF9119U, 0x0EB0D5U,
            0xF67C92U, 0x1FB87BU, 0xC48AEDU, 0xB7A208U);
static_assert(categories_on_dark.size() == category_colours);
constexpr auto categories_on_light =
    colours(0x0177CCU, 0xC84C16U, 0x03827DU, 0xB94A9AU, 0x548104U, 0x6866D8U, 0xA36702U, 0x027F9AU,
            0xCA4463U, 0x058557U, 0x9957C4U, 0x847400U);

// OKLCH: lightness 0.25 to 0.95 in equal steps, hue from blue over green to yellow.
constexpr auto ramp = colours(0x142139U, 0x123863U, 0x015382U, 0x007194U, 0x06919FU, 0x2CB1A4U,
                              0x6BCD9CU, 0xB8E19CU, 0xF5F2BCU);
// From 0 outwards, lightness in equal steps.
constexpr auto below_on_dark = colours(0x23272BU, 0x3A4A5EU, 0x516F95U, 0x6A97D1U, 0x91C1FFU);
constexpr auto above_on_dark = colours(0x2A2522U, 0x5A4331U, 0x8D633FU, 0xC5844CU, 0xFFA659U);
constexpr auto below_on_light = colours(0xF1F6FCU, 0xB7CAE2U, 0x809FC8U, 0x4A76ADU, 0x0B4C92U);
constexpr auto above_on_light = colours(0xFAF4EFU, 0xDEC2ADU, 0xC0926DU, 0xA1632AU, 0x733E01U);

unsigned channel(ImU32 colour, unsigned shift) { return (colour >> shift) & 255U; }

bool is_dark(const Palette& palette) { return luminance_of(palette.surface) < 0.18; }

ImU32 mixed(ImU32 from, ImU32 to, double fraction) {
    const auto mix = [&](unsigned shift) {
        const double a = channel(from, shift);
        const double b = channel(to, shift);
        return static_cast<ImU32>(std::lround(a + (b - a) * fraction));
    };
    return IM_COL32(mix(IM_COL32_R_SHIFT), mix(IM_COL32_G_SHIFT), mix(IM_COL32_B_SHIFT), 255);
}

// `fraction` not finite counts as 0.
ImU32 along(std::span<const ImU32> stops, double fraction) {
    fraction = std::isfinite(fraction) ? std::clamp(fraction, 0.0, 1.0) : 0;
    const double place = fraction * static_cast<double>(stops.size() - 1);
    const std::size_t stop = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    return mixed(stops[stop], stops[stop + 1], place - static_cast<double>(stop));
}

}  // namespace

ImU32 colour_of(const Palette& palette, PlotColour colour) {
    switch (colour.role) {
        case ColourRole::accent: return palette.accent;
        case ColourRole::text: return palette.text;
        case ColourRole::muted: return palette.muted;
        case ColourRole::ground_truth: return palette.ground_truth;
        case ColourRole::true_positive: return palette.true_positive;
        case ColourRole::false_positive: return palette.false_positive;
        case ColourRole::missed: return palette.missed;
        case ColourRole::ignored: return palette.ignored;
        case ColourRole::category: break;
    }
    const auto& categories = is_dark(palette) ? categories_on_dark : categories_on_light;
    return categories[colour.category % category_colours];
}

ImU32 ramp_colour(const Palette& palette, double fraction) {
    return along(ramp, is_dark(palette) ? fraction : 1 - fraction);
}

ImU32 diverging_colour(const Palette& palette, double fraction) {
    const bool dark = is_dark(palette);
    if (fraction < 0) return along(dark ? below_on_dark : below_on_light, -fraction);
    return along(dark ? above_on_dark : above_on_light, fraction);
}

ImU32 readable_on(ImU32 colour) {
    // Where the contrasts with black and with white are equal.
    constexpr double middle = 0.179;
    return luminance_of(colour) > middle ? IM_COL32(0, 0, 0, 255) : IM_COL32(255, 255, 255, 255);
}

double luminance_of(ImU32 colour) {
    const auto linear = [&](unsigned shift) {
        const double value = channel(colour, shift) / 255.0;
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(IM_COL32_R_SHIFT) + 0.7152 * linear(IM_COL32_G_SHIFT) +
           0.0722 * linear(IM_COL32_B_SHIFT);
}

}  // namespace errata::ui
