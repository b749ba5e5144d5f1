// The whole demo data set: pictures, ground truth, and what a freshly trained detector says.
//
// What it is for: one call, one seed, the same bytes every time. The training pictures are made,
// learnt from and thrown away; the validation pictures come from another seed.
//
// What a user should find in it, and its cause:
//   - seaplanes are found badly: few scenes have one;
//   - fishing boats and tugboats are confused: same hulls, same wheelhouses;
//   - kayaks are missed: the detector's thinnest window is 6 px, its stride 40 % of a window;
//   - the marina's packed berths give duplicates, merged and shifted boxes;
//   - dusk and fog are worse than day: one training picture in 14 is dusk and one fog, while two
//     validation pictures in nine are;
//   - false positives on gulls, cars, driftwood, parasols, and on parts of ferries;
//   - racks of kayaks are crowd regions (iscrowd 1);
//   - in the pool, which nobody has labeled, most bays have a seaplane: what the rare class needs is there to be found.
// What it does not do: touch files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "demo/detector.h"
#include "demo/scene.h"

namespace errata::demo {

struct WorldOptions {
    std::uint64_t seed = 7;
    int image_count = 56;      // for validation: the data set itself
    int training_count = 250;  // about 45 ms each
    int width_px = 288;
    int height_px = 216;
    int jpeg_quality = 33;  // of 100; pictures and JSON together stay below 1 MB, with the pool
    DetectOptions detect{};
};

struct WorldImage {
    std::string file_name;  // "marina/dusk_0012.jpg"
    std::vector<std::uint8_t> jpeg;
    Picture picture;  // decoded from those bytes
    std::vector<Visible> objects;
    std::vector<Detection> detections;
};

struct World {
    std::vector<WorldImage> images;  // image ids are positions + 1
    Detector detector;
};

// What is not labeled yet: pictures of the same town, some of them bursts of one scene, and what the detector says of them.
// The objects are there to be looked up by those who would label them.
struct PoolImage {
    WorldImage image;
    std::size_t burst = 0;  // pictures of one scene have the same number
};

struct Pool {
    std::vector<PoolImage> images;  // image ids go on behind the world's
};

inline constexpr int pool_image_count = 72;  // about 70 ms each

// Takes about 13 s with the defaults on one core of 2024, most of it training.
World make_world(const WorldOptions& options);

// COCO instances (ground truth) and COCO results, as UTF-8 JSON with one record a line. Category
// ids are kinds + 1; areas count visible pixels; images have "site", "light", "camera" and "hour".
std::string truth_json(const World& world, const WorldOptions& options);
std::string predictions_json(const World& world);

// Pictures from a seed of their own; `count` of them, every fourth scene three times in a row, a little moved and lit.
Pool make_pool(const World& world, const WorldOptions& options, int count = pool_image_count);

// The pool's images without annotations, as above, and results on them.
std::string pool_json(const Pool& pool, const World& world, const WorldOptions& options);
std::string pool_predictions_json(const Pool& pool, const World& world);

}  // namespace errata::demo
