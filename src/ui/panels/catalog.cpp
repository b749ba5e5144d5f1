#include <algorithm>
#include <array>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/panels/gallery_captions.h"
#include "ui/panels/panels.h"
#include "ui/panels/picture_grid.h"

namespace errata::ui {

namespace {

// Names go into links, of which there is one per decision.
constexpr std::size_t most_tagged_at_once = 10'000;

constexpr std::array<CatalogPart, 3> parts = {CatalogPart::pool, CatalogPart::all,
                                              CatalogPart::batch};

void part_select(Frame& frame, const Model& model, float width, Commands& commands) {
    const std::vector<std::string> labels = {
        model.has_pool() ? "Not labeled" : std::format("All {}s", model.word_for_samples()),
        "Labeled or not", "Next batch"};
    const auto shown = static_cast<std::size_t>(model.view.catalog_part);
    if (const auto chosen = select(frame, "Part", labels, shown, width)) {
        commands.push_back(
            decide([part = parts[*chosen]](View& view) { view.catalog_part = part; }));
    }
}

void catalog_order_select(Frame& frame, const Model& model, float width, Commands& commands) {
    const std::string& column = model.view.catalog_order;
    const auto chosen = order_select(frame, model, {"Order: as in the file"},
                                     {.fixed = column.empty() ? std::size_t{0} : std::size_t{1},
                                      .column = column,
                                      .descending = model.view.catalog_descending},
                                     width);
    if (!chosen) return;
    commands.push_back(decide([chosen = *chosen](View& view) {
        view.catalog_order = chosen.column;
        view.catalog_descending = chosen.descending;
    }));
}

std::string what_is_shown(const Model& model) {
    const std::size_t all = model.evaluation.dataset.samples.size();
    const std::size_t shown = model.reading.order().size();
    const std::string samples = counted(all, model.word_for_samples());
    if (shown == all) return samples;
    return std::format("{} of {} with {}", grouped(shown), samples, model.view.cls);
}

void toolbar(Frame& frame, const Model& model, Commands& commands) {
    constexpr float y = 14;
    constexpr float widths = 148 + 170 + 230 + 30 + 3 * size::gap;
    const float share = std::min(1.0F, ImGui::GetContentRegionAvail().x / widths);
    ImGui::SetCursorPosY(y);
    part_select(frame, model, 148 * share, commands);
    next_on_line(size::gap, y);
    class_select(frame, model, 170 * share, commands);
    next_on_line(size::gap, y);
    catalog_order_select(frame, model, 230 * share, commands);
    next_on_line(size::gap, y);
    caption_columns_menu(frame, model, commands);
    if (share < 1) return;
    next_on_line(size::group_gap, y + 7);
    text(frame, what_is_shown(model), {.style = TextStyle::muted});
    picture_size_slider(frame, model, y, commands);
}

// --- tags ----------------------------------------------------------------------------------------------

std::vector<std::string> names_of_shown(const Model& model) {
    std::vector<std::string> names;
    for (const SampleSlot sample : model.reading.order())
        names.push_back(model.reading.name_of_sample(sample));
    return names;
}

void tag(std::vector<std::string> names, const std::string& word, bool on, Commands& commands) {
    commands.push_back(decide([names = std::move(names), word, on](View& view) {
        view.tags = with_tag(view.tags, word, names, on);
    }));
}

const SampleTag* find_tag(const View& view, const std::string& word) {
    const auto found = std::ranges::find(view.tags, word, &SampleTag::name);
    return found == view.tags.end() ? nullptr : &*found;
}

void tag_bar(Frame& frame, const Model& model, CatalogState& state, Commands& commands) {
    constexpr float y = 52;
    ImGui::SetCursorPosY(y);
    text_field(frame, "Tag", state.tag,
               {.placeholder = "A word to tag with", .width = 148, .searches = false});
    next_on_line(size::gap, y);
    std::vector<MenuEntry> entries;
    for (const SampleTag& one : model.view.tags) {
        entries.push_back({.label = std::format("{}  ({})", one.name, grouped(one.samples.size())),
                           .checked = one.name == state.tag});
    }
    if (const auto chosen = menu_button(frame, "Tags", entries,
                                        {.enabled = !entries.empty(),
                                         .tooltip = "Tags that there are",
                                         .icon = icon::tag,
                                         .icon_only = true,
                                         .style = ButtonStyle::quiet})) {
        state.tag = model.view.tags[*chosen].name;
    }
    const std::size_t shown = model.reading.order().size();
    const bool few = shown <= most_tagged_at_once;
    const std::string_view hint =
        few ? std::string_view() : "Up to 10,000 at once: a query does for more";
    next_on_line(size::gap, y);
    if (button(frame, "Tag all that are shown",
               {.enabled = !state.tag.empty() && shown > 0 && few,
                .tooltip = hint,
                .label = std::format("Tag all {}", grouped(shown))})) {
        tag(names_of_shown(model), state.tag, true, commands);
    }
    next_on_line(size::gap, y);
    if (button(frame, "Take the tag off all that are shown",
               {.enabled = find_tag(model.view, state.tag) != nullptr && shown > 0 && few,
                .tooltip = hint,
                .label = "Untag"})) {
        tag(names_of_shown(model), state.tag, false, commands);
    }
    next_on_line(size::group_gap, y + 2);
    checkbox(frame, "Press pictures to tag them", state.tagging);
    if (model.measured_pictures == 1) return;
    next_on_line(size::group_gap, y + 7);
    text(frame, std::format("Measuring pictures, {:.0f} %", 100 * model.measured_pictures),
         {.style = TextStyle::muted});
}

// --- tiles ---------------------------------------------------------------------------------------------

// A word on a ground of its own; how wide it is.
float draw_chip(const Frame& frame, ImVec2 corner, const std::string& words, ImU32 ground,
                ImU32 ink) {
    ImFont* const font = frame.theme.fonts.medium;
    const float width = font->CalcTextSizeA(size::small_text, FLT_MAX, 0, words.c_str()).x + 10;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, {corner.x + width, corner.y + 18}, ground, 4);
    list.AddText(font, size::small_text, {corner.x + 5, corner.y + 2}, ink, words.c_str());
    return width;
}

// Tags at the lower left; at the upper right what the next batch has.
void decorate(const Frame& frame, const Model& model, SampleSlot sample, const TileResult& tile) {
    const Palette& colour = frame.colour();
    const float bottom = tile.corner.y + tile.extent.y - caption_height_of(model);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect(tile.corner, {tile.corner.x + tile.extent.x, bottom}, true);
    float x = tile.corner.x + 6;
    const std::string name = model.reading.name_of_sample(sample);
    for (const SampleTag& one : model.view.tags) {
        if (!one.samples.contains(name)) continue;
        x += draw_chip(frame, {x, bottom - 24}, one.name, faded(colour.surface, 0.92F),
                       colour.text) +
             4;
    }
    const bool is_in_batch = model.next_batch.of_sample(model.whole_sample(sample)) != nullptr;
    if (is_in_batch && model.view.catalog_part != CatalogPart::batch) {
        draw_chip(frame, {tile.corner.x + tile.extent.x - 30, tile.corner.y + 6}, icon::check,
                  colour.accent, colour.on_accent);
    }
    list.PopClipRect();
}

std::string value_of(const Model& model, SampleSlot sample) {
    const OutcomeCounts& counts = model.reading.outcomes().samples[sample];
    std::string words =
        model.whole.dataset.samples.is_labeled(model.whole_sample(sample))
            ? std::format("{} true positives, {} false positives, {} missed", counts.true_positives,
                          counts.false_positives, counts.missed)
            : counted(counts.unjudged, "prediction");
    const std::string reason = reason_of(model, model.whole_sample(sample));
    if (!reason.empty()) words += ", in the next batch: " + reason;
    return words;
}

std::string why_empty(const Model& model) {
    if (model.view.catalog_part == CatalogPart::batch) {
        return model.view.plan.parts.empty()
                   ? "Nothing is chosen yet: the next batch has no parts."
                   : "The next batch is empty, or the filter selects nothing of it.";
    }
    if (model.filter.selection() != nullptr)
        return std::format("The filter selects no {} here.", model.word_for_samples());
    return model.view.cls.empty()
               ? std::format("There is no {} here.", model.word_for_samples())
               : std::format("No {} has {} at confidence {:.2f}.", model.word_for_samples(),
                             model.view.cls, model.view.confidence);
}

}  // namespace

