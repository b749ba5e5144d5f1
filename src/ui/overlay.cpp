#include "ui/overlay.h"

#include <algorithm>
#include <format>
#include <string>
#include <utility>
#include <vector>

#include "ui/overlay_shapes.h"
#include "ui/shortening.h"

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

}  // namespace

BoxStyle style_of(const Palette& colour, PredictionOutcome outcome) {
    switch (outcome) {
        case PredictionOutcome::true_positive:
            return {colour.true_positive, LineStyle::solid, "true positive"};
        case PredictionOutcome::false_positive:
            return {colour.false_positive, LineStyle::dashed, "false positive"};
        case PredictionOutcome::unjudged: return {colour.accent, LineStyle::solid, "prediction"};
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

namespace {

bool has_layer(const Layers& layers, PredictionOutcome outcome) {
    switch (outcome) {
        case PredictionOutcome::true_positive: return layers.true_positives;
        case PredictionOutcome::false_positive: return layers.false_positives;
        case PredictionOutcome::ignored: return layers.ignored;
        case PredictionOutcome::unjudged: return true;
        case PredictionOutcome::hidden: break;
    }
    return false;
}

// In thumbnails the prediction stands for what was found.
bool has_layer(const Layers& layers, ObjectOutcome outcome, bool large) {
    switch (outcome) {
        case ObjectOutcome::found: return large && layers.found;
        case ObjectOutcome::missed: return layers.missed;
        case ObjectOutcome::ignored: return layers.ignored;
    }
    return false;
}

// One box to be drawn.
struct Drawn {
    bool is_prediction = false;
    Row row = 0;
    const Box* box = nullptr;
    BoxStyle style;
    bool faint = false;
    bool marked = false;
};

// What the task has besides the box, in its colour. True: in place of the box.
bool draw_shape(ImDrawList& list, const Model& model, SampleSlot sample, const PicturePlace& place,
                const Drawn& one, float width, float opacity) {
    const Dataset& dataset = model.evaluation.dataset;
    const GroundTruth& truth = dataset.truth;
    const Run& run = model.evaluation.run;
    const ImU32 colour = faded(one.style.colour, opacity);
    const ImU32 halo = faded(palette_of(Scheme::dark).halo, opacity);
    const auto& oriented = one.is_prediction ? run.oriented : truth.oriented;
    if (!oriented.empty()) {
        draw_oriented_box(list, place, oriented[one.row], halo, LineStyle::solid, width + 2);
        draw_oriented_box(list, place, oriented[one.row], colour, one.style.line, width);
        return true;
    }
    const MaskColumn& masks = one.is_prediction ? run.mask : truth.mask;
    if (!masks.empty()) {
        constexpr float filled = 0.32F;
        draw_mask(list, place, masks, one.row, dataset.samples, sample,
                  faded(one.style.colour, opacity * filled));
    }
    const auto& keypoints = one.is_prediction ? run.keypoints : truth.keypoints;
    if (!keypoints.empty()) {
        const ClassSlot cls = one.is_prediction ? run.cls[one.row] : truth.cls[one.row];
        const auto& skeletons = dataset.classes.skeleton;
        const auto points = keypoints[one.row];
        const std::uint64_t first = one.row == 0 ? 0 : keypoints.ends()[one.row - 1];
        const auto visibility = one.is_prediction
                                    ? std::span<const std::uint8_t>()
                                    : truth.keypoint_visibility.span().subspan(
                                          static_cast<std::size_t>(first), points.size());
        draw_skeleton(list, place, points, visibility,
                      skeletons.empty() ? std::span<const std::uint32_t>() : skeletons[cls], colour,
                      halo, width);
    }
    return false;
}

void draw_one(ImDrawList& list, const Model& model, SampleSlot sample, const PicturePlace& place,
              const Drawn& one, const OverlayOptions& options) {
    const Palette& colour = palette_of(Scheme::dark);
    const bool found_object = !one.is_prediction && one.style.line == LineStyle::solid;
    const float width = (found_object ? 1.0F : options.line_px) + (one.marked ? 2.0F : 0.0F);
    const float opacity = one.faint && !one.marked ? 0.3F : 1.0F;
    if (draw_shape(list, model, sample, place, one, width, opacity)) return;
    draw_box(list, place, *one.box, faded(colour.halo, opacity), LineStyle::solid,
             width + 2 * options.halo_px);
    draw_box(list, place, *one.box, faded(one.style.colour, opacity), one.style.line, width);
}

// Calls visit(Drawn) for every box that the view's layers show, objects first.
template <typename Visit>
void visit_boxes(const Model& model, SampleSlot sample, const OverlayOptions& options,
                 Visit&& visit) {
    const Palette& colour = palette_of(Scheme::dark);
    const GroundTruth& truth = model.evaluation.dataset.truth;
    const Run& run = model.evaluation.run;
    const Outcomes& outcomes = model.reading.outcomes();
    const Layers& layers = model.view.layers;
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        const ObjectOutcome outcome = outcomes.objects[row];
        const bool marked = row == options.marked_object;
        if (!has_layer(layers, outcome, options.large) && !marked) continue;
        visit(Drawn{.row = row,
                    .box = &truth.box[row],
                    .style = style_of(colour, outcome),
                    .faint = !model.reading.shows_object(row),
                    .marked = marked});
    }
    for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
        const Row row = model.rows.row(sample, i);
        const PredictionOutcome outcome = outcomes.predictions[row];
        const bool marked = row == options.marked_prediction;
        if (outcome == PredictionOutcome::hidden || !(has_layer(layers, outcome) || marked)) {
            continue;
        }
        visit(Drawn{.is_prediction = true,
                    .row = row,
                    .box = &run.box[row],
                    .style = style_of(colour, outcome),
                    .faint = !model.reading.shows_prediction(row),
                    .marked = marked});
    }
}

ImVec2 centre_of(const PicturePlace& place, const Box& box) {
    return {place.corner.x + static_cast<float>(box.x + box.width / 2) * place.scale,
            place.corner.y + static_cast<float>(box.y + box.height / 2) * place.scale};
}

// A hairline from a prediction to the object it took.
void draw_link(ImDrawList& list, const Model& model, const PicturePlace& place, Row prediction,
               bool marked) {
    const Row object = model.reading.outcomes().taken[prediction];
    if (object == no_row) return;
    const Palette& colour = palette_of(Scheme::dark);
    const ImVec2 a = centre_of(place, model.evaluation.run.box[prediction]);
    const ImVec2 b = centre_of(place, model.evaluation.dataset.truth.box[object]);
    const float width = marked ? 2.0F : 1.0F;
    list.AddLine(a, b, colour.halo, width + 2);
    list.AddLine(a, b, colour.text, width);
    list.AddCircleFilled(b, marked ? 4.0F : 2.5F, colour.ground_truth);
    list.AddCircleFilled(a, marked ? 4.0F : 2.5F, colour.true_positive);
}

// "tugboat 0.87", of a match also its IoU while it is marked.
std::string label_of(const Theme& theme, const Model& model, const Drawn& one) {
    constexpr float longest_name = 140;
    const Classes& classes = model.evaluation.dataset.classes;
    const auto name_of = [&](ClassSlot cls) {
        return cut_in_the_middle(classes.names[cls], longest_name, [&](std::string_view words) {
            return theme.fonts.medium
                ->CalcTextSizeA(size::small_text, FLT_MAX, 0, words.data(),
                                words.data() + words.size())
                .x;
        });
    };
    if (!one.is_prediction) return name_of(model.evaluation.dataset.truth.cls[one.row]);
    const Run& run = model.evaluation.run;
    std::string words = std::format("{} {:.2f}", name_of(run.cls[one.row]), run.score[one.row]);
    const Outcomes& outcomes = model.reading.outcomes();
    if (one.marked && outcomes.taken[one.row] != no_row) {
        words += std::format("  IoU {:.2f}", outcomes.iou[one.row]);
    }
    return words;
}

bool overlap(const ImVec4& a, const ImVec4& b) {
    return a.x < b.z && b.x < a.z && a.y < b.w && b.y < a.w;
}

// Chips with words, never over one another: each takes the first free place at its box, or none. Marked
// ones come first.
void draw_labels(ImDrawList& list, const Theme& theme, const Model& model,
                 const PicturePlace& place, std::vector<Drawn> boxes) {
    constexpr float height = 17;
    constexpr std::size_t most = 200;
    const Palette& colour = palette_of(Scheme::dark);
    std::ranges::stable_partition(boxes, &Drawn::marked);
    const ImVec2 low = list.GetClipRectMin();
    const ImVec2 high = list.GetClipRectMax();
    std::vector<ImVec4> taken;
    for (const Drawn& one : boxes) {
        if (taken.size() >= most) break;
        const std::string words = label_of(theme, model, one);
        const float width =
            theme.fonts.medium->CalcTextSizeA(size::small_text, FLT_MAX, 0, words.c_str()).x + 8;
        const float x = place.corner.x + static_cast<float>(one.box->x) * place.scale;
        const float y = place.corner.y + static_cast<float>(one.box->y) * place.scale;
        const float below = y + static_cast<float>(one.box->height) * place.scale;
        const float right = x + static_cast<float>(one.box->width) * place.scale;
        const ImVec2 places[] = {{x - 1, y - height - 1},
                                 {x - 1, below + 1},
                                 {right - width + 1, y - height - 1},
                                 {x + 2, y + 2}};
        for (const ImVec2 corner : places) {
            const ImVec4 area = {corner.x, corner.y, corner.x + width, corner.y + height};
            const bool seen =
                area.x >= low.x && area.y >= low.y && area.z <= high.x && area.w <= high.y;
            if (!seen || std::ranges::any_of(
                             taken, [&](const ImVec4& other) { return overlap(area, other); })) {
                continue;
            }
            taken.push_back(area);
            list.AddRectFilled({area.x, area.y}, {area.z, area.w}, one.style.colour, 3);
            list.AddText(theme.fonts.medium, size::small_text, {area.x + 4, area.y + 1},
                         colour.page, words.c_str());
            break;
        }
    }
}

}  // namespace

