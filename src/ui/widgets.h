// Widgets: the only controls that panels use; each draws itself and adds its item.
//
// What it is for: one look for every control, and no control without a role, a name and a rectangle in the
// list of items. Dear ImGui's own controls stay in this folder's widgets (tools/check_layers sees to it).
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

    const Palette& colour() const { return *theme.colour; }
};

// 0 to 1 as "42.1" (percent); a missing value as an en dash.
std::string percent(std::optional<double> fraction);

// The text, shortened to the width in the current font. Long names differ at both ends: what is left out
// stands in the middle.
std::string cut_in_the_middle(std::string_view words, float max_width);

// --- text ----------------------------------------------------------------------------------------------

enum class TextStyle : std::uint8_t { normal, medium, muted, small, heading };

struct TextOptions {
    TextStyle style = TextStyle::normal;
    std::optional<ImU32> colour = {};
    float max_width = 0;  // cut in the middle beyond it (the whole in a tooltip); 0: not cut
    bool wrap = false;
};
void text(Frame& frame, std::string_view words, const TextOptions& options = {});

// A card with a figure: its key, its value, what it is based on.
void figure_card(Frame& frame, std::string_view key, std::string_view value, std::string_view basis,
                 std::string_view tooltip, ImVec2 extent);

// A tooltip for the item just drawn, while the pointer is on it.
void tooltip(const Frame& frame, std::string_view words);

// --- controls ------------------------------------------------------------------------------------------

struct ButtonOptions {
    bool enabled = true;
    std::string_view tooltip = {};
};
// True when it was pressed. Names are distinct within a panel.
bool button(Frame& frame, std::string_view name, const ButtonOptions& options = {});

// A place in the rail.
bool tab(Frame& frame, std::string_view name, bool selected, float width);

struct SliderOptions {
    double low = 0;
    double high = 1;
    double step = 0.01;
    float width = 240;
};
// True when the person moved it; the value is a multiple of the step.
bool slider(Frame& frame, std::string_view name, double& value, const SliderOptions& options = {});

// One of several, side by side. The number of the one chosen now, if any was.
std::optional<std::size_t> choice(Frame& frame, std::string_view name,
                                  std::span<const std::string> labels, std::size_t selected);

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

// --- tables --------------------------------------------------------------------------------------------

struct SortState {
    std::size_t column = 0;
    bool descending = false;
};

struct TableColumn {
    std::string_view name;
    float width = 0;     // 0: takes what is left
    bool number = true;  // right-aligned, and sorted from the largest on
    std::string_view tooltip = {};
};

struct TableOptions {
    std::span<const TableColumn> columns;
    std::size_t rows = 0;
    SortState* sort = nullptr;  // nothing: not sortable
    float height = 0;           // 0: what is left
};

// A virtualised table: only visible rows are drawn. Use as
//     Table table(frame, "Classes", options);
//     if (table.sort_changed()) ...
//     while (const auto row = table.next_row()) { table.cell(...); ... }
class Table {
public:
    Table(Frame& frame, const char* name, const TableOptions& options);
    ~Table();
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    bool sort_changed() const { return sort_changed_; }

    // The next visible row; nothing after the last.
    std::optional<std::size_t> next_row();

    // The row's next cell; the first one names the row's item. `bar` (0 to 1) is drawn behind.
    void cell(std::string_view words, std::optional<ImU32> colour = {}, double bar = 0);

    // Of the row just filled (after its last cell).
    bool row_hovered() const { return row_hovered_; }
    bool row_clicked() const { return row_clicked_; }

private:
    void header();
    void finish_row();

    Frame& frame_;
    std::string name_;
    TableOptions options_;
    ImGuiListClipper clipper_;
    bool open_ = false;
    bool sort_changed_ = false;
    bool in_row_ = false;
    bool row_hovered_ = false;
    bool row_clicked_ = false;
    int row_ = 0;
    std::size_t column_ = 0;
    std::string row_name_;
    std::string row_value_;
};

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
