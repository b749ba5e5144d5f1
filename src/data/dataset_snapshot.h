// Datasets and runs to and from snapshots.
//
// What it is for: the names of their arrays and the checks that make a snapshot from disk as safe as one
// just written: every slot below its table's size, ground truth in its promised order.
#pragma once

#include "base/error.h"
#include "data/dataset.h"
#include "data/snapshot.h"

namespace errata {

// Adds the arrays "sample.*", "class.*" and "truth.*"; the dataset must outlive the writer.
void add_to_snapshot(SnapshotWriter& writer, const Dataset& dataset);

// Adds the arrays "run.*"; the run must outlive the writer.
void add_to_snapshot(SnapshotWriter& writer, const Run& run);

// Adds what of a dataset's arrays says of pictures, for a snapshot of nothing else; it must outlive the writer.
void add_to_snapshot(SnapshotWriter& writer, const PictureStatistics& pictures);

Result<Dataset> dataset_from_snapshot(const SnapshotReader& reader);

// `dataset` is the one the run belongs to.
Result<Run> run_from_snapshot(const SnapshotReader& reader, const Dataset& dataset);

// Of so many samples, or of none.
Result<PictureStatistics> pictures_from_snapshot(const SnapshotReader& reader, std::size_t samples);

}  // namespace errata
