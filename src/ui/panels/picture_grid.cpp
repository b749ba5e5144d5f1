#include "ui/panels/picture_grid.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <string>
#include <utility>
#include <vector>

#include "ui/column_cells.h"
#include "ui/label_map_view.h"
#include "ui/overlay.h"
#include "ui/panels/gallery_captions.h"
#include "ui/text_view.h"

namespace errata::ui {

namespace {

constexpr float tile_gap = 12;

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

std::optional<SampleSlot> picture_grid(Frame& frame, const Model& model, GalleryState& state,
                                       const PictureGridOptions& options) {
    const std::vector<SampleSlot>& order = model.reading.order();
    const Grid grid =
        grid_for(ImGui::GetContentRegionAvail().x - size::gap,
                 static_cast<float>(model.view.thumbnail_px), caption_height_of(model));
    scroll(model, state, grid);
    std::optional<SampleSlot> pressed;
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
                const TileResult tile = picture_tile(frame, model.reading.name_of_sample(sample),
                                                     options.value(sample), grid.extent, false);
                ImGui::PopID();
                draw_tile(frame, model, sample, tile);
                if (options.decorate) options.decorate(sample, tile);
                draw_caption(frame, model, sample, tile);
                if (tile.clicked) pressed = sample;
            }
        }
    }
    ImGui::PopStyleVar();
    return pressed;
}

std::optional<ChosenOrder> order_select(Frame& frame, const Model& model,
                                        std::vector<std::string> fixed, const ChosenOrder& shown,
                                        float width) {
    const auto columns = model.filter.columns(model.view).columns(Table::samples);
    std::vector<std::string> labels = std::move(fixed);
    const std::size_t fixed_count = labels.size();
    // A column that there is not any more is no order.
    std::size_t selected = shown.fixed < fixed_count ? shown.fixed : 0;
    for (const ColumnInfo& info : columns) {
        const bool is_chosen = shown.fixed == fixed_count && shown.column == info.name;
        if (is_chosen) selected = labels.size() + (shown.descending ? 1 : 0);
        const bool counts = is_numeric(info.type);
        labels.push_back(
            std::format("Order: {}, {}", info.name, counts ? "lowest first" : "from A on"));
        labels.push_back(
            std::format("Order: {}, {}", info.name, counts ? "highest first" : "from Z on"));
    }
    const auto chosen = select(frame, "Order", labels, selected, width);
    if (!chosen) return {};
    if (*chosen < fixed_count) return ChosenOrder{.fixed = *chosen};
    const std::size_t place = *chosen - fixed_count;
    return ChosenOrder{
        .fixed = fixed_count, .column = columns[place / 2].name, .descending = place % 2 == 1};
}

void class_select(Frame& frame, const Model& model, float width, Commands& commands) {
    std::vector<std::string> classes = {"All classes"};
    for (std::size_t i = 0; i < model.evaluation.dataset.classes.size(); ++i)
        classes.push_back(model.reading.name_of_class(static_cast<ClassSlot>(i)));
    const std::size_t cls = model.reading.cls() ? *model.reading.cls() + std::size_t{1} : 0;
    if (const auto chosen = select(frame, "Class", classes, cls, width)) {
        commands.push_back(decide([name = *chosen == 0 ? std::string() : classes[*chosen]](
                                      View& view) { view.cls = name; }));
    }
}

void caption_columns_menu(Frame& frame, const Model& model, Commands& commands) {
    std::vector<const ColumnInfo*> columns;
    for (const ColumnInfo& info : model.filter.columns(model.view).columns(Table::samples))
        columns.push_back(&info);
    if (const auto list = column_menu(frame, columns, model.view.sample_columns,
                                      "under the pictures, up to four")) {
        commands.push_back(decide([list = *list](View& view) { view.sample_columns = list; }));
    }
}

void picture_size_slider(Frame& frame, const Model& model, float y, Commands& commands) {
    constexpr float width = 110;
    const float right = ImGui::GetWindowWidth() - size::section_gap;
    if (right - width < ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x + 24) return;
    next_on_line(0, y - 3);
    ImGui::SetCursorPosX(right - width);
    double thumbnail = model.view.thumbnail_px;
    if (slider(frame, "Size of the pictures", thumbnail,
               {.low = 96,
                .high = 320,
                .step = 1,
                .width = width,
                .tooltip = "Size of the pictures"})) {
        commands.push_back(decide(
            [thumbnail](View& view) {
                view.thumbnail_px = static_cast<std::uint32_t>(std::lround(thumbnail));
            },
            drag_gesture()));
    }
}

}  // namespace errata::ui
