// Theme: colours, type and spacing, in one place.
//
// What it is for: panels name roles ("muted", "missed"), never colours; both palettes keep text at a contrast
// of 4.5:1 and lines at 3:1.
// What it does not do: draw.
#pragma once

#include <imgui.h>

#include <span>
#include <string_view>

namespace errata::ui {

struct Palette {
    ImU32 page;     // behind everything
    ImU32 surface;  // bars and cards
    ImU32 raised;   // controls
    ImU32 hovered;  // controls under the pointer
    ImU32 chosen;   // the selected row, tab or option
    ImU32 line;
    ImU32 text;
    ImU32 muted;
    ImU32 accent;
    ImU32 on_accent;  // text on accent
    ImU32 halo;       // around lines over pictures
    ImU32 shade;      // over everything below a dialog
    // Outcomes; each has a line style too (overlay.h).
    ImU32 ground_truth;
    ImU32 true_positive;
    ImU32 false_positive;
    ImU32 missed;
    ImU32 ignored;
};

enum class Scheme : bool { light, dark };

const Palette& palette_of(Scheme scheme);

// Sizes in CSS pixels. Dear ImGui measures type from ascender to descender: 15 is what CSS calls 12.8 in Roboto.
namespace size {
inline constexpr float text = 15;
inline constexpr float small_text = 13;
inline constexpr float heading = 17;
inline constexpr float title = 20;
inline constexpr float figure = 28;
inline constexpr float gap = 8;         // between related things
inline constexpr float group_gap = 16;  // between groups
inline constexpr float section_gap = 24;
inline constexpr float corner = 6;
inline constexpr float card_corner = 8;
inline constexpr float control_height = 30;
inline constexpr float row_height = 28;
inline constexpr float icon = 16;
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

// The file of the regular face, for hosts that lay text of their own over the page's.
std::span<const unsigned char> regular_typeface();

// Adds the two faces, icons among their letters, to the current context's atlas; once per context.
Fonts load_fonts();

// Sets the current context's style from the scheme.
void apply_style(Scheme scheme);

// The colour with another opacity, 0 to 1.
ImU32 faded(ImU32 colour, float opacity);

}  // namespace errata::ui
