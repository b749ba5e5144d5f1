// What panels read, and the commands they may give.
//
// What it is for: a panel is one function of (frame, model, its own state, commands). It changes nothing but
// its own state (scroll, zoom); everything a person decides is a command, applied by App after the frame.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "data/slot_names.h"
#include "data/subset.h"
#include "engine/analyses.h"
#include "engine/evaluation.h"
#include "session/view.h"
#include "ui/distributions.h"
#include "ui/filter.h"
#include "ui/groups.h"
#include "ui/next_batch.h"
#include "ui/pictures.h"
#include "ui/reading.h"

namespace errata::ui {

// How the page is set up: remembered on this machine, part of no link.
struct Settings {
    std::string theme = "system";  // or "light", "dark"
    bool side_panel = true;
    float side_panel_width = 330;           // CSS pixels
    std::vector<std::string> queries = {};  // asked lately, the last first; at most most_queries

    bool operator==(const Settings&) const = default;
};

inline constexpr std::size_t most_queries = 20;

enum class Dialog : std::uint8_t { none, palette, help };

struct Model {
    const Evaluation&
        evaluation;  // what is shown: what the query selects of `measured`, or what the catalog shows
    const Evaluation& whole;     // all that is open
    const Evaluation& measured;  // of it, the samples whose ground truth is known
    const SampleRows& rows;      // predictions by sample
    const Reading& reading;      // what follows from evaluation and view
    const View& view;
    const Settings& settings;
    Pictures& pictures;
    const SubsetRows* kept;        // of the whole the rows of `evaluation`; null: all
    bool of_catalog;               // `evaluation` is that of the catalog
    Filter& filter;                // knows what is selected, and all columns
    Distributions& distributions;  // of those columns that are looked at
    const Groups& groups;
    const NextBatch& next_batch;
    const SlotNames& sample_names;  // of the whole
    const Analyses& analyses;       // what has been made of them so far
    bool measuring = false;         // the figures of what is selected are on their way
    double analysing = 1;           // how far what is being made is, 0 to 1
    double measured_pictures = 1;   // how far measuring the pictures is; 1: it is not under way
    Dialog dialog = Dialog::none;
    bool menu_open = false;       // in the last frame
    bool side_panel_fits = true;  // the window is wide enough for it
    bool can_undo = false;
    bool can_redo = false;

    // The figures, with their intervals where these are wanted and at hand.
    const FigureTable& summary() const {
        return view.intervals && analyses.intervals ? *analyses.intervals : evaluation.summary;
    }

    // Whether predictions are decisions, right or wrong; and whether at an IoU threshold.
    bool decides() const { return !evaluation.iou_thresholds.empty(); }
    bool knows_iou() const { return decides() && evaluation.iou_thresholds.front() > 0; }

    // What is drawn of a sample: its text, or its picture with boxes or merely classes over it.
    bool shows_text() const { return !evaluation.dataset.samples.text.empty(); }
    bool has_boxes() const { return is_detection(evaluation.task); }
    bool has_label_maps() const { return !evaluation.dataset.samples.label_maps.empty(); }
    std::string_view word_for_samples() const;  // "image", "text", "sample"
    std::string_view word_for_objects() const;  // "object", "label", "span"
    std::string why_no_samples() const;         // where none is shown

    bool has_pool() const { return whole.dataset.samples.has_pool(); }

    // What columns call the rows of `evaluation`: they are of everything.
    Row whole_sample(SampleSlot sample) const { return kept ? kept->samples.rows[sample] : sample; }
    Row whole_object(Row row) const { return kept ? kept->objects.rows[row] : row; }
    Row whole_prediction(Row row) const { return kept ? kept->predictions.rows[row] : row; }

    bool has_side_panel() const { return settings.side_panel && side_panel_fits; }
};

// --- commands ------------------------------------------------------------------------------------------

// Another view of the same data. Where one is (place, sample, object) is gone back to in the browser's history;
// all else is a decision, to be undone. Decisions of one gesture (a drag of a slider) are one step.
struct Change {
    std::function<void(View&)> apply;
    std::uint64_t gesture = 0;  // 0: a step of its own
};
struct ShowNeighbour {
    int step;  // in the gallery's order
};
struct Undo {};
struct Redo {};
struct OpenDialog {
    Dialog dialog;
};
struct ChangeSettings {
    std::function<void(Settings&)> apply;
};
// The session document as a file.
struct SaveSession {};

// Left to whoever runs the App: only the browser can do them.
struct OpenFiles {};
struct OpenFolder {};
struct StartOver {};
struct CopyText {
    std::string text;
    std::string notice;  // said when it is done
};
struct CopyLink {
    std::string fragment = {};  // filled in by App
};
struct SaveText {
    std::string name;
    std::string type;  // media type
    std::string text;
};
struct SavePicture {
    std::string name;
    std::string svg;
    float width_px;
    float height_px;
};
struct TakeFor {
    std::string file;
    std::string kind;  // id_of(FileKind)
};
// A new entry in the browser's history, or another fragment for the current one.
struct WriteHistory {
    bool push = false;
    std::string fragment;
};
// Matches at another IoU threshold, to be answered with App::set_matches.
struct MatchAgain {
    double iou;
};
// Measures the pictures of all samples, to be answered with App::set_picture_progress and set_picture_statistics.
struct MeasurePictures {};
struct StopMeasuring {};
struct KeepSetting {
    std::string key;
    std::string value;
};
using HostCommand =
    std::variant<OpenFiles, OpenFolder, StartOver, CopyText, CopyLink, SaveText, SavePicture,
                 TakeFor, WriteHistory, MatchAgain, MeasurePictures, StopMeasuring, KeepSetting>;

using Command = std::variant<Change, ShowNeighbour, Undo, Redo, OpenDialog, ChangeSettings,
                             SaveSession, HostCommand>;
using Commands = std::vector<Command>;

// The query is the last that was asked, or was never asked.
void remember_query(Settings& settings, const std::string& query);
void forget_query(Settings& settings, const std::string& query);

// Which places a task has something to show at.
bool has_place(Task task, Place place);
// And this evaluation: kinds of errors, confusion and other rules know nothing of objects that are left out.
bool has_place(const Evaluation& evaluation, Place place);

// The changes that are wanted most.
Command go_to(Place place);
Command show_sample(std::string name);
Command decide(std::function<void(View&)> apply, std::uint64_t gesture = 0);
// The gallery of what became of a class's objects or predictions ("" for all classes).
Command show_gallery(std::string cls, OutcomeFilter shown, SampleOrder order);

// The gallery of one cell of the confusion matrix; "": background.
Command show_confused(std::string truth, std::string predicted);

// "Gallery of missed tugboat, confidence 0.35, IoU 0.50".
std::string description_of(const View& view);

}  // namespace errata::ui
