#include <algorithm>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "query/parse.h"
#include "ui/icons.h"
#include "ui/panels/panels.h"
#include "ui/shortening.h"

namespace errata::ui {

namespace {

constexpr std::size_t most_entries = 9;
constexpr float widest_field = 460;
constexpr float entry_height = 28;

// All keystrokes in the field since it was last left are one step of the history.
constexpr std::uint64_t typing = 0x717565727900ULL;

void offer(const Model& model, FilterState& state) {
    state.open = true;
    state.marked = 0;
    state.completions = model.filter.complete(state.draft, model.view);
    auto& list = state.completions.list;
    if (list.size() > most_entries) list.resize(most_entries);
}

// What stands in the field becomes the view's query, where it is one.
void take_draft(const Model& model, FilterState& state, Commands& commands) {
    const auto canonical = model.filter.canonical(state.draft, model.view);
    state.error.reset();
    if (!canonical) {
        state.error = canonical.error();
        return;
    }
    state.followed = *canonical;
    if (*canonical == model.view.query) return;
    commands.push_back(decide([query = *canonical](View& view) { view.query = query; }, typing));
}

void take_completion(const Model& model, FilterState& state, std::size_t entry,
                     Commands& commands) {
    const Completions& offered = state.completions;
    state.draft.replace(offered.begin, offered.end - offered.begin, offered.list[entry].text + " ");
    take_draft(model, state, commands);
    offer(model, state);
}

void follow_key(const Model& model, FilterState& state, const std::string& key,
                Commands& commands) {
    const std::size_t entries = state.open ? state.completions.list.size() : 0;
    if (key == "ArrowDown") {
        if (!state.open) {
            offer(model, state);
        } else if (entries > 0) {
            state.marked = std::min(state.marked + 1, entries);
        }
    } else if (key == "ArrowUp") {
        state.marked -= state.marked > 0 ? 1 : 0;
    } else if (key == "Enter") {
        if (state.open && state.marked > 0) {
            take_completion(model, state, state.marked - 1, commands);
        } else {
            take_draft(model, state, commands);
            state.open = false;
        }
    } else if (key == "Escape") {
        state.open = false;
        // What is no query goes, and what is one stays.
        state.draft = model.view.query;
        state.error.reset();
    }
}

float width_of(std::string_view words) {
    return ImGui::CalcTextSize(words.data(), words.data() + words.size()).x;
}

// The query's parts that all must hold, as they are written.
std::vector<std::string> parts_of(const std::string& query) {
    const auto parsed = parse_query(query);
    if (!parsed) return {};
    if (parsed->root.kind != ExpressionKind::all_of) return {to_string(*parsed)};
    std::vector<std::string> parts;
    for (const Expression& one : parsed->root.children) {
        std::string words = to_string(one);
        parts.push_back(one.kind == ExpressionKind::any_of ? "(" + words + ")" : words);
    }
    return parts;
}

void remove_part(const std::vector<std::string>& parts, std::size_t part, Commands& commands) {
    std::string query;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i == part) continue;
        query += (query.empty() ? "" : " and ") + parts[i];
    }
    commands.push_back(decide([query](View& view) { view.query = query; }));
}

// Each part can be taken out of the query; as many as there is room for.
void chips(Frame& frame, const Model& model, Commands& commands) {
    const std::vector<std::string> parts = parts_of(model.view.query);
    if (parts.size() < 2) return;
    constexpr float widest = 190;
    const float right = ImGui::GetWindowWidth() - size::section_gap;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        ImGui::PushFont(frame.theme.fonts.medium, size::text);
        const std::string label = cut_in_the_middle(parts[i], widest);
        ImGui::PopFont();
        const ButtonOptions options = {.tooltip = parts[i], .icon = icon::close, .label = label};
        const std::string name = std::format("Leave out {}", parts[i]);
        const float end = ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x + size::gap;
        if (end + button_width(frame, name, options) > right) return;
        next_on_line(size::gap, 7);
        if (button(frame, name, options)) remove_part(parts, i, commands);
    }
}

}  // namespace

