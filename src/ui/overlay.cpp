#include "ui/overlay.h"

#include <algorithm>

namespace errata::ui {

namespace {

// On and off in line widths; drawn as rectangles, which cost a tenth of lines with round ends.
struct Pattern {
    float on;
    float off;
    float second_on;  // 0: a pattern of one dash
};

Pattern pattern_of(LineStyle style) {
    switch (style) {
        case LineStyle::solid: break;
        case LineStyle::dashed: return {5, 3, 0};
        case LineStyle::dotted: return {1.2F, 1.8F, 0};
        case LineStyle::dash_dot: return {6, 2.5F, 1.2F};
    }
    return {0, 0, 0};
}

// An axis-parallel line from `a` to `b` (a not beyond b), `width` thick.
void draw_line(ImDrawList& list, ImVec2 a, ImVec2 b, ImU32 colour, LineStyle style, float width) {
    const bool horizontal = b.y - a.y < b.x - a.x;
    const float length = horizontal ? b.x - a.x : b.y - a.y;
    const float half = width / 2;
    const auto dash = [&](float from, float to) {
        if (horizontal) {
            list.AddRectFilled({a.x + from, a.y - half}, {a.x + to, a.y + half}, colour);
        } else {
            list.AddRectFilled({a.x - half, a.y + from}, {a.x + half, a.y + to}, colour);
        }
    };
    if (style == LineStyle::solid) {
        dash(-half, length + half);
        return;
    }
    const Pattern pattern = pattern_of(style);
    const float end = length + half;
    for (float at = -half; at < end;) {
        dash(at, std::min(at + pattern.on * width, end));
        at += (pattern.on + pattern.off) * width;
        if (pattern.second_on == 0) continue;
        if (at < end) dash(at, std::min(at + pattern.second_on * width, end));
        at += (pattern.second_on + pattern.off) * width;
    }
}

void draw_box(ImDrawList& list, const PicturePlace& place, const Box& box, ImU32 colour,
              LineStyle style, float width) {
    // Beyond what is seen a box only costs dashes.
    const ImVec2 low_limit = list.GetClipRectMin();
    const ImVec2 high_limit = list.GetClipRectMax();
    const float x = place.corner.x + static_cast<float>(box.x) * place.scale;
    const float y = place.corner.y + static_cast<float>(box.y) * place.scale;
    const float right = x + static_cast<float>(box.width) * place.scale;
    const float bottom = y + static_cast<float>(box.height) * place.scale;
    if (right < low_limit.x || x > high_limit.x || bottom < low_limit.y || y > high_limit.y) return;
    const ImVec2 a = {std::max(x, low_limit.x - 20), std::max(y, low_limit.y - 20)};
    const ImVec2 b = {std::min(right, high_limit.x + 20), std::min(bottom, high_limit.y + 20)};
    if (b.x < a.x || b.y < a.y) return;
    draw_line(list, a, {b.x, a.y}, colour, style, width);
    draw_line(list, {a.x, b.y}, b, colour, style, width);
    draw_line(list, a, {a.x, b.y}, colour, style, width);
    draw_line(list, {b.x, a.y}, b, colour, style, width);
}

void draw_with_halo(ImDrawList& list, const Palette& colour, const PicturePlace& place,
                    const Box& box, const BoxStyle& style, float width, float halo) {
    draw_box(list, place, box, colour.halo, LineStyle::solid, width + 2 * halo);
    draw_box(list, place, box, style.colour, style.line, width);
}

}  // namespace

BoxStyle style_of(const Palette& colour, PredictionOutcome outcome) {
    switch (outcome) {
        case PredictionOutcome::true_positive:
            return {colour.true_positive, LineStyle::solid, "true positive"};
        case PredictionOutcome::false_positive:
            return {colour.false_positive, LineStyle::dashed, "false positive"};
        case PredictionOutcome::ignored:
        case PredictionOutcome::hidden: break;
    }
    return {colour.ignored, LineStyle::dash_dot, "ignored"};
}

BoxStyle style_of(const Palette& colour, ObjectOutcome outcome) {
    switch (outcome) {
        case ObjectOutcome::found: return {colour.ground_truth, LineStyle::solid, "found"};
        case ObjectOutcome::missed: return {colour.missed, LineStyle::dotted, "missed"};
        case ObjectOutcome::ignored: break;
    }
    return {colour.ignored, LineStyle::dash_dot, "ignored object"};
}

PicturePlace fitted(ImVec2 area_corner, ImVec2 area_extent, float width_px, float height_px) {
    if (width_px <= 0 || height_px <= 0) return {area_corner, 1};
    const float scale = std::min(area_extent.x / width_px, area_extent.y / height_px);
    return {{area_corner.x + (area_extent.x - width_px * scale) / 2,
             area_corner.y + (area_extent.y - height_px * scale) / 2},
            scale};
}

void draw_outcomes(ImDrawList& list, const Model& model, SampleSlot sample,
                   const PicturePlace& place, const OverlayOptions& options) {
    const Palette& colour = palette_of(Scheme::dark);
    const GroundTruth& truth = model.evaluation.dataset.truth;
    const Run& run = model.evaluation.run;
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        const ObjectOutcome outcome = model.outcomes.objects[row];
        const bool marked = row == options.marked_object;
        const bool found = outcome == ObjectOutcome::found;
        if (found && !options.found_objects && !marked) continue;
        const float width = (found ? 1.0F : options.line_px) + (marked ? 2.0F : 0.0F);
        draw_with_halo(list, colour, place, truth.box[row], style_of(colour, outcome), width,
                       options.halo_px);
    }
    for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
        const Row row = model.rows.row(sample, i);
        const PredictionOutcome outcome = model.outcomes.predictions[row];
        if (outcome == PredictionOutcome::hidden) continue;
        const float width = options.line_px + (row == options.marked_prediction ? 2.0F : 0.0F);
        draw_with_halo(list, colour, place, run.box[row], style_of(colour, outcome), width,
                       options.halo_px);
    }
}

void draw_line_sample(ImDrawList& list, const BoxStyle& style, ImVec2 corner, float width) {
    draw_line(list, corner, {corner.x + width, corner.y}, style.colour, style.line, 2);
}

}  // namespace errata::ui