void draw_outcomes(ImDrawList& list, const Theme& theme, const Model& model, SampleSlot sample,
                   const PicturePlace& place, const OverlayOptions& options) {
    std::vector<Drawn> labelled;
    visit_boxes(model, sample, options, [&](const Drawn& one) {
        draw_one(list, model, sample, place, one, options);
        // What was found is named by its prediction.
        const bool found_object = !one.is_prediction && one.style.line == LineStyle::solid;
        if (options.large && (!one.faint || one.marked) && (!found_object || one.marked)) {
            labelled.push_back(one);
        }
    });
    if (!options.large) return;
    if (model.view.layers.links) {
        for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
            const Row row = model.rows.row(sample, i);
            const PredictionOutcome outcome = model.reading.outcomes().predictions[row];
            const bool marked = row == options.marked_prediction;
            const bool clear = model.reading.shows_prediction(row);
            if (outcome == PredictionOutcome::true_positive && model.view.layers.true_positives &&
                (clear || marked)) {
                draw_link(list, model, place, row, marked);
            }
        }
    }
    if (!model.view.layers.labels)
        std::erase_if(labelled, [](const Drawn& one) { return !one.marked; });
    draw_labels(list, theme, model, place, std::move(labelled));
}

BoxUnderPoint box_at(const Model& model, SampleSlot sample, const PicturePlace& place,
                     ImVec2 point) {
    const double x = (point.x - place.corner.x) / place.scale;
    const double y = (point.y - place.corner.y) / place.scale;
    BoxUnderPoint found;
    double least = 0;
    visit_boxes(model, sample, {.large = true}, [&](const Drawn& one) {
        const Box& box = *one.box;
        if (x < box.x || y < box.y || x > box.x + box.width || y > box.y + box.height) return;
        const bool first = found.prediction == no_row && found.object == no_row;
        if (!first && box.area() > least) return;
        least = box.area();
        found = {.prediction = one.is_prediction ? one.row : no_row,
                 .object = one.is_prediction ? no_row : one.row};
    });
    return found;
}

void draw_line_sample(ImDrawList& list, const BoxStyle& style, ImVec2 corner, float width) {
    draw_line(list, corner, {corner.x + width, corner.y}, style.colour, style.line, 2);
}

}  // namespace errata::ui
