// The panels, in the order of the frame. Each lies in the file of its name.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ui/model.h"
#include "ui/plot/plot.h"
#include "ui/table.h"
#include "ui/widgets.h"

namespace errata::ui {

// The bar at the top: what is open; finding, undo, link, menu.
void header_panel(Frame& frame, const Model& model, Commands& commands);

// The rail at the left: the places.
void navigation_panel(Frame& frame, const Model& model, Commands& commands);

// The bar at the bottom: confidence, IoU threshold, and the counts at them.
void thresholds_panel(Frame& frame, const Model& model, Commands& commands);

// The bar under the header: the query that selects the samples of every view, its parts, and how many it selects.
struct FilterState {
    std::string draft;             // what stands in the field
    std::string followed;          // the view's query that it was made from, or that was made of it
    Table table = Table::samples;  // that it is about
    std::optional<Error> error;
    bool open = false;  // the list of what could be written
    Completions completions;
    std::vector<std::string> asked;  // queries of earlier, before the completions in the list
    std::size_t marked = 0;          // the entry that Enter takes, from 1; 0: none
    ImVec2 list_corner = {0, 0};
};
void filter_panel(Frame& frame, const Model& model, FilterState& state, Commands& commands);
// The list under the field, over whatever lies there.
void filter_list(Frame& frame, const Model& model, FilterState& state, Commands& commands);

// The figures, what to look at first, and the table of classes.
struct OverviewState {
    std::vector<ClassSlot> rows;          // found by the search, in sorted order
    std::vector<std::uint32_t> by_error;  // of values: samples, the largest error first
    std::size_t finding_rows =
        0;  // the most there were: what stands below does not move with the sliders
};
void overview_panel(Frame& frame, const Model& model, OverviewState& state, Commands& commands);

// Which kinds of errors cost how much.
void errors_panel(Frame& frame, const Model& model, Commands& commands);

// Which class is taken for which: the matrix, and its largest cells.
struct ConfusionState {
    PlotState matrix;
    std::vector<ConfusionCell> listed;  // of two different classes, the most frequent first
};
void confusion_panel(Frame& frame, const Model& model, ConfusionState& state, Commands& commands);

// Whether confidences can be believed, and which one to run at.
struct ConfidenceState {
    PlotState reliability;
    PlotState over_confidence;
};
void confidence_panel(Frame& frame, const Model& model, ConfidenceState& state, Commands& commands);

// The same data by the rules of other evaluations, and what each rule makes of the difference.
void rules_panel(Frame& frame, const Model& model, Commands& commands);

// Facts and plots of the class looked at, or of all.
struct SideState {
    std::array<PlotState, 5> zooms;
};
void side_panel(Frame& frame, const Model& model, SideState& state, Commands& commands);

// A small chart of every column; what is chosen in one is a part of the query.
struct DataState {
    std::string search;
    std::vector<std::pair<Table, std::string>> unfolded;  // whose card lists all values
};
void data_panel(Frame& frame, const Model& model, DataState& state, Commands& commands);

// The figures of each group of a column or of a list of queries.
struct GroupsState {
    std::string draft;  // what stands in the field
    std::string followed;
    std::vector<std::size_t> rows;  // groups in sorted order
};
void groups_panel(Frame& frame, const Model& model, GroupsState& state, Commands& commands);

// All images with the boxes over them.
struct GalleryState {
    bool bring_into_view = false;  // scroll to the view's sample in the next frame
    bool to_top = false;           // scroll to the first one in the next frame
};
void gallery_panel(Frame& frame, const Model& model, GalleryState& state, Commands& commands);

// The samples that nobody has labeled, or all, or the next batch: to be looked through, sorted and tagged.
struct CatalogState {
    GalleryState grid;
    std::string tag;       // the word in the field
    bool tagging = false;  // pictures are pressed to be tagged
};
void catalog_panel(Frame& frame, const Model& model, CatalogState& state, Commands& commands);

// How the next batch is chosen, and what that gives.
struct FieldDraft {
    std::string words;     // what stands in the field
    std::string followed;  // the plan's value that it was made from, or that was made of it
    std::string error;     // why it is none
};
enum class PlanPage : std::uint8_t { batch, classes, strata };
struct PlanState {
    std::map<std::string, FieldDraft> drafts;  // by the fields' names
    PlanPage page = PlanPage::batch;
    GalleryState grid;
    SortState classes = {.column = 2, .descending = true};
    std::vector<std::size_t> class_rows;
};
void plan_panel(Frame& frame, const Model& model, PlanState& state, Commands& commands);

// One image, large; beside it the list of what is in it.
struct ImageState {
    SampleSlot sample = 0;
    float zoom = 1;                  // 1: fits
    ImVec2 shift = {0, 0};           // of the picture's centre, CSS pixels
    Row marked_prediction = no_row;  // under the pointer, in the picture or in the list
    Row marked_object = no_row;
};
void image_panel(Frame& frame, const Model& model, ImageState& state, Commands& commands);
void objects_panel(Frame& frame, const Model& model, ImageState& state, Commands& commands);
// Back, previous, next, and the image's name: on top of the list, or of the picture where there is no list.
void image_toolbar(Frame& frame, const Model& model, SampleSlot sample, Commands& commands);

// What each file was taken for, which can be changed, and the warnings.
struct FilesState {
    std::string asked;  // the file whose menu is open
};
void files_panel(Frame& frame, const Model& model, FilesState& state, Commands& commands);

// Actions, classes and images by name.
struct PaletteState {
    std::string query;
    std::size_t selected = 0;
    std::string searched;  // the query that the names were searched for: ranks and slots
    std::vector<std::pair<int, std::size_t>> classes;
    std::vector<std::pair<int, std::size_t>> images;
};
void palette_dialog(Frame& frame, const Model& model, PaletteState& state, Commands& commands);

// All actions with their keys.
void help_dialog(Frame& frame, const Model& model, Commands& commands);

}  // namespace errata::ui
