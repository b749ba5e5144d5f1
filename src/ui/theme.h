// Theme: colours, type and spacing, in one place.
//
// What it is for: panels name roles ("muted", "missed"), never colours; both palettes keep text at a contrast
// of 4.5:1 and lines at 3:1.
// What it does not do: draw.
#pragma once

#include <imgui.h>

#include <string_view>

namespace errata::ui {

struct Palette {
    ImU32 page;     // behind everything
    ImU32 surface;  // bars and cards
    ImU32 raised;   // controls
    ImU32 hovered;  // controls under the pointer
    ImU32 line;
    ImU32 text;
    ImU32 muted;
    ImU32 accent;
    ImU32 on_accent;  // text on accent
    ImU32 halo;       // around lines over pictures
    // Outcomes; each has a line style too (overlay.h).
    ImU32 ground_truth;
    ImU32 true_positive;
    ImU32 false_positive;
    ImU32 missed;
    ImU32 ignored;
};

enum class Scheme : bool { light, dark };

const Palette& palette_of(Scheme scheme);

// Sizes in CSS pixels.
namespace size {
inline constexpr float text = 14;
inline constexpr float small_text = 12;
inline constexpr float heading = 16;
inline constexpr float figure = 24;
inline constexpr float gap = 8;         // between related things
inline constexpr float group_gap = 16;  // between groups
inline constexpr float section_gap = 24;
inline constexpr float corner = 6;
inline constexpr float card_corner = 8;
inline constexpr float control_height = 30;
inline constexpr float row_height = 28;
}  // namespace size

struct Fonts {
    ImFont* regular = nullptr;
    ImFont* medium = nullptr;
};

struct Theme {
    Scheme scheme = Scheme::dark;
    const Palette* colour = nullptr;
    Fonts fonts;
};

// Adds the two faces to the current context's atlas; once per context.
Fonts load_fonts();

// Sets the current context's style from the scheme.
void apply_style(Scheme scheme);

// The colour with another opacity, 0 to 1.
ImU32 faded(ImU32 colour, float opacity);

}  // namespace errata::ui
