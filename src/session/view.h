// View: everything a person decides about how an evaluation is looked at.
//
// What it is for: undo, the link and the saved session all carry this one value; the interface changes it by
// commands alone. Things are named as files name them (paths, class names, annotation ids), never by row, so
// that a view means the same over the same data on another machine.
// What it does not do: say what is open (document.h), hold scroll positions and other passing things.
#pragma once

#include <cstdint>
#include <string>

#include "curate/sampling_plan.h"
#include "metrics/operating_points.h"
#include "query/column.h"
#include "session/tags.h"

namespace errata {

enum class Place : std::uint8_t {
    overview,
    errors,
    confusion,
    confidence,
    rules,
    data,
    groups,
    gallery,
    image,
    files,
    catalog,
    plan,
};

enum class SampleOrder : std::uint8_t {
    as_given,
    most_errors,    // at the thresholds
    worst_iou,      // the lowest IoU of a true positive first
    highest_score,  // of the errors shown: the false positives the model is surest of
    lowest_score,
    by_column,  // View::order_column
};

// Which samples the gallery shows, and what its counts and order are about.
enum class OutcomeFilter : std::uint8_t {
    everything,
    errors,
    false_positives,
    missed,
    true_positives,
    confused,  // one cell of the confusion matrix: View::confused_truth and confused_predicted
    // The kinds of errors that TIDE tells apart (metrics/tide.h), in its order.
    wrong_class,
    wrong_place,
    wrong_class_and_place,
    duplicates,
    background,
    unexplained_misses
};

// Which samples the catalog shows.
enum class CatalogPart : std::uint8_t {
    pool,   // without ground truth
    all,    // labeled ones, too
    batch,  // what the plan has chosen
};

// What the cells of the confusion matrix say.
enum class CellShare : std::uint8_t {
    count,
    of_truth,      // over the objects of the true class
    of_predicted,  // over the predictions of the predicted class
};

// Which of two label maps is drawn over a picture.
enum class MapLayer : std::uint8_t {
    differences,  // what is right in its class's colour, what is wrong as an error
    truth,
    predictions,
};

// What is drawn over pictures.
struct Layers {
    bool true_positives = true;
    bool false_positives = true;
    bool missed = true;
    bool found = true;  // the ground truth of what was found (large picture only)
    bool ignored = true;
    bool links = true;   // between matched boxes (large picture only)
    bool labels = true;  // class and score (large picture only)

    bool operator==(const Layers&) const = default;
};

struct View {
    Place place = Place::overview;
    double confidence = 0.5;             // predictions of at least this score are seen
    double iou = 0.5;                    // a match needs at least this much overlap
    std::string query = {};              // what is shown (query/grammar.h); "": all
    Table query_table = Table::samples;  // whose rows the query selects
    std::string cls = {};                // the class looked at; "": all
    std::string sample = {};             // by relative path; "": the first
    // "t:" and an annotation id, or "p:" and a prediction's number from 1; "": none
    std::string object = {};
    SampleOrder order = SampleOrder::as_given;
    std::string order_column = {};  // name of a column of samples
    bool order_descending = false;  // by it
    OutcomeFilter shown = OutcomeFilter::everything;
    std::string confused_truth = {};  // class of the objects, "": background
    std::string confused_predicted = {};
    CellShare cell_share = CellShare::of_truth;
    bool intervals = false;  // figures are shown with their 95 % intervals
    bool any_class = false;  // how boxes lie: also those taken for another class
    OperatingPointWishes wishes = {};
    std::string compared_rules =
        {};                         // key of the rule set compared with the evaluation's; "": none
    std::string class_search = {};  // of the class table
    std::string class_sort = "Class";  // name of the class table's column
    bool class_sort_descending = false;
    // Lists of names (query/name_list.h). Columns of the class table, "": the usual ones; of objects and predictions in
    // the list of an image, beside the usual ones; of samples under the gallery's pictures.
    std::string class_columns = {};
    std::string object_columns = {};
    std::string sample_columns = {};
    // Groups of the query's rows: a column by its name, or queries with `;` between them; "": none.
    std::string group_by = {};
    std::string group_sort = {};  // name of the table of groups' column; "": as the groups come
    bool group_sort_descending = false;
    std::string object_sort = {};  // name of the object list's column; "": as matched
    bool object_sort_descending = false;
    Layers layers = {};
    MapLayer map_layer = MapLayer::differences;
    Table data_table = Table::samples;  // whose columns the data place shows
    std::uint32_t thumbnail_px = 208;   // width of the gallery's pictures, CSS pixels; 96 to 320
    SamplingPlan plan = {};             // of the next batch
    CatalogPart catalog_part = CatalogPart::pool;
    std::string catalog_order = {};  // name of a column of samples; "": as given
    bool catalog_descending = false;
    Tags tags = {};

    bool operator==(const View&) const = default;
};

}  // namespace errata
