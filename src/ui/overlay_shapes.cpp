#include "ui/overlay_shapes.h"

#include <algorithm>
#include <cmath>

#include "geometry/mask.h"

namespace errata::ui {

namespace {

ImVec2 on_screen(const PicturePlace& place, const Keypoint& point) {
    return {place.corner.x + static_cast<float>(point.x) * place.scale,
            place.corner.y + static_cast<float>(point.y) * place.scale};
}

// A line in any direction, in dashes where the style has them.
void draw_line(ImDrawList& list, ImVec2 a, ImVec2 b, ImU32 colour, LineStyle style, float width) {
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    if (style == LineStyle::solid || length < 1) {
        list.AddLine(a, b, colour, width);
        return;
    }
    const float on = (style == LineStyle::dotted ? 1.2F : 5.0F) * width;
    const float off = (style == LineStyle::dotted ? 1.8F : 3.0F) * width;
    const ImVec2 step = {(b.x - a.x) / length, (b.y - a.y) / length};
    for (float at = 0; at < length; at += on + off) {
        const float end = std::min(at + on, length);
        list.AddLine({a.x + step.x * at, a.y + step.y * at},
                     {a.x + step.x * end, a.y + step.y * end}, colour, width);
    }
}

}  // namespace

void draw_mask(ImDrawList& list, const PicturePlace& place, const MaskColumn& masks, Row row,
               const Samples& samples, SampleSlot sample, ImU32 colour) {
    MaskSize size = {.height = samples.height[sample], .width = samples.width[sample]};
    if (!masks.width.empty()) size = {.height = masks.height[row], .width = masks.width[row]};
    RunLengths runs;
    if (size.height == 0 || !decode_runs(masks.counts[row], size.pixels(), runs)) return;
    // Every so many columns one, drawn so many wide.
    const auto stride = static_cast<std::uint32_t>(std::max(1.0F, std::ceil(1 / place.scale)));
    const float width = place.scale * static_cast<float>(stride);
    std::uint64_t begin = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::uint64_t end = begin + runs[i];
        while (i % 2 == 1 && begin < end) {
            const auto column = static_cast<std::uint32_t>(begin / size.height);
            const std::uint64_t column_begin = std::uint64_t{column} * size.height;
            const std::uint64_t stop = std::min(end, column_begin + size.height);
            if (column % stride == 0) {
                const float x = place.corner.x + static_cast<float>(column) * place.scale;
                const float top =
                    place.corner.y + static_cast<float>(begin - column_begin) * place.scale;
                const float bottom =
                    place.corner.y + static_cast<float>(stop - column_begin) * place.scale;
                list.AddRectFilled({x, top}, {x + width, bottom}, colour);
            }
            begin = stop;
        }
        begin = end;
    }
}

void draw_skeleton(ImDrawList& list, const PicturePlace& place, std::span<const Keypoint> points,
                   std::span<const std::uint8_t> visibility,
                   std::span<const std::uint32_t> skeleton, ImU32 colour, ImU32 halo, float width) {
    const auto is_there = [&](std::size_t i) {
        return i < points.size() && (visibility.empty() || visibility[i] > 0);
    };
    for (std::size_t i = 0; i + 1 < skeleton.size(); i += 2) {
        if (!is_there(skeleton[i]) || !is_there(skeleton[i + 1])) continue;
        const ImVec2 a = on_screen(place, points[skeleton[i]]);
        const ImVec2 b = on_screen(place, points[skeleton[i + 1]]);
        list.AddLine(a, b, halo, width + 2);
        list.AddLine(a, b, colour, width);
    }
    const float half = width + 1;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!is_there(i)) continue;
        const ImVec2 at = on_screen(place, points[i]);
        list.AddRectFilled({at.x - half - 1, at.y - half - 1}, {at.x + half + 1, at.y + half + 1},
                           halo);
        list.AddRectFilled({at.x - half, at.y - half}, {at.x + half, at.y + half}, colour);
    }
}

void draw_oriented_box(ImDrawList& list, const PicturePlace& place, const OrientedBox& box,
                       ImU32 colour, LineStyle style, float width) {
    for (std::size_t i = 0; i < 4; ++i) {
        draw_line(list, on_screen(place, box.corners[i]),
                  on_screen(place, box.corners[(i + 1) % 4]), colour, style, width);
    }
}

}  // namespace errata::ui
