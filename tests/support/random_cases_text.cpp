// Random cases as files, and as what the product reads of them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/random_cases.h"

namespace errata::test {

namespace {

using nlohmann::json;

// Lengths of the runs, column by column, background first.
std::vector<std::uint32_t> runs_of(const PlainMask& mask) {
    std::vector<std::uint32_t> runs = {0};
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        if (mask.pixels[i] != (runs.size() + 1) % 2) runs.push_back(0);
        ++runs.back();
    }
    return runs;
}

// maskApi.c, rleToString().
std::string compressed(const std::vector<std::uint32_t>& runs) {
    std::string text;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::int64_t x = runs[i];
        if (i > 2) x -= std::int64_t{runs[i - 2]};
        bool more = true;
        while (more) {
            std::int64_t c = x & 0x1f;
            x >>= 5;
            more = (c & 0x10) != 0 ? x != -1 : x != 0;
            if (more) c |= 0x20;
            text += static_cast<char>(c + 48);
        }
    }
    return text;
}

json segmentation_of(const PlainMask& mask, bool as_list) {
    json segmentation = {{"size", {mask.height, mask.width}}};
    const std::vector<std::uint32_t> runs = runs_of(mask);
    if (as_list) {
        segmentation["counts"] = runs;
    } else {
        segmentation["counts"] = compressed(runs);
    }
    return segmentation;
}

json points_of(const std::vector<PlainPoint>& points) {
    json list = json::array();
    for (const PlainPoint& point : points) {
        list.push_back(point.x);
        list.push_back(point.y);
        list.push_back(point.visibility);
    }
    return list;
}

bool has_masks(const PlainCase& one) {
    return one.kind == PlainKind::masks || one.kind == PlainKind::boundary;
}

template <typename Rows, typename Record>
std::string lines(const Rows& rows, Record&& record) {
    std::string text = "[";
    for (const auto& row : rows) {
        text += text.size() == 1 ? "\n  " : ",\n  ";
        text += record(row).dump();
    }
    return text + "]";
}

template <typename Slot>
std::vector<Slot> slots_of(const std::vector<std::int64_t>& ids, const IdColumn& column) {
    const IdIndex index(column);
    std::vector<Slot> slots;
    for (const std::int64_t id : ids) slots.push_back(static_cast<Slot>(index.find(id)));
    return slots;
}

}  // namespace

std::string truth_text(const PlainCase& one) {
    const std::string images = lines(one.images, [&](const PlainImage& image) {
        json record = {{"id", image.id}, {"height", image.height}, {"width", image.width}};
        if (one.parameters.lvis) {
            record["neg_category_ids"] = image.negative;
            record["not_exhaustive_category_ids"] = image.not_exhaustive;
        }
        return record;
    });
    const std::string categories = lines(one.categories, [&](const PlainCategory& category) {
        return json{{"id", category.id},
                    {"name", std::to_string(category.id)},
                    {"frequency", std::string(1, category.frequency)}};
    });
    const std::string annotations = lines(one.objects, [&](const PlainObject& object) {
        json record = {{"id", object.id},     {"image_id", object.image},
                       {"bbox", object.box},  {"category_id", object.category},
                       {"area", object.area}, {"iscrowd", object.crowd ? 1 : 0}};
        if (has_masks(one)) record["segmentation"] = segmentation_of(object.mask, object.crowd);
        if (one.kind == PlainKind::keypoints) {
            record["keypoints"] = points_of(object.points);
            record["num_keypoints"] = object.labelled_points;
        }
        return record;
    });
    return "{\"images\": " + images + ",\n\"categories\": " + categories +
           ",\n\"annotations\": " + annotations + "}";
}

std::string predictions_text(const PlainCase& one) {
    return lines(one.predictions, [&](const PlainPrediction& prediction) {
        json record = {{"image_id", prediction.image},
                       {"category_id", prediction.category},
                       {"score", prediction.score}};
        if (one.predictions_have_boxes) record["bbox"] = prediction.box;
        if (has_masks(one)) record["segmentation"] = segmentation_of(prediction.mask, false);
        if (one.kind == PlainKind::keypoints) record["keypoints"] = points_of(prediction.points);
        return record;
    });
}

Task task_of(const PlainCase& one) {
    if (one.kind == PlainKind::keypoints) return Task::keypoints;
    return has_masks(one) ? Task::masks : Task::boxes;
}

