#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/column_cells.h"
#include "ui/label_map_view.h"
#include "ui/overlay.h"
#include "ui/panels/gallery_captions.h"
#include "ui/panels/panels.h"
#include "ui/text_view.h"

namespace errata::ui {

namespace {

constexpr float tile_gap = 12;

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

// --- tiles ---------------------------------------------------------------------------------------------

void centred_words(ImDrawList& list, const Frame& frame, const TileResult& tile, float height,
                   const std::string& words) {
    ImFont* const font = frame.theme.fonts.regular;
    const float wrap = tile.extent.x - 24;
    const ImVec2 extent = font->CalcTextSizeA(size::small_text, FLT_MAX, wrap, words.c_str());
    list.AddText(
        font, size::small_text,
        {tile.corner.x + (tile.extent.x - extent.x) / 2, tile.corner.y + (height - extent.y) / 2},
        frame.colour().muted, words.c_str(), nullptr, wrap);
}

void draw_picture_tile(const Frame& frame, const Model& model, SampleSlot sample,
                       const TileResult& tile, float height) {
    const Samples& samples = model.evaluation.dataset.samples;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Picture picture = model.pictures.thumbnail(sample);
    const bool stated =
        !samples.width.empty() && samples.width[sample] > 0 && samples.height[sample] > 0;
    const float width_px = stated ? static_cast<float>(samples.width[sample]) : picture.width_px;
    const float height_px = stated ? static_cast<float>(samples.height[sample]) : picture.height_px;
    const PicturePlace place = fitted(tile.corner, {tile.extent.x, height}, width_px, height_px);
    if (picture.state == PictureState::ready) {
        list.AddImage(
            picture.texture, place.corner,
            {place.corner.x + width_px * place.scale, place.corner.y + height_px * place.scale});
    } else if (picture.state != PictureState::waiting && !model.has_label_maps()) {
        centred_words(list, frame, tile, height,
                      picture.state == PictureState::failed ? picture.message : "No image file");
    }
    if (model.has_label_maps()) {
        draw_label_maps(list, model, sample, place, {});
    } else if (!model.has_boxes()) {
        draw_class_chips(list, frame.theme, model, sample, {tile.corner.x + 6, tile.corner.y + 6},
                         {tile.extent.x - 12, height - 12});
    } else if (width_px > 0) {
        draw_outcomes(list, frame.theme, model, sample, place, {.line_px = 1.5F, .halo_px = 0.5F});
    }
}

// The text, and under it what it is taken for.
void draw_text_tile(const Frame& frame, const Model& model, SampleSlot sample,
                    const TileResult& tile, float height) {
    constexpr float inset = 8;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::vector<TextMark> marks = marks_of(model, sample, false);
    const bool has_chips = marks.empty() && model.evaluation.task == Task::text;
    const float chips = has_chips ? std::min(44.0F, height / 3) : 0.0F;
    const ImVec2 corner = {tile.corner.x + inset, tile.corner.y + inset};
    const float width = tile.extent.x - 2 * inset;
    const float room = height - 2 * inset - chips;
    draw_marked_text(list, frame.theme, corner, model.evaluation.dataset.samples.text[sample],
                     marks, {.width = width, .height = room});
    if (!has_chips) return;
    draw_class_chips(list, frame.theme, model, sample, {corner.x, corner.y + room + 4},
                     {width, chips});
}

void draw_tile(const Frame& frame, const Model& model, SampleSlot sample, const TileResult& tile) {
    const Palette& colour = frame.colour();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float height = tile.extent.y - caption_height_of(model);
    const ImVec2 end = {tile.corner.x + tile.extent.x, tile.corner.y + height};
    list.AddRectFilled(tile.corner, end, colour.raised, size::corner);
    list.PushClipRect(tile.corner, end, true);
    if (model.shows_text()) {
        draw_text_tile(frame, model, sample, tile, height);
    } else {
        draw_picture_tile(frame, model, sample, tile, height);
    }
    list.PopClipRect();
    if (tile.hovered || model.reading.sample() == sample) {
        list.AddRect({tile.corner.x - 1, tile.corner.y - 1}, {end.x + 1, end.y + 1},
                     tile.hovered ? colour.accent : colour.muted, size::corner, ImDrawFlags_None,
                     2);
    }
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

// The fixed orders, then both directions of every column of samples.
void order_select(Frame& frame, const Model& model, float width, Commands& commands) {
    const View& view = model.view;
    const auto columns = model.filter.columns(view).columns(Table::samples);
    std::vector<std::string> labels = words_of(orders);
    std::size_t selected = place_in(orders, view.order, &OrderEntry::order);
    for (const ColumnInfo& info : columns) {
        const bool is_chosen =
            view.order == SampleOrder::by_column && view.order_column == info.name;
        if (is_chosen) selected = labels.size() + (view.order_descending ? 1 : 0);
        const bool counts = is_numeric(info.type);
        labels.push_back(
            std::format("Order: {}, {}", info.name, counts ? "lowest first" : "from A on"));
        labels.push_back(
            std::format("Order: {}, {}", info.name, counts ? "highest first" : "from Z on"));
    }
    const auto chosen = select(frame, "Order", labels, selected, width);
    if (!chosen) return;
    if (*chosen < orders.size()) {
        commands.push_back(
            decide([order = orders[*chosen].order](View& changed) { changed.order = order; }));
        return;
    }
    const std::size_t place = *chosen - orders.size();
    commands.push_back(
        decide([name = columns[place / 2].name, down = place % 2 == 1](View& changed) {
            changed.order = SampleOrder::by_column;
            changed.order_column = name;
            changed.order_descending = down;
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
    std::vector<std::string> classes = {"All classes"};
    const Classes& all = model.evaluation.dataset.classes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        classes.push_back(model.reading.name_of_class(static_cast<ClassSlot>(i)));
    }
    const std::size_t cls = model.reading.cls() ? *model.reading.cls() + std::size_t{1} : 0;
    if (const auto chosen = select(frame, "Class", classes, cls, 180 * share)) {
        commands.push_back(decide([name = *chosen == 0 ? std::string() : classes[*chosen]](
                                      View& changed) { changed.cls = name; }));
    }
    next_on_line(size::gap, y);
    order_select(frame, model, 210 * share, commands);
    next_on_line(size::gap, y);
    std::vector<const ColumnInfo*> columns;
    for (const ColumnInfo& info : model.filter.columns(view).columns(Table::samples)) {
        columns.push_back(&info);
    }
    if (const auto list =
            column_menu(frame, columns, view.sample_columns, "under the pictures, up to four")) {
        commands.push_back(
            decide([list = *list](View& changed) { changed.sample_columns = list; }));
    }
    if (share < 1) return;
    next_on_line(size::group_gap, text_y);
    text(frame, what_is_shown(model), {.style = TextStyle::muted});

    constexpr float size_width = 110;
    const float right = ImGui::GetWindowWidth() - size::section_gap;
    if (right - size_width < ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x + 24) return;
    next_on_line(0, y - 3);
    ImGui::SetCursorPosX(right - size_width);
    double thumbnail = view.thumbnail_px;
    if (slider(frame, "Size of the pictures", thumbnail,
               {.low = 96,
                .high = 320,
                .step = 1,
                .width = size_width,
                .tooltip = "Size of the pictures"})) {
        commands.push_back(decide(
            [thumbnail](View& changed) {
                changed.thumbnail_px = static_cast<std::uint32_t>(std::lround(thumbnail));
            },
            drag_gesture()));
    }
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

struct Grid {
    std::size_t columns;
    ImVec2 extent;  // of a tile
    float pitch;    // from row to row
};

Grid grid_for(float available, float wanted, float caption) {
    const float columns = std::max(1.0F, std::floor((available + tile_gap) / (wanted + tile_gap)));
    const float width = std::floor((available - tile_gap * (columns - 1)) / columns);
    const ImVec2 extent = {width, std::floor(width * 0.75F) + caption};
    return {static_cast<std::size_t>(columns), extent, extent.y + tile_gap};
}

void scroll(const Model& model, GalleryState& state, const Grid& grid) {
    if (state.to_top) ImGui::SetScrollY(0);
    if (state.bring_into_view && model.reading.sample()) {
        const auto& order = model.reading.order();
        const auto found = std::ranges::find(order, *model.reading.sample());
        const auto place = found == order.end() ? 0 : found - order.begin();
        const auto row = static_cast<std::size_t>(place) / grid.columns;
        ImGui::SetScrollY(static_cast<float>(row) * grid.pitch - ImGui::GetWindowHeight() / 2 +
                          grid.pitch / 2);
    }
    state = {};
}

}  // namespace

void gallery_panel(Frame& frame, const Model& model, GalleryState& state, Commands& commands) {
    toolbar(frame, model, commands);
    ImGui::SetCursorPosY(56);
    // Down to the bar: what goes on below is cut by it.
    begin_region("tiles", {.extent = {0, ImGui::GetWindowHeight() - 56}});
    const std::vector<SampleSlot>& order = model.reading.order();
    if (order.empty()) empty_gallery(frame, model, commands);
    const Grid grid =
        grid_for(ImGui::GetContentRegionAvail().x - size::gap,
                 static_cast<float>(model.view.thumbnail_px), caption_height_of(model));
    scroll(model, state, grid);
    const std::size_t rows = (order.size() + grid.columns - 1) / grid.columns;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {tile_gap, tile_gap});
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(rows), grid.pitch);
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const std::size_t first = static_cast<std::size_t>(row) * grid.columns;
            const std::size_t last = std::min(first + grid.columns, order.size());
            for (std::size_t i = first; i < last; ++i) {
                if (i > first) ImGui::SameLine(0, tile_gap);
                const SampleSlot sample = order[i];
                ImGui::PushID(static_cast<int>(sample));
                const std::string name = model.reading.name_of_sample(sample);
                const TileResult tile =
                    picture_tile(frame, name, counts_text(model, sample), grid.extent, false);
                ImGui::PopID();
                draw_tile(frame, model, sample, tile);
                draw_caption(frame, model, sample, tile);
                if (tile.clicked) commands.push_back(show_sample(name));
            }
        }
    }
    ImGui::PopStyleVar();
    end_region();
}

}  // namespace errata::ui
