// Open Images' CSV files into a Dataset and a Run.
//
// What it is for: boxes (ImageID, LabelName, XMin, XMax, YMin, YMax, IsGroupOf, …), image labels (ImageID, LabelName,
// Confidence), class names (LabelName, DisplayName; with or without a header row), the class hierarchy (JSON:
// LabelName, Subcategory), and predictions (ImageID, LabelName, Score, XMin, XMax, YMin, YMax). Columns in any order,
// others skipped; plain or packed with gzip.
// What it does not do: masks; expand labels over the hierarchy (metrics/open_images.h does).
//
// Units: coordinates are parts of the image's width and height, and stay so (0 to 1) unless the box file says how large
// images are (columns ImageWidth and ImageHeight): then they are pixels. In parts, IoU is the same, but areas are none
// in pixels: figures by size mean nothing.
// Group-of boxes are marked as GroundTruth::group_of and as crowd regions, so that COCO's rules do not count them as
// single objects. Image labels become Samples::positive_classes and negative_classes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/dataset.h"

namespace errata {

enum class OpenImagesTable : std::uint8_t { boxes, image_labels, class_names, predictions };

// What a CSV file with this header row is; nothing where it is none of Open Images'. Class names without a header row
// are recognised by a first cell like "/m/011k07".
std::optional<OpenImagesTable> open_images_table_of(std::span<const std::string> columns);

// All must outlive the reader.
struct OpenImagesFiles {
    const ByteSource* boxes = nullptr;  // the only one that must be there
    const ByteSource* image_labels = nullptr;
    // With it, classes are those that it names; without, all that any other of these files names.
    const ByteSource* class_names = nullptr;
    const ByteSource* hierarchy = nullptr;
};

// Reads the files one after another.
class OpenImagesTruthReader {
public:
    // The warnings must outlive the reader.
    OpenImagesTruthReader(const OpenImagesFiles& files, Warnings& warnings);
    ~OpenImagesTruthReader();
    OpenImagesTruthReader(const OpenImagesTruthReader&) = delete;
    OpenImagesTruthReader& operator=(const OpenImagesTruthReader&) = delete;

    // Reads on by some thousand rows; false at the end of the last file. Errors carry file, byte and line;
    // wrong_kind where a file lacks columns that it needs.
    Result<bool> step();

    // Bytes of the (unpacked) files read so far.
    std::uint64_t bytes_read() const;

    // After step() has returned false: samples by ImageID, named ImageID.jpg (as they are where they have an extension), classes by LabelName. Left out, counted
    // as warnings: rows with coordinates that are no finite numbers, of classes that the class names lack, image
    // labels with a confidence other than 0 or 1 (not verified by a person). Kept, counted: negative sizes.
    // Errors: wrong_kind where no row of boxes could be used; too_large.
    Result<Dataset> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// All of it at once.
Result<Dataset> read_open_images_truth(const OpenImagesFiles& files, Warnings& warnings);

class OpenImagesPredictionsReader {
public:
    // Source, dataset and warnings must outlive the reader.
    OpenImagesPredictionsReader(const ByteSource& source, const Dataset& dataset,
                                Warnings& warnings);
    ~OpenImagesPredictionsReader();
    OpenImagesPredictionsReader(const OpenImagesPredictionsReader&) = delete;
    OpenImagesPredictionsReader& operator=(const OpenImagesPredictionsReader&) = delete;

    // As OpenImagesTruthReader::step() and bytes_read().
    Result<bool> step();
    std::uint64_t bytes_read() const;

    // After step() has returned false: the run, named after the file, in the units of the dataset. Left out, counted
    // as warnings: rows with values that are no finite numbers, of images or classes that the ground truth does not
    // have. Kept, counted: negative sizes. Error mismatch where every row is of an unknown image or class.
    Result<Run> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// All of it at once.
Result<Run> read_open_images_predictions(const ByteSource& source, const Dataset& dataset,
                                         Warnings& warnings);

}  // namespace errata
