// The table among the widgets: sticky sortable header, hairlines, hover, only visible rows.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ui/item_probe.h"
#include "ui/widgets.h"

namespace errata::ui {

namespace {

constexpr ImGuiTableFlags table_flags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_BordersInnerH |
                                        ImGuiTableFlags_PadOuterX | ImGuiTableFlags_SizingFixedFit |
                                        ImGuiTableFlags_NoSavedSettings;

}  // namespace

Table::Table(Frame& frame, const char* name, const TableOptions& options)
    : frame_(frame), name_(name), options_(options) {
    ImGuiTableFlags flags = table_flags;
    if (options.sort != nullptr) flags |= ImGuiTableFlags_Sortable;
    open_ = ImGui::BeginTable(name, static_cast<int>(options.columns.size()), flags,
                              {0, options.height});
    if (!open_) return;
    ImGui::TableSetupScrollFreeze(0, 1);
    for (std::size_t i = 0; i < options.columns.size(); ++i) {
        const TableColumn& column = options.columns[i];
        ImGuiTableColumnFlags column_flags = column.width > 0 ? ImGuiTableColumnFlags_WidthFixed
                                                              : ImGuiTableColumnFlags_WidthStretch;
        if (column.number) column_flags |= ImGuiTableColumnFlags_PreferSortDescending;
        if (options.sort != nullptr && options.sort->column == i) {
            column_flags |= ImGuiTableColumnFlags_DefaultSort;
        }
        const std::string label(column.name);
        ImGui::TableSetupColumn(label.c_str(), column_flags, column.width);
    }
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    frame.items.push_back({.role = Role::table,
                           .name = name_,
                           .value = counted(options.rows, "row"),
                           .state = {},
                           .rectangle = {corner.x, corner.y, ImGui::GetContentRegionAvail().x, 0}});
    header();
    clipper_.Begin(static_cast<int>(options.rows), size::row_height);
}

Table::~Table() {
    if (!open_) return;
    clipper_.End();
    ImGui::EndTable();
}

void Table::header() {
    ImGui::PushFont(frame_.theme.fonts.medium, size::small_text);
    ImGui::PushStyleColor(ImGuiCol_Text, frame_.colour().muted);
    ImGui::TableNextRow(ImGuiTableRowFlags_Headers, size::row_height);
    ImGuiTableSortSpecs* const specs = ImGui::TableGetSortSpecs();
    if (specs != nullptr && specs->SpecsDirty && specs->SpecsCount > 0) {
        options_.sort->column = static_cast<std::size_t>(specs->Specs->ColumnIndex);
        options_.sort->descending = specs->Specs->SortDirection == ImGuiSortDirection_Descending;
        specs->SpecsDirty = false;
        sort_changed_ = true;
    }
    for (std::size_t i = 0; i < options_.columns.size(); ++i) {
        ImGui::TableSetColumnIndex(static_cast<int>(i));
        const std::string label(options_.columns[i].name);
        const bool sorted = options_.sort != nullptr && options_.sort->column == i;
        const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
        const float y = ImGui::GetCursorScreenPos().y;
        const bool number = options_.columns[i].number;
        ImGui::TableHeader(number ? ("##" + label).c_str() : label.c_str());
        if (number) {
            // Above its numbers, beside the arrow of the sorting.
            const float x = right - ImGui::CalcTextSize(label.c_str()).x - (sorted ? 14.0F : 0.0F);
            ImGui::GetWindowDrawList()->AddText({x, y}, frame_.colour().muted, label.c_str());
        }
        const LastItem last = last_item();
        ItemState state;
        if (sorted) state.sort = options_.sort->descending ? "descending" : "ascending";
        frame_.items.push_back({.role = Role::column_header,
                                .name = label,
                                .value = name_,
                                .state = state,
                                .rectangle = last.rectangle});
        tooltip(frame_, options_.columns[i].tooltip);
    }
    ImGui::PopStyleColor();
    ImGui::PopFont();
}

std::optional<std::size_t> Table::next_row() {
    if (!open_) return std::nullopt;
    if (in_row_) finish_row();
    ++row_;
    if (row_ >= clipper_.DisplayEnd || clipper_.DisplayEnd == 0) {
        do {
            if (!clipper_.Step()) return std::nullopt;
        } while (clipper_.DisplayStart >= clipper_.DisplayEnd);
        row_ = clipper_.DisplayStart;
    }
    ImGui::TableNextRow(ImGuiTableRowFlags_None, size::row_height);
    in_row_ = true;
    row_hovered_ = false;
    row_clicked_ = false;
    column_ = 0;
    row_name_.clear();
    row_value_.clear();
    return static_cast<std::size_t>(row_);
}

void Table::cell(std::string_view words, std::optional<ImU32> colour, double bar) {
    const TableColumn& column = options_.columns[column_];
    ImGui::TableSetColumnIndex(static_cast<int>(column_));
    if (column_ == 0) {
        row_name_ = words;
        // The whole row is one thing to point at.
        ImGui::PushID(row_);
        row_clicked_ = ImGui::Selectable(
            "##row", false, ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowOverlap,
            {0, size::row_height - 12});
        row_hovered_ = ImGui::IsItemHovered();
        const LastItem last = last_item();
        frame_.items.push_back({.role = Role::row,
                                .name = row_name_,
                                .value = {},
                                .state = {.focused = last.focused},
                                .rectangle = last.rectangle});
        ImGui::PopID();
        ImGui::SameLine(0, 0);
    } else {
        if (column_ > 1) row_value_ += '\t';
        row_value_ += words;
    }
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    if (bar > 0) {
        const float length = width * static_cast<float>(std::clamp(bar, 0.0, 1.0));
        ImDrawList& list = *ImGui::GetWindowDrawList();
        list.AddRectFilled({corner.x, corner.y + 17}, {corner.x + width, corner.y + 19},
                           frame_.colour().raised);
        list.AddRectFilled({corner.x, corner.y + 17}, {corner.x + length, corner.y + 19},
                           frame_.colour().accent);
    }
    std::string shortened;
    if (!column.number && words.size() > 4) {
        shortened = cut_in_the_middle(words, width);
        words = shortened;
    }
    const char* const end = words.data() + words.size();
    if (column.number) {
        const float free = width - ImGui::CalcTextSize(words.data(), end).x;
        if (free > 0) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + free);
    }
    if (colour) ImGui::PushStyleColor(ImGuiCol_Text, *colour);
    ImGui::TextUnformatted(words.data(), end);
    if (colour) ImGui::PopStyleColor();
    ++column_;
    if (column_ == options_.columns.size()) finish_row();
}

void Table::finish_row() {
    if (!in_row_) return;
    in_row_ = false;
    for (auto item = frame_.items.rbegin(); item != frame_.items.rend(); ++item) {
        if (item->role != Role::row) continue;
        item->value = row_value_;
        break;
    }
}

}  // namespace errata::ui
