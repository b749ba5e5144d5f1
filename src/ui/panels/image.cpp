#include <algorithm>
#include <cmath>
#include <format>
#include <string>

#include "base/text.h"
#include "ui/icons.h"
#include "ui/label_map_view.h"
#include "ui/overlay.h"
#include "ui/panels/panels.h"
#include "ui/text_view.h"

namespace errata::ui {

namespace {

constexpr float margin = 16;
constexpr float largest_zoom = 32;

void zoom_by(ImageState& state, float factor, ImVec2 fixed) {
    const float zoom = std::clamp(state.zoom * factor, 1.0F, largest_zoom);
    const float ratio = zoom / state.zoom;
    state.shift = {fixed.x - (fixed.x - state.shift.x) * ratio,
                   fixed.y - (fixed.y - state.shift.y) * ratio};
    state.zoom = zoom;
    if (zoom == 1) state.shift = {0, 0};
}

// The whole picture, moved and enlarged as the person wants; the wheel zooms at the pointer.
PicturePlace place_of(ImageState& state, const TileResult& area, ImVec2 picture_px) {
    const ImVec2 inner_corner = {area.corner.x + margin, area.corner.y + margin};
    const ImVec2 inner = {area.extent.x - 2 * margin, area.extent.y - 2 * margin};
    PicturePlace place = fitted(inner_corner, inner, picture_px.x, picture_px.y);
    const ImGuiIO& io = ImGui::GetIO();
    const ImVec2 centre = {area.corner.x + area.extent.x / 2, area.corner.y + area.extent.y / 2};
    if (area.hovered && io.MouseWheel != 0) {
        zoom_by(state, std::exp2(io.MouseWheel * 0.35F),
                {io.MousePos.x - centre.x, io.MousePos.y - centre.y});
    }
    if (area.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
        state.zoom = 1;
        state.shift = {0, 0};
    }
    if (area.dragged && state.zoom > 1) {
        state.shift = {state.shift.x + io.MouseDelta.x, state.shift.y + io.MouseDelta.y};
    }
    place.scale *= state.zoom;
    place.corner = {centre.x + state.shift.x - picture_px.x * place.scale / 2,
                    centre.y + state.shift.y - picture_px.y * place.scale / 2};
    return place;
}

// What the pointer is on is marked, and chosen by a click.
void follow_pointer(const Model& model, ImageState& state, const TileResult& area,
                    const PicturePlace& place, Commands& commands) {
    if (!area.hovered) return;
    const BoxUnderPoint under =
        box_at(model, *model.reading.sample(), place, ImGui::GetIO().MousePos);
    const bool moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 3).x != 0 ||
                       ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 3).y != 0;
    if (area.clicked && !moved) {
        const std::string object =
            under.prediction != no_row ? name_of_prediction(model.evaluation, under.prediction)
            : under.object != no_row   ? name_of_object(model.evaluation, under.object)
                                       : std::string();
        commands.push_back(Change{.apply = [object](View& view) { view.object = object; }});
    }
    if (under.prediction == no_row && under.object == no_row) return;
    state.marked_prediction = under.prediction;
    state.marked_object = under.object;
}

// Maps over the picture; what the pointer is on is said, and its segment marked and chosen by a click.
void draw_maps(Frame& frame, const Model& model, ImageState& state, const TileResult& area,
               const PicturePlace& place, Commands& commands) {
    const SampleSlot sample = *model.reading.sample();
    MapMarks marks = {.prediction = state.marked_prediction, .object = state.marked_object};
    state.marked_prediction = no_row;
    state.marked_object = no_row;
    if (area.hovered) {
        const PixelUnderPoint pixel = pixel_at(model, sample, place, ImGui::GetIO().MousePos);
        tooltip(frame, words_of_pixel(model, sample, pixel));
        if (model.evaluation.task == Task::panoptic) {
            const Row prediction = prediction_of(model, sample, pixel.predicted);
            const Row object = object_of(model, sample, pixel.truth);
            if (area.clicked) {
                const std::string name =
                    prediction != no_row ? name_of_prediction(model.evaluation, prediction)
                    : object != no_row   ? name_of_object(model.evaluation, object)
                                         : std::string();
                commands.push_back(Change{.apply = [name](View& view) { view.object = name; }});
            }
            if (prediction != no_row || object != no_row) {
                marks = {.prediction = prediction, .object = object};
                state.marked_prediction = prediction;
                state.marked_object = object;
            }
        }
    }
    if (marks.prediction == no_row && marks.object == no_row) {
        marks = {.prediction = model.reading.prediction(), .object = model.reading.object()};
    }
    draw_label_maps(*ImGui::GetWindowDrawList(), model, sample, place, marks);
}

