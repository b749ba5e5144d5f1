#include <algorithm>
#include <array>
#include <format>
#include <string>

#include "base/text.h"
#include "ui/overlay.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr float list_width = 392;

constexpr std::array<TableColumn, 4> object_columns = {{
    {.name = "Class", .number = false},
    {.name = "Outcome", .width = 92, .number = false},
    {.name = "Score", .width = 46},
    {.name = "IoU", .width = 42, .tooltip = "With the object it took"},
}};

// The whole picture, moved and enlarged as the person wants; the wheel zooms at the pointer.
PicturePlace place_of(ImageState& state, const TileResult& area, ImVec2 picture_px) {
    const ImVec2 inner_corner = {area.corner.x + 16, area.corner.y + 16};
    const ImVec2 inner = {area.extent.x - 32, area.extent.y - 32};
    PicturePlace place = fitted(inner_corner, inner, picture_px.x, picture_px.y);
    const ImGuiIO& io = ImGui::GetIO();
    const ImVec2 centre = {area.corner.x + area.extent.x / 2, area.corner.y + area.extent.y / 2};
    if (area.hovered && io.MouseWheel != 0) {
        const float zoom = std::clamp(state.zoom * std::exp2(io.MouseWheel * 0.35F), 1.0F, 32.0F);
        const float ratio = zoom / state.zoom;
        const ImVec2 pointer = {io.MousePos.x - centre.x, io.MousePos.y - centre.y};
        state.shift = {pointer.x - (pointer.x - state.shift.x) * ratio,
                       pointer.y - (pointer.y - state.shift.y) * ratio};
        state.zoom = zoom;
        if (zoom == 1) state.shift = {0, 0};
    }
    if (area.dragged && state.zoom > 1) {
        state.shift = {state.shift.x + io.MouseDelta.x, state.shift.y + io.MouseDelta.y};
    }
    place.scale *= state.zoom;
    place.corner = {centre.x + state.shift.x - picture_px.x * place.scale / 2,
                    centre.y + state.shift.y - picture_px.y * place.scale / 2};
    return place;
}

void large_picture(Frame& frame, const Model& model, ImageState& state, ImVec2 extent) {
    const SampleSlot sample = model.view.sample;
    const Samples& samples = model.evaluation.dataset.samples;
    const TileResult area = picture_tile(frame, samples.names[sample], "large", extent, true);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end = {area.corner.x + extent.x, area.corner.y + extent.y};

    // Until the large one is there, its reduced copy stands in.
    Picture picture = model.pictures.full(sample);
    if (picture.state == PictureState::waiting) {
        Picture reduced = model.pictures.thumbnail(sample);
        if (reduced.state == PictureState::ready) picture = std::move(reduced);
    }
    const bool stated = samples.width[sample] > 0 && samples.height[sample] > 0;
    const ImVec2 picture_px = stated ? ImVec2(static_cast<float>(samples.width[sample]),
                                              static_cast<float>(samples.height[sample]))
                                     : ImVec2(picture.width_px, picture.height_px);
    list.PushClipRect(area.corner, end, true);
    if (picture_px.x > 0) {
        const PicturePlace place = place_of(state, area, picture_px);
        const ImVec2 far = {place.corner.x + picture_px.x * place.scale,
                            place.corner.y + picture_px.y * place.scale};
        list.AddRectFilled(place.corner, far, frame.colour().raised);
        if (picture.state == PictureState::ready) list.AddImage(picture.texture, place.corner, far);
        draw_outcomes(list, model, sample, place,
                      {.line_px = 2,
                       .found_objects = true,
                       .marked_prediction = state.marked_prediction,
                       .marked_object = state.marked_object});
    }
    list.PopClipRect();
    if (picture.state == PictureState::failed || picture.state == PictureState::no_file) {
        ImGui::SetCursorScreenPos({area.corner.x + 32, area.corner.y + 32});
        text(frame,
             picture.state == PictureState::failed ? picture.message
                                                   : "No image file was given for this image",
             {.style = TextStyle::muted});
    }
}

// Objects that were missed or ignored, then predictions by falling score.
struct Listed {
    bool is_prediction = false;
    Row row = 0;
};

