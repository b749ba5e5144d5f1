#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "curate/batch.h"
#include "curate/plan_document.h"
#include "ui/icons.h"
#include "ui/panels/gallery_captions.h"
#include "ui/panels/picture_grid.h"
#include "ui/panels/plan_editor.h"

namespace errata::ui {

namespace {

constexpr float editor_width = 420;
constexpr float least_results_width = 320;

// --- saving --------------------------------------------------------------------------------------------

struct Export {
    BatchFormat format;
    const char* words;
    const char* name;
    const char* type;  // media type
};
constexpr std::array<Export, 5> exports = {{
    {BatchFormat::csv, "CSV, with reasons and weights", "batch.csv", "text/csv"},
    {BatchFormat::jsonl, "JSON Lines, with reasons and weights", "batch.jsonl",
     "application/x-ndjson"},
    {BatchFormat::ids, "List of ids", "batch_ids.txt", "text/plain"},
    {BatchFormat::paths, "List of paths", "batch_paths.txt", "text/plain"},
    {BatchFormat::coco, "COCO, with predictions as pre-labels", "batch.json", "application/json"},
}};

bool can_be_saved(const Model& model, BatchFormat format) {
    if (format == BatchFormat::paths) return !model.whole.dataset.samples.names.empty();
    return format != BatchFormat::coco || is_detection(model.whole.task);
}

void save_menu(Frame& frame, const Model& model, Commands& commands) {
    const PlanResult* const result = model.next_batch.result();
    const bool is_ready = result != nullptr && model.next_batch.is_current();
    std::vector<MenuEntry> entries;
    for (const Export& one : exports) {
        entries.push_back(
            {.label = one.words, .enabled = is_ready && can_be_saved(model, one.format)});
    }
    entries.push_back({.label = "The plan, for errata select", .begins_group = true});
    const auto chosen =
        menu_button(frame, "Save batch", entries,
                    {.enabled = is_ready,
                     .tooltip = "For those who label it; the plan, to choose the same again",
                     .icon = icon::download});
    if (!chosen) return;
    if (*chosen == exports.size()) {
        commands.push_back(HostCommand(SaveText{
            .name = "plan.json", .type = "application/json", .text = to_json(model.view.plan)}));
        return;
    }
    const Export& one = exports[*chosen];
    // What cannot be written is not to be chosen.
    const auto words =
        batch_text(one.format, model.next_batch.plan(), *result,
                   plan_data(model.whole, model.filter, model.view), model.view.confidence);
    if (words) {
        commands.push_back(
            HostCommand(SaveText{.name = one.name, .type = one.type, .text = *words}));
    }
}

// --- what was chosen -----------------------------------------------------------------------------------

// "30 of 120 candidates, 4 left out, 5 fewer than the budget"
std::string summary_of(const PlanResult& result) {
    std::string words = std::format("{} of {}", grouped(result.chosen.size()),
                                    counted(result.candidates, "candidate"));
    if (result.excluded > 0) words += std::format(", {} never chosen", grouped(result.excluded));
    if (result.shortfall > 0)
        words += std::format(", {} fewer than the budget", grouped(result.shortfall));
    return words;
}

void page_tabs(Frame& frame, PlanState& state) {
    struct Entry {
        const char* name;
        const char* icon;
    };
    constexpr std::array<Entry, 3> entries = {
        {{"Chosen", icon::gallery}, {"Classes", icon::overview}, {"Strata", icon::groups}}};
    const float y = ImGui::GetCursorPosY();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i > 0) next_on_line(4, y);
        const auto page = static_cast<PlanPage>(i);
        if (tab(frame, entries[i].name, entries[i].icon, state.page == page, 112))
            state.page = page;
    }
}

// "By stratified · site == "bay", with a probability of 0.25; in estimates it counts for 4.1"
std::string how_chosen(const Model& model, SampleSlot sample) {
    const ChosenSample* const chosen = model.next_batch.of_sample(sample);
    if (chosen == nullptr) return {};
    std::string words = std::format("By {}", reason_of(model, sample));
    if (!std::isnan(chosen->probability))
        words += std::format(", with a probability of {:.3g}", chosen->probability);
    if (!std::isnan(chosen->weight))
        words += std::format("; in estimates it counts for {:.3g}", chosen->weight);
    return words;
}

