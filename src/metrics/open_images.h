// Open Images' average precision: classes in a hierarchy, images labelled in part, boxes around groups.
//
// What it is for: the numbers of the Open Images Challenge (2018, 2019) and of Open Images V2.
// What it does not do: masks; read files (formats/open_images.h); expand the predictions: the official evaluation takes
// them as they are, so that a model must name the classes above itself.
// Source: OpenImagesChallengeEvaluator and OpenImagesDetectionEvaluator in TensorFlow's Object Detection API
// (utils/object_detection_evaluation.py, per_image_evaluation.py, metrics.py), and
// dataset_tools/oid_hierarchical_labels_expansion.py.
//
// At IoU .5 a prediction takes the object of its class that it overlaps most. What found nothing and lies in a group-of
// box of its class (its own area covered to a half or more) belongs to the one that covers it most: the best of those
// counts as true, the others are ignored, and a group-of box that nothing found is a miss. Predictions of classes that
// neither an object nor an image label of the image names are ignored. With the hierarchy an object and a positive
// image label count for the classes above, a negative one for those below. The area is that of every point.
// Known to differ: equal scores stand by image, then as in the file; the reference's order of those is undefined.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/dataset.h"
#include "metrics/rule_matching.h"
#include "metrics/rule_set.h"

namespace errata {

enum class GroupOfRule : std::uint8_t {
    find_one,  // the Challenge's boxes: weight 1
    ignore,  // V2, and the Challenge's masks: weight 0: nothing to find, predictions inside are ignored
};

struct OpenImagesOptions {
    double iou_threshold = 0.5;
    GroupOfRule group_of = GroupOfRule::find_one;
    bool expand_hierarchy = true;  // where the classes have parents
    bool image_labels = true;      // false (V2): every class counts in every image
};

struct OpenImages {
    std::optional<double> ap = {};  // mean over classes with objects to find
    std::vector<std::optional<double>> ap_of_class = {};
    RuleMatches matches = {};  // what each prediction counted as
};

RuleSet open_images_rules(const OpenImagesOptions& options = {});

OpenImages evaluate_open_images(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                const OpenImagesOptions& options = {});

}  // namespace errata
