// App: one open evaluation, how it is looked at, and a frame of it.
//
// What it is for: the only owner of mutable state of the interface. It draws the panels, applies their
// commands after the frame, and keeps view, undo, link and settings.
// What it does not do: read files or pictures, render (a backend takes ImGui's draw data), know a platform.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/analyses.h"
#include "engine/evaluation.h"
#include "engine/jobs.h"
#include "engine/restriction.h"
#include "engine/subset.h"
#include "session/document.h"
#include "session/history.h"
#include "ui/catalog.h"
#include "ui/item_probe.h"
#include "ui/model.h"
#include "ui/panels/panels.h"

namespace errata::ui {

// What was opened besides the evaluation itself.
struct Opened {
    bool demo = false;                         // the built-in demo
    std::optional<SessionImages> images = {};  // the image files at hand
};

class App {
public:
    // A Dear ImGui context must be current, and stay so.
    explicit App(Pictures& pictures);

    void show(Evaluation evaluation, Opened opened);
    void close();
    bool is_open() const { return evaluation_.has_value(); }

    // The system's scheme; the person's setting may say another.
    void set_system_scheme(Scheme scheme);
    Scheme scheme() const { return theme_.scheme; }
    // A setting as KeepSetting told it; unknown ones are ignored.
    void set_setting(std::string_view key, std::string_view value);

    // --- session and link ---
    // Looks as the link says: at once where its data is open, else as soon as it is. True: applied. A step back
    // in the history is about whatever is open now.
    bool open_link(Session wanted, bool whatever_is_open = false);
    void clear_link() { wanted_.reset(); }
    // What is open now and how it is looked at.
    Session session() const;
    // How the data differs from what the last link wanted, as sentences.
    const std::vector<std::string>& link_differences() const { return differences_; }

    // The answer to MatchAgain.
    void set_matches(Matches matches);
    // The answers to MeasurePictures: how far it is, 0 to 1, where 1 also means that it was stopped; and what was found, of
    // all samples of the whole.
    void set_picture_progress(double progress);
    void set_picture_statistics(PictureStatistics pictures);

    // --- frames ---
    // What is asked of an item; the next frames answer, one each, in order.
    void ask(Request request);
    // Draws one frame between ImGui::NewFrame and ImGui::Render, then applies its commands. True: the next
    // frame would look different.
    bool frame();
    // What only the host can do, in order; empty afterwards.
    std::vector<HostCommand> take_host_commands();

    // For the host and the debug snapshot. evaluation() and reading() only while open.
    const Evaluation& whole() const { return *whole_; }
    const Evaluation& evaluation() const { return *evaluation_; }  // what the query selects
    const Reading& reading() const { return reading_; }
    // Of the place: the catalog's, where that is shown in place of what is measured.
    const Reading& shown_reading() const;
    bool is_measuring_pictures() const { return picture_progress_ < 1; }
    const std::optional<Error>& filter_error() const { return filter_.error(); }
    const View& view() const { return view_; }
    const Settings& settings() const { return settings_; }
    const Items& items() const { return items_; }
    const Fields& fields() const { return fields_; }
    std::uint64_t submitted_items() const { return probe_.items; }

private:
    void apply(const Command& command);
    void apply(const Change& change);
    void apply(ShowNeighbour neighbour);
    void apply(Undo);
    void apply(Redo);
    void apply(OpenDialog open);
    void apply(const ChangeSettings& change);
    void apply(SaveSession);
    void apply(const HostCommand& deed);
    void set_view(View view);
    void present();
    void follow();
    void follow_anew();
    void follow_reading();
    void follow_groups();
    void finish_restriction();
    void follow_order_column();
    bool shows_catalog() const;
    BitSet catalog_rows();
    void follow_catalog();
    void measure_pictures();
    AnalysisRequest wanted_analysis() const;
    void begin_analysis();
    void present_samples(const BitSet& rows);
    void present_objects(const BitSet& rows);
    void present_predictions(const BitSet& rows);
    void find_labeled();
    BitSet of_measured(const BitSet& rows, Table table) const;
    bool is_matched_here() const;
    Job prepare();
    Job restrict_figures();
    Job match_here(double iou);
    Job measure_groups();
    bool work_on(std::optional<Job>& job, std::chrono::steady_clock::time_point end);
    bool analyse_on();
    bool count_on();
    void follow_settings();
    void write_history();
    Model model(bool of_catalog);
    void draw(Frame& frame, const Model& model, const Model& shown, Commands& commands);
    void draw_place(Frame& frame, const Model& model, Commands& commands);
    void draw_side(Frame& frame, const Model& model, Commands& commands);

    ItemProbe probe_;
    Theme theme_;
    Scheme system_scheme_ = Scheme::dark;
    Settings settings_;
    Items items_;
    Fields fields_;
    std::deque<Request> requests_;
    std::vector<HostCommand> host_commands_;

    std::optional<Evaluation> whole_;       // what is open
    SlotNames sample_names_;                // of the whole
    std::optional<Evaluation> measured_;    // of it, the samples whose ground truth is known
    std::optional<SubsetRows> labeled_;     // these; nothing: everything
    std::optional<Evaluation> evaluation_;  // of them, what the query selects
    std::optional<SubsetRows> kept_;        // of the whole; nothing: everything
    Filter filter_;
    Distributions distributions_;
    std::optional<Matches> matches_;  // of the whole, at the last IoU that was asked for
    Restrictable restrictable_;       // of what is measured; made for the first query
    BitSet measured_rows_;            // that the query selects, of what is measured
    RestrictedFigures restricted_;    // of what is selected
    std::optional<Job> restricting_;  // fills them, in slices between frames
    std::optional<Job> matching_;     // of what is selected, at the view's IoU
    Matches matched_;                 // by it
    double picture_progress_ = 1;     // of measuring the pictures
    bool asked_pictures_ = false;     // to measure them, of this evaluation
    Groups groups_;
    Catalog catalog_;
    NextBatch next_batch_;
    std::optional<Job> grouping_;
    ShownPictures shown_pictures_;
    Opened opened_;
    SampleRows rows_;
    View view_;
    View written_;  // what the browser's history has
    History history_;
    std::optional<Session> wanted_;  // of a link whose data is not open yet
    std::vector<std::string> differences_;
    Reading reading_;
    // What the reading's sample keys were made of.
    struct OrderedBy {
        std::string column;
        Thresholds thresholds;
        std::uint64_t selection = 0;
        bool operator==(const OrderedBy&) const = default;
    };
    OrderedBy ordered_by_;
    std::uint64_t presented_ = 0;  // how many evaluations have been
    Analyses analyses_;
    AnalysisRequest asked_;        // what has been asked for of this evaluation
    std::optional<Job> analysis_;  // fills analyses_, in slices between frames
    Dialog dialog_ = Dialog::none;
    bool menu_open_ = false;
    std::uint64_t query_gesture_ = 0;  // that the query changed by last

    OverviewState overview_;
    SideState side_;
    ConfusionState confusion_;
    ConfidenceState confidence_;
    DataState data_;
    GroupsState groups_state_;
    GalleryState gallery_;
    CatalogState catalog_state_;
    PlanState plan_;
    ImageState image_;
    FilterState filter_bar_;
    FilesState files_;
    PaletteState palette_;
};

}  // namespace errata::ui
