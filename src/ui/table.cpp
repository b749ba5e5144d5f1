#include "ui/table.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <format>

#include "base/text.h"
#include "ui/plot/sparkline.h"

namespace errata::ui {

namespace {

constexpr ImGuiTableFlags table_flags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_BordersInnerH |
                                        ImGuiTableFlags_PadOuterX | ImGuiTableFlags_SizingFixedFit |
                                        ImGuiTableFlags_NoSavedSettings;

void set_up_columns(std::span<const TableColumn> columns) {
    ImGui::TableSetupScrollFreeze(0, 1);
    for (const TableColumn& column : columns) {
        const std::string label(column.name);
        ImGui::TableSetupColumn(label.c_str(),
                                column.width > 0 ? ImGuiTableColumnFlags_WidthFixed
                                                 : ImGuiTableColumnFlags_WidthStretch,
                                column.width);
    }
}

// A click on the sorted column turns it round; on another, numbers begin with the largest.
SortState pressed_header(const TableOptions& options, std::size_t column) {
    if (options.sort && options.sort->column == column) {
        return {.column = column, .descending = !options.sort->descending};
    }
    return {.column = column, .descending = options.columns[column].number};
}

void draw_arrow(ImDrawList& list, ImVec2 centre, bool down, ImU32 colour) {
    const float tip = down ? 2.5F : -2.5F;
    list.AddTriangleFilled({centre.x - 4, centre.y - tip}, {centre.x + 4, centre.y - tip},
                           {centre.x, centre.y + tip}, colour);
}

void header_cell(Frame& frame, const char* table_name, const TableOptions& options,
                 std::size_t place, TableResult& result) {
    const TableColumn& column = options.columns[place];
    const Palette& colour = frame.colour();
    ImGui::TableSetColumnIndex(static_cast<int>(place));
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const bool sorted = options.sort && options.sort->column == place;
    const std::string label(column.name);
    const ImVec2 words = ImGui::CalcTextSize(label.c_str());
    const float height = size::row_height - 12;
    ImGui::PushID(static_cast<int>(place));
    bool pressed = ImGui::InvisibleButton("header", {std::max(width, 1.0F), height},
                                          ImGuiButtonFlags_EnableNav);
    pressed = frame.take(ImGui::GetItemID(), Request::Kind::press) || pressed;
    ImGui::PopID();
    const bool hovered = options.sort && ImGui::IsItemHovered();
    const float arrow = sorted ? 14.0F : 0.0F;
    const float x = column.number ? corner.x + width - words.x - arrow : corner.x;
    const ImU32 tint = sorted || hovered ? colour.text : colour.muted;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddText({x, corner.y + (height - words.y) / 2}, tint, label.c_str());
    if (sorted) {
        draw_arrow(list, {x + words.x + 9, corner.y + height / 2}, options.sort->descending, tint);
    }
    if (pressed && options.sort) result.sorted = pressed_header(options, place);
    ItemState state;
    if (sorted) state.sort = options.sort->descending ? "descending" : "ascending";
    add_last(frame, Role::column_header, label, table_name, state);
    tooltip(frame, column.tooltip);
}

void header(Frame& frame, const char* name, const TableOptions& options, TableResult& result) {
    ImGui::PushFont(frame.theme.fonts.medium, size::small_text);
    ImGui::TableNextRow(ImGuiTableRowFlags_Headers, size::row_height);
    for (std::size_t i = 0; i < options.columns.size(); ++i) {
        header_cell(frame, name, options, i, result);
    }
    ImGui::PopFont();
}

void draw_cell(Frame& frame, const TableColumn& column, const TableCell& cell) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (cell.bar > 0) {
        const float length = width * static_cast<float>(std::clamp(cell.bar, 0.0, 1.0));
        list.AddRectFilled({corner.x, corner.y + 17}, {corner.x + width, corner.y + 19},
                           frame.colour().raised);
        list.AddRectFilled({corner.x, corner.y + 17}, {corner.x + length, corner.y + 19},
                           frame.colour().accent);
    }
    if (!cell.curve.empty()) {
        sparkline(list, {corner.x, corner.y - 3}, {width, size::row_height - 9}, cell.curve,
                  cell.colour.value_or(frame.colour().accent));
        return;
    }
    const ImU32 tint = cell.colour.value_or(frame.colour().text);
    if (column.number) {
        const float words = ImGui::CalcTextSize(cell.words.c_str()).x;
        list.AddText({corner.x + std::max(0.0F, width - words), corner.y}, tint,
                     cell.words.c_str());
        return;
    }
    constexpr float swatch = 10;
    const float indent = cell.swatch ? swatch + 7 : 0;
    if (cell.swatch) {
        list.AddRectFilled({corner.x, corner.y + 3}, {corner.x + swatch, corner.y + 3 + swatch},
                           *cell.swatch, 2);
    }
    const std::string shown =
        cell.words.size() > 4 ? cut_in_the_middle(cell.words, width - indent) : cell.words;
    list.AddText({corner.x + indent, corner.y}, tint, shown.c_str());
}

// The whole row is one thing to point at, and one item.
void draw_row(Frame& frame, const TableOptions& options, const CellOfTable& cell, std::size_t row,
              TableResult& result) {
    ImGui::TableNextRow(ImGuiTableRowFlags_None, size::row_height);
    ImGui::TableSetColumnIndex(0);
    const bool selected = options.selected == row;
    if (selected) ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg0, frame.colour().chosen);
    const ImVec2 start = ImGui::GetCursorScreenPos();
    ImGui::PushID(static_cast<int>(row));
    bool clicked = ImGui::Selectable(
        "##row", false, ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowOverlap,
        {0, size::row_height - 12});
    clicked = frame.take(ImGui::GetItemID(), Request::Kind::press) || clicked;
    if (ImGui::IsItemHovered()) result.hovered = row;
    if (clicked) result.clicked = row;
    // Filled in when the cells are known; cells are drawn, not submitted, so it stays the last.
    const std::size_t place = frame.items.size();
    add_last(frame, Role::row, {}, {}, {.selected = selected});
    frame.items[place].row_index = row;
    static constexpr std::string_view menu_words[] = {"Copy row", "Copy table"};
    std::array<MenuEntry, 2> entries;
    for (std::size_t i = 0; i < entries.size(); ++i) entries[i].label = menu_words[i];
    const auto chosen = context_menu(frame, "copy", entries);
    ImGui::PopID();

