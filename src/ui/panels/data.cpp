#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "query/part.h"
#include "ui/column_chart.h"
#include "ui/icons.h"
#include "ui/name_search.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr float least_card_width = 268;
constexpr float card_gap = 12;
constexpr float inset = 12;
constexpr float title_height = 26;
constexpr float chart_height = 5 * value_bar_height;
constexpr std::size_t few_values = 5;
constexpr std::size_t most_values = 200;  // of a card that is unfolded
constexpr float more_height = 30;

struct Card {
    const ColumnInfo* info = nullptr;
    WrittenColumn written;
    ColumnChoice choice;
    const ColumnCounts* counts = nullptr;  // null: not made yet
};

std::vector<const ColumnInfo*> found_columns(const Model& model, std::string_view search) {
    std::vector<const ColumnInfo*> found;
    for (const ColumnInfo& info : model.filter.columns(model.view).columns(model.view.data_table)) {
        if (holds(info.name, search) || holds(info.meaning, search)) {
            found.push_back(&info);
        }
    }
    return found;
}

void choose(const Model& model, const Card& card, const ColumnChoice& choice, Commands& commands) {
    const std::string query = with_choice(model.view.query, card.written, choice);
    commands.push_back(decide([query](View& view) { view.query = query; }, drag_gesture()));
}

// --- histograms ----------------------------------------------------------------------------------------

// The bins that a range covers, where it begins and ends with them.
std::optional<BinRange> bins_within(const std::vector<double>& edges, const NumberRange& range) {
    const auto edge_of = [&](double number) {
        return static_cast<std::size_t>(std::ranges::lower_bound(edges, number) - edges.begin());
    };
    const std::size_t bins = edges.size() - 1;
    const std::size_t first = range.low <= edges.front() ? 0 : std::min(edge_of(range.low), bins);
    std::size_t last = range.high >= edges.back() ? bins : edge_of(range.high);
    // One number within a bin is shown as that bin.
    last = std::max(last, std::min(first + 1, bins));
    if (first >= last) return {};
    return BinRange{.first = first, .last = last};
}

NumberRange range_of(const std::vector<double>& edges, const BinRange& bins) {
    NumberRange range;
    // Nothing lies beyond the first and the last bin.
    if (bins.first > 0) range.low = edges[bins.first];
    if (bins.last + 1 < edges.size()) range.high = edges[bins.last];
    return range;
}

void number_chart(Frame& frame, const Model& model, const Card& card, float width,
                  Commands& commands) {
    const ColumnBins& bins = card.counts->bins;
    const bool has_missing = card.counts->all.missing > 0;
    const float height = chart_height - (has_missing ? value_bar_height + 4 : 0);
    const Unit unit = card.info->unit == Unit::fraction ? Unit::none : card.info->unit;
    const HistogramResult result = histogram(
        frame, card.info->name,
        {.extent = {width, height},
         .edges = bins.edges,
         .all = card.counts->all.bins,
         .selected = card.counts->selected.bins,
         .chosen = card.choice.range ? bins_within(bins.edges, *card.choice.range) : std::nullopt,
         .unit = name_of(unit)});
    if (!result.changed) return;
    ColumnChoice choice = card.choice;
    choice.range.reset();
    if (result.chosen) choice.range = range_of(bins.edges, *result.chosen);
    choose(model, card, choice, commands);
}

// --- values --------------------------------------------------------------------------------------------

// Which bins a card lists: the most frequent, and what is chosen of the others.
std::vector<std::size_t> listed_bins(const Card& card, bool unfolded) {
    const std::vector<std::string>& labels = card.counts->bins.labels;
    const std::size_t limit = unfolded ? most_values : few_values;
    std::vector<std::size_t> listed;
    for (std::size_t bin = 0; bin < labels.size(); ++bin) {
        if (bin < limit || std::ranges::contains(card.choice.values, labels[bin])) {
            listed.push_back(bin);
        }
    }
    return listed;
}

void values_chart(Frame& frame, const Model& model, const Card& card, float width, bool unfolded,
                  Commands& commands) {
    const ColumnBins& bins = card.counts->bins;
    const std::vector<std::uint32_t>& all = card.counts->all.bins;
    for (const std::size_t bin : listed_bins(card, unfolded)) {
        const std::string& value = bins.labels[bin];
        const bool chosen = std::ranges::contains(card.choice.values, value);
        ImGui::PushID(static_cast<int>(bin));
        const bool pressed = value_bar(frame, std::format("{}: {}", card.info->name, value),
                                       {.width = width,
                                        .all = all[bin],
                                        .selected = card.counts->selected.bins[bin],
                                        .most = all.front(),
                                        .chosen = chosen,
                                        .label = value.empty() ? "\u201C\u201D" : value});
        ImGui::PopID();
        if (!pressed) continue;
        ColumnChoice choice = card.choice;
        if (chosen) {
            std::erase(choice.values, value);
        } else {
            choice.values.push_back(value);
        }
        choose(model, card, choice, commands);
    }
}