void chosen_page(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    begin_region("chosen", {.extent = {0, ImGui::GetWindowHeight() - ImGui::GetCursorPosY()}});
    const auto words = [&](SampleSlot sample) {
        return how_chosen(model, model.whole_sample(sample));
    };
    const auto explain = [&](SampleSlot sample, const TileResult& tile) {
        if (tile.hovered) tooltip(frame, words(sample));
    };
    const auto pressed =
        picture_grid(frame, model, state.grid, {.value = words, .decorate = explain});
    end_region();
    if (pressed) commands.push_back(show_sample(model.reading.name_of_sample(*pressed)));
}

// Labeled objects, and how many the batch is expected to add.
void classes_page(Frame& frame, const Model& model, const PlanResult& result, PlanState& state,
                  Commands& commands) {
    static constexpr std::array<TableColumn, 5> columns = {{
        {.name = "Class", .number = false},
        {.name = "Labeled", .width = 80, .tooltip = "Objects that there are now"},
        {.name = "Expected",
         .width = 80,
         .tooltip = "What the batch is expected to add: the sum of its predictions' scores, which "
                    "is their number if scores are calibrated"},
        {.name = "After", .width = 70, .tooltip = "Labeled and expected together"},
        {.name = "Growth", .width = 70, .tooltip = "Expected over labeled, in percent"},
    }};
    const auto growth = [&](std::size_t cls) {
        const ClassExpectation& one = result.classes[cls];
        return one.labeled == 0 ? (one.added > 0 ? HUGE_VAL : 0.0)
                                : one.added / static_cast<double>(one.labeled);
    };
    const auto value = [&](std::size_t cls, std::size_t column) {
        const ClassExpectation& one = result.classes[cls];
        switch (column) {
            case 1: return static_cast<double>(one.labeled);
            case 2: return one.added;
            case 3: return static_cast<double>(one.labeled) + one.added;
            default: return growth(cls);
        }
    };
    std::vector<std::size_t>& rows = state.class_rows;
    rows.resize(result.classes.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    const SortState sort = state.classes;
    if (sort.column > 0) {
        std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
            return sort.descending ? value(b, sort.column) < value(a, sort.column)
                                   : value(a, sort.column) < value(b, sort.column);
        });
    } else if (sort.descending) {
        std::ranges::reverse(rows);
    }
    double most = 0;
    for (const ClassExpectation& one : result.classes) most = std::max(most, one.added);
    const TableOptions options = {.columns = columns,
                                  .rows = rows.size(),
                                  .sort = sort,
                                  .height = ImGui::GetWindowHeight() - ImGui::GetCursorPosY()};
    TableResult pressed =
        table(frame, "Expected classes", options, [&](std::size_t row, std::size_t column) {
            const std::size_t cls = rows[row];
            const ClassExpectation& one = result.classes[cls];
            switch (column) {
                case 0:
                    return TableCell{.words =
                                         model.reading.name_of_class(static_cast<ClassSlot>(cls))};
                case 1:
                    return TableCell{.words = grouped(one.labeled),
                                     .exact = static_cast<double>(one.labeled)};
                case 2:
                    return TableCell{.words = std::format("{:.1f}", one.added),
                                     .bar = most > 0 ? one.added / most : 0,
                                     .exact = one.added};
                case 3:
                    return TableCell{.words = std::format("{:.1f}", value(cls, column)),
                                     .exact = value(cls, column)};
                default: break;
            }
            const double more = growth(cls);
            return TableCell{.words = std::isinf(more) ? "new" : std::format("{:.0f}", more * 100),
                             .exact = more};
        });
    if (pressed.sorted) state.classes = *pressed.sorted;
    if (!pressed.copied.empty())
        commands.push_back(HostCommand(CopyText{std::move(pressed.copied), "Copied"}));
}

