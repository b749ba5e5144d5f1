#include "ui/app.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace errata::ui {

namespace {

constexpr float header_height = 48;
constexpr float rail_width = 168;
constexpr float bar_height = 52;

template <typename... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

}  // namespace

App::App(Pictures& pictures) : pictures_(pictures) {
    attach(probe_);
    theme_.fonts = load_fonts();
    set_scheme(Scheme::dark);
}

void App::set_scheme(Scheme scheme) {
    theme_.scheme = scheme;
    theme_.colour = &palette_of(scheme);
    apply_style(scheme);
}

void App::show(Evaluation evaluation) {
    evaluation_ = std::move(evaluation);
    const Dataset& dataset = evaluation_->dataset;
    rows_ = SampleRows(evaluation_->run.sample, dataset.samples.size());
    matched_threshold_.reset();
    // Thresholds and place stay when files are added; what names rows does not.
    view_.sample = 0;
    if (view_.iou_threshold >= evaluation_->iou_thresholds.size()) view_.iou_threshold = 0;
    overview_ = {};
    gallery_ = {};
    image_ = {};
    follow_thresholds();
}

void App::close() {
    evaluation_.reset();
    rows_ = {};
    outcomes_ = {};
    order_.clear();
    items_.clear();
    view_ = {};
}

std::vector<HostCommand> App::take_host_commands() { return std::exchange(host_commands_, {}); }

bool App::frame() {
    items_.clear();
    if (!evaluation_) return false;
    Commands commands;
    Frame frame{.theme = theme_, .items = items_};
    const Model model{.evaluation = *evaluation_,
                      .rows = rows_,
                      .outcomes = outcomes_,
                      .order = order_,
                      .view = view_,
                      .pictures = pictures_};
    draw(frame, model, commands);
    for (const Command& command : commands) apply(command);
    return !commands.empty();
}

void App::draw(Frame& frame, const Model& model, Commands& commands) {
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(display);
    ImGui::Begin("Errata", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    const Palette& colour = frame.colour();
    const auto region = [&](const char* id, ImVec2 extent, ImVec2 padding, bool filled, bool scroll,
                            auto&& panel) {
        begin_region(id, {.extent = extent,
                          .padding = padding,
                          .fill = filled ? std::optional(colour.surface) : std::nullopt,
                          .scroll = scroll});
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {size::gap, size::gap});
        panel();
        ImGui::PopStyleVar();
        end_region();
    };
    region("header", {display.x, header_height}, {16, 9}, true, false,
           [&] { header_panel(frame, model, commands); });
    const float middle = display.y - header_height - bar_height;
    region("rail", {rail_width, middle}, {size::gap, 12}, true, false,
           [&] { navigation_panel(frame, model, commands); });
    ImGui::SameLine();
    const bool large = view_.place == Place::image;
    region(large ? "image" : "view", {display.x - rail_width, middle},
           large ? ImVec2(0, 0) : ImVec2(size::section_gap, size::section_gap - 4), false, false,
           [&] {
               switch (view_.place) {
                   case Place::overview: overview_panel(frame, model, overview_, commands); break;
                   case Place::gallery: gallery_panel(frame, model, gallery_, commands); break;
                   case Place::image: image_panel(frame, model, image_, commands); break;
                   case Place::files: files_panel(frame, model, commands); break;
               }
           });
    region("thresholds", {display.x, bar_height}, {16, 11}, true, false,
           [&] { thresholds_panel(frame, model, commands); });
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    list.AddLine({0, header_height - 0.5F}, {display.x, header_height - 0.5F}, colour.line);
    list.AddLine({0, header_height + middle - 0.5F}, {display.x, header_height + middle - 0.5F},
                 colour.line);
    list.AddLine({rail_width - 0.5F, header_height}, {rail_width - 0.5F, header_height + middle},
                 colour.line);
    ImGui::PopStyleVar();
    ImGui::End();
}

void App::apply(const Command& command) {
    std::visit(Overloaded{
                   [&](GoTo go) { apply_place(go.place); },
                   [&](SetConfidence set) {
                       view_.confidence = std::clamp(set.confidence, 0.0, 1.0);
                       follow_thresholds();
                   },
                   [&](SetIouThreshold set) {
                       view_.iou_threshold =
                           std::min(set.number, evaluation_->iou_thresholds.size() - 1);
                       follow_thresholds();
                   },
                   [&](SetOrder set) {
                       view_.order = set.order;
                       follow_order();
                   },
                   [&](ShowSample show) {
                       view_.sample = show.sample;
                       apply_place(Place::image);
                   },
                   [&](ShowNeighbour neighbour) { step(neighbour.step); },
                   [&](HostCommand host) { host_commands_.push_back(host); },
               },
               command);
}

void App::apply_place(Place place) {
    if (place == Place::image && order_.empty()) return;
    gallery_.bring_into_view = place == Place::gallery && view_.place == Place::image;
    view_.place = place;
}

void App::step(int step) {
    const auto found = std::ranges::find(order_, view_.sample);
    if (found == order_.end()) return;
    const std::ptrdiff_t last = std::ssize(order_) - 1;
    const std::ptrdiff_t next =
        std::clamp((found - order_.begin()) + step, std::ptrdiff_t{0}, last);
    view_.sample = order_[static_cast<std::size_t>(next)];
}

void App::follow_thresholds() {
    if (matched_threshold_ != view_.iou_threshold) {
        match_outcomes(evaluation_->dataset, evaluation_->run,
                       {.assignments = evaluation_->assignments.span(),
                        .beyond_limit = evaluation_->beyond_limit.span(),
                        .iou_threshold = view_.iou_threshold},
                       outcomes_);
        matched_threshold_ = view_.iou_threshold;
    }
    cut_outcomes(evaluation_->dataset, evaluation_->run, view_.confidence, outcomes_);
    overview_.sorted = false;
    follow_order();
}

void App::follow_order() {
    order_.resize(evaluation_->dataset.samples.size());
    std::iota(order_.begin(), order_.end(), SampleSlot{0});
    if (view_.order == SampleOrder::most_errors) {
        std::ranges::stable_sort(order_, std::ranges::greater(), [&](SampleSlot sample) {
            return outcomes_.samples[sample].errors();
        });
    }
}

}  // namespace errata::ui