void draw_picture(Frame& frame, const Model& model, ImageState& state, const TileResult& area,
                  const Picture& picture, Commands& commands) {
    const SampleSlot sample = *model.reading.sample();
    const Samples& samples = model.evaluation.dataset.samples;
    const bool stated =
        !samples.width.empty() && samples.width[sample] > 0 && samples.height[sample] > 0;
    const ImVec2 picture_px = stated ? ImVec2(static_cast<float>(samples.width[sample]),
                                              static_cast<float>(samples.height[sample]))
                                     : ImVec2(picture.width_px, picture.height_px);
    if (picture_px.x <= 0) return;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const PicturePlace place = place_of(state, area, picture_px);
    const ImVec2 far = {place.corner.x + picture_px.x * place.scale,
                        place.corner.y + picture_px.y * place.scale};
    list.AddRectFilled(place.corner, far, frame.colour().raised);
    if (picture.state == PictureState::ready) list.AddImage(picture.texture, place.corner, far);

    if (model.has_label_maps()) {
        draw_maps(frame, model, state, area, place, commands);
        return;
    }
    if (!model.has_boxes()) {
        draw_class_chips(list, frame.theme, model, sample,
                         {area.corner.x + margin, area.corner.y + margin},
                         {area.extent.x - 2 * margin, area.extent.y - 2 * margin});
        return;
    }
    // What the list has marked in the last frame, or the view's own choice; the pointer comes first.
    OverlayOptions options = {.line_px = 2,
                              .large = true,
                              .marked_prediction = state.marked_prediction,
                              .marked_object = state.marked_object};
    state.marked_prediction = no_row;
    state.marked_object = no_row;
    follow_pointer(model, state, area, place, commands);
    if (state.marked_prediction != no_row || state.marked_object != no_row) {
        options.marked_prediction = state.marked_prediction;
        options.marked_object = state.marked_object;
    }
    if (options.marked_prediction == no_row && options.marked_object == no_row) {
        options.marked_prediction = model.reading.prediction();
        options.marked_object = model.reading.object();
    }
    // Both of a pair.
    const Outcomes& outcomes = model.reading.outcomes();
    if (options.marked_prediction != no_row) {
        options.marked_object = outcomes.taken[options.marked_prediction];
    } else if (options.marked_object != no_row) {
        options.marked_prediction = outcomes.taken_by[options.marked_object];
    }
    draw_outcomes(list, frame.theme, model, sample, place, options);
}

void zoom_buttons(Frame& frame, ImageState& state) {
    constexpr float width = 100;
    ImGui::SetCursorPos({ImGui::GetWindowWidth() - width - margin, margin});
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::GetWindowDrawList()->AddRectFilled(
        {corner.x - 4, corner.y - 4}, {corner.x + width, corner.y + size::control_height + 4},
        faded(frame.colour().surface, 0.9F), size::card_corner);
    const float y = ImGui::GetCursorPosY();
    if (button(frame, "Zoom out",
               {.enabled = state.zoom > 1,
                .icon = icon::zoom_out,
                .icon_only = true,
                .style = ButtonStyle::quiet})) {
        zoom_by(state, 1 / 1.5F, {0, 0});
    }
    next_on_line(2, y);
    if (button(frame, "Zoom in",
               {.icon = icon::zoom_in, .icon_only = true, .style = ButtonStyle::quiet})) {
        zoom_by(state, 1.5F, {0, 0});
    }
    next_on_line(2, y);
    if (button(frame, "Fit",
               {.enabled = state.zoom > 1,
                .icon = icon::fit,
                .icon_only = true,
                .style = ButtonStyle::quiet})) {
        zoom_by(state, 1 / largest_zoom, {0, 0});
    }
}

