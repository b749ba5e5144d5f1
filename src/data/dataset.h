// The columnar Dataset: samples, classes, ground truth, and the predictions of one model (a Run).
//
// What it is for: everything downstream reads these columns. Rows are joined by slot: sample slots
// follow the order of image ids, class slots the order of category ids, ground truth lies sorted by
// sample, then class, then place in the file. A Dataset does not change once built.
// What it does not do: read files (`formats`), measure (`metrics`).
//
// One shape serves every task (task.h); columns that a task has no use for are empty:
//     boxes, masks, keypoints, oriented   objects and predictions with a box, and what the task adds to it
//     classes, multilabel, text           an object is a class that a sample has, a prediction one that it is given
//     semantic                            no objects; the label maps hold classes
//     panoptic                            objects and predictions are segments; the label maps say which pixels
//     spans                               objects and predictions are spans of the sample's text
//     values                              no objects; the sample's and the run's value
#pragma once

#include <cstdint>
#include <string>

#include "data/column.h"
#include "data/ids.h"
#include "data/label_maps.h"
#include "data/metadata.h"
#include "geometry/box.h"
#include "geometry/keypoint.h"
#include "geometry/oriented_box.h"
#include "geometry/span.h"

namespace errata {

using SampleSlot = std::uint32_t;
using ClassSlot = std::uint16_t;
using Row = std::uint32_t;

inline constexpr Row no_row = 0xFFFFFFFFU;
inline constexpr std::size_t max_classes = 65'535;

// Instance masks as run lengths: COCO's compressed strings, decoded where they are needed (geometry/mask.h).
// Column-major, beginning with background.
struct MaskColumn {
    TextColumn counts;
    Column<std::uint32_t> width;  // pixels; both empty where every mask has its sample's size
    Column<std::uint32_t> height;

    std::size_t size() const { return counts.size(); }
    bool empty() const { return counts.empty(); }
};

// What was measured of the samples' pictures, where they were read (image/perceptual_hash.h, image/image_quality.h). Per
// sample; NaN, and 0 for hash and digest, where a picture could not be read; all empty where none was.
struct PictureStatistics {
    Column<std::uint64_t> hash = {};    // perceptual
    Column<std::uint64_t> digest = {};  // of size and pixels: equal where every pixel is
    Column<double> brightness = {};     // of the mean colour, 0 to 1
    Column<double> highlights = {};     // 99th percentile of the brightness
    Column<double> shadows = {};        // 5th percentile
    Column<double> sharpness = {};      // 0 to 1
    Column<double> entropy = {};        // bits

    bool empty() const { return hash.empty(); }
};

// One image or text each; ascending by id.
struct Samples {
    IdColumn ids;
    TextColumn names;             // relative path, '/' between folders
    Column<std::uint32_t> width;  // pixels; 0: not stated
    Column<std::uint32_t> height;

    // Optional, per sample:
    Column<Row> file_row = {};                    // its place in the file; empty: as in the file
    TextColumn text = {};                         // UTF-8
    ListColumn<Span> tokens = {};                 // of the text, in bytes
    Column<double> value = {};                    // the true one
    LabelMaps label_maps = {};                    // the true ones
    ListColumn<ClassSlot> negative_classes = {};  // known not to be there (LVIS, Open Images)
    ListColumn<ClassSlot> positive_classes = {};  // known to be there (Open Images' image labels)
    // More of them may be there than annotated (LVIS).
    ListColumn<ClassSlot> not_exhaustive_classes = {};
    Metadata metadata = {};  // whatever else the file says of it
    // 0: of the pool, whose ground truth nobody has made yet; empty: there is no pool, all are labeled.
    Column<std::uint8_t> labeled = {};
    PictureStatistics pictures = {};

    std::size_t size() const { return ids.size(); }
    bool has_pool() const { return !labeled.empty(); }
    bool is_labeled(SampleSlot sample) const { return labeled.empty() || labeled[sample] != 0; }
};

// Ascending by id.
struct Classes {
    IdColumn ids;
    TextColumn names;
    TextColumn groups;  // COCO's supercategory; "" where there is none

