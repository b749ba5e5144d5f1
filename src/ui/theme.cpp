#include "ui/theme.h"

#include <array>

namespace errata::ui {

namespace {

constexpr std::array<unsigned char,
#include "roboto_regular.size"
                     >
    roboto_regular = {
#include "roboto_regular.bytes"
};

constexpr std::array<unsigned char,
#include "roboto_medium.size"
                     >
    roboto_medium = {
#include "roboto_medium.bytes"
};

constexpr std::array<unsigned char,
#include "material_icons.size"
                     >
    material_icons = {
#include "material_icons.bytes"
};

// From 0xRRGGBB as colours are written everywhere else.
constexpr ImU32 rgb(unsigned hex) {
    return IM_COL32((hex >> 16U) & 255U, (hex >> 8U) & 255U, hex & 255U, 255U);
}

constexpr Palette dark = {
    .page = rgb(0x0F1216),
    .surface = rgb(0x161A20),
    .raised = rgb(0x1E242C),
    .hovered = rgb(0x28303B),
    .chosen = rgb(0x24344F),
    .line = rgb(0x2C3440),
    .text = rgb(0xE7EBF0),
    .muted = rgb(0x9AA5B4),
    .accent = rgb(0x5B9DFF),
    .on_accent = rgb(0x0B1420),
    .halo = IM_COL32(0, 0, 0, 140),
    .shade = IM_COL32(0, 0, 0, 110),
    .ground_truth = rgb(0x56B4E9),
    .true_positive = rgb(0x2FBF8F),
    .false_positive = rgb(0xF0A53A),
    .missed = rgb(0xE06CA8),
    .ignored = rgb(0x7C8796),
};

constexpr Palette light = {
    .page = rgb(0xF6F7F9),
    .surface = rgb(0xFFFFFF),
    .raised = rgb(0xEEF1F5),
    .hovered = rgb(0xE2E7EE),
    .chosen = rgb(0xDCE9FD),
    .line = rgb(0xD5DBE3),
    .text = rgb(0x18202A),
    .muted = rgb(0x5A6675),
    .accent = rgb(0x1F6FEB),
    .on_accent = rgb(0xFFFFFF),
    .halo = IM_COL32(0, 0, 0, 140),
    .shade = IM_COL32(0, 0, 0, 110),
    .ground_truth = rgb(0x0072B2),
    .true_positive = rgb(0x00805A),
    .false_positive = rgb(0xB35C00),
    .missed = rgb(0xB0316F),
    .ignored = rgb(0x6B7684),
};

template <std::size_t count>
ImFont* add_face(const std::array<unsigned char, count>& bytes, float pixels, ImFontConfig config) {
    config.FontDataOwnedByAtlas = false;
    config.OversampleH = 2;
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<unsigned char*>(bytes.data()),
                                                      static_cast<int>(count), pixels, &config);
}

template <std::size_t count>
ImFont* add_font(const std::array<unsigned char, count>& letters, std::string_view name) {
    ImFontConfig config;
    name.copy(config.Name, sizeof config.Name - 1);
    ImFont* const font = add_face(letters, size::text, config);
    ImFontConfig icons;
    icons.MergeMode = true;
    // Larger than the letters, and lower: centred on the height of capitals.
    icons.GlyphOffset = {0, 3};
    add_face(material_icons, size::icon, icons);
    return font;
}

void set_colours(ImGuiStyle& style, const Palette& colour) {
    const auto set = [&](ImGuiCol place, ImU32 value) {
        style.Colors[place] = ImGui::ColorConvertU32ToFloat4(value);
    };
    const ImU32 none = IM_COL32(0, 0, 0, 0);
    set(ImGuiCol_Text, colour.text);
    set(ImGuiCol_TextDisabled, colour.muted);
    set(ImGuiCol_WindowBg, colour.page);
    set(ImGuiCol_ChildBg, none);
    set(ImGuiCol_PopupBg, colour.raised);
    set(ImGuiCol_Border, colour.line);
    set(ImGuiCol_FrameBg, colour.raised);
    set(ImGuiCol_FrameBgHovered, colour.hovered);
    set(ImGuiCol_FrameBgActive, colour.hovered);
    set(ImGuiCol_Button, colour.raised);
    set(ImGuiCol_ButtonHovered, colour.hovered);
    set(ImGuiCol_ButtonActive, colour.line);
    set(ImGuiCol_Header, none);
    set(ImGuiCol_HeaderHovered, colour.raised);
    set(ImGuiCol_HeaderActive, colour.hovered);
    set(ImGuiCol_SliderGrab, colour.accent);
    set(ImGuiCol_SliderGrabActive, colour.accent);
    set(ImGuiCol_ScrollbarBg, none);
    set(ImGuiCol_ScrollbarGrab, colour.line);
    set(ImGuiCol_ScrollbarGrabHovered, colour.muted);
    set(ImGuiCol_ScrollbarGrabActive, colour.muted);
    set(ImGuiCol_TableHeaderBg, colour.surface);
    set(ImGuiCol_TableBorderStrong, colour.line);
    set(ImGuiCol_TableBorderLight, colour.line);
    set(ImGuiCol_TableRowBg, none);
    set(ImGuiCol_NavCursor, colour.accent);
}

}  // namespace

const Palette& palette_of(Scheme scheme) { return scheme == Scheme::dark ? dark : light; }

std::span<const unsigned char> regular_typeface() { return roboto_regular; }

Fonts load_fonts() {
    return {.regular = add_font(roboto_regular, "Roboto"),
            .medium = add_font(roboto_medium, "Roboto Medium")};
}

void apply_style(Scheme scheme) {
    ImGuiStyle& style = ImGui::GetStyle();
    style = ImGuiStyle();
    style.FontSizeBase = size::text;
    style.WindowPadding = {0, 0};
    style.WindowRounding = 0;
    style.WindowBorderSize = 0;
    style.ChildBorderSize = 0;
    style.FrameRounding = size::corner;
    style.GrabRounding = size::corner;
    style.GrabMinSize = 12;
    style.PopupRounding = size::corner;
    style.FramePadding = {12, 7};
    style.ItemSpacing = {size::gap, size::gap};
    style.CellPadding = {8, 6};
    style.ScrollbarSize = 10;
    style.ScrollbarRounding = 5;
    style.HoverStationaryDelay = 0;
    style.HoverDelayShort = 0;
    style.HoverDelayNormal = 0;
    style.DisabledAlpha = 0.45F;
    set_colours(style, palette_of(scheme));
}

ImU32 faded(ImU32 colour, float opacity) {
    const auto alpha = static_cast<ImU32>(static_cast<float>(colour >> IM_COL32_A_SHIFT) * opacity);
    return (colour & ~IM_COL32_A_MASK) | (alpha << IM_COL32_A_SHIFT);
}

}  // namespace errata::ui
