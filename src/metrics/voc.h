// Pascal VOC's average precision: of 2007 (11 recall levels) and from 2010 on (every point).
//
// What it is for: numbers to compare with papers and tools that count by the VOC development kits or by
// Object-Detection-Metrics, which are not COCO's.
// What it does not do: VOC's XML files; IoU thresholds by the dozen: VOC knows one.
// Source: VOCevaldet.m (2007: 11 points) and VOCap.m (2010: every point) of the development kits, and
// rafaelpadilla/Object-Detection-Metrics, whose numbers these are where no object is difficult.
//
// A prediction takes the object of its class that it overlaps most, even if that one is taken: then it is a false
// positive. Predictions of equal score stand as in their file. There is no limit to their number.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/dataset.h"
#include "metrics/rule_set.h"

namespace errata {

struct VocOptions {
    double iou_threshold = 0.5;
    // VOC's boxes are whole pixels, both ends included: width + 1. False: as wide as written.
    bool whole_pixels = true;
    // Crowd regions are VOC's "difficult" objects: they need not be found, and what is assigned to them is ignored.
    // False: they are left out, as other tools do.
    bool difficult = true;
};

struct VocClass {
    std::optional<double> ap_2007 = {};  // fractions; nothing where the class has no object to find
    std::optional<double> ap = {};
    std::uint32_t positives = 0;
    std::uint32_t true_positives = 0;
    std::uint32_t false_positives = 0;
    // After each prediction that counts, by falling score. Recall is empty where there are no objects.
    std::vector<double> precision = {};
    std::vector<double> recall = {};
};

struct Voc {
    std::optional<double> ap_2007 = {};  // means over the classes that have objects to find
    std::optional<double> ap = {};
    std::vector<VocClass> classes = {};  // per class slot
};

// The switches of these options; 11 points or every point.
RuleSet voc_rules(const VocOptions& options, bool eleven_points);

Voc evaluate_voc(const Dataset& dataset, const Run& run, const SampleRows& rows,
                 const VocOptions& options = {});

}  // namespace errata