void catalog_panel(Frame& frame, const Model& model, CatalogState& state, Commands& commands) {
    toolbar(frame, model, commands);
    tag_bar(frame, model, state, commands);
    constexpr float top = 94;
    ImGui::SetCursorPosY(top);
    // Down to the bar: what goes on below is cut by it.
    begin_region("tiles", {.extent = {0, ImGui::GetWindowHeight() - top}});
    if (!model.has_pool()) {
        text(frame,
             std::format("No {}s without ground truth are open. Drop a file that lists them: COCO "
                         "images without annotations, or a table without labels.",
                         model.word_for_samples()),
             {.style = TextStyle::muted, .wrap = true});
        space(size::gap);
    }
    if (model.reading.order().empty())
        text(frame, why_empty(model), {.style = TextStyle::muted, .wrap = true});
    const auto pressed = picture_grid(
        frame, model, state.grid,
        {.value = [&](SampleSlot sample) { return value_of(model, sample); },
         .decorate = [&](SampleSlot sample,
                         const TileResult& tile) { decorate(frame, model, sample, tile); }});
    end_region();
    if (!pressed) return;
    const std::string name = model.reading.name_of_sample(*pressed);
    if (state.tagging && !state.tag.empty()) {
        const SampleTag* const known = find_tag(model.view, state.tag);
        tag({name}, state.tag, known == nullptr || !known->samples.contains(name), commands);
    } else {
        commands.push_back(show_sample(name));
    }
}

}  // namespace errata::ui
