// The columnar Dataset: samples, classes, ground truth, and the predictions of one model (a Run).
//
// What it is for: everything downstream reads these columns. Rows are joined by slot: sample slots
// follow the order of image ids, class slots the order of category ids, ground truth lies sorted by
// sample, then class, then place in the file. A Dataset does not change once built.
// What it does not do: read files (`formats`), measure (`metrics`).
#pragma once

#include <cstdint>
#include <string>

#include "data/column.h"
#include "data/ids.h"
#include "geometry/box.h"

namespace errata {

using SampleSlot = std::uint32_t;
using ClassSlot = std::uint16_t;
using Row = std::uint32_t;

inline constexpr Row no_row = 0xFFFFFFFFU;
inline constexpr std::size_t max_classes = 65'535;

// One image or text each; ascending by id.
struct Samples {
    IdColumn ids;
    TextColumn names;             // relative path, '/' between folders
    Column<std::uint32_t> width;  // pixels; 0: not stated
    Column<std::uint32_t> height;

    std::size_t size() const { return ids.size(); }
};

// Ascending by id.
struct Classes {
    IdColumn ids;
    TextColumn names;
    TextColumn groups;  // COCO's supercategory; "" where there is none

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

    std::size_t size() const { return sample.size(); }
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
    Column<Box> box;
    Column<Row> file_row;  // row in the file, from 0; empty when no row was left out

    std::size_t size() const { return sample.size(); }

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
