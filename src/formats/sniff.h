// What a file is, by its content.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/byte_source.h"
#include "base/error.h"
#include "data/task.h"

namespace errata {

// What a file is for.
enum class FileKind : std::uint8_t {
    truth,
    predictions,
    pool,              // samples without ground truth
    pool_predictions,  // what the model says of them, in a file of its own
    image,
    unknown,
};

inline constexpr std::array file_kinds = {FileKind::truth, FileKind::predictions,
                                          FileKind::pool,  FileKind::pool_predictions,
                                          FileKind::image, FileKind::unknown};

// "ground truth", "predictions", "pool", "predictions on the pool", "image", "unknown"
std::string_view name_of(FileKind kind);

// The word for it in documents and between the page's sides: "truth", "predictions", "pool", "pool_predictions", "image",
// "unknown".
std::string_view id_of(FileKind kind);

// The same back; nothing for any other word.
std::optional<FileKind> kind_of_id(std::string_view id);

// What the pixels of an image can be besides a picture.
enum class MapPixels : std::uint8_t {
    none,
    values,   // of a grey or indexed PNG
    colours,  // of any other PNG, as ids of segments
};

struct Sniffed {
    FileKind kind = FileKind::unknown;
    Task task = Task::boxes;  // what the first records hold; of COCO's ground truth always boxes
    MapPixels map = MapPixels::none;
};

// Looks at the first bytes, of JSON (packed or not) at the keys and the first records:
// "images" or "categories" make ground truth; records with a "score", or an array of records with an
// "image_id", make results; documents with spans (spans_table.h; whose they are they do not say); whatever else has the
// columns or fields of a table of labels (labels_table.h) is one.
// Errors: why nothing could be made of it (not JSON, empty, cut off, ...).
Result<Sniffed> sniff(const ByteSource& source);

// Whether these COCO annotations are panoptic: the first of them has "segments_info".
bool has_segments(const ByteSource& source);

// Whether this COCO file has an annotation. Reads up to the first.
bool has_annotations(const ByteSource& source);

}  // namespace errata