void missing_bar(Frame& frame, const Model& model, const Card& card, float width,
                 Commands& commands) {
    const BinCounts& all = card.counts->all;
    // An empty set is a value of its own, which no query calls missing.
    if (all.missing == 0 || card.info->type == ColumnType::set) return;
    const std::vector<std::uint32_t>& bins = all.bins;
    const bool is_histogram = is_numeric(card.info->type);
    const std::uint32_t most =
        is_histogram || bins.empty() ? all.rows : std::max(bins.front(), all.missing);
    if (is_histogram) space(4);
    if (!value_bar(frame, std::format("{} is missing", card.info->name),
                   {.width = width,
                    .all = all.missing,
                    .selected = card.counts->selected.missing,
                    .most = most,
                    .chosen = card.choice.missing,
                    .muted = true,
                    .label = "missing"})) {
        return;
    }
    ColumnChoice choice = card.choice;
    choice.missing = !choice.missing;
    choose(model, card, choice, commands);
}

// --- cards ---------------------------------------------------------------------------------------------

bool is_unfolded(const DataState& state, const ColumnInfo& info) {
    return std::ranges::contains(state.unfolded, std::pair(info.table, info.name));
}

std::string meaning_of(const ColumnInfo& info) {
    std::string words = info.meaning;
    if (!info.range.empty()) words += std::format(". {}", info.range);
    if (!info.formula.empty()) words += std::format("\n{}", info.formula);
    if (!info.source.empty()) words += std::format("\n{}", info.source);
    return words;
}

float height_of(const Card& card, bool unfolded) {
    float height = title_height + chart_height + 2 * inset;
    if (card.counts == nullptr || is_numeric(card.info->type)) return height;
    const std::size_t values = card.counts->bins.size();
    const std::size_t listed = listed_bins(card, unfolded).size();
    const bool has_missing = card.counts->all.missing > 0 && card.info->type != ColumnType::set;
    const auto bars = static_cast<float>(listed + (has_missing ? 1 : 0));
    height = std::max(height, title_height + bars * value_bar_height + 2 * inset);
    return values > few_values ? height + more_height : height;
}

void title(Frame& frame, const Model& model, const Card& card, float width, Commands& commands) {
    const float y = ImGui::GetCursorPosY();
    const float x = ImGui::GetCursorPosX();
    const float room = card.choice.empty() ? 0 : 30.0F;
    text(frame, card.info->name, {.style = TextStyle::medium, .max_width = width - room - 70});
    const std::string meaning = meaning_of(*card.info);
    frame.items.back().value = card.info->meaning;
    tooltip(frame, meaning);
    if (!card.choice.empty()) {
        next_on_line(0, y - 7);
        ImGui::SetCursorPosX(x + width - 30);
        if (button(frame, std::format("Clear {}", card.info->name),
                   {.icon = icon::close, .icon_only = true, .style = ButtonStyle::quiet})) {
            choose(model, card, {}, commands);
        }
    } else {
        const std::string_view type = name_of(card.info->type);
        ImGui::PushFont(frame.theme.fonts.regular, size::small_text);
        const float type_width = ImGui::CalcTextSize(type.data(), type.data() + type.size()).x;
        ImGui::PopFont();
        ImGui::GetWindowDrawList()->AddText(
            frame.theme.fonts.regular, size::small_text,
            {ImGui::GetWindowPos().x + x + width - type_width, ImGui::GetItemRectMin().y + 2},
            frame.colour().muted, type.data(), type.data() + type.size());
    }
    ImGui::SetCursorPos({x, y + title_height});
}

void unfold_button(Frame& frame, DataState& state, const Card& card) {
    const std::size_t values = card.counts->bins.size();
    if (is_numeric(card.info->type) || values <= few_values) return;
    const bool unfolded = is_unfolded(state, *card.info);
    const std::string label =
        unfolded ? std::string("Fewer values")
        : values > most_values
            ? std::format("The {} most frequent of {} values", most_values, grouped(values))
            : std::format("All {} values", grouped(values));
    space(2);
    if (!button(frame, std::format("{}: {}", card.info->name, label),
                {.icon = icon::expand, .style = ButtonStyle::quiet, .label = label})) {
        return;
    }
    if (unfolded) {
        std::erase(state.unfolded, std::pair(card.info->table, card.info->name));
    } else {
        state.unfolded.emplace_back(card.info->table, card.info->name);
    }
}

