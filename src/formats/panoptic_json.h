// COCO panoptic JSON: images, categories, and of every image its PNG and its segments.
//
// What it is for: ground truth and predictions alike (predictions need only "annotations").
// What it does not do: open the PNGs or join the two files (panoptic.h).
// Source of the format: the COCO data format for panoptic segmentation.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "formats/coco_truth_records.h"

namespace errata {

struct SegmentRecord {
    std::uint32_t id = 0;  // in the PNG: R + 256 G + 65536 B; not 0
    SourceId category;
    bool crowd = false;
    double area = -1;  // pixels; below 0: not stated
    double score = 1;
    Row place = 0;  // among all segments of the file
};

// Of one image.
struct PanopticAnnotation {
    SourceId id;            // of the image
    std::string file_name;  // of the PNG
    std::vector<SegmentRecord> segments;
    Row place = 0;  // in the file
};

struct PanopticDocument {
    std::string file;
    std::vector<ImageRecord> images;
    std::vector<CategoryRecord> categories;
    std::vector<PanopticAnnotation> annotations;
};

class PanopticJsonReader {
public:
    // Both must outlive this object.
    PanopticJsonReader(const ByteSource& source, Warnings& warnings);
    ~PanopticJsonReader();
    PanopticJsonReader(const PanopticJsonReader&) = delete;
    PanopticJsonReader& operator=(const PanopticJsonReader&) = delete;

    // Reads about a window more; false when the file has ended. Errors: those of JsonRecords.
    Result<bool> step();
    std::uint64_t bytes_read() const;

    // Images and categories ascending by id, annotations by image id; of equal ids the last counts. Segments without a
    // usable id or category are left out. Error wrong_kind where no annotation has "segments_info".
    Result<PanopticDocument> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace errata
