// A frame of the page: what is asked of it, what panels read, where each is drawn.
#include <utility>

#include "ui/actions.h"
#include "ui/app.h"

namespace errata::ui {

namespace {

constexpr float header_height = 48;
constexpr float rail_width = 168;
constexpr float narrow_rail_width = 52;
constexpr float filter_height = 44;
constexpr float bar_height = 60;
// Below this the rail is icons and there is no room for a panel at the side.
constexpr float narrow_page = 900;

enum class Edge : std::uint8_t { none, top, bottom, left, right };

// A part of the page: filled like a bar and with a hairline where it has an edge, else bare.
template <typename Panel>
void draw_region(Frame& frame, const char* id, ImVec2 extent, ImVec2 padding, Edge edge,
                 Panel&& panel) {
    const Palette& colour = frame.colour();
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const ImVec2 high = {low.x + extent.x, low.y + extent.y};
    const bool bar = edge != Edge::none;
    begin_region(id, {.extent = extent,
                      .padding = padding,
                      .fill = bar ? std::optional(colour.surface) : std::nullopt,
                      .scroll = false});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {size::gap, size::gap});
    const float left = edge == Edge::right ? high.x - 1 : low.x;
    const float top = edge == Edge::bottom ? high.y - 1 : low.y;
    const float right = edge == Edge::left ? low.x + 1 : high.x;
    const float bottom = edge == Edge::top ? low.y + 1 : high.y;
    if (bar) ImGui::GetWindowDrawList()->AddRectFilled({left, top}, {right, bottom}, colour.line);
    panel();
    ImGui::PopStyleVar();
    end_region();
}

}  // namespace

void App::ask(Request request) {
    // Of texts typed between two frames the last one says it all.
    if (!requests_.empty() && request.kind == Request::Kind::set &&
        requests_.back().kind == Request::Kind::set && requests_.back().id == request.id) {
        requests_.pop_back();
    }
    requests_.push_back(std::move(request));
}

namespace {

double progress_of(const std::optional<Job>& job) {
    if (!job || job->progress().total == 0) return job ? 0 : 1;
    return static_cast<double>(job->progress().done) / static_cast<double>(job->progress().total);
}

}  // namespace

// Of what is measured, or of what the catalog shows.
Model App::model(bool of_catalog) {
    const SubsetRows* const kept = kept_ ? &*kept_ : nullptr;
    return {.evaluation = of_catalog ? catalog_.evaluation() : *evaluation_,
            .whole = *whole_,
            .measured = *measured_,
            .rows = of_catalog ? catalog_.rows() : rows_,
            .reading = of_catalog ? catalog_.reading() : reading_,
            .view = view_,
            .settings = settings_,
            .pictures = shown_pictures_,
            .kept = of_catalog ? &catalog_.kept() : kept,
            .of_catalog = of_catalog,
            .filter = filter_,
            .distributions = distributions_,
            .groups = groups_,
            .next_batch = next_batch_,
            .sample_names = sample_names_,
            .analyses = analyses_,
            .measuring = restricting_.has_value(),
            .analysing = progress_of(analysis_),
            .measured_pictures = picture_progress_,
            .dialog = dialog_,
            .menu_open = menu_open_,
            .side_panel_fits = ImGui::GetIO().DisplaySize.x >= narrow_page,
            .can_undo = history_.can_undo(),
            .can_redo = history_.can_redo()};
}

bool App::frame() {
    items_.clear();
    fields_.clear();
    if (!evaluation_) return false;
    const bool analysing = analyse_on();
    Commands commands;
    Frame frame{.theme = theme_,
                .items = items_,
                .fields = fields_,
                .request = {},
                .covered = dialog_ != Dialog::none};
    if (!requests_.empty()) {
        frame.request = std::move(requests_.front());
        requests_.pop_front();
    }
    const bool of_catalog = shows_catalog();
    const Model measured = model(false);
    const Model shown = model(of_catalog);
    shown_pictures_.show(shown.kept ? &shown.kept->samples.rows : nullptr);
    draw(frame, measured, shown, commands);
    run_shortcuts(shown, commands);
    menu_open_ = ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup);
    for (const Command& command : commands) apply(command);
    write_history();
    return analysing || count_on() || !commands.empty() || !requests_.empty();
}

