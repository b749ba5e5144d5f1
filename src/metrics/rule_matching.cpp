#include "metrics/rule_matching.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "metrics/protocol.h"

namespace errata {

namespace {

struct Corners {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
};

Corners corners_of(const Box& box) {
    return {.left = box.x, .top = box.y, .right = box.x + box.width, .bottom = box.y + box.height};
}

// Boxes of pixels that include their last row and column.
// Source: VOCevaldet.m, and Evaluator.iou of Object-Detection-Metrics, which boxes must touch.
struct PixelOverlap {
    double common = 0;
    double prediction = 0;
    double object = 0;

    PixelOverlap(const Corners& a, const Corners& b)
        : prediction((a.right - a.left + 1) * (a.bottom - a.top + 1)),
          object((b.right - b.left + 1) * (b.bottom - b.top + 1)) {
        const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
        const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
        if (width >= 0 && height >= 0) common = (width + 1) * (height + 1);
    }
};

double iou_of(const Box& prediction, const Box& object, BoxExtent extent) {
    switch (extent) {
        case BoxExtent::continuous: return box_iou(prediction, object, false);
        case BoxExtent::continuous_epsilon: {
            const double common = intersection(prediction, object);
            return common / (prediction.area() + object.area() - common + 1e-7);
        }
        case BoxExtent::pixels_both_ends_in: {
            const PixelOverlap overlap(corners_of(prediction), corners_of(object));
            return overlap.common / (overlap.prediction + overlap.object - overlap.common);
        }
    }
    return 0;
}

// The part of the prediction that lies in a region.
double part_inside(const Box& prediction, const Box& region, BoxExtent extent) {
    if (extent != BoxExtent::pixels_both_ends_in) return box_iou(prediction, region, true);
    const PixelOverlap overlap(corners_of(prediction), corners_of(region));
    return overlap.common / overlap.prediction;
}

bool has_area(double area) { return area > 0 && area < std::numeric_limits<double>::infinity(); }

bool in_area_range(double area) { return !(area < 0 || area > coco_largest_area); }

// An object as it counts for one class.
struct Object {
    ClassSlot cls = 0;
    Row row = 0;
    bool is_region = false;
    bool is_outside = false;  // of COCO's area range
    bool is_taken = false;
};

struct Prediction {
    ClassSlot cls = 0;
    double score = 0;
    Row row = 0;
};

constexpr std::size_t nothing = ~std::size_t{0};

}  // namespace

std::vector<std::vector<ClassSlot>> classes_above(const Classes& classes) {
    std::vector<std::vector<ClassSlot>> above(classes.size());
    if (classes.parents.empty()) return above;
    for (std::size_t cls = 0; cls < classes.size(); ++cls) {
        std::vector<ClassSlot> open = {static_cast<ClassSlot>(cls)};
        while (!open.empty()) {
            const ClassSlot here = open.back();
            open.pop_back();
            for (const ClassSlot parent : classes.parents[here]) {
                if (parent == cls || std::ranges::contains(above[cls], parent)) continue;
                above[cls].push_back(parent);
                open.push_back(parent);
            }
        }
        std::ranges::sort(above[cls]);
    }
    return above;
}

namespace {

// Matches image after image.
class RuleMatcher {
public:
    RuleMatcher(const Dataset& dataset, const Run& run, const SampleRows& rows,
                const RuleSet& rules, double threshold)
        : dataset_(dataset), run_(run), rows_(rows), rules_(rules), threshold_(threshold) {
        // The COCO API's guard against an IoU of 1 that was rounded down.
        if (rules.choice == ObjectChoice::best_free) threshold_ = std::min(threshold, 1 - 1e-10);
        matches_.use.assign(run.size(), RuleUse::not_counted);
        matches_.object.assign(run.size(), no_row);
        matches_.positives.assign(dataset.classes.size(), 0);
        has_labels_ =
            std::ranges::any_of(dataset.samples.positive_classes.ends(), std::identity{}) ||
            std::ranges::any_of(dataset.samples.negative_classes.ends(), std::identity{});
        if (rules.expand_hierarchy) {
            above_ = classes_above(dataset.classes);
            below_.resize(above_.size());
            for (std::size_t cls = 0; cls < above_.size(); ++cls) {
                for (const ClassSlot parent : above_[cls]) {
                    below_[parent].push_back(static_cast<ClassSlot>(cls));
                }
            }
        }
    }

