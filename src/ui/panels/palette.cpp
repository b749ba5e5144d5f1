#include <algorithm>
#include <cctype>
#include <format>

#include "ui/actions.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr std::size_t most_classes = 8;
constexpr std::size_t most_images = 12;

struct Found {
    std::string words;
    std::string remark;
    std::function<void(Commands&)> run;
    int rank = 0;  // smaller: better
};

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// How well the query fits: all its words occur, best where the text begins with it; nothing: not at all.
std::optional<int> fit(std::string_view text, std::string_view query) {
    const auto find = [&](std::string_view word) {
        return std::ranges::search(text, word, {}, lower, lower).begin() - text.begin();
    };
    int rank = 0;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find(' '), query.size());
        const std::string_view word = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (word.empty()) continue;
        const auto place = find(word);
        if (place == std::ssize(text)) return std::nullopt;
        const bool begins = place == 0 || text[static_cast<std::size_t>(place) - 1] == ' ';
        rank += place == 0 ? 0 : (begins ? 1 : 2);
    }
    return rank;
}

void add_actions(const Model& model, std::string_view query, std::vector<Found>& found) {
    for (const Action& one : actions()) {
        if (one.id == "palette" || one.id == "leave" || !is_enabled(one, model)) continue;
        const auto rank = fit(one.label, query);
        if (!rank) continue;
        found.push_back({.words = std::string(one.label),
                         .remark = shortcut_of(one),
                         .run = [&one, &model](Commands& commands) { one.run(model, commands); },
                         .rank = *rank});
    }
}

// The best of `count` names for the query, at most `most`.
template <typename NameOf>
std::vector<std::pair<int, std::size_t>> best_names(std::size_t count, std::string_view query,
                                                    std::size_t most, NameOf&& name_of) {
    std::vector<std::pair<int, std::size_t>> best;  // rank and number
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view name = name_of(i);
        // Of equally good ones the shorter, which the query says more of.
        if (const auto rank = fit(name, query)) {
            best.emplace_back(
                *rank * 10'000 + static_cast<int>(std::min<std::size_t>(name.size(), 9'999)), i);
        }
    }
    const std::size_t kept = std::min(most, best.size());
    std::ranges::partial_sort(best, best.begin() + static_cast<std::ptrdiff_t>(kept));
    best.resize(kept);
    return best;
}

void add_classes(const Model& model, const PaletteState& state, std::vector<Found>& found) {
    for (const auto& [rank, number] : state.classes) {
        const std::string name = model.reading.name_of_class(static_cast<ClassSlot>(number));
        found.push_back({.words = name,
                         .remark = "Class",
                         .run =
                             [name](Commands& commands) {
                                 commands.push_back(Change{.apply = [name](View& view) {
                                     view.place = Place::overview;
                                     view.cls = name;
                                 }});
                             },
                         .rank = rank / 10'000});
    }
}

void add_images(const Model& model, const PaletteState& state, std::vector<Found>& found) {
    for (const auto& [rank, number] : state.images) {
        const std::string name = model.reading.name_of_sample(static_cast<SampleSlot>(number));
        found.push_back(
            {.words = name,
             .remark = "Image",
             .run = [name](Commands& commands) { commands.push_back(show_sample(name)); },
             .rank = rank / 10'000});
    }
}

// Names are searched once per query, not in every frame.
void search_names(const Model& model, PaletteState& state) {
    if (state.searched == state.query) return;
    state.searched = state.query;
    const Dataset& dataset = model.evaluation.dataset;
    state.classes = best_names(dataset.classes.size(), state.query, most_classes,
                               [&](std::size_t i) { return dataset.classes.names[i]; });
    state.images = best_names(dataset.samples.size(), state.query, most_images,
                              [&](std::size_t i) { return dataset.samples.names[i]; });
}

std::vector<Found> found_by(const Model& model, PaletteState& state) {
    std::vector<Found> found;
    add_actions(model, state.query, found);
    if (!state.query.empty()) {
        search_names(model, state);
        add_classes(model, state, found);
        add_images(model, state, found);
        std::ranges::stable_sort(found, {}, &Found::rank);
    }
    return found;
}

void follow_key(std::string_view key, std::size_t count, PaletteState& state) {
    if (count == 0) return;
    if (key == "ArrowDown") state.selected = (state.selected + 1) % count;
    if (key == "ArrowUp") state.selected = (state.selected + count - 1) % count;
}

}  // namespace

void palette_dialog(Frame& frame, const Model& model, PaletteState& state, Commands& commands) {
    const bool open = begin_dialog(frame, "Find", {560, 460});
    const FieldResult field = text_field(frame, "Find", state.query,
                                         {.placeholder = "Find a command, a class or an image",
                                          .width = ImGui::GetContentRegionAvail().x,
                                          .focus = true});
    if (field.changed) state.selected = 0;
    const std::vector<Found> found = found_by(model, state);
    state.selected = found.empty() ? 0 : std::min(state.selected, found.size() - 1);
    const std::size_t before = state.selected;
    if (field.key) follow_key(*field.key, found.size(), state);

    std::optional<std::size_t> chosen;
    if (field.key == "Enter" && !found.empty()) chosen = state.selected;
    begin_region("found", {});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    if (found.empty()) {
        space(size::gap);
        text(frame, std::format("Nothing is called \u201C{}\u201D", state.query),
             {.style = TextStyle::muted});
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        if (option(frame, found[i].words, found[i].remark, i == state.selected,
                   ImGui::GetContentRegionAvail().x)) {
            chosen = i;
        }
        if (i == state.selected && i != before) ImGui::SetScrollHereY();
        ImGui::PopID();
    }
    ImGui::PopStyleVar();
    end_region();
    end_dialog(frame);
    if (!open || chosen || field.key == "Escape") commands.push_back(OpenDialog{Dialog::none});
    if (chosen) found[*chosen].run(commands);
}

}  // namespace errata::ui