void draw_card(Frame& frame, const Model& model, DataState& state, const Card& card, ImVec2 extent,
               Commands& commands) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 end = {corner.x + extent.x, corner.y + extent.y};
    const Palette& colour = frame.colour();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, end, colour.surface, size::card_corner);
    list.AddRect(corner, end, card.choice.empty() ? colour.line : colour.accent, size::card_corner);
    ImGui::PushID(card.info->name.c_str());
    ImGui::SetCursorScreenPos({corner.x + inset, corner.y + inset - 2});
    ImGui::BeginGroup();
    const float width = extent.x - 2 * inset;
    title(frame, model, card, width, commands);
    if (card.counts == nullptr) {
        text(frame, "Counting \u2026", {.style = TextStyle::muted});
    } else if (card.counts->bins.too_many) {
        text(frame, std::format("More than {} different texts", grouped(most_text_values)),
             {.style = TextStyle::muted});
        missing_bar(frame, model, card, width, commands);
    } else {
        if (card.counts->bins.size() == 0) {
            text(frame, card.counts->all.rows == 0 ? "No rows" : "No value anywhere",
                 {.style = TextStyle::muted});
        } else if (is_numeric(card.info->type)) {
            number_chart(frame, model, card, width, commands);
        } else {
            values_chart(frame, model, card, width, is_unfolded(state, *card.info), commands);
        }
        missing_bar(frame, model, card, width, commands);
        unfold_button(frame, state, card);
    }
    ImGui::EndGroup();
    ImGui::PopID();
}

// --- the panel -----------------------------------------------------------------------------------------

constexpr std::array<Table, 3> tables = {Table::samples, Table::truth, Table::pred};

std::string words_for(const Model& model, Table table) {
    if (table == Table::pred) return "predictions";
    return std::format(
        "{}s", table == Table::samples ? model.word_for_samples() : model.word_for_objects());
}

void toolbar(Frame& frame, const Model& model, DataState& state, std::size_t found,
             Commands& commands) {
    constexpr float y = 14;
    ImGui::SetCursorPosY(y);
    std::vector<std::string> labels;
    for (const Table table : tables) {
        labels.push_back(std::format("Columns of {}", words_for(model, table)));
    }
    const auto shown = static_cast<std::size_t>(model.view.data_table);
    if (const auto chosen = select(frame, "Table", labels, shown, 220)) {
        commands.push_back(
            decide([table = tables[*chosen]](View& view) { view.data_table = table; }));
    }
    next_on_line(size::gap, y);
    text_field(frame, "Search columns", state.search,
               {.placeholder = "Search columns", .width = 220});
    next_on_line(size::group_gap, y + 7);
    const ColumnSource& source = model.filter.columns(model.view);
    const std::uint64_t rows = source.rows({.table = model.view.data_table});
    std::string words = counted(found, "column");
    if (const BitSet* const some = model.filter.rows_of(model.view.data_table, model.view)) {
        words += std::format(", {} of {} {} selected", grouped(some->count()), grouped(rows),
                             words_for(model, model.view.data_table));
    } else {
        words += std::format(", {} {}", grouped(rows), words_for(model, model.view.data_table));
    }
    text(frame, words, {.style = TextStyle::muted});
}

void column_cards(Frame& frame, const Model& model, DataState& state,
                  const std::vector<const ColumnInfo*>& columns, Commands& commands) {
    const float available = ImGui::GetContentRegionAvail().x - size::gap;
    const float fit =
        std::max(1.0F, std::floor((available + card_gap) / (least_card_width + card_gap)));
    const auto per_row = static_cast<std::size_t>(fit);
    const float width = std::floor((available - card_gap * (fit - 1)) / fit);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    for (std::size_t first = 0; first < columns.size(); first += per_row) {
        const std::size_t last = std::min(first + per_row, columns.size());
        std::vector<Card> cards;
        float height = 0;
        for (std::size_t i = first; i < last; ++i) {
            Card card = {.info = columns[i],
                         .written = written_column(model.filter.columns(model.view), *columns[i],
                                                   model.view.query_table),
                         .choice = {},
                         .counts = model.distributions.known(*columns[i])};
            card.choice = choice_in(model.view.query, card.written);
            height = std::max(height, height_of(card, is_unfolded(state, *card.info)));
            cards.push_back(std::move(card));
        }
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        if (ImGui::IsRectVisible(corner, {corner.x + available, corner.y + height})) {
            for (std::size_t i = 0; i < cards.size(); ++i) {
                model.distributions.want(*cards[i].info);
                ImGui::SetCursorScreenPos(
                    {corner.x + static_cast<float>(i) * (width + card_gap), corner.y});
                draw_card(frame, model, state, cards[i], {width, height}, commands);
            }
        }
        ImGui::SetCursorScreenPos(corner);
        ImGui::Dummy({available, height + card_gap});
    }
    ImGui::PopStyleVar();
}

}  // namespace

void data_panel(Frame& frame, const Model& model, DataState& state, Commands& commands) {
    const std::vector<const ColumnInfo*> columns = found_columns(model, state.search);
    toolbar(frame, model, state, columns.size(), commands);
    ImGui::SetCursorPosY(56);
    // Down to the bar: what goes on below is cut by it.
    begin_region("columns", {.extent = {0, ImGui::GetWindowHeight() - 56}});
    if (columns.empty()) {
        text(frame,
             state.search.empty()
                 ? std::format("There are no columns of {}.",
                               words_for(model, model.view.data_table))
                 : std::format("No column is called or is about \u201C{}\u201D.", state.search),
             {.style = TextStyle::muted});
    }
    column_cards(frame, model, state, columns, commands);
    end_region();
}

}  // namespace errata::ui