// Bars are about what is measured, wherever one is.
void App::draw(Frame& frame, const Model& model, const Model& shown, Commands& commands) {
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(display);
    ImGui::Begin("Errata", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    const bool narrow = display.x < narrow_page;
    const bool has_side =
        model.has_side_panel() && (view_.place == Place::overview || view_.place == Place::errors ||
                                   view_.place == Place::image);
    const float rail = narrow ? narrow_rail_width : rail_width;
    const float side = has_side ? model.settings.side_panel_width : 0;
    const float bar = model.decides() ? bar_height : 0;
    const float middle = display.y - header_height - bar;
    const bool large = view_.place == Place::image;
    draw_region(frame, "header", {display.x, header_height}, {size::group_gap, 9}, Edge::bottom,
                [&] { header_panel(frame, model, commands); });
    draw_region(frame, "rail", {rail, middle}, {size::gap, 12}, Edge::right,
                [&] { navigation_panel(frame, model, commands); });
    ImGui::SameLine();
    const ImVec2 beside_rail = ImGui::GetCursorPos();
    draw_region(frame, "filter", {display.x - rail, filter_height}, {size::section_gap, 7},
                Edge::bottom, [&] { filter_panel(frame, model, filter_bar_, commands); });
    const float inner = middle - filter_height;
    ImGui::SetCursorPos({beside_rail.x, beside_rail.y + filter_height});
    draw_region(frame, large ? "image" : "view", {display.x - rail - side, inner},
                large ? ImVec2(0, 0) : ImVec2(size::section_gap, size::section_gap - 4), Edge::none,
                [&] { draw_place(frame, shown, commands); });
    if (has_side) {
        ImGui::SameLine();
        draw_region(frame, "side", {side, inner}, {size::group_gap, size::group_gap}, Edge::left,
                    [&] { draw_side(frame, shown, commands); });
    }
    if (bar > 0) {
        draw_region(frame, "thresholds", {display.x, bar}, {size::group_gap, 12}, Edge::top,
                    [&] { thresholds_panel(frame, model, commands); });
    }
    filter_list(frame, model, filter_bar_, commands);
    ImGui::PopStyleVar();
    ImGui::End();
    frame.covered = false;
    if (dialog_ == Dialog::palette) palette_dialog(frame, model, palette_, commands);
    if (dialog_ == Dialog::help) help_dialog(frame, model, commands);
}

void App::draw_place(Frame& frame, const Model& model, Commands& commands) {
    if (has_place(evaluation_->task, view_.place) && !has_place(*evaluation_, view_.place)) {
        return text(
            frame,
            "These are not told of a part of the ground-truth objects. Let the filter select "
            "images or predictions instead.",
            {.style = TextStyle::muted, .wrap = true});
    }
    switch (view_.place) {
        case Place::overview: overview_panel(frame, model, overview_, commands); break;
        case Place::errors: errors_panel(frame, model, commands); break;
        case Place::confusion: confusion_panel(frame, model, confusion_, commands); break;
        case Place::confidence: confidence_panel(frame, model, confidence_, commands); break;
        case Place::rules: rules_panel(frame, model, commands); break;
        case Place::data: data_panel(frame, model, data_, commands); break;
        case Place::groups: groups_panel(frame, model, groups_state_, commands); break;
        case Place::gallery: gallery_panel(frame, model, gallery_, commands); break;
        case Place::image: image_panel(frame, model, image_, commands); break;
        case Place::files: files_panel(frame, model, files_, commands); break;
        case Place::catalog: catalog_panel(frame, model, catalog_state_, commands); break;
        case Place::plan: plan_panel(frame, model, plan_, commands); break;
    }
}

void App::draw_side(Frame& frame, const Model& model, Commands& commands) {
    const float moved = divider(frame, "Side panel's width");
    if (moved != 0) {
        commands.push_back(
            ChangeSettings{[moved](Settings& settings) { settings.side_panel_width -= moved; }});
    }
    if (view_.place == Place::image) {
        objects_panel(frame, model, image_, commands);
    } else {
        side_panel(frame, model, side_, commands);
    }
}

}  // namespace errata::ui