    RuleMatches run() && {
        for (std::size_t s = 0; s < dataset_.samples.size(); ++s) {
            match(static_cast<SampleSlot>(s));
        }
        return std::move(matches_);
    }

private:
    // --- one image ---
    void match(SampleSlot sample);
    void gather_objects(SampleSlot sample);
    void gather_verified(SampleSlot sample);
    void gather_predictions(SampleSlot sample);
    bool counts(Row prediction) const;
    // --- one of its classes ---
    void match_class(SampleSlot sample, std::span<const Prediction> predictions,
                     std::span<Object> objects, bool is_exhaustive);
    bool take_object(Row prediction, std::span<Object> objects);
    std::size_t best_object(Row prediction, std::span<const Object> objects) const;
    bool ignore_in_region(Row prediction, std::span<Object> objects);
    bool find_group(Row prediction, std::span<Object> objects);
    void set(Row prediction, RuleUse use, Row object) {
        matches_.use[prediction] = use;
        matches_.object[prediction] = object;
    }
    bool may_be_taken_again() const {
        return rules_.choice == ObjectChoice::best || rules_.choice == ObjectChoice::best_last;
    }
    bool knows_area_ranges() const {
        return rules_.regions == RegionRule::ignore_inside || rules_.regions == RegionRule::counted;
    }
    bool takes_last_of_equals() const {
        return rules_.choice == ObjectChoice::best_free || rules_.choice == ObjectChoice::best_last;
    }
    // Regions that are matched as objects are.
    bool is_apart(const Object& object) const {
        return object.is_outside ||
               (object.is_region && rules_.regions != RegionRule::ignore_matched);
    }

    const Dataset& dataset_;
    const Run& run_;
    const SampleRows& rows_;
    const RuleSet& rules_;
    double threshold_;
    bool has_labels_ = false;
    std::vector<std::vector<ClassSlot>> above_;
    std::vector<std::vector<ClassSlot>> below_;