std::vector<Listed> listed_of(const Model& model, SampleSlot sample) {
    const GroundTruth& truth = model.evaluation.dataset.truth;
    std::vector<Listed> result;
    for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
        const Row row = model.rows.row(sample, i);
        if (model.outcomes.predictions[row] != PredictionOutcome::hidden) {
            result.push_back({.is_prediction = true, .row = row});
        }
    }
    const Column<double>& score = model.evaluation.run.score;
    std::ranges::stable_sort(result, std::ranges::greater(),
                             [&](const Listed& one) { return score[one.row]; });
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        if (model.outcomes.objects[row] == ObjectOutcome::missed) result.push_back({.row = row});
    }
    return result;
}

void object_list(Frame& frame, const Model& model, ImageState& state) {
    const Evaluation& evaluation = model.evaluation;
    const std::vector<Listed> listed = listed_of(model, model.view.sample);
    if (listed.empty()) {
        text(frame,
             std::format(
                 "No objects, and no predictions at confidence {:.2f}: lower it to see more.",
                 model.view.confidence),
             {.style = TextStyle::muted, .wrap = true});
        return;
    }
    state.marked_prediction = no_row;
    state.marked_object = no_row;
    Table table(frame, "Objects", {.columns = object_columns, .rows = listed.size()});
    while (const auto place = table.next_row()) {
        const auto [is_prediction, row] = listed[*place];
        const ClassSlot cls =
            is_prediction ? evaluation.run.cls[row] : evaluation.dataset.truth.cls[row];
        const BoxStyle style = is_prediction
                                   ? style_of(frame.colour(), model.outcomes.predictions[row])
                                   : style_of(frame.colour(), model.outcomes.objects[row]);
        const Row taken = is_prediction ? model.outcomes.taken[row] : no_row;
        table.cell(evaluation.dataset.classes.names[cls]);
        table.cell(style.name, style.colour);
        table.cell(is_prediction ? std::format("{:.2f}", evaluation.run.score[row]) : "");
        table.cell(
            taken == no_row
                ? ""
                : std::format("{:.2f}",
                              box_iou(evaluation.run.box[row], evaluation.dataset.truth.box[taken],
                                      evaluation.dataset.truth.crowd[taken] != 0)));
        if (!table.row_hovered()) continue;
        state.marked_prediction = is_prediction ? row : no_row;
        state.marked_object = is_prediction ? taken : row;
    }
}

void toolbar(Frame& frame, const Model& model, Commands& commands) {
    const auto found = std::ranges::find(model.order, model.view.sample);
    const auto place = static_cast<std::size_t>(found - model.order.begin());
    if (button(frame, "Previous", {.enabled = place > 0, .tooltip = "K"})) {
        commands.emplace_back(ShowNeighbour{-1});
    }
    ImGui::SameLine();
    if (button(frame, "Next", {.enabled = place + 1 < model.order.size(), .tooltip = "J"})) {
        commands.emplace_back(ShowNeighbour{1});
    }
    ImGui::SameLine();
    if (button(frame, "Back to gallery", {.tooltip = "Escape"})) {
        commands.emplace_back(GoTo{Place::gallery});
    }
    text(frame, model.evaluation.dataset.samples.names[model.view.sample],
         {.style = TextStyle::heading, .max_width = list_width - 2 * size::group_gap});
    text(frame, std::format("{} of {}", grouped(place + 1), grouped(model.order.size())),
         {.style = TextStyle::small});
}

void shortcuts(Commands& commands) {
    if (ImGui::IsKeyPressed(ImGuiKey_J) || ImGui::IsKeyPressed(ImGuiKey_RightArrow)) {
        commands.emplace_back(ShowNeighbour{1});
    }
    if (ImGui::IsKeyPressed(ImGuiKey_K) || ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) {
        commands.emplace_back(ShowNeighbour{-1});
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) commands.emplace_back(GoTo{Place::gallery});
}

}  // namespace

void image_panel(Frame& frame, const Model& model, ImageState& state, Commands& commands) {
    if (model.order.empty()) {
        text(frame, "The ground truth lists no images.", {.style = TextStyle::muted});
        return;
    }
    if (state.sample != model.view.sample) state = {.sample = model.view.sample};
    const ImVec2 available = ImGui::GetContentRegionAvail();
    begin_region("picture",
                 {.extent = {std::max(available.x - list_width, 100.0F), 0}, .scroll = false});
    large_picture(frame, model, state, ImGui::GetContentRegionAvail());
    end_region();
    ImGui::SameLine(0, 0);
    begin_region(
        "objects",
        {.padding = {size::group_gap, 12}, .fill = frame.colour().surface, .scroll = false});
    toolbar(frame, model, commands);
    object_list(frame, model, state);
    end_region();
    shortcuts(commands);
}

}  // namespace errata::ui
