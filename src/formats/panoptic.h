// Panoptic ground truth and predictions: two JSON files and the PNGs that belong to them, into columns.
//
// What it is for: joins both files by image, decodes both PNGs of each image, and numbers the segments: objects and
// predictions are segments, the label maps hold the segment's number within its image + 1 (data/dataset.h).
// What it does not do: measure (metrics/panoptic.h).
// Rules of panopticapi: images are those of the ground truth's annotations; a true segment has the area that is stated.
#pragma once

#include <cstdint>
#include <memory>

#include "base/error.h"
#include "base/named_files.h"
#include "base/warnings.h"
#include "formats/label_map_files.h"

namespace errata {

struct PanopticDocument;  // formats/panoptic_json.h

class PanopticReader {
public:
    // The warnings must outlive this object. What is read does not depend on the number of threads.
    PanopticReader(PanopticDocument truth, NamedFiles truth_maps, PanopticDocument predictions,
                   NamedFiles prediction_maps, Warnings& warnings, unsigned threads = 1);
    ~PanopticReader();
    PanopticReader(const PanopticReader&) = delete;
    PanopticReader& operator=(const PanopticReader&) = delete;

    // Reads the PNGs of the next images, one of them or some per thread; false when there is none left.
    // Errors: mismatch (no such file, other sizes, no image in common), wrong_kind, too_large, those of the PNGs.
    // Left out and counted: segments of unknown classes, ids that come twice (the last counts), predicted segments
    // without pixels. Pixels of ids that the JSON has not are void, counted. An image without predictions has none.
    Result<bool> step();

    std::size_t images_read() const;
    std::size_t images() const;

    MapData finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace errata
