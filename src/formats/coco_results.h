// COCO results (a model's predictions) into a Run.
//
// What it is for: [{"image_id", "category_id", "bbox", "score"}, …], or such an array under "annotations",
// "predictions", "results" or "detections"; other numbers, texts and truth values, also within "attributes", become
// metadata; plain or packed with gzip. Records
// written alike are read by a RecordTemplate, all others by simdjson; large plain files by several threads
// in chunks. The columns are the same whichever way and however many.
// With them, by task, "segmentation" (run lengths as string or list, polygons), "keypoints", or an oriented box ("rbox",
// "poly", a "bbox" of five numbers). Boxes and areas that such records lack follow from the shape, by the rules of
// COCO.loadRes in the COCO API.
#pragma once

#include <cstdint>
#include <memory>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "data/task.h"

namespace errata {

struct CocoResultsOptions {
    Task task = Task::boxes;
    unsigned threads = 1;
    std::uint64_t chunk_bytes = std::uint64_t{4}
                                << 20U;  // at most, per thread and step, with several
    bool use_template = true;            // false: simdjson reads every record, for comparison
};

class CocoResultsReader {
public:
    // Source, dataset and warnings must outlive the reader.
    CocoResultsReader(const ByteSource& source, const Dataset& dataset, Warnings& warnings,
                      CocoResultsOptions options = {});
    ~CocoResultsReader();
    CocoResultsReader(const CocoResultsReader&) = delete;
    CocoResultsReader& operator=(const CocoResultsReader&) = delete;

    // Reads on by about a quarter of a megabyte (a chunk per thread, with several); false when the
    // document has ended. Errors carry file, byte and line.
    Result<bool> step();

    // Bytes of the (unpacked) document read so far.
    std::uint64_t bytes_read() const;

    // After step() has returned false: the run, named after the file. Left out, counted as warnings:
    // records without the fields of their task, with run lengths or keypoints that do not fit, with values that are not finite, of images or classes that the
    // ground truth does not list. Kept, counted: negative sizes.
    // Errors: wrong_kind without records or where none has a score or its shape; mismatch where every record is
    // of an unknown image or class; too_large.
    Result<Run> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Reads all of it at once.
Result<Run> read_coco_results(const ByteSource& source, const Dataset& dataset, Warnings& warnings,
                              CocoResultsOptions options = {});

}  // namespace errata
