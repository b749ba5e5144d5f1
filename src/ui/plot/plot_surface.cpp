#include "ui/plot/plot_surface.h"

#include <cfloat>
#include <cmath>
#include <utility>
#include <vector>

namespace errata::ui {

FaceMetrics metrics_of(PlotFace face) {
    switch (face) {
        case PlotFace::label: break;
        case PlotFace::strong: return {size::small_text, true};
        case PlotFace::title: return {size::text, true};
    }
    return {size::small_text, false};
}

namespace {

ImFont* font_of(const Fonts& fonts, PlotFace face) {
    return metrics_of(face).medium ? fonts.medium : fonts.regular;
}

}  // namespace

TextMeasure measure_with(const Fonts& fonts) {
    return [fonts](std::string_view words, PlotFace face) {
        return font_of(fonts, face)
            ->CalcTextSizeA(metrics_of(face).size, FLT_MAX, 0, words.data(),
                            words.data() + words.size())
            .x;
    };
}

DashPattern pattern_of(Dash dash) {
    switch (dash) {
        case Dash::solid: break;
        case Dash::dashed: return {4, 3};
        case Dash::dotted: return {1, 2};
    }
    return {};
}

void DrawListSurface::fill(const PlotBox& box, ImU32 colour, float corner) {
    list_.AddRectFilled(box.low, box.high, colour, corner);
}

namespace {

// Dear ImGui's joints vanish where a line turns back sharply: there it is drawn in two pieces.
void stroke(ImDrawList& list, std::span<const ImVec2> points, ImU32 colour, float width) {
    const auto piece = [&](std::size_t first, std::size_t last) {
        list.AddPolyline(points.data() + first, static_cast<int>(last - first + 1), colour,
                         ImDrawFlags_None, width);
    };
    std::size_t first = 0;
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const ImVec2 in = {points[i].x - points[i - 1].x, points[i].y - points[i - 1].y};
        const ImVec2 out = {points[i + 1].x - points[i].x, points[i + 1].y - points[i].y};
        if (in.x * out.x + in.y * out.y >= 0) continue;
        piece(first, i);
        first = i;
    }
    piece(first, points.size() - 1);
}

}  // namespace

void DrawListSurface::line(std::span<const ImVec2> points, ImU32 colour, float width, Dash dash) {
    if (points.size() < 2) return;
    if (dash == Dash::solid) {
        stroke(list_, points, colour, width);
        return;
    }
    // The pattern goes on around corners, so that a curve of many short pieces is dashed too.
    const DashPattern pattern = pattern_of(dash);
    bool on = true;
    float left = pattern.on * width;
    std::vector<ImVec2> dashed = {points[0]};
    const auto finish = [&] {
        if (on && dashed.size() > 1) stroke(list_, dashed, colour, width);
        dashed.clear();
    };
    for (std::size_t i = 1; i < points.size(); ++i) {
        ImVec2 from = points[i - 1];
        const ImVec2 to = points[i];
        float length = std::hypot(to.x - from.x, to.y - from.y);
        while (length > left) {
            const float part = left / length;
            from = {from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part};
            dashed.push_back(from);
            finish();
            length -= left;
            on = !on;
            left = (on ? pattern.on : pattern.off) * width;
            dashed.push_back(from);
        }
        left -= length;
        dashed.push_back(to);
    }
    finish();
}

void DrawListSurface::area(std::span<const ImVec2> points, float baseline, ImU32 colour) {
    if (points.size() < 2) return;
    // Without smoothed edges: the line lies on them, and smoothed pieces would show their seams.
    const auto pieces = static_cast<int>(points.size() - 1);
    const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
    list_.PrimReserve(6 * pieces, 2 * pieces + 2);
    const unsigned first = list_._VtxCurrentIdx;
    for (unsigned piece = 0; piece + 1 < points.size(); ++piece) {
        const unsigned corner = first + 2 * piece;
        for (const unsigned index : {0U, 1U, 2U, 1U, 3U, 2U}) list_.PrimWriteIdx(corner + index);
    }
    for (const ImVec2 point : points) {
        list_.PrimWriteVtx(point, white, colour);
        list_.PrimWriteVtx({point.x, baseline}, white, colour);
    }
}

void DrawListSurface::dots(std::span<const ImVec2> points, float extent, ImU32 colour) {
    const float half = extent / 2;
    for (const ImVec2 point : points) {
        list_.AddRectFilled({point.x - half, point.y - half}, {point.x + half, point.y + half},
                            colour);
    }
}

void DrawListSurface::text(ImVec2 at, std::string_view words, PlotFace face, ImU32 colour,
                           TextAnchor anchor) {
    ImFont* const font = font_of(fonts_, face);
    const float height = metrics_of(face).size;
    const char* const end = words.data() + words.size();
    if (anchor == TextAnchor::centre) {
        at.x -= font->CalcTextSizeA(height, FLT_MAX, 0, words.data(), end).x / 2;
        at.y -= height / 2;
    }
    at = {std::round(at.x), std::round(at.y)};
    if (anchor != TextAnchor::upright) {
        list_.AddText(font, height, at, colour, words.data(), end);
        return;
    }
    // Written level, then turned about its corner. The level words may lie outside what is seen, so that the
    // font may not leave any out.
    const int first = list_.VtxBuffer.Size;
    const ImVec4 everything = {-FLT_MAX, -FLT_MAX, FLT_MAX, FLT_MAX};
    font->RenderText(&list_, height, at, colour, everything, words.data(), end);
    for (int i = first; i < list_.VtxBuffer.Size; ++i) {
        ImVec2& place = list_.VtxBuffer[i].pos;
        place = {at.x + (place.y - at.y), at.y - (place.x - at.x)};
    }
}

void DrawListSurface::push_clip(const PlotBox& box) { list_.PushClipRect(box.low, box.high, true); }

void DrawListSurface::pop_clip() { list_.PopClipRect(); }

}  // namespace errata::ui
