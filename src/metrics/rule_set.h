// RuleSet: the rules by which a detection benchmark counts, one switch each.
//
// What it is for: every protocol in use is one value of it (named_rules), so that two of them differ in switches that
// can be turned one after another (rule_comparison.h), and each protocol's AP comes from one evaluator.
// What it does not do: apply them (rule_matching.h, rule_comparison.h); shapes other than boxes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "metrics/average_precision.h"

namespace errata {

enum class BoxExtent : std::uint8_t {
    continuous,           // width as written. COCO
    continuous_epsilon,   // the same; the union is larger by 1e-7. Ultralytics
    pixels_both_ends_in,  // width + 1, as if coordinates were numbers of pixels. Pascal VOC
};

enum class EmptyBoxes : std::uint8_t {
    kept,
    left_out,              // objects and predictions without an area. LVIS
    predictions_left_out,  // predictions without width or height. Open Images
};

enum class LimitScope : std::uint8_t { none, image_and_class, image };

// Which predictions count where images are not annotated with every class.
enum class Verification : std::uint8_t {
    every_class,  // every image is annotated with every class
    // Only of classes that the image has or is known not to have; those that match nothing in images that are not
    // annotated exhaustively are ignored. LVIS
    federated,
    // Only of classes that the image has or that an image label names, whether it is there or not; everything counts
    // where no image of the dataset has labels. Open Images
    image_labels,
};

// Which object a prediction takes, by falling score.
enum class ObjectChoice : std::uint8_t {
    best_free,        // the one of largest IoU that is free, of equals the last. COCO
    best_free_first,  // of equals the first. TIDE
    best,  // the one of largest IoU, of equals the first; where it is taken, the prediction is false. VOC
    best_last,  // of equals the last. Ultralytics
};

// What crowd regions (of Open Images the group-of boxes) do.
enum class RegionRule : std::uint8_t {
    // Predictions that found nothing and lie in one (over their own area, IoU at least the threshold) are ignored, and
    // so is what lies outside COCO's area range "all". COCO
    ignore_inside,
    counted,  // they are objects like any other; area ranges as COCO's. LVIS, which does not read iscrowd
    ignore_inside_strictly,  // more than the threshold; no area ranges. TIDE
    ignore_matched,  // a prediction whose best object it is, is ignored: "difficult" objects. VOC
    left_out,        // as if they were not annotated. Ultralytics
    // Predictions that found nothing and lie in one: the best of them is true, the others are ignored; each region is
    // one object to find. Open Images Challenge 2018 and 2019
    find_one,
    find_none,  // they are all ignored; regions are no objects. Open Images V2
};

// How predictions of equal score are ordered.
enum class TieOrder : std::uint8_t {
    by_image_id,     // by image id, then as in the file. COCO
    by_image_place,  // by the image's place in its file, then as in the file. TIDE
    as_in_file,      // VOC
};

enum class ClassAverage : std::uint8_t {
    with_objects,  // classes without objects are left out
    with_any,      // classes with objects or predictions; without objects they count as 0. TIDE
};

struct RuleSet {
    BoxExtent boxes = BoxExtent::continuous;
    EmptyBoxes empty_boxes = EmptyBoxes::kept;
    std::optional<double> score_floor = {};  // only predictions above it
    LimitScope limit_scope = LimitScope::image_and_class;
    std::uint32_t limit = 100;  // the best so many; of no meaning where the scope is none
    Verification verification = Verification::every_class;
    bool expand_hierarchy = false;  // objects and image labels count for the classes above too
    ObjectChoice choice = ObjectChoice::best_free;
    RegionRule regions = RegionRule::ignore_inside;
    TieOrder ties = TieOrder::by_image_id;
    Interpolation interpolation = Interpolation::points_101;
    ClassAverage average = ClassAverage::with_objects;

    bool operator==(const RuleSet&) const = default;
};

// In the order in which they are turned: what is compared, what counts, who takes whom, then what is averaged.
enum class RuleSwitch : std::uint8_t {
    boxes,
    empty_boxes,
    score_floor,
    limit,  // scope and number
    verification,
    hierarchy,
    choice,
    regions,
    ties,
    interpolation,
    average,
};
inline constexpr std::size_t rule_switches = 11;
// Switches from here on leave the matching as it is.
inline constexpr RuleSwitch first_after_matching = RuleSwitch::ties;

// Texts are literals.
struct RuleSwitchInfo {
    std::string_view key;      // in JSON: "max_detections"
    std::string_view name;     // "Most predictions"
    std::string_view meaning;  // one or two sentences: the page's tooltip
};

// Of a switch.
const RuleSwitchInfo& info_of(RuleSwitch which);

// How a switch stands: "100 per image and class".
std::string value_of(RuleSwitch which, const RuleSet& rules);

// Whether two sets differ in it.
bool differs(RuleSwitch which, const RuleSet& a, const RuleSet& b);

// `rules` with one switch as in `like`.
RuleSet with_switch(RuleSet rules, RuleSwitch which, const RuleSet& like);

struct NamedRules {
    std::string_view key;      // "coco"
    std::string_view name;     // "COCO"
    std::string_view meaning;  // what it is and its source
    RuleSet rules;
};

// coco, voc2007, voc, lvis, ultralytics, openimages, tide: each as its own tool evaluates by default, at any one IoU
// threshold. Sources are named in each meaning.
std::span<const NamedRules> named_rules();

// Those of that key; nothing where there are none.
std::optional<RuleSet> rules_of(std::string_view key);

}  // namespace errata