// Each part's strata; what each was estimated from.
void strata_page(Frame& frame, const Model& model, const PlanResult& result, Commands& commands) {
    struct Line {
        std::size_t part;
        const PlanStratum* stratum;  // null: the part itself
    };
    std::vector<Line> lines;
    for (std::size_t i = 0; i < result.parts.size(); ++i) {
        lines.push_back({.part = i, .stratum = nullptr});
        for (const PlanStratum& one : result.parts[i].strata)
            lines.push_back({.part = i, .stratum = &one});
    }
    static constexpr std::array<TableColumn, 4> columns = {{
        {.name = "Part or stratum", .number = false},
        {.name = "Candidates", .width = 90},
        {.name = "Drawn", .width = 80},
        {.name = "Spread",
         .width = 80,
         .tooltip = "Standard deviation of what is to be estimated, among labeled samples"},
    }};
    const TableOptions options = {.columns = columns,
                                  .rows = lines.size(),
                                  .height = ImGui::GetWindowHeight() - ImGui::GetCursorPosY()};
    TableResult pressed = table(frame, "Strata", options, [&](std::size_t row, std::size_t column) {
        const Line& line = lines[row];
        if (line.stratum == nullptr) {
            const PlanPartResult& part = result.parts[line.part];
            if (column == 0)
                return TableCell{.words = name_of(model.next_batch.plan().parts[line.part]),
                                 .colour = frame.colour().muted};
            if (column == 2) return TableCell{.words = grouped(part.drawn)};
            return TableCell{};
        }
        const PlanStratum& one = *line.stratum;
        switch (column) {
            case 0: return TableCell{.words = "    " + one.query};
            case 1: return TableCell{.words = grouped(one.size)};
            case 2:
                return TableCell{.words = grouped(one.drawn),
                                 .bar = one.size > 0 ? static_cast<double>(one.drawn) /
                                                           static_cast<double>(one.size)
                                                     : 0};
            default: break;
        }
        return std::isnan(one.deviation) ? TableCell{}
                                         : TableCell{.words = std::format("{:.3f}", one.deviation),
                                                     .exact = one.deviation};
    });
    if (!pressed.copied.empty())
        commands.push_back(HostCommand(CopyText{std::move(pressed.copied), "Copied"}));
}

// What stands where nothing is chosen.
void first_steps(Frame& frame, const Model& model, Commands& commands) {
    if (const auto& error = model.next_batch.error()) {
        text(frame, error->message, {.colour = frame.colour().false_positive, .wrap = true});
        if (!error->remedy.empty())
            text(frame, error->remedy, {.style = TextStyle::muted, .wrap = true});
        return;
    }
    text(frame,
         std::format("Which {0}s are worth labeling next? Parts share the budget: a random part "
                     "keeps the batch like the rest, strata see that rare {0}s come in, the least "
                     "certain ones teach the model most.",
                     model.word_for_samples()),
         {.style = TextStyle::muted, .wrap = true});
    space(size::gap);
    if (button(frame, "Begin with a mixture",
               {.tooltip = "A third each: random, the rarest by prediction, the least certain",
                .icon = icon::add})) {
        const Samples& samples = model.whole.dataset.samples;
        const auto pool = static_cast<std::size_t>(std::ranges::count(samples.labeled, 0));
        const std::size_t candidates = samples.has_pool() ? pool : samples.size();
        const std::size_t budget = std::clamp<std::size_t>(candidates / 4, 1, 100);
        commands.push_back(decide([budget, has_run = model.whole.run.size() > 0](View& view) {
            view.plan.budget = static_cast<std::uint32_t>(budget);
            view.plan.parts = {{.sampler = Sampler::random}};
            if (!has_run) return;
            view.plan.parts.push_back({.sampler = Sampler::highest, .column = "predicted_rarity"});
            view.plan.parts.push_back({.sampler = Sampler::uncertainty});
        }));
    }
}

void results(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    const PlanResult* const result = model.next_batch.result();
    const float y = ImGui::GetCursorPosY();
    constexpr float save_width = 130;
    const float right = ImGui::GetWindowWidth() - save_width;
    ImGui::SetCursorPosY(y + 4);
    if (result == nullptr) {
        text(frame, "Nothing is chosen yet", {.style = TextStyle::title});
        space(size::gap);
        first_steps(frame, model, commands);
        return;
    }
    text(frame, summary_of(*result), {.style = TextStyle::title, .max_width = right - size::gap});
    ImGui::SetCursorPos({right, y});
    save_menu(frame, model, commands);
    ImGui::SetCursorPosY(y + 40);
    page_tabs(frame, state);
    space(size::gap);
    switch (state.page) {
        case PlanPage::batch: chosen_page(frame, model, state, commands); break;
        case PlanPage::classes: classes_page(frame, model, *result, state, commands); break;
        case PlanPage::strata: strata_page(frame, model, *result, commands); break;
    }
}

}  // namespace

void plan_panel(Frame& frame, const Model& model, PlanState& state, Commands& commands) {
    const float available = ImGui::GetContentRegionAvail().x;
    const float editor = std::min(editor_width, available - least_results_width);
    const float top = ImGui::GetCursorPosY();
    const float left = ImGui::GetCursorPosX();
    const float height = ImGui::GetWindowHeight() - top;
    begin_region("editor", {.extent = {editor, height}});
    plan_editor(frame, model, state, commands);
    end_region();
    ImGui::SetCursorPos({left + editor + size::section_gap, top});
    begin_region("results",
                 {.extent = {available - editor - size::section_gap, height}, .scroll = false});
    results(frame, model, state, commands);
    end_region();
}

}  // namespace errata::ui
