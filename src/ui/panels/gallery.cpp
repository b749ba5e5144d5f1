#include <algorithm>
#include <cmath>
#include <format>
#include <string>
#include <vector>

#include "ui/overlay.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr float least_tile_width = 208;
constexpr float caption_height = 26;

std::string counts_text(const OutcomeCounts& counts) {
    return std::format("{} true positives, {} false positives, {} missed", counts.true_positives,
                       counts.false_positives, counts.missed);
}

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

void draw_tile(const Frame& frame, const Model& model, SampleSlot sample, const TileResult& tile) {
    const Palette& colour = frame.colour();
    const Samples& samples = model.evaluation.dataset.samples;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float height = tile.extent.y - caption_height;
    const ImVec2 end = {tile.corner.x + tile.extent.x, tile.corner.y + height};
    list.AddRectFilled(tile.corner, end, colour.raised, size::corner);

    const Picture picture = model.pictures.thumbnail(sample);
    const bool stated = samples.width[sample] > 0 && samples.height[sample] > 0;
    const float width_px = stated ? static_cast<float>(samples.width[sample]) : picture.width_px;
    const float height_px = stated ? static_cast<float>(samples.height[sample]) : picture.height_px;
    const PicturePlace place = fitted(tile.corner, {tile.extent.x, height}, width_px, height_px);
    list.PushClipRect(tile.corner, end, true);
    if (picture.state == PictureState::ready) {
        list.AddImage(
            picture.texture, place.corner,
            {place.corner.x + width_px * place.scale, place.corner.y + height_px * place.scale});
    } else if (picture.state != PictureState::waiting) {
        centred_words(list, frame, tile, height,
                      picture.state == PictureState::failed ? picture.message : "No image file");
    }
    if (width_px > 0) draw_outcomes(list, model, sample, place, {.line_px = 1.5F, .halo_px = 0.5F});
    list.PopClipRect();
    if (tile.hovered) {
        list.AddRect({tile.corner.x - 1, tile.corner.y - 1}, {end.x + 1, end.y + 1}, colour.accent,
                     size::corner, ImDrawFlags_None, 2);
    }
}

// Errors at the right, the name in what is left.
void draw_caption(const Frame& frame, std::string_view name, const OutcomeCounts& counts,
                  const TileResult& tile) {
    const Palette& colour = frame.colour();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ImFont* const font = frame.theme.fonts.regular;
    const float y = tile.corner.y + tile.extent.y - caption_height + 6;
    float right = tile.corner.x + tile.extent.x;
    const auto badge = [&](std::uint32_t count, ImU32 tint, const char* sign) {
        if (count == 0) return;
        const std::string words = std::format("{}{}", sign, count);
        right -= font->CalcTextSizeA(size::small_text, FLT_MAX, 0, words.c_str()).x;
        list.AddText(font, size::small_text, {right, y}, tint, words.c_str());
        right -= size::gap;
    };
    badge(counts.missed, colour.missed, "\u2212");
    badge(counts.false_positives, colour.false_positive, "+");
    list.PushClipRect({tile.corner.x, y - 4}, {right, y + 20}, true);
    list.AddText(font, size::small_text, {tile.corner.x, y}, colour.muted, name.data(),
                 name.data() + name.size());
    list.PopClipRect();
}

void toolbar(Frame& frame, const Model& model, Commands& commands) {
    text(frame, "Gallery", {.style = TextStyle::heading});
    next_on_line(size::section_gap, 14);
    const std::vector<std::string> labels = {"As in the file", "Most errors first"};
    const auto chosen =
        choice(frame, "Order", labels, model.view.order == SampleOrder::most_errors ? 1 : 0);
    if (chosen) {
        commands.emplace_back(
            SetOrder{*chosen == 1 ? SampleOrder::most_errors : SampleOrder::as_given});
    }
}

}  // namespace

void gallery_panel(Frame& frame, const Model& model, GalleryState& state, Commands& commands) {
    toolbar(frame, model, commands);
    begin_region("tiles", {});
    if (model.order.empty()) {
        text(frame, "The ground truth lists no images.", {.style = TextStyle::muted});
    }
    const Samples& samples = model.evaluation.dataset.samples;
    const float available = ImGui::GetContentRegionAvail().x - size::gap;
    const float gap = 12;
    const auto columns = static_cast<std::size_t>(
        std::max(1.0F, std::floor((available + gap) / (least_tile_width + gap))));
    const float width = std::floor((available - gap * static_cast<float>(columns - 1)) /
                                   static_cast<float>(columns));
    const ImVec2 extent = {width, std::floor(width * 0.75F) + caption_height};
    const float pitch = extent.y + gap;
    const std::size_t rows = (model.order.size() + columns - 1) / columns;
    if (state.bring_into_view) {
        const auto place = std::ranges::find(model.order, model.view.sample) - model.order.begin();
        const auto row = static_cast<std::size_t>(place) / columns;
        ImGui::SetScrollY(static_cast<float>(row) * pitch - ImGui::GetWindowHeight() / 2 +
                          pitch / 2);
        state.bring_into_view = false;
    }
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, gap});
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(rows), pitch);
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const std::size_t first = static_cast<std::size_t>(row) * columns;
            const std::size_t last = std::min(first + columns, model.order.size());
            for (std::size_t i = first; i < last; ++i) {
                if (i > first) ImGui::SameLine(0, gap);
                const SampleSlot sample = model.order[i];
                const OutcomeCounts& counts = model.outcomes.samples[sample];
                ImGui::PushID(static_cast<int>(sample));
                const TileResult tile =
                    picture_tile(frame, samples.names[sample], counts_text(counts), extent, false);
                ImGui::PopID();
                draw_tile(frame, model, sample, tile);
                draw_caption(frame, samples.names[sample], counts, tile);
                if (tile.clicked) commands.emplace_back(ShowSample{sample});
            }
        }
    }
    ImGui::PopStyleVar();
    end_region();
}

}  // namespace errata::ui