    ImGui::SetCursorScreenPos(start);
    std::string line;
    for (std::size_t column = 0; column < options.columns.size(); ++column) {
        if (column > 0) ImGui::TableSetColumnIndex(static_cast<int>(column));
        const TableCell one = cell(row, column);
        draw_cell(frame, options.columns[column], one);
        if (column == 0) {
            frame.items[place].name = one.words;
        } else {
            if (column > 1) line += '\t';
            line += one.words;
        }
    }
    frame.items[place].value = std::move(line);
    if (chosen == 0) {
        result.copied = tsv_of({.columns = options.columns, .rows = 1},
                               [&](std::size_t, std::size_t column) { return cell(row, column); });
    } else if (chosen == 1) {
        result.copied = tsv_of(options, cell);
    }
}

}  // namespace

TableResult table(Frame& frame, const char* name, const TableOptions& options,
                  const CellOfTable& cell) {
    TableResult result;
    // As regions are: the Tab key goes through the headers of what the table scrolls, and on. (BeginTable has no
    // argument for it.)
    ImGuiNextWindowData& next = ImGui::GetCurrentContext()->NextWindowData;
    next.HasFlags |= ImGuiNextWindowDataFlags_HasChildFlags;
    next.ChildFlags = ImGuiChildFlags_NavFlattened;
    if (!ImGui::BeginTable(name, static_cast<int>(options.columns.size()), table_flags,
                           {0, options.height})) {
        return result;
    }
    set_up_columns(options.columns);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    frame.items.push_back({.id = ImGui::GetID("table"),
                           .role = Role::table,
                           .name = name,
                           .value = counted(options.rows, "row"),
                           .state = {},
                           .row_count = options.rows,
                           .rectangle = {corner.x, corner.y, ImGui::GetContentRegionAvail().x, 0}});
    header(frame, name, options, result);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(options.rows), size::row_height);
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            draw_row(frame, options, cell, static_cast<std::size_t>(row), result);
        }
    }
    ImGui::EndTable();
    return result;
}

std::string tsv_of(const TableOptions& options, const CellOfTable& cell) {
    std::string lines;
    const auto put = [&](std::size_t column, std::string words) {
        // A name with a tab or a line break must not become two cells.
        std::ranges::replace_if(
            words, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
        if (column > 0) lines += '\t';
        lines += words;
    };
    for (std::size_t column = 0; column < options.columns.size(); ++column) {
        put(column, std::string(options.columns[column].name));
    }
    lines += '\n';
    for (std::size_t row = 0; row < options.rows; ++row) {
        for (std::size_t column = 0; column < options.columns.size(); ++column) {
            const TableCell one = cell(row, column);
            if (!one.curve.empty()) {
                std::string values;
                for (const float value : one.curve) values += std::format(" {}", value);
                put(column, values.substr(1));
            } else {
                put(column, one.exact ? std::format("{}", *one.exact) : one.words);
            }
        }
        lines += '\n';
    }
    return lines;
}

}  // namespace errata::ui
