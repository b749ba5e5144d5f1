#include "ui/app.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <format>
#include <ranges>
#include <utility>

#include "engine/session_files.h"
#include "session/link.h"
#include "ui/actions.h"

namespace errata::ui {

namespace {

// What is computed between two frames takes so long.
constexpr std::chrono::milliseconds slice{8};

constexpr float least_side_width = 260;
constexpr float largest_side_width = 560;

// What the browser's back button goes back over.
bool same_place(const View& a, const View& b) {
    return a.place == b.place && (a.place != Place::image || a.sample == b.sample);
}

// The decisions of one view at the place of another.
View decisions_of(View decided, const View& place) {
    decided.place = place.place;
    decided.sample = place.sample;
    decided.object = place.object;
    return decided;
}

bool same_decisions(const View& a, const View& b) { return decisions_of(a, b) == b; }

}  // namespace

App::App(Pictures& pictures) : shown_pictures_(pictures) {
    attach(probe_);
    theme_.fonts = load_fonts();
    follow_settings();
}

// --- what is open --------------------------------------------------------------------------------------

void App::show(Evaluation evaluation, Opened opened) {
    reading_.close();
    // A detector is looked at from some confidence on; of a classifier every decision counts.
    const bool was_detection = !whole_ || is_detection(whole_->task);
    if (is_detection(evaluation.task) != was_detection) {
        view_ = {};
        if (was_detection) view_.confidence = 0;
    }
    restricting_.reset();
    matching_.reset();
    grouping_.reset();
    groups_.close();
    matches_.reset();
    restrictable_ = {};
    catalog_.close();
    next_batch_.close();
    picture_progress_ = 1;
    asked_pictures_ = false;
    whole_ = std::move(evaluation);
    sample_names_ = SlotNames(whole_->dataset.samples.ids, whole_->dataset.samples.names);
    find_labeled();
    filter_.open(*whole_);
    distributions_.close();
    data_ = {};
    groups_state_ = {};
    opened_ = std::move(opened);
    overview_ = {};
    side_ = {};
    confidence_ = {};
    gallery_ = {};
    catalog_state_ = {};
    plan_ = {};
    filter_bar_ = {};
    dialog_ = Dialog::none;
    differences_.clear();
    if (wanted_) {
        for (const auto& difference : errata::differences(*wanted_, session())) {
            differences_.push_back(to_string(difference));
        }
        view_ = std::exchange(wanted_, {})->view;
        history_ = {};
    }
    // Otherwise thresholds and place stay when files are added; names that are gone name nothing.
    if (!has_place(whole_->task, view_.place)) view_.place = Place::overview;
    filter_.follow(view_);
    present();
    follow();
    written_ = view_;
    host_commands_.push_back(WriteHistory{.push = false, .fragment = fragment_of(session())});
}

void App::close() {
    reading_.close();
    restricting_.reset();
    matching_.reset();
    grouping_.reset();
    groups_.close();
    matches_.reset();
    restrictable_ = {};
    picture_progress_ = 1;
    asked_pictures_ = false;
    distributions_.close();
    filter_.close();
    kept_.reset();
    shown_pictures_.show(nullptr);
    analysis_.reset();
    analyses_ = {};
    asked_ = {};
    catalog_.close();
    next_batch_.close();
    evaluation_.reset();
    measured_.reset();
    labeled_.reset();
    sample_names_ = {};
    whole_.reset();
    rows_ = {};
    opened_ = {};
    items_.clear();
    fields_.clear();
    view_ = written_ = {};
    history_ = {};
    wanted_.reset();
    differences_.clear();
    dialog_ = Dialog::none;
}

Session App::session() const {
    Session session{.demo = opened_.demo, .files = {}, .images = opened_.images, .view = view_};
    if (whole_) session.files = session_files(*whole_);
    return session;
}

bool App::open_link(Session wanted, bool whatever_is_open) {
    const bool here =
        evaluation_ && (whatever_is_open || errata::differences(wanted, session()).empty());
    if (!here) {
        wanted_ = std::move(wanted);
        return false;
    }
    wanted_.reset();
    view_ = std::move(wanted.view);
    follow();
    written_ = view_;  // the address says it already
    return true;
}

// --- settings ------------------------------------------------------------------------------------------

void App::set_system_scheme(Scheme scheme) {
    system_scheme_ = scheme;
    follow_settings();
}

void App::set_setting(std::string_view key, std::string_view value) {
    if (key == "theme") settings_.theme = value;
    if (key == "side_panel") settings_.side_panel = value == "1";
    if (key == "side_panel_width") {
        int pixels = 0;
        std::from_chars(value.data(), value.data() + value.size(), pixels);
        settings_.side_panel_width = static_cast<float>(pixels);
    }
    if (key == "queries") {
        settings_.queries.clear();
        // None has a line break: texts are written with escapes.
        for (const auto line : std::views::split(value, '\n')) {
            if (!line.empty() && settings_.queries.size() < most_queries) {
                settings_.queries.emplace_back(std::string_view(line));
            }
        }
    }
    follow_settings();
}

void App::follow_settings() {
    settings_.side_panel_width =
        std::clamp(settings_.side_panel_width, least_side_width, largest_side_width);
    theme_.scheme = settings_.theme == "light"  ? Scheme::light
                    : settings_.theme == "dark" ? Scheme::dark
                                                : system_scheme_;
    theme_.colour = &palette_of(theme_.scheme);
    apply_style(theme_.scheme);
}

void App::apply(const ChangeSettings& change) {
    const Settings before = settings_;
    change.apply(settings_);
    follow_settings();
    const auto keep = [&](bool changed, std::string key, std::string value) {
        if (changed) host_commands_.push_back(KeepSetting{std::move(key), std::move(value)});
    };
    keep(before.theme != settings_.theme, "theme", settings_.theme);
    keep(before.side_panel != settings_.side_panel, "side_panel", settings_.side_panel ? "1" : "0");
    keep(before.side_panel_width != settings_.side_panel_width, "side_panel_width",
         std::format("{:.0f}", settings_.side_panel_width));
    std::string queries;
    for (const std::string& one : settings_.queries) queries += one + "\n";
    keep(before.queries != settings_.queries, "queries", std::move(queries));
}

// --- commands ------------------------------------------------------------------------------------------

void App::apply(const Command& command) {
    std::visit([&](const auto& one) { apply(one); }, command);
}

void App::apply(const Change& change) {
    View changed = view_;
    change.apply(changed);
    if (changed == view_) return;
    // Also a place may bring decisions: the gallery of a class's misses.
    if (!same_decisions(changed, view_)) history_.record(view_, change.gesture);
    // Of what is being typed or dragged, only what it ends with was asked.
    if (changed.query != view_.query) {
        const bool goes_on = change.gesture != 0 && change.gesture == query_gesture_;
        query_gesture_ = change.gesture;
        if (!goes_on) {
            apply(ChangeSettings{
                [query = view_.query](Settings& settings) { remember_query(settings, query); }});
        }
    }
    set_view(std::move(changed));
}

void App::apply(ShowNeighbour neighbour) {
    const Reading& reading = shown_reading();
    const auto sample = reading.sample();
    const std::vector<SampleSlot>& order = reading.order();
    if (!sample || order.empty()) return;
    const auto found = std::ranges::find(order, *sample);
    // What the filter has left out has no neighbours: the first of the gallery follows it.
    std::ptrdiff_t next = 0;
    if (found != order.end()) {
        next = std::clamp((found - order.begin()) + neighbour.step, std::ptrdiff_t{0},
                          std::ssize(order) - 1);
    }
    if (order[static_cast<std::size_t>(next)] == *sample) return;
    View changed = view_;
    changed.sample = reading.name_of_sample(order[static_cast<std::size_t>(next)]);
    changed.object.clear();
    set_view(std::move(changed));
}

void App::apply(Undo) {
    if (auto before = history_.undo(view_)) set_view(decisions_of(*std::move(before), view_));
}

void App::apply(Redo) {
    if (auto after = history_.redo(view_)) set_view(decisions_of(*std::move(after), view_));
}

void App::apply(OpenDialog open) {
    dialog_ = open.dialog;
    palette_ = {};
}

void App::apply(SaveSession) {
    host_commands_.push_back(SaveText{.name = "session.errata.json",
                                      .type = "application/json",
                                      .text = to_json(session()) + "\n"});
}

void App::apply(const HostCommand& deed) {
    host_commands_.push_back(deed);
    if (auto* const link = std::get_if<CopyLink>(&host_commands_.back())) {
        link->fragment = fragment_of(session());
    }
}

void App::set_view(View view) {
    gallery_.bring_into_view = view.place == Place::gallery && view_.place == Place::image;
    catalog_state_.grid.bring_into_view =
        view.place == Place::catalog && view_.place == Place::image;
    if (view.catalog_part != view_.catalog_part || view.catalog_order != view_.catalog_order ||
        view.catalog_descending != view_.catalog_descending || view.query != view_.query) {
        catalog_state_.grid.to_top = true;
    }
    if (view.place == Place::gallery &&
        (view.shown != view_.shown || view.cls != view_.cls || view.order != view_.order ||
         view.order_column != view_.order_column ||
         view.order_descending != view_.order_descending)) {
        gallery_.to_top = !gallery_.bring_into_view;
    }
    view_ = std::move(view);
    follow();
}

// What panels and filters need, once per evaluation, less what has been asked for.
AnalysisRequest App::wanted_analysis() const {
    const Place place = view_.place;
    const auto has = [&](Place of) { return has_place(*evaluation_, of); };
    const auto needs = [&](Place of) { return place == of && has(of); };
    const bool by_kind = error_kind_of(view_.shown) && has(Place::errors);
    const bool by_pair = view_.shown == OutcomeFilter::confused && has(Place::confusion);
    AnalysisRequest wanted;
    wanted.errors = !asked_.errors && (needs(Place::errors) || by_kind);
    wanted.candidates = !asked_.candidates && (needs(Place::confusion) || by_pair);
    const Thresholds thresholds = {.confidence = view_.confidence, .iou = view_.iou};
    const bool has_boxes = is_detection(evaluation_->task) && !evaluation_->run.box.empty();
    if (needs(Place::errors) && has_boxes && asked_.confusion != thresholds) {
        wanted.confusion = thresholds;
        // All pairs, once: the thresholds will move again.
        wanted.candidates = !asked_.candidates;
    }
    wanted.calibration = !asked_.calibration && needs(Place::confidence);
    wanted.class_curves =
        !asked_.class_curves && place == Place::overview && !evaluation_->run.probabilities.empty();
    wanted.rules = !asked_.rules && needs(Place::rules);
    // Of the figures of what is selected, not of those that they take the place of.
    wanted.intervals =
        !asked_.intervals && view_.intervals && place == Place::overview && !restricting_;
    if (wanted.intervals) wanted.bootstrap = BootstrapOptions();
    if (needs(Place::confidence) && asked_.operating_points != view_.wishes) {
        wanted.operating_points = view_.wishes;
    }
    return wanted;
}

void App::begin_analysis() {
    if (analysis_) return;
    const AnalysisRequest wanted = wanted_analysis();
    if (!wanted.errors && !wanted.candidates && !wanted.calibration && !wanted.rules &&
        !wanted.class_curves && !wanted.operating_points && !wanted.confusion &&
        !wanted.intervals) {
        return;
    }
    asked_.errors |= wanted.errors;
    asked_.candidates |= wanted.candidates;
    asked_.calibration |= wanted.calibration;
    asked_.rules |= wanted.rules;
    asked_.intervals |= wanted.intervals;
    asked_.class_curves |= wanted.class_curves;
    if (wanted.confusion) asked_.confusion = wanted.confusion;
    if (wanted.operating_points) asked_.operating_points = wanted.operating_points;
    analysis_ = analyse(*evaluation_, wanted, analyses_);
}

// Until the time; true while there is more of it.
bool App::work_on(std::optional<Job>& job, std::chrono::steady_clock::time_point end) {
    while (job->step()) {
        if (std::chrono::steady_clock::now() >= end) return true;
    }
    return false;
}

// A few milliseconds of it; true while there is more to do.
bool App::analyse_on() {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + slice;
    if (restricting_) {
        if (work_on(restricting_, end)) return true;
        finish_restriction();
        begin_analysis();
    }
    if (matching_) {
        if (work_on(matching_, end)) return true;
        matching_.reset();
        reading_.set_matches(std::move(matched_));
    }
    if (grouping_) {
        if (work_on(grouping_, end)) return true;
        grouping_.reset();
        return true;
    }
    if (!analysis_) return false;
    while (analysis_->step()) {
        if (Clock::now() >= end) return true;
    }
    analysis_.reset();
    if (analyses_.tide) reading_.set_error_kinds(kinds_of(*analyses_.tide));
    if (analyses_.span_errors) reading_.set_error_kinds(kinds_of(*analyses_.span_errors));
    reading_.set_candidates(analyses_.candidates ? &*analyses_.candidates : nullptr);
    begin_analysis();
    return true;
}

// Some columns' charts, as far as a frame allows; true while there may be more.
bool App::count_on() {
    if (next_batch_.work(filter_, view_, *whole_)) {
        follow_catalog();
        return true;
    }
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + slice;
    bool counted = false;
    while (distributions_.work(filter_, view_)) {
        counted = true;
        if (Clock::now() >= end) break;
    }
    return counted;
}

void App::write_history() {
    if (view_ == written_) return;
    host_commands_.push_back(
        WriteHistory{.push = !same_place(view_, written_), .fragment = fragment_of(session())});
    written_ = view_;
}

std::vector<HostCommand> App::take_host_commands() { return std::exchange(host_commands_, {}); }

}  // namespace errata::ui
