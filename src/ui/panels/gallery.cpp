#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/column_cells.h"
#include "ui/panels/gallery_captions.h"
#include "ui/panels/panels.h"
#include "ui/panels/picture_grid.h"

namespace errata::ui {

namespace {

struct FilterEntry {
    OutcomeFilter shown;
    const char* words;
};
constexpr std::array<FilterEntry, 12> filters = {{
    {OutcomeFilter::everything, "Everything"},
    {OutcomeFilter::errors, "All errors"},
    {OutcomeFilter::false_positives, "False positives"},
    {OutcomeFilter::missed, "Missed"},
    {OutcomeFilter::true_positives, "True positives"},
    {OutcomeFilter::confused, "Confused"},
    {OutcomeFilter::wrong_class, "Wrong class"},
    {OutcomeFilter::wrong_place, "Wrong place"},
    {OutcomeFilter::wrong_class_and_place, "Wrong class, place"},
    {OutcomeFilter::duplicates, "Duplicates"},
    {OutcomeFilter::background, "Background"},
    {OutcomeFilter::unexplained_misses, "Unexplained misses"},
}};

struct OrderEntry {
    SampleOrder order;
    const char* words;
};
constexpr std::array<OrderEntry, 5> orders = {{
    {SampleOrder::as_given, "Order: as in the file"},
    {SampleOrder::most_errors, "Order: most first"},
    {SampleOrder::worst_iou, "Order: worst IoU first"},
    {SampleOrder::highest_score, "Order: highest score first"},
    {SampleOrder::lowest_score, "Order: lowest score first"},
}};

// Which filters are there to choose: kinds of errors where the task has them, a cell where one was chosen.
std::vector<FilterEntry> filters_of(const Model& model) {
    std::vector<FilterEntry> entries;
    for (const FilterEntry& one : filters) {
        const bool is_kind = error_kind_of(one.shown).has_value();
        if (is_kind && !has_place(model.evaluation, Place::errors)) continue;
        if (one.shown == OutcomeFilter::confused && model.view.shown != one.shown) continue;
        entries.push_back(one);
    }
    return entries;
}

// The cell of the confusion matrix in words.
std::string words_of_cell(const View& view) {
    const auto name = [](const std::string& cls) { return cls.empty() ? "background" : cls; };
    return std::format("{} taken for {}", name(view.confused_truth), name(view.confused_predicted));
}

template <typename Entries, typename Value>
std::size_t place_in(const Entries& entries, Value value, auto member) {
    const auto found = std::ranges::find(entries, value, member);
    return static_cast<std::size_t>(found - entries.begin());
}

template <typename Entries>
std::vector<std::string> words_of(const Entries& entries) {
    std::vector<std::string> words;
    for (const auto& entry : entries) words.emplace_back(entry.words);
    return words;
}

// In words: what the filter is about, or everything.
std::string counts_text(const Model& model, SampleSlot sample) {
    if (model.evaluation.task == Task::semantic) {
        const SampleMark& mark = model.reading.marks()[sample];
        return is_filtered(model)
                   ? share_of_pixels(model, sample, mark.count) + " of its pixels"
                   : share_of_pixels(model, sample, mark.errors) + " of its pixels are wrong";
    }
    if (is_filtered(model)) {
        const std::uint64_t count = model.reading.marks()[sample].count;
        switch (model.view.shown) {
            case OutcomeFilter::everything:
                if (model.has_label_maps()) return counted(count, model.word_for_objects());
                return is_detection(model.evaluation.task) ? counted(count, "box", "boxes")
                                                           : counted(count, "class", "classes");
            case OutcomeFilter::errors: return counted(count, "error");
            case OutcomeFilter::false_positives: return counted(count, "false positive");
            case OutcomeFilter::missed: return counted(count, "missed", "missed");
            case OutcomeFilter::true_positives: return counted(count, "true positive");
            default: return counted(count, "such error");
        }
    }
    const OutcomeCounts& counts = model.reading.outcomes().samples[sample];
    return std::format("{} true positives, {} false positives, {} missed", counts.true_positives,
                       counts.false_positives, counts.missed);
}

// --- toolbar -------------------------------------------------------------------------------------------

std::string what_is_shown(const Model& model) {
    const std::size_t all = model.evaluation.dataset.samples.size();
    const std::size_t shown = model.reading.order().size();
    const std::string samples = counted(all, model.word_for_samples());
    std::uint64_t marked = 0;
    for (const SampleMark& mark : model.reading.marks()) marked += mark.count;
    if (model.view.shown == OutcomeFilter::confused) {
        return std::format("{}: {} in {} of {}", words_of_cell(model.view), grouped(marked),
                           grouped(shown), samples);
    }
    if (shown == all) return samples;
    std::string such = counted(marked, "such decision");
    if (is_detection(model.evaluation.task)) such = counted(marked, "such box", "such boxes");
    if (model.has_label_maps())
        such = counted(marked, std::format("such {}", model.word_for_objects()));
    return std::format("{} of {} with {}", grouped(shown), samples, such);
}

void gallery_order_select(Frame& frame, const Model& model, float width, Commands& commands) {
    const View& view = model.view;
    const auto chosen = order_select(frame, model, words_of(orders),
                                     {.fixed = place_in(orders, view.order, &OrderEntry::order),
                                      .column = view.order_column,
                                      .descending = view.order_descending},
                                     width);
    if (!chosen) return;
    commands.push_back(decide([chosen = *chosen](View& changed) {
        if (chosen.fixed < orders.size()) {
            changed.order = orders[chosen.fixed].order;
            return;
        }
        changed.order = SampleOrder::by_column;
        changed.order_column = chosen.column;
        changed.order_descending = chosen.descending;
    }));
}

void toolbar(Frame& frame, const Model& model, Commands& commands) {
    const View& view = model.view;
    constexpr float y = 14;
    constexpr float text_y = y + 7;
    // The three lists share what there is.
    constexpr float widths = 148 + 180 + 210 + 30 + 3 * size::gap;
    const float share = std::min(1.0F, ImGui::GetContentRegionAvail().x / widths);
    ImGui::SetCursorPosY(y);
    const std::vector<FilterEntry> offered = filters_of(model);
    if (const auto chosen =
            select(frame, "Show", words_of(offered),
                   place_in(offered, view.shown, &FilterEntry::shown), 148 * share)) {
        commands.push_back(
            decide([shown = offered[*chosen].shown](View& changed) { changed.shown = shown; }));
    }
    next_on_line(size::gap, y);
    class_select(frame, model, 180 * share, commands);
    next_on_line(size::gap, y);
    gallery_order_select(frame, model, 210 * share, commands);
    next_on_line(size::gap, y);
    caption_columns_menu(frame, model, commands);
    if (share < 1) return;
    next_on_line(size::group_gap, text_y);
    text(frame, what_is_shown(model), {.style = TextStyle::muted});
    picture_size_slider(frame, model, y, commands);
}

void empty_gallery(Frame& frame, const Model& model, Commands& commands) {
    if (model.evaluation.dataset.samples.size() == 0) {
        text(frame, model.why_no_samples(), {.style = TextStyle::muted});
        return;
    }
    const std::string what =
        model.view.shown == OutcomeFilter::confused
            ? words_of_cell(model.view)
            : filters[place_in(filters, model.view.shown, &FilterEntry::shown)].words;
    const std::string of = model.view.cls.empty() ? "" : std::format(" of {}", model.view.cls);
    text(frame,
         std::format("No {} has any of these: {}{}, at confidence {:.2f}{}.",
                     model.word_for_samples(), what, of, model.view.confidence,
                     model.knows_iou() ? std::format(" and IoU {:.2f}", model.view.iou) : ""),
         {.style = TextStyle::muted, .wrap = true});
    if (button(frame, "Show everything")) {
        commands.push_back(decide([](View& view) {
            view.shown = OutcomeFilter::everything;
            view.cls.clear();
        }));
    }
}

}  // namespace

void gallery_panel(Frame& frame, const Model& model, GalleryState& state, Commands& commands) {
    toolbar(frame, model, commands);
    ImGui::SetCursorPosY(56);
    // Down to the bar: what goes on below is cut by it.
    begin_region("tiles", {.extent = {0, ImGui::GetWindowHeight() - 56}});
    const std::vector<SampleSlot>& order = model.reading.order();
    if (order.empty()) empty_gallery(frame, model, commands);
    const auto value = [&](SampleSlot sample) { return counts_text(model, sample); };
    if (const auto pressed = picture_grid(frame, model, state, {.value = value}))
        commands.push_back(show_sample(model.reading.name_of_sample(*pressed)));
    end_region();
}

}  // namespace errata::ui
