// COCO ground truth ("instances" files) into a Dataset.
//
// What it is for: {"images": […], "annotations": […], "categories": […]}, keys in any order, other
// fields skipped, plain or packed with gzip. Read in a small window: memory is that of the columns.
// With them, by task, "segmentation" (polygons, run lengths as list or string), "keypoints" and "num_keypoints", or
// oriented boxes ("rbox", "poly", a "bbox" of five numbers); categories' "keypoints" and "skeleton"; LVIS's
// "frequency", "neg_category_ids" and "not_exhaustive_category_ids". Of boxes the shapes are skipped.
// Whatever else images and annotations say in numbers, texts and truth values, also within "attributes", becomes their
// metadata; the addresses "coco_url" and "flickr_url" do not.
// What it does not do: guess sizes of images, which polygons need.
#pragma once

#include <cstdint>
#include <memory>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "data/task.h"

namespace errata {

class CocoTruthReader {
public:
    // The source and the warnings must outlive the reader. With several threads masks are made by all of them.
    CocoTruthReader(const ByteSource& source, Warnings& warnings, Task task = Task::boxes,
                    unsigned threads = 1);
    ~CocoTruthReader();
    CocoTruthReader(const CocoTruthReader&) = delete;
    CocoTruthReader& operator=(const CocoTruthReader&) = delete;

    // Reads on by about a quarter of a megabyte; false when the document has ended.
    // Errors carry file, byte and line.
    Result<bool> step();

    // Bytes of the (unpacked) document read so far.
    std::uint64_t bytes_read() const;

    // After step() has returned false: the columns, samples and classes in the order of their ids.
    // Left out, counted as warnings: records that are no objects, annotations of unknown images or
    // classes, without a box (or, by task, without a usable shape), with values that are not finite. Kept, counted: negative sizes, missing
    // areas (width times height stands in), missing and repeated annotation ids. Of images and
    // categories with the same id the last one counts.
    // Errors: wrong_kind without "images" or "categories", or where no annotation has what the task needs;
    // too_large.
    Result<Dataset> finish();

    // In place of finish(): the images alone, whatever else the file holds or lacks: those of a pool (data/pool.h).
    // Errors: wrong_kind without "images".
    Result<Samples> finish_images();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Reads all of it at once.
Result<Samples> read_coco_images(const ByteSource& source, Warnings& warnings);
Result<Dataset> read_coco_truth(const ByteSource& source, Warnings& warnings,
                                Task task = Task::boxes);

}  // namespace errata
