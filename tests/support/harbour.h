// Four images of a harbour, small enough to know every figure by hand.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/app_driver.h"

namespace errata::test {

inline nlohmann::json coco_object(int id, int image, int cls, std::vector<double> box) {
    return {{"id", id},    {"image_id", image},       {"category_id", cls},
            {"bbox", box}, {"area", box[2] * box[3]}, {"iscrowd", 0}};
}

inline nlohmann::json coco_prediction(int image, int cls, std::vector<double> box, double score) {
    return {{"image_id", image}, {"category_id", cls}, {"bbox", box}, {"score", score}};
}

// Image 1: a boat found (IoU 0.8), a boat missed. Image 2: a false buoy, score 0.9. Image 3: a buoy found exactly,
// score 0.6. Image 4: nothing.
struct Harbour {
    std::string truth =
        nlohmann::json(
            {{"images",
              {{{"id", 1}, {"file_name", "a.jpg"}, {"width", 100}, {"height", 80}},
               {{"id", 2}, {"file_name", "b.jpg"}, {"width", 100}, {"height", 80}},
               {{"id", 3}, {"file_name", "c.jpg"}, {"width", 100}, {"height", 80}},
               {{"id", 4}, {"file_name", "d.jpg"}, {"width", 100}, {"height", 80}}}},
             {"annotations",
              {coco_object(11, 1, 1, {0, 0, 10, 10}), coco_object(12, 1, 1, {50, 50, 20, 20}),
               coco_object(13, 3, 2, {20, 20, 10, 10})}},
             {"categories", {{{"id", 1}, {"name", "boat"}}, {{"id", 2}, {"name", "buoy"}}}}})
            .dump();
    std::string predictions = nlohmann::json({coco_prediction(1, 1, {0, 0, 10, 8}, 0.7),
                                              coco_prediction(2, 2, {5, 5, 10, 10}, 0.9),
                                              coco_prediction(3, 2, {20, 20, 10, 10}, 0.6)})
                                  .dump();
};

struct HarbourApp : AppDriver {
    explicit HarbourApp(ImVec2 extent) : AppDriver(extent) {
        open(Harbour().truth, Harbour().predictions);
    }
    HarbourApp() { open(Harbour().truth, Harbour().predictions); }
};

}  // namespace errata::test