void zoom_keys(ImageState& state) {
    if (ImGui::GetIO().KeyCtrl || ImGui::GetIO().KeySuper) return;  // the browser's own zoom
    if (ImGui::IsKeyPressed(ImGuiKey_Equal)) zoom_by(state, 1.5F, {0, 0});
    if (ImGui::IsKeyPressed(ImGuiKey_Minus)) zoom_by(state, 1 / 1.5F, {0, 0});
    if (ImGui::IsKeyPressed(ImGuiKey_0, false)) zoom_by(state, 1 / largest_zoom, {0, 0});
}

// The whole text, to be scrolled.
void text_panel(Frame& frame, const Model& model, SampleSlot sample) {
    constexpr float widest = 760;  // lines longer than that are hard to follow
    begin_region("text", {.extent = {0, 0}, .padding = {2 * margin, 2 * margin}});
    const std::string_view words = model.evaluation.dataset.samples.text[sample];
    const std::vector<TextMark> marks = marks_of(model, sample, true);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float width = std::min(widest, ImGui::GetContentRegionAvail().x - 2 * margin);
    float chips = 0;
    if (marks.empty() && model.evaluation.task == Task::text) {
        chips = 48;
        draw_class_chips(list, frame.theme, model, sample, corner, {width, chips});
    }
    const float height = draw_marked_text(list, frame.theme, {corner.x, corner.y + chips}, words,
                                          marks, {.width = width, .labels = !marks.empty()});
    picture_tile(frame, model.reading.name_of_sample(sample), words, {width, height + chips},
                 false);
    end_region();
}

}  // namespace

void image_panel(Frame& frame, const Model& model, ImageState& state, Commands& commands) {
    const auto sample = model.reading.sample();
    if (!sample) {
        ImGui::SetCursorPos({size::section_gap, size::section_gap});
        text(frame, model.why_no_samples(), {.style = TextStyle::muted});
        return;
    }
    if (state.sample != *sample) state = {.sample = *sample};
    if (model.shows_text()) {
        text_panel(frame, model, *sample);
        return;
    }
    const ImVec2 extent = ImGui::GetContentRegionAvail();
    ImGui::SetNextItemAllowOverlap();
    const TileResult area =
        picture_tile(frame, model.reading.name_of_sample(*sample), "large", extent, true);

    // Until the large one is there, its reduced copy stands in.
    Picture picture = model.pictures.full(*sample);
    if (picture.state == PictureState::waiting) {
        Picture reduced = model.pictures.thumbnail(*sample);
        if (reduced.state == PictureState::ready) picture = std::move(reduced);
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect(area.corner, {area.corner.x + extent.x, area.corner.y + extent.y}, true);
    draw_picture(frame, model, state, area, picture, commands);
    list.PopClipRect();
    if (picture.state == PictureState::failed || picture.state == PictureState::no_file) {
        ImGui::SetCursorPos({2 * margin, 2 * margin});
        text(frame,
             picture.state == PictureState::failed ? picture.message
                                                   : "No image file was given for this image",
             {.style = TextStyle::muted});
    }
    if (!model.has_side_panel()) {
        ImGui::SetCursorPos({margin, margin});
        begin_region("toolbar", {.extent = {extent.x - 2 * margin - 120, 80},
                                 .padding = {8, 4},
                                 .fill = faded(frame.colour().surface, 0.9F),
                                 .scroll = false});
        image_toolbar(frame, model, *sample, commands);
        end_region();
    }
    zoom_buttons(frame, state);
    if (!frame.covered) zoom_keys(state);
}

}  // namespace errata::ui