    std::vector<Object> objects_;
    std::vector<Prediction> predictions_;
    std::vector<ClassSlot> verified_;  // of the objects, then of the image's labels too
    RuleMatches matches_;
};

void RuleMatcher::gather_objects(SampleSlot sample) {
    const GroundTruth& truth = dataset_.truth;
    objects_.clear();
    verified_.clear();
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        if (rules_.empty_boxes == EmptyBoxes::left_out && !has_area(truth.area_of(row))) continue;
        verified_.push_back(truth.cls[row]);
        const bool is_marked =
            truth.group_of.empty() ? truth.is_crowd(row) : truth.group_of[row] != 0;
        const bool is_region = is_marked && rules_.regions != RegionRule::counted;
        if (is_region && rules_.regions == RegionRule::left_out) continue;
        Object object = {.cls = truth.cls[row],
                         .row = row,
                         .is_region = is_region,
                         .is_outside = knows_area_ranges() && !in_area_range(truth.area_of(row))};
        objects_.push_back(object);
        if (!rules_.expand_hierarchy) continue;
        for (const ClassSlot parent : above_[truth.cls[row]]) {
            object.cls = parent;
            verified_.push_back(parent);
            objects_.push_back(object);
        }
    }
    if (!rules_.expand_hierarchy) return;  // they lie by class
    const auto place = [&](Row row) { return truth.file_row.empty() ? row : truth.file_row[row]; };
    std::ranges::sort(objects_, [&](const Object& a, const Object& b) {
        return a.cls != b.cls ? a.cls < b.cls : place(a.row) < place(b.row);
    });
}

// Completes the classes whose predictions count, ascending.
void RuleMatcher::gather_verified(SampleSlot sample) {
    if (rules_.verification == Verification::every_class) return;
    const auto add = [&](const ListColumn<ClassSlot>& lists,
                         const std::vector<std::vector<ClassSlot>>& implied) {
        if (lists.empty()) return;
        for (const ClassSlot cls : lists[sample]) {
            verified_.push_back(cls);
            if (implied.empty()) continue;
            verified_.insert(verified_.end(), implied[cls].begin(), implied[cls].end());
        }
    };
    // What is there is a thing of the classes above, too; what is not there is none of those below.
    if (rules_.verification == Verification::image_labels) {
        add(dataset_.samples.positive_classes, above_);
    }
    add(dataset_.samples.negative_classes, below_);
    std::ranges::sort(verified_);
}

bool RuleMatcher::counts(Row row) const {
    if (rules_.score_floor && !(run_.score[row] > *rules_.score_floor)) return false;
    if (rules_.empty_boxes == EmptyBoxes::left_out && !has_area(run_.area_of(row))) return false;
    if (rules_.empty_boxes == EmptyBoxes::predictions_left_out &&
        !(run_.box[row].width > 0 && run_.box[row].height > 0)) {
        return false;
    }
    if (rules_.verification == Verification::every_class ||
        (rules_.verification == Verification::image_labels && !has_labels_)) {
        return true;
    }
    return std::ranges::binary_search(verified_, run_.cls[row]);
}

void RuleMatcher::gather_predictions(SampleSlot sample) {
    predictions_.clear();
    const std::size_t count = rows_.count(sample);
    for (std::size_t i = 0; i < count; ++i) {
        const Row row = rows_.row(sample, i);
        predictions_.push_back({.cls = run_.cls[row], .score = run_.score[row], .row = row});
    }
    std::ranges::stable_sort(predictions_, std::greater{}, &Prediction::score);
    // As LVIS does, what is left out afterwards has taken its place.
    if (rules_.limit_scope == LimitScope::image && predictions_.size() > rules_.limit) {
        predictions_.resize(rules_.limit);
    }
    std::erase_if(predictions_, [&](const Prediction& one) { return !counts(one.row); });
    std::ranges::stable_sort(predictions_, {}, &Prediction::cls);
}

// Of those that may be taken, the one of largest IoU with at least the threshold.
std::size_t RuleMatcher::best_object(Row prediction, std::span<const Object> objects) const {
    const Box& box = run_.box[prediction];
    double best = 0;
    std::size_t found = nothing;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Object& object = objects[i];
        if (is_apart(object) || (object.is_taken && !may_be_taken_again())) continue;
        const double iou = iou_of(box, dataset_.truth.box[object.row], rules_.boxes);
        if (iou > best || (takes_last_of_equals() && iou == best && iou > 0)) {
            best = iou;
            found = i;
        }
    }
    return best >= threshold_ ? found : nothing;
}

// Whether it found an object (or one that makes it ignored); what it is then is set.
bool RuleMatcher::take_object(Row prediction, std::span<Object> objects) {
    const std::size_t found = best_object(prediction, objects);
    if (found == nothing) return false;
    Object& object = objects[found];
    if (object.is_region) {
        set(prediction, RuleUse::ignored, object.row);
        return true;
    }
    if (object.is_taken) return false;
    object.is_taken = true;
    set(prediction, RuleUse::true_positive, object.row);
    return true;
}

