#include "metrics/rule_set.h"

#include <algorithm>
#include <array>

namespace errata {

namespace {

constexpr std::array<RuleSwitchInfo, rule_switches> switch_infos = {{
    {.key = "boxes",
     .name = "Size of boxes",
     .meaning =
         "Whether a box is as wide as written or, with coordinates as numbers of pixels, one "
         "pixel more (Pascal VOC). Small boxes then overlap more. Ultralytics adds 1e-7 to "
         "the union"},
    {.key = "empty_boxes",
     .name = "Empty boxes",
     .meaning =
         "Whether boxes without an area count. LVIS leaves out objects and predictions, Open "
         "Images predictions; elsewhere such a prediction is a false positive"},
    {.key = "confidence_floor",
     .name = "Confidence floor",
     .meaning = "Predictions up to this score do not count. Ultralytics' validation drops those up "
                "to 0.001; the others take all"},
    {.key = "max_detections",
     .name = "Most predictions",
     .meaning =
         "Only the best so many count: COCO 100 per image and class, TIDE 100 per image over "
         "all classes, LVIS and Ultralytics 300 per image; Pascal VOC takes all"},
    {.key = "verification",
     .name = "Verified classes",
     .meaning = "Where images are not annotated with every class, LVIS and Open Images count only "
                "predictions of classes that the image has or is known not to have"},
    {.key = "hierarchy",
     .name = "Class hierarchy",
     .meaning =
         "Whether an object counts for the classes above its own too, as Open Images expands "
         "its ground truth"},
    {.key = "choice",
     .name = "Choice of object",
     .meaning =
         "Whether a prediction takes the best object that is free (COCO, TIDE) or counts as "
         "false when the best of all is taken already (Pascal VOC, Ultralytics, Open Images)"},
    {.key = "regions",
     .name = "Crowds and groups",
     .meaning =
         "What crowd regions, difficult objects and group boxes do: predictions in them are "
         "ignored by one rule or another, they are left out, to be found once, or (LVIS) objects "
         "like any other"},
    {.key = "ties",
     .name = "Equal scores",
     .meaning = "In which order predictions of equal score are counted. Scores written with few "
                "digits make this visible"},
    {.key = "interpolation",
     .name = "Area under the curve",
     .meaning = "Where the precision-recall curve is read: at 101 or 11 recall levels, at every "
                "point, or joined by straight lines"},
    {.key = "class_averaging",
     .name = "Classes without objects",
     .meaning = "Whether classes that have predictions but no object count as 0 (TIDE) or are left "
                "out of the mean"},
}};

constexpr RuleSet voc = {.boxes = BoxExtent::pixels_both_ends_in,
                         .limit_scope = LimitScope::none,
                         .choice = ObjectChoice::best,
                         .regions = RegionRule::ignore_matched,
                         .ties = TieOrder::as_in_file,
                         .interpolation = Interpolation::every_point};

constexpr RuleSet with_eleven_points(RuleSet rules) {
    rules.interpolation = Interpolation::points_11;
    return rules;
}

constexpr std::array<NamedRules, 7> all_named = {{
    {.key = "coco", .name = "COCO", .meaning = "Source: COCOeval in the COCO API", .rules = {}},
    {.key = "voc2007",
     .name = "Pascal VOC 2007",
     .meaning =
         "AP at 11 recall levels; crowd regions are difficult objects. Source: VOCevaldet.m of "
         "the VOC 2007 development kit",
     .rules = with_eleven_points(voc)},
    {.key = "voc",
     .name = "Pascal VOC 2010 and later",
     .meaning = "AP at every point; crowd regions are difficult objects. Source: VOCevaldet.m and "
                "VOCap.m of the development kits from 2010 on",
     .rules = voc},
    {.key = "lvis",
     .name = "LVIS",
     .meaning =
         "In images without a list of absent classes only classes with objects count. Source: "
         "LVISEval in lvis-api",
     .rules = {.empty_boxes = EmptyBoxes::left_out,
               .limit_scope = LimitScope::image,
               .limit = 300,
               .verification = Verification::federated,
               .regions = RegionRule::counted}},
    {.key = "ultralytics",
     .name = "Ultralytics",
     .meaning = "Crowd regions are left out, as its converters do. Source: engine/validator.py and "
                "utils/metrics.py of Ultralytics",
     .rules = {.boxes = BoxExtent::continuous_epsilon,
               .score_floor = 0.001,
               .limit_scope = LimitScope::image,
               .limit = 300,
               .choice = ObjectChoice::best_last,
               .regions = RegionRule::left_out,
               .ties = TieOrder::as_in_file,
               .interpolation = Interpolation::trapezoids_101}},
    {.key = "openimages",
     .name = "Open Images, without hierarchy",
     .meaning = "Open Images Challenge 2018 and 2019; crowd regions are group-of boxes. Source: "
                "OpenImagesChallengeEvaluator in TensorFlow's Object Detection API",
     .rules = {.empty_boxes = EmptyBoxes::predictions_left_out,
               .limit_scope = LimitScope::none,
               .verification = Verification::image_labels,
               .choice = ObjectChoice::best,
               .regions = RegionRule::find_one,
               .interpolation = Interpolation::every_point}},
    {.key = "tide",
     .name = "TIDE",
     .meaning = "Source: tidecv 1.0.1",
     .rules = {.limit_scope = LimitScope::image,
               .choice = ObjectChoice::best_free_first,
               .regions = RegionRule::ignore_inside_strictly,
               .ties = TieOrder::by_image_place,
               .interpolation = Interpolation::points_101_exact,
               .average = ClassAverage::with_any}},
}};

std::string text_of(BoxExtent value) {
    switch (value) {
        case BoxExtent::continuous: return "as written";
        case BoxExtent::continuous_epsilon: return "as written, union + 1e-7";
        case BoxExtent::pixels_both_ends_in: return "one pixel more";
    }
    return {};
}

std::string text_of(EmptyBoxes value) {
    switch (value) {
        case EmptyBoxes::kept: return "count";
        case EmptyBoxes::left_out: return "left out";
        case EmptyBoxes::predictions_left_out: return "predictions left out";
    }
    return {};
}

// "0.001": as many digits as the value needs.
std::string text_of_floor(const std::optional<double>& floor) {
    if (!floor) return "none";
    std::string text = std::to_string(*floor);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string text_of_limit(const RuleSet& rules) {
    switch (rules.limit_scope) {
        case LimitScope::none: return "all";
        case LimitScope::image_and_class:
            return std::to_string(rules.limit) + " per image and class";
        case LimitScope::image: return std::to_string(rules.limit) + " per image";
    }
    return {};
}

std::string text_of(Verification value) {
    switch (value) {
        case Verification::every_class: return "every class";
        case Verification::federated: return "present or known to be absent";
        case Verification::image_labels: return "named by image labels";
    }
    return {};
}

std::string text_of(ObjectChoice value) {
    switch (value) {
        case ObjectChoice::best_free: return "the best free one, the last of equals";
        case ObjectChoice::best_free_first: return "the best free one, the first of equals";
        case ObjectChoice::best: return "the best one, the first of equals";
        case ObjectChoice::best_last: return "the best one, the last of equals";
    }
    return {};
}

std::string text_of(RegionRule value) {
    switch (value) {
        case RegionRule::ignore_inside: return "predictions inside are ignored";
        case RegionRule::counted: return "objects like any other";
        case RegionRule::ignore_inside_strictly:
            return "predictions inside by more than the threshold are ignored";
        case RegionRule::ignore_matched: return "predictions that match one are ignored";
        case RegionRule::left_out: return "left out";
        case RegionRule::find_one: return "to be found once";
        case RegionRule::find_none: return "predictions inside are ignored, matched objects first";
    }
    return {};
}

std::string text_of(TieOrder value) {
    switch (value) {
        case TieOrder::by_image_id: return "by image id";
        case TieOrder::by_image_place: return "by the image's place in its file";
        case TieOrder::as_in_file: return "as in the file of predictions";
    }
    return {};
}

std::string text_of(Interpolation value) {
    switch (value) {
        case Interpolation::points_101: return "101 points";
        case Interpolation::points_101_exact: return "101 points, exact precision";
        case Interpolation::points_11: return "11 points";
        case Interpolation::every_point: return "every point";
        case Interpolation::trapezoids_101: return "trapezoids at 101 points";
    }
    return {};
}

}  // namespace

const RuleSwitchInfo& info_of(RuleSwitch which) {
    return switch_infos[static_cast<std::size_t>(which)];
}

std::string value_of(RuleSwitch which, const RuleSet& rules) {
    switch (which) {
        case RuleSwitch::boxes: return text_of(rules.boxes);
        case RuleSwitch::empty_boxes: return text_of(rules.empty_boxes);
        case RuleSwitch::score_floor: return text_of_floor(rules.score_floor);
        case RuleSwitch::limit: return text_of_limit(rules);
        case RuleSwitch::verification: return text_of(rules.verification);
        case RuleSwitch::hierarchy:
            return rules.expand_hierarchy ? "objects count for the classes above" : "not used";
        case RuleSwitch::choice: return text_of(rules.choice);
        case RuleSwitch::regions: return text_of(rules.regions);
        case RuleSwitch::ties: return text_of(rules.ties);
        case RuleSwitch::interpolation: return text_of(rules.interpolation);
        case RuleSwitch::average:
            return rules.average == ClassAverage::with_objects ? "left out" : "count as 0";
    }
    return {};
}

RuleSet with_switch(RuleSet rules, RuleSwitch which, const RuleSet& like) {
    switch (which) {
        case RuleSwitch::boxes: rules.boxes = like.boxes; break;
        case RuleSwitch::empty_boxes: rules.empty_boxes = like.empty_boxes; break;
        case RuleSwitch::score_floor: rules.score_floor = like.score_floor; break;
        case RuleSwitch::limit:
            rules.limit_scope = like.limit_scope;
            rules.limit = like.limit;
            break;
        case RuleSwitch::verification: rules.verification = like.verification; break;
        case RuleSwitch::hierarchy: rules.expand_hierarchy = like.expand_hierarchy; break;
        case RuleSwitch::choice: rules.choice = like.choice; break;
        case RuleSwitch::regions: rules.regions = like.regions; break;
        case RuleSwitch::ties: rules.ties = like.ties; break;
        case RuleSwitch::interpolation: rules.interpolation = like.interpolation; break;
        case RuleSwitch::average: rules.average = like.average; break;
    }
    return rules;
}

bool differs(RuleSwitch which, const RuleSet& a, const RuleSet& b) {
    return with_switch(a, which, b) != a;
}

std::span<const NamedRules> named_rules() { return all_named; }

std::optional<RuleSet> rules_of(std::string_view key) {
    const auto found = std::ranges::find(all_named, key, &NamedRules::key);
    if (found == all_named.end()) return {};
    return found->rules;
}

}  // namespace errata