void filter_panel(Frame& frame, const Model& model, FilterState& state, Commands& commands) {
    if (model.view.query != state.followed) {
        state.draft = state.followed = model.view.query;
        state.error = model.filter.error();
        state.open = false;
    }
    constexpr float y = 7;
    const float width = std::min(widest_field, ImGui::GetContentRegionAvail().x - 160);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    state.list_corner = {corner.x, corner.y + size::control_height + 3};
    const FieldResult field = search_field(
        frame, "Filter", state.draft,
        {.placeholder = "Filter, such as count(pred where error == \"background\") > 2",
         .width = width});
    if (field.changed) {
        take_draft(model, state, commands);
        offer(model, state);
    }
    if (field.key) follow_key(model, state, *field.key, commands);
    next_on_line(4, y);
    if (button(frame, "What can be asked",
               {.tooltip = "Columns and words that can stand here",
                .icon = icon::more,
                .icon_only = true,
                .style = ButtonStyle::quiet})) {
        if (state.open) {
            state.open = false;
        } else {
            offer(model, state);
        }
    }
    const std::size_t all = model.filter.size();
    if (const BitSet* const selected = model.filter.samples()) {
        next_on_line(size::gap, y);
        if (button(frame, "Clear the filter",
                   {.icon = icon::close, .icon_only = true, .style = ButtonStyle::quiet})) {
            commands.push_back(decide([](View& view) { view.query.clear(); }));
        }
        next_on_line(size::gap, y + 7);
        text(frame,
             std::format("{} of {}", grouped(selected->count()),
                         counted(all, model.word_for_samples())),
             {.style = TextStyle::medium});
        chips(frame, model, commands);
        return;
    }
    next_on_line(size::gap, y + 7);
    text(frame, std::format("All {}", counted(all, model.word_for_samples())),
         {.style = TextStyle::muted});
}

void filter_list(Frame& frame, const Model& model, FilterState& state, Commands& commands) {
    const std::size_t entries = state.open ? state.completions.list.size() : 0;
    const bool says_error = state.error && entries == 0;
    if (entries == 0 && !says_error) return;
    constexpr float width = 620;
    constexpr float inset = 6;
    const float lines =
        says_error ? (state.error->remedy.empty() ? 1.0F : 2.0F) : static_cast<float>(entries);
    const float height = lines * (says_error ? size::text + 5 : entry_height) + 2 * inset;
    ImGui::SetCursorScreenPos(state.list_corner);
    const ImVec2 corner = state.list_corner;
    const ImVec2 end = {corner.x + width, corner.y + height};
    begin_region("filter list",
                 {.extent = {width, height}, .padding = {inset, inset}, .scroll = false});
    // Over what lies there: Dear ImGui would draw a region's own ground under its neighbours.
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, end, frame.colour().surface, size::corner);
    list.AddRect(corner, end, frame.colour().line, size::corner);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    if (says_error) {
        const std::string place =
            state.error->byte
                ? std::format(
                      "Character {}: ",
                      character_at(state.draft, static_cast<std::size_t>(*state.error->byte)))
                : std::string();
        text(frame, place + state.error->message,
             {.colour = frame.colour().false_positive, .max_width = width - 2 * inset});
        if (!state.error->remedy.empty())
            text(frame, state.error->remedy,
                 {.style = TextStyle::muted, .max_width = width - 2 * inset, .sentence = true});
    }
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < entries; ++i) {
        const Completion& one = state.completions.list[i];
        // What can be written is whole, what it means has the rest.
        const float room = width - 2 * inset - width_of(one.text) - 48;
        const std::string meaning = cut_at_the_end(one.description, room, width_of);
        if (option(frame, one.text, meaning, state.marked == i + 1, width - 2 * inset)) {
            chosen = i;
        }
    }
    ImGui::PopStyleVar();
    // A click elsewhere closes the list.
    const bool left = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !ImGui::IsWindowHovered() &&
                      ImGui::GetMousePos().y > corner.y;
    end_region();
    if (chosen) take_completion(model, state, *chosen, commands);
    if (left && entries > 0) state.open = false;
}

}  // namespace errata::ui