// COCO's, LVIS's and TIDE's rules for what found nothing.
bool RuleMatcher::ignore_in_region(Row prediction, std::span<Object> objects) {
    const bool strictly = rules_.regions == RegionRule::ignore_inside_strictly;
    if (!strictly && !knows_area_ranges()) return false;
    const Box& box = run_.box[prediction];
    double best = 0;
    Object* found = nullptr;
    for (Object& object : objects) {
        if (!is_apart(object) || (object.is_taken && !object.is_region)) continue;
        const Box& other = dataset_.truth.box[object.row];
        const double overlap = object.is_region ? part_inside(box, other, rules_.boxes)
                                                : iou_of(box, other, rules_.boxes);
        const bool enough = strictly ? overlap > threshold_ : !(overlap < threshold_);
        if (enough && overlap >= best) {
            best = overlap;
            found = &object;
        }
    }
    if (found != nullptr) {
        found->is_taken = true;
        set(prediction, RuleUse::ignored, found->row);
        return true;
    }
    if (strictly || in_area_range(run_.area_of(prediction))) return false;
    set(prediction, RuleUse::ignored, no_row);
    return true;
}

// Open Images' rule for what found nothing.
bool RuleMatcher::find_group(Row prediction, std::span<Object> objects) {
    const bool find_one = rules_.regions == RegionRule::find_one;
    if (!find_one && rules_.regions != RegionRule::find_none) return false;
    const Box& box = run_.box[prediction];
    double best = 0;
    Object* found = nullptr;
    for (Object& object : objects) {
        if (!object.is_region) continue;
        const double inside = part_inside(box, dataset_.truth.box[object.row], rules_.boxes);
        if (inside > best) {
            best = inside;
            found = &object;
        }
    }
    if (found == nullptr || !(best >= threshold_)) return false;
    // The reference takes a score of 0 for no detection.
    const bool is_first = find_one && !found->is_taken && run_.score[prediction] > 0;
    if (is_first) found->is_taken = true;
    set(prediction, is_first ? RuleUse::true_positive : RuleUse::ignored, found->row);
    return true;
}

void RuleMatcher::match_class(SampleSlot sample, std::span<const Prediction> predictions,
                              std::span<Object> objects, bool is_exhaustive) {
    const std::size_t most =
        rules_.limit_scope == LimitScope::image_and_class ? rules_.limit : predictions.size();
    for (const Prediction& one : predictions.first(std::min(predictions.size(), most))) {
        if (take_object(one.row, objects) || ignore_in_region(one.row, objects) ||
            find_group(one.row, objects)) {
            continue;
        }
        set(one.row, is_exhaustive ? RuleUse::false_positive : RuleUse::ignored, no_row);
    }
    for (const Object& object : objects) {
        const bool to_find =
            object.is_region ? rules_.regions == RegionRule::find_one : !object.is_outside;
        if (!to_find) continue;
        matches_.to_find.push_back({.sample = sample, .cls = object.cls});
        ++matches_.positives[object.cls];
    }
}

void RuleMatcher::match(SampleSlot sample) {
    gather_objects(sample);
    gather_verified(sample);
    gather_predictions(sample);
    const auto& partial = dataset_.samples.not_exhaustive_classes;
    const auto is_exhaustive = [&](ClassSlot cls) {
        return rules_.verification != Verification::federated || partial.empty() ||
               !std::ranges::contains(partial[sample], cls);
    };
    // Both lie by class.
    std::size_t p = 0;
    std::size_t o = 0;
    while (p < predictions_.size() || o < objects_.size()) {
        const ClassSlot cls = p == predictions_.size() ? objects_[o].cls
                              : o == objects_.size()
                                  ? predictions_[p].cls
                                  : std::min(predictions_[p].cls, objects_[o].cls);
        std::size_t p_end = p;
        std::size_t o_end = o;
        while (p_end < predictions_.size() && predictions_[p_end].cls == cls) ++p_end;
        while (o_end < objects_.size() && objects_[o_end].cls == cls) ++o_end;
        match_class(sample, std::span(predictions_).subspan(p, p_end - p),
                    std::span(objects_).subspan(o, o_end - o), is_exhaustive(cls));
        p = p_end;
        o = o_end;
    }
}

}  // namespace

RuleMatches match_by_rules(const Dataset& dataset, const Run& run, const SampleRows& rows,
                           const RuleSet& rules, double iou_threshold) {
    return RuleMatcher(dataset, run, rows, rules, iou_threshold).run();
}

}  // namespace errata
