// Words among the widgets: text, figures, tooltips; and how items are listed.
#include <imgui_internal.h>

#include <algorithm>
#include <format>

#include "ui/item_probe.h"
#include "ui/shortening.h"
#include "ui/widgets.h"

namespace errata::ui {

namespace {

const char* end_of(std::string_view words) { return words.data() + words.size(); }

float width_of(std::string_view words) {
    return ImGui::CalcTextSize(words.data(), end_of(words)).x;
}

// What was drawn without an id is known by its words, and by how many such stand before it.
std::uint32_t id_of_words(const Items& items, Role role, std::string_view name) {
    const auto same = static_cast<ImGuiID>(std::ranges::count_if(
        items, [&](const Item& item) { return item.role == role && item.name == name; }));
    return ImHashData(name.data(), name.size(), static_cast<ImGuiID>(role) * 65'537U + same);
}

}  // namespace

// --- items ---------------------------------------------------------------------------------------------

bool Frame::take(std::uint32_t id, Request::Kind kind) {
    if (covered || !request || request->id != id || request->kind != kind) return false;
    request.reset();
    return true;
}

std::optional<std::string> Frame::take_text(std::uint32_t id, Request::Kind kind) {
    if (covered || !request || request->id != id || request->kind != kind) return std::nullopt;
    std::optional<std::string> words = std::move(request->text);
    request.reset();
    return words;
}

Item& add_last(Frame& frame, Role role, std::string_view name, std::string_view value,
               ItemState state) {
    const LastItem last = last_item();
    const std::uint32_t id = last.id != 0 ? last.id : id_of_words(frame.items, role, name);
    if (last.id != 0 && frame.take(id, Request::Kind::focus)) {
        ImGui::FocusItem();
        ImGui::SetNavCursorVisible(true);
    }
    state.focused = last.focused && ImGui::GetIO().NavVisible;
    frame.items.push_back({.id = id,
                           .role = role,
                           .name = std::string(name),
                           .value = std::string(value),
                           .state = state,
                           .rectangle = last.rectangle});
    return frame.items.back();
}

// --- words ---------------------------------------------------------------------------------------------

std::string percent(std::optional<double> fraction) {
    return fraction ? std::format("{:.1f}", *fraction * 100) : "\u2013";
}

std::string cut_in_the_middle(std::string_view words, float max_width) {
    if (max_width <= 0) return std::string(words);
    return cut_in_the_middle(words, max_width, width_of);
}

// --- text ----------------------------------------------------------------------------------------------

namespace {

void push_style(const Frame& frame, TextStyle style) {
    const Fonts& fonts = frame.theme.fonts;
    switch (style) {
        case TextStyle::normal:
        case TextStyle::muted: ImGui::PushFont(fonts.regular, size::text); break;
        case TextStyle::medium: ImGui::PushFont(fonts.medium, size::text); break;
        case TextStyle::small: ImGui::PushFont(fonts.regular, size::small_text); break;
        case TextStyle::heading: ImGui::PushFont(fonts.medium, size::heading); break;
        case TextStyle::title: ImGui::PushFont(fonts.medium, size::title); break;
    }
}

ImU32 colour_of(const Frame& frame, TextStyle style) {
    const bool muted = style == TextStyle::muted || style == TextStyle::small;
    return muted ? frame.colour().muted : frame.colour().text;
}

}  // namespace

void tooltip(const Frame& frame, std::string_view words) {
    // What is being dragged is not to be covered.
    if (ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
    if (words.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10, 7});
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(360);
    push_style(frame, TextStyle::normal);
    ImGui::TextUnformatted(words.data(), end_of(words));
    ImGui::PopFont();
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
    ImGui::PopStyleVar();
}

void text(Frame& frame, std::string_view words, const TextOptions& options) {
    push_style(frame, options.style);
    ImGui::PushStyleColor(ImGuiCol_Text, options.colour.value_or(colour_of(frame, options.style)));
    if (options.wrap) {
        const bool own = options.wrap_width > 0;
        ImGui::PushTextWrapPos(own ? ImGui::GetCursorPosX() + options.wrap_width : 0);
    }
    const std::string shown = options.sentence && options.max_width > 0
                                  ? cut_at_the_end(words, options.max_width, width_of)
                                  : cut_in_the_middle(words, options.max_width);
    ImGui::TextUnformatted(shown.data(), end_of(shown));
    if (options.wrap) ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
    ImGui::PopFont();
    const bool heading = options.style == TextStyle::heading || options.style == TextStyle::title;
    add_last(frame, heading ? Role::heading : Role::text, words, {});
    if (shown != words) tooltip(frame, words);
}

void fact(Frame& frame, std::string_view name, std::string_view value, std::string_view hint,
          std::optional<ImU32> colour) {
    const Fonts& fonts = frame.theme.fonts;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    constexpr float height = 22;
    ImGui::Dummy({width, height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float value_width =
        fonts.medium->CalcTextSizeA(size::text, FLT_MAX, 0, value.data(), end_of(value)).x;
    list.AddText(fonts.regular, size::text, {corner.x, corner.y + 3}, frame.colour().muted,
                 name.data(), end_of(name));
    list.AddText(fonts.medium, size::text, {corner.x + width - value_width, corner.y + 3},
                 colour.value_or(frame.colour().text), value.data(), end_of(value));
    add_last(frame, Role::figure, name, value);
    tooltip(frame, hint);
}

void figure_card(Frame& frame, const FigureCard& card, ImVec2 extent) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::Dummy(extent);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Palette& colour = frame.colour();
    const ImVec2 end = {corner.x + extent.x, corner.y + extent.y};
    list.AddRectFilled(corner, end, colour.surface, size::card_corner);
    list.AddRect(corner, end, colour.line, size::card_corner);
    const Fonts& fonts = frame.theme.fonts;
    const auto put = [&](ImFont* font, float height, ImVec2 at, ImU32 tint,
                         std::string_view words) {
        if (words.empty()) return;
        list.AddText(font, height, {corner.x + at.x, corner.y + at.y}, tint, words.data(),
                     end_of(words));
    };
    const auto width = [](ImFont* font, float height, std::string_view words) {
        if (words.empty()) return 0.0F;
        return font->CalcTextSizeA(height, FLT_MAX, 0, words.data(), end_of(words)).x;
    };
    constexpr float inset = 12;
    // The whole name is in the tooltip.
    const auto cut = [&](ImFont* font, float height, float room) {
        return cut_at_the_end(card.key, room,
                              [&](std::string_view words) { return width(font, height, words); });
    };
    if (card.basis.empty()) {
        const float y = (extent.y - size::text) / 2 - 1;
        const float value = width(fonts.medium, size::text, card.value);
        put(fonts.regular, size::small_text, {inset, y + 1.5F}, colour.muted,
            cut(fonts.regular, size::small_text, extent.x - 2 * inset - size::gap - value));
        put(fonts.medium, size::text, {extent.x - inset - value, y}, colour.text, card.value);
        const float interval = width(fonts.regular, size::small_text, card.interval);
        const float key = width(fonts.regular, size::small_text, card.key);
        if (2 * inset + key + 2 * size::gap + interval + value <= extent.x) {
            put(fonts.regular, size::small_text,
                {extent.x - inset - value - size::gap - interval, y + 1.5F}, colour.muted,
                card.interval);
        }
    } else {
        put(fonts.regular, size::text, {inset, 9}, colour.muted,
            cut(fonts.regular, size::text, extent.x - 2 * inset));
        const float basis = width(fonts.regular, size::small_text, card.basis);
        const float key = width(fonts.regular, size::text, card.key);
        // Where there is no room beside the key the tooltip has it.
        if (2 * inset + key + size::gap + basis <= extent.x) {
            put(fonts.regular, size::small_text, {extent.x - inset - basis, 10.5F}, colour.muted,
                card.basis);
        }
        put(fonts.medium, size::figure, {inset, 29}, colour.text, card.value);
        const float value = width(fonts.medium, size::figure, card.value);
        const float interval = width(fonts.regular, size::text, card.interval);
        if (2 * inset + value + size::gap + interval <= extent.x) {
            put(fonts.regular, size::text,
                {inset + value + size::gap, 29 + size::figure - size::text - 3}, colour.muted,
                card.interval);
        }
    }
    std::string value(card.value);
    if (!card.interval.empty()) value += std::format(" ({})", card.interval);
    add_last(frame, Role::figure, card.key, value);
    tooltip(frame, card.tooltip);
}

}  // namespace errata::ui
