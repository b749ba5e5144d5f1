// Widgets: the only controls that panels use; each draws itself and adds its item.
//
// What it is for: one look for every control, and no control without a role, a name and a rectangle in the
// list of items. What somebody asks of an item without pointing at it (a screen reader, a test) does here what
// a click or a key does. Dear ImGui's own controls stay in this folder's widgets (tools/check_layers sees to
// it). Tables have a header of their own (table.h).
// What it does not do: keep state; know what a panel shows.
#pragma once

#include <imgui.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ui/item.h"
#include "ui/theme.h"

namespace errata::ui {

// One frame being drawn.
struct Frame {
    const Theme& theme;
    Items& items;
    Fields& fields;
    std::optional<Request> request = {};  // answered by the widget that has its id
    bool covered = false;                 // what is drawn now lies under a dialog

    const Palette& colour() const { return *theme.colour; }

    // Whether that is asked of the item; true once.
    bool take(std::uint32_t id, Request::Kind kind);
    // The text of such a request.
    std::optional<std::string> take_text(std::uint32_t id, Request::Kind kind);
};

// Adds an item with the rectangle, id and focus of what was submitted to Dear ImGui last, and moves the focus
// there when that is asked for. For widgets of this folder; valid until the next item.
Item& add_last(Frame& frame, Role role, std::string_view name, std::string_view value,
               ItemState state = {});

// --- words ---------------------------------------------------------------------------------------------

// 0 to 1 as "42.1" (percent); a missing value as an en dash.
std::string percent(std::optional<double> fraction);

// The text cut to the width in the current font (shortening.h); 0: not cut.
std::string cut_in_the_middle(std::string_view words, float max_width);

// --- text ----------------------------------------------------------------------------------------------

enum class TextStyle : std::uint8_t { normal, medium, muted, small, heading, title };

struct TextOptions {
    TextStyle style = TextStyle::normal;
    std::optional<ImU32> colour = {};
    float max_width = 0;    // cut in the middle beyond it (the whole in a tooltip); 0: not cut
    bool sentence = false;  // is cut after a word, at the end
    bool wrap = false;
    float wrap_width = 0;  // 0: up to the region's right edge
};
void text(Frame& frame, std::string_view words, const TextOptions& options = {});

// A name at the left, its value at the right end of the line.
void fact(Frame& frame, std::string_view name, std::string_view value,
          std::string_view tooltip = {}, std::optional<ImU32> colour = {});

struct FigureCard {
    std::string_view key;
    std::string_view value;
    std::string_view basis;  // what it is based on; "" for the small card
    std::string_view tooltip;
    std::string_view interval = {};  // beside the value, where there is room
};
// A card with a figure, large or (without a basis) in one line.
void figure_card(Frame& frame, const FigureCard& card, ImVec2 extent);

// A tooltip for the item just drawn, while the pointer is on it.
void tooltip(const Frame& frame, std::string_view words);

// --- controls ------------------------------------------------------------------------------------------

enum class ButtonStyle : std::uint8_t { normal, quiet };

struct ButtonOptions {
    bool enabled = true;
    std::string_view tooltip = {};
    const char* icon = nullptr;  // before the name
    bool icon_only = false;      // the name is in the tooltip
    ButtonStyle style = ButtonStyle::normal;
    std::string_view label = {};  // shown in place of the name, which is to be distinct
};
// True when it was pressed. Names are distinct within a panel.
bool button(Frame& frame, std::string_view name, const ButtonOptions& options = {});
// How wide that button will be.
float button_width(const Frame& frame, std::string_view name, const ButtonOptions& options = {});

// A place in the rail; narrow ones show the icon alone.
bool tab(Frame& frame, std::string_view name, const char* icon, bool selected, float width);

// True when it was switched; `on` is then the new state.
bool checkbox(Frame& frame, std::string_view name, bool& on, std::string_view tooltip = {});

// Two counts per bin, drawn above a slider's track, one on the other; shares of the highest bin.
struct SliderBin {
    float lower = 0;
    float upper = 0;
};

struct SliderOptions {
    double low = 0;
    double high = 1;
    double step = 0.01;
    float width = 240;
    std::span<const SliderBin> bins = {};  // over [low, high]
    ImU32 lower_colour = 0;
    ImU32 upper_colour = 0;
    std::string_view tooltip = {};
};
inline constexpr float slider_height = 36;
// True when the person moved it; the value is a multiple of the step. Drags, arrow keys, Home and End.
bool slider(Frame& frame, std::string_view name, double& value, const SliderOptions& options = {});

// A number that is the same during one drag of the pointer, for History; 0 while nothing is dragged.
std::uint64_t drag_gesture();

struct FieldOptions {
    std::string_view placeholder = {};
    float width = 200;
    bool focus = false;    // wants the focus now
    bool searches = true;  // has the icon of a search
};
struct FieldResult {
    bool changed = false;
    std::optional<std::string> key =
        {};  // "ArrowDown", "ArrowUp", "Enter" or "Escape", pressed in it
};
// A field to write in; `value` is what stands in it. The host's own lies over it, where all of it is to be seen.
FieldResult text_field(Frame& frame, std::string_view name, std::string& value,
                       const FieldOptions& options = {});

// --- menus ---------------------------------------------------------------------------------------------

struct MenuEntry {
    std::string label;
    std::string shortcut = {};
    bool enabled = true;
    std::optional<bool> checked = {};
    bool begins_group = false;
    bool stays_open = false;  // the menu, when this is chosen
};

// A button that opens a menu. The number of the entry chosen now, if any was.
std::optional<std::size_t> menu_button(Frame& frame, std::string_view name,
                                       std::span<const MenuEntry> entries,
                                       const ButtonOptions& options = {});

// One of several in a list that opens; "PREFIX selected" on its button.
std::optional<std::size_t> select(Frame& frame, std::string_view name,
                                  std::span<const std::string> labels, std::size_t selected,
                                  float width);

// A menu where the pointer's right button was pressed on the item just drawn.
std::optional<std::size_t> context_menu(Frame& frame, const char* id,
                                        std::span<const MenuEntry> entries);

// A menu at the pointer, opened by `open` (true in one frame).
std::optional<std::size_t> popup_menu(Frame& frame, const char* id,
                                      std::span<const MenuEntry> entries, bool open);

// An entry of a list that stays open (the palette's): its words at the left, a remark at the right.
bool option(Frame& frame, std::string_view words, std::string_view remark, bool selected,
            float width);

// A dialog in the middle, over everything else, which is shaded. end_dialog after it. False: it was left by a
// click beside it or Escape.
bool begin_dialog(Frame& frame, const char* name, ImVec2 extent);
void end_dialog(Frame& frame);

// --- regions -------------------------------------------------------------------------------------------

struct RegionOptions {
    ImVec2 extent = {0, 0};  // as in ImGui::BeginChild
    ImVec2 padding = {0, 0};
    std::optional<ImU32> fill = {};
    bool scroll = true;
};
// end_region after each begin_region.
void begin_region(const char* id, const RegionOptions& options);
void end_region();

// The next item stands on the same line, `gap` to the right of the last, its top at `y` of the region;
// unlike after ImGui::SameLine, text and sliders before it do not shift it.
void next_on_line(float gap, float y);

// Empty height between what stands above and below.
void space(float height);

// The left edge of the region, to be dragged. The pixels moved to the right.
float divider(Frame& frame, std::string_view name);

// --- pictures ------------------------------------------------------------------------------------------

struct TileResult {
    ImVec2 corner;  // upper left, CSS pixels
    ImVec2 extent;
    bool clicked = false;
    bool hovered = false;
    bool dragged = false;
};
// A place for a picture, `extent` large; the caller draws into it. `value` goes into its item.
TileResult picture_tile(Frame& frame, std::string_view name, std::string_view value, ImVec2 extent,
                        bool selected);

}  // namespace errata::ui
