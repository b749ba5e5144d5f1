// Calibration of detectors: whether confidences mean anything, also by where boxes lie and how well they fit.
//
// What it is for: two errors beside the plain one of calibration.h, of predictions that count.
// What it does not do: match.
// Sources: D-ECE: Küppers et al. 2020, "Multivariate confidence calibration for object detection". LaECE: Oksuz et al.
// 2023, "Towards building self-aware object detectors via reliable uncertainty quantification and calibration".
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "geometry/box.h"

namespace errata {

struct BoxDecision {
    double score = 0;
    bool correct = false;
    double iou = 0;  // of a correct one, with its object
    std::size_t cls = 0;
    // The box by its image: centre and extent over the image's width and height; 0 to 1.
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

struct DetectionCalibration {
    // Sum over cells of count / n |accuracy - mean confidence|, cells being 5 bins of equal width in each of confidence,
    // centre x, centre y, width and height. Nothing where the images' sizes are not known.
    std::optional<double> d_ece = {};
    // Mean over the classes of the sum over 25 bins of confidence of count / n |mean confidence - precision times mean
    // IoU of the correct ones|.
    std::optional<double> la_ece = {};
    std::size_t count = 0;
};

inline constexpr std::size_t d_ece_bins = 5;    // per dimension
inline constexpr std::size_t la_ece_bins = 25;  // per class

// Confidences are in [0, 1]; others are brought to the nearer end. `has_places`: x, y, width and height are known.
DetectionCalibration detection_calibration(std::span<const BoxDecision> decisions,
                                           std::size_t classes, bool has_places);

}  // namespace errata
