#include <algorithm>
#include <array>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "query/parse.h"
#include "query/part.h"
#include "ui/icons.h"
#include "ui/more_like_this.h"
#include "ui/panels/panels.h"
#include "ui/shortening.h"

namespace errata::ui {

namespace {

constexpr std::size_t most_entries = 9;
constexpr std::size_t few_asked = 5;
constexpr float widest_field = 460;
constexpr float entry_height = 28;

// All keystrokes in the field since it was last left are one step of the history.
constexpr std::uint64_t typing = 0x717565727900ULL;

// What was asked before is offered where nothing stands in the field, or where that is asked for.
void offer(const Model& model, FilterState& state, bool asked_before = false) {
    state.open = true;
    state.marked = 0;
    state.asked.clear();
    const bool is_empty = std::ranges::all_of(state.draft, [](char c) { return c == ' '; });
    const std::size_t most_asked = asked_before ? most_queries : is_empty ? few_asked : 0;
    for (const std::string& one : model.settings.queries) {
        if (one != state.draft && state.asked.size() < most_asked) state.asked.push_back(one);
    }
    state.completions = {};
    if (asked_before && !state.asked.empty()) return;
    state.completions = model.filter.complete(state.draft, model.view);
    auto& list = state.completions.list;
    if (list.size() > most_entries) list.resize(most_entries);
}

std::size_t entries_of(const FilterState& state) {
    return state.open ? state.asked.size() + state.completions.list.size() : 0;
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

void take_entry(const Model& model, FilterState& state, std::size_t entry, Commands& commands) {
    if (entry < state.asked.size()) {
        state.draft = state.asked[entry];
        take_draft(model, state, commands);
        state.open = false;
        return;
    }
    entry -= state.asked.size();
    const Completions& offered = state.completions;
    state.draft.replace(offered.begin, offered.end - offered.begin, offered.list[entry].text + " ");
    take_draft(model, state, commands);
    offer(model, state);
}

void forget(const Model& model, FilterState& state, std::size_t entry, Commands& commands) {
    commands.push_back(ChangeSettings{
        [query = state.asked[entry]](Settings& settings) { forget_query(settings, query); }});
    std::erase(state.asked, std::string(state.asked[entry]));
    state.marked = std::min(state.marked, entries_of(state));
    if (entries_of(state) == 0) offer(model, state);
}

void follow_key(const Model& model, FilterState& state, const std::string& key,
                Commands& commands) {
    const std::size_t entries = entries_of(state);
    if (key == "ArrowDown") {
        if (!state.open) {
            offer(model, state);
        } else if (entries > 0) {
            state.marked = std::min(state.marked + 1, entries);
        }
    } else if (key == "ArrowUp") {
        if (!state.open || (state.marked == 0 && state.asked.empty())) {
            offer(model, state, true);
        } else {
            state.marked -= state.marked > 0 ? 1 : 0;
        }
    } else if (key == "Enter") {
        if (state.open && state.marked > 0) {
            take_entry(model, state, state.marked - 1, commands);
        } else {
            take_draft(model, state, commands);
            state.open = false;
            if (!state.error) {
                commands.push_back(ChangeSettings{[query = state.followed](Settings& settings) {
                    remember_query(settings, query);
                }});
            }
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

void remove_part(std::vector<std::string> parts, std::size_t part, Commands& commands) {
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(part));
    commands.push_back(decide([query = query_of_parts(parts)](View& view) { view.query = query; }));
}

// Each part can be taken out of the query; as many as there is room for.
void chips(Frame& frame, const Model& model, Commands& commands) {
    const std::vector<std::string> parts = query_parts(model.view.query);
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

struct AskedResult {
    bool chosen = false;
    bool forgotten = false;
};

// A query of earlier, and a button that forgets it.
AskedResult asked_entry(Frame& frame, const std::string& query, bool marked, float width) {
    constexpr float forget_width = 30;
    const float y = ImGui::GetCursorPosY();
    const bool chosen = option(frame, query, "asked before", marked, width - forget_width - 4);
    next_on_line(4, y - 1);
    const bool forgotten =
        button(frame, std::format("Forget {}", query),
               {.icon = icon::close, .icon_only = true, .style = ButtonStyle::quiet});
    ImGui::SetCursorPosY(y + entry_height);
    return {.chosen = chosen, .forgotten = forgotten};
}

}  // namespace

namespace {

constexpr std::array<Table, 3> tables = {Table::samples, Table::truth, Table::pred};

std::string_view word_for(const Model& model, Table table) {
    switch (table) {
        case Table::samples: return model.word_for_samples();
        case Table::truth: return model.word_for_objects();
        case Table::pred: break;
    }
    return "prediction";
}

// Which of the three restrictions the figures are under.
std::string_view meaning_of(Table table) {
    switch (table) {
        case Table::samples: return "Every figure is that of files with no others";
        case Table::truth:
            return "Every figure is of these objects; the others are ignored: they are neither "
                   "missed "
                   "nor found, and what takes them counts neither way";
        case Table::pred: break;
    }
    return "Filtered before matching: every figure is that of a file with no others";
}

// The same in two words; samples need none.
std::string_view kind_of(Table table) {
    switch (table) {
        case Table::samples: return "";
        case Table::truth: return "others ignored";
        case Table::pred: break;
    }
    return "before matching";
}

// A query that says nothing of the other rows is left behind.
void table_select(Frame& frame, const Model& model, Commands& commands) {
    static const std::vector<std::string> labels = {"Images", "Objects", "Predictions"};
    const auto shown = static_cast<std::size_t>(model.view.query_table);
    const auto chosen = select(frame, "Filter rows", labels, shown, 124);
    if (!chosen) return;
    View there = model.view;
    there.query_table = tables[*chosen];
    const bool fits = model.filter.canonical(there.query, there).has_value();
    commands.push_back(decide([table = there.query_table, fits](View& view) {
        view.query_table = table;
        if (!fits) view.query.clear();
    }));
}

std::size_t rows_in(const Evaluation& evaluation, Table table) {
    switch (table) {
        case Table::samples: return evaluation.dataset.samples.size();
        case Table::truth: return evaluation.dataset.truth.size();
        case Table::pred: break;
    }
    return evaluation.run.size();
}

struct SelectedRows {
    std::size_t selected;
    std::size_t all;
};

// Of what is measured; where the pool is looked at, of all that is open.
SelectedRows selected_rows(const Model& model) {
    const Table table = model.view.query_table;
    const Selection* const selection = model.filter.selection();
    const bool of_whole = model.view.place == Place::catalog || model.view.place == Place::data ||
                          model.view.place == Place::plan || table == Table::truth;
    const std::size_t all = rows_in(of_whole ? model.whole : model.measured, table);
    if (selection == nullptr) return {.selected = all, .all = all};
    return {.selected = of_whole ? selection->size() : rows_in(model.evaluation, table),
            .all = all};
}

}  // namespace

void filter_panel(Frame& frame, const Model& model, FilterState& state, Commands& commands) {
    if (model.view.query != state.followed || model.view.query_table != state.table) {
        state.draft = state.followed = model.view.query;
        state.table = model.view.query_table;
        state.error = model.filter.error();
        state.open = false;
    }
    constexpr float y = 7;
    if (is_detection(model.evaluation.task)) {
        table_select(frame, model, commands);
        next_on_line(size::gap, y);
    }
    const float width = std::min(widest_field, ImGui::GetContentRegionAvail().x - 160);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    state.list_corner = {corner.x, corner.y + size::control_height + 3};
    const FieldResult field =
        text_field(frame, "Filter", state.draft,
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
    const SelectedRows rows = selected_rows(model);
    if (model.filter.selection() != nullptr) {
        next_on_line(size::gap, y);
        if (button(frame, "Clear the filter",
                   {.icon = icon::close, .icon_only = true, .style = ButtonStyle::quiet})) {
            commands.push_back(decide([](View& view) { view.query.clear(); }));
        }
        next_on_line(2, y);
        more_like_this(frame, model, like_filter(model),
                       {.tooltip = "What to do with these",
                        .icon = icon::similar,
                        .icon_only = true,
                        .style = ButtonStyle::quiet},
                       commands);
        next_on_line(size::gap, y + 7);
        text(frame,
             std::format("{} of {}{}", grouped(rows.selected),
                         counted(rows.all, word_for(model, model.view.query_table)),
                         model.measuring ? " \u2026" : ""),
             {.style = TextStyle::medium});
        tooltip(frame, meaning_of(model.view.query_table));
        const std::string_view kind = kind_of(model.view.query_table);
        if (!kind.empty()) {
            next_on_line(size::gap, y + 7);
            text(frame, kind, {.style = TextStyle::muted});
            tooltip(frame, meaning_of(model.view.query_table));
        }
        chips(frame, model, commands);
        return;
    }
    next_on_line(size::gap, y + 7);
    text(frame, std::format("All {}", counted(rows.all, word_for(model, model.view.query_table))),
         {.style = TextStyle::muted});
}

void filter_list(Frame& frame, const Model& model, FilterState& state, Commands& commands) {
    const std::size_t entries = entries_of(state);
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
    std::optional<std::size_t> forgotten;
    for (std::size_t i = 0; i < entries; ++i) {
        const bool marked = state.marked == i + 1;
        if (i < state.asked.size()) {
            const AskedResult result =
                asked_entry(frame, state.asked[i], marked, width - 2 * inset);
            if (result.chosen) chosen = i;
            if (result.forgotten) forgotten = i;
            continue;
        }
        const Completion& one = state.completions.list[i - state.asked.size()];
        // What can be written is whole, what it means has the rest.
        const float room = width - 2 * inset - width_of(one.text) - 48;
        const std::string meaning = cut_at_the_end(one.description, room, width_of);
        if (option(frame, one.text, meaning, marked, width - 2 * inset)) chosen = i;
    }
    ImGui::PopStyleVar();
    // A click elsewhere closes the list.
    const bool left = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !ImGui::IsWindowHovered() &&
                      ImGui::GetMousePos().y > corner.y;
    end_region();
    if (chosen) take_entry(model, state, *chosen, commands);
    if (forgotten) forget(model, state, *forgotten, commands);
    if (left && entries > 0) state.open = false;
}

}  // namespace errata::ui
