// Keypoints: named points of an object, in pixels of the stored image.
#pragma once

namespace errata {

struct Keypoint {
    double x = 0;
    double y = 0;

    bool operator==(const Keypoint&) const = default;
};

}  // namespace errata