    // Optional, per class:
    Column<std::uint8_t> frequency = {};  // LVIS: 'r' rare, 'c' common, 'f' frequent; 0: not stated
    Column<std::uint8_t> is_thing = {};   // panoptic: 1 things, 0 stuff
    ListColumn<ClassSlot> parents = {};   // Open Images' hierarchy: the classes directly above
    TextColumn keypoint_names = {};       // one a line
    ListColumn<std::uint32_t> skeleton = {};  // pairs of keypoints that are joined, from 0

    std::size_t size() const { return ids.size(); }
};

// Ground-truth objects, sorted by (sample, class), in file order within.
struct GroundTruth {
    Column<SampleSlot> sample;
    Column<ClassSlot> cls;
    Column<Box> box;
    Column<double> area;         // square pixels as annotated (of the segment where there is one)
    Column<std::uint8_t> crowd;  // 1: a crowd region
    IdColumn ids;                // annotation ids
    Column<Row> sample_begin;    // size samples + 1: rows of sample s are [begin[s], begin[s + 1])
    // Box, area and crowd are empty where a task has none.

    // Optional, per object:
    Column<Row> file_row = {};  // its place in the file; empty: rows lie as in the file
    MaskColumn mask = {};
    Column<OrientedBox> oriented = {};
    ListColumn<Keypoint> keypoints = {};  // as many as the class has names
    // Of keypoints.values(): 0 not labelled, 1 hidden, 2 visible.
    Column<std::uint8_t> keypoint_visibility = {};
    Column<std::uint32_t> labelled_keypoints = {};  // "num_keypoints", as annotated
    Column<std::uint8_t> group_of = {};             // Open Images: 1: the box holds a group
    Column<Span> span = {};  // tokens where the sample has them, else bytes of its text
    Metadata metadata = {};  // whatever else the file says of it

    std::size_t size() const { return sample.size(); }
    double area_of(Row row) const { return area.empty() ? 0 : area[row]; }
    bool is_crowd(Row row) const { return !crowd.empty() && crowd[row] != 0; }
};

struct Dataset {
    Samples samples;
    Classes classes;
    GroundTruth truth;
};

// Predictions of one model, in file order.
struct Run {
    std::string name;
    Column<SampleSlot> sample;
    Column<ClassSlot> cls;
    Column<double> score;
    Column<Box> box;       // empty where a task has none
    Column<Row> file_row;  // row in the file, from 0; empty when no row was left out

    // Optional, per prediction:
    Column<double> area = {};  // square pixels, where it is not that of the box
    MaskColumn mask = {};
    Column<OrientedBox> oriented = {};
    ListColumn<Keypoint> keypoints = {};
    Column<Span> span = {};  // as GroundTruth::span
    Metadata metadata = {};  // whatever else the file says of it

    // Optional, per sample:
    Column<double> probabilities = {};  // [sample][class]; NaN where the sample has none
    Column<double> value = {};          // the predicted one; NaN where there is none
    LabelMaps label_maps = {};

    std::size_t size() const { return sample.size(); }
    // Square pixels; 0 where the task has no boxes.
    double area_of(Row row) const {
        if (!area.empty()) return area[row];
        return box.empty() ? 0 : box[row].area();
    }

    // The id that pycocotools' loadRes gives: from 1, in file order.
    std::uint64_t id_of(Row row) const {
        return std::uint64_t{1} + (file_row.empty() ? row : file_row[row]);
    }
};

// Which rows of a run lie in which sample.
class SampleRows {
public:
    SampleRows() = default;

    // `sample` is a run's column; `samples` the number of slots. Linear time. Where each sample's rows
    // are neighbours in the file (detectors write so), no row numbers are stored.
    SampleRows(const Column<SampleSlot>& sample, std::size_t samples);

    std::size_t count(SampleSlot sample) const { return end_[sample] - begin_[sample]; }
    Row row(SampleSlot sample, std::size_t i) const {
        const std::size_t place = begin_[sample] + i;
        return rows_.empty() ? static_cast<Row>(place) : rows_[place];
    }

private:
    std::vector<Row> begin_;
    std::vector<Row> end_;
    std::vector<Row> rows_;  // empty: the rows themselves
};

}  // namespace errata