DetectionProtocol protocol_of(const PlainCase& one) {
    const PlainParameters& p = one.parameters;
    DetectionProtocol protocol = coco_protocol(task_of(one));
    if (one.kind == PlainKind::boundary) protocol = boundary_protocol();
    if (p.lvis) protocol = lvis_protocol(task_of(one));
    if (one.is_default) return protocol;
    protocol.iou_thresholds = p.iou_thresholds;
    protocol.recall_thresholds = p.recall_thresholds;
    protocol.max_detections = p.max_detections;
    protocol.area_ranges.clear();
    for (const auto& [low, high] : p.area_ranges) {
        protocol.area_ranges.push_back({.name = "", .low = low, .high = high});
    }
    protocol.use_classes = p.use_categories;
    protocol.annotation_id_zero_bug = p.id_zero_is_none;
    protocol.overlap.boundary_ratio = p.boundary_ratio;
    return protocol;
}

Loaded load(const PlainCase& one) {
    return load(truth_text(one), predictions_text(one), task_of(one));
}

EvaluationScope scope_of(const PlainCase& one, const Dataset& dataset) {
    return {.samples = slots_of<SampleSlot>(one.parameters.images, dataset.samples.ids),
            .classes = slots_of<ClassSlot>(one.parameters.categories, dataset.classes.ids)};
}

// --- shrinking ------------------------------------------------------------------------------------------

namespace {

using Fails = std::function<bool(const PlainCase&)>;

// Leaves elements out of one list of a case, ever smaller groups at a time; true where that was possible.
template <typename List>
bool shrink_list(PlainCase& one, const Fails& fails, List&& list, std::size_t least = 0) {
    bool any = false;
    for (std::size_t group = std::max<std::size_t>(1, list(one).size() / 2); group > 0;
         group /= 2) {
        for (std::size_t begin = 0; begin + group <= list(one).size();) {
            if (list(one).size() - group < least) break;
            PlainCase smaller = one;
            auto& from = list(smaller);
            const auto first = from.begin() + static_cast<std::ptrdiff_t>(begin);
            from.erase(first, first + static_cast<std::ptrdiff_t>(group));
            if (fails(smaller)) {
                one = std::move(smaller);
                any = true;
            } else {
                begin += group;
            }
        }
    }
    return any;
}

// Takes what is no longer referred to by a row or a parameter out of the file.
bool shrink_unused(PlainCase& one, const Fails& fails) {
    PlainCase smaller = one;
    const auto is_used = [&](std::int64_t id, auto field, const std::vector<std::int64_t>& in) {
        return std::ranges::contains(in, id) ||
               std::ranges::contains(one.objects, id, field.first) ||
               std::ranges::contains(one.predictions, id, field.second);
    };
    std::erase_if(smaller.images, [&](const PlainImage& image) {
        return !is_used(image.id, std::pair(&PlainObject::image, &PlainPrediction::image),
                        one.parameters.images);
    });
    std::erase_if(smaller.categories, [&](const PlainCategory& category) {
        return !is_used(category.id, std::pair(&PlainObject::category, &PlainPrediction::category),
                        one.parameters.categories);
    });
    const bool any = smaller.images.size() + smaller.categories.size() <
                     one.images.size() + one.categories.size();
    if (!any || !fails(smaller)) return false;
    one = std::move(smaller);
    return true;
}

bool shrink_parameters(PlainCase& one, const Fails& fails) {
    if (one.is_default) {
        // Their lists can only be cut where the figures are not compared.
        PlainCase other = one;
        other.is_default = false;
        if (!fails(other)) return false;
        one = std::move(other);
    }
    const auto list = [&](auto member, std::size_t least) {
        return shrink_list(
            one, fails, [&](PlainCase& of) -> auto& { return of.parameters.*member; }, least);
    };
    bool any = list(&PlainParameters::iou_thresholds, 1);
    any |= list(&PlainParameters::recall_thresholds, 1);
    any |= list(&PlainParameters::area_ranges, 1);
    any |= list(&PlainParameters::max_detections, 1);
    any |= list(&PlainParameters::images, 1);
    any |= list(&PlainParameters::categories, 1);
    return any;
}

}  // namespace

PlainCase shrunk(PlainCase one, const Fails& fails) {
    bool any = true;
    while (any) {
        any = shrink_list(one, fails, [](PlainCase& of) -> auto& { return of.predictions; });
        any |= shrink_list(one, fails, [](PlainCase& of) -> auto& { return of.objects; });
        any |= shrink_parameters(one, fails);
        any |= shrink_unused(one, fails);
    }
    return one;
}

}  // namespace errata::test
