// The files of true and predicted label maps, decoded in pairs.
//
// What it is for: what the readers of semantic and panoptic maps have in common: two lists of files, of each image one
// or two of them.
// What it does not do: pair the files, know what values mean.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/named_files.h"
#include "data/dataset.h"
#include "image/label_image.h"

namespace errata {

// What such readers make.
struct MapData {
    Dataset dataset;
    Run run;
};

// Of one image, numbers in the two lists.
struct MapFiles {
    std::size_t truth = 0;
    std::optional<std::size_t> predicted = {};
};

struct MapFile {
    std::string name;  // for messages
    LabelImage image;
};

struct MapPair {
    MapFile truth;
    std::optional<MapFile> predicted = {};  // of the same size
};

// How many images to read at once with so many threads.
inline std::size_t maps_at_once(unsigned threads) { return threads > 1 ? 4 * threads : 1; }

// Per image its maps. Errors: those of the files, mismatch where the sizes differ.
std::vector<Result<MapPair>> read_map_pairs(const NamedFiles& truth, const NamedFiles& predictions,
                                            std::span<const MapFiles> images, unsigned threads);

}  // namespace errata
