#include "metrics/tide_images.h"

#include <algorithm>
#include <functional>

#include "metrics/candidates.h"

namespace errata {

TideImages::TideImages(const Dataset& dataset, const Run& run, const SampleRows& rows,
                       const TideOptions& options, std::span<TidePrediction> found,
                       std::span<std::uint8_t> missed, std::span<Row> best_error)
    : objects_of_class(dataset.classes.size()),
      dataset_(dataset),
      run_(run),
      rows_(rows),
      options_(options),
      overlap_(options.pairs != nullptr ? known_overlap(*options.pairs)
               : options.overlap.kind == OverlapKind::box
                   ? nullptr
                   : make_overlap(dataset, run, options.overlap)),
      found_(found),
      missed_(missed),
      best_error_(best_error) {}

TideImages::Corners TideImages::corners_of(const Box& box) {
    return {.left = box.x,
            .top = box.y,
            .right = box.x + box.width,
            .bottom = box.y + box.height,
            .area = box.area()};
}

void TideImages::gather(SampleSlot sample) {
    const GroundTruth& truth = dataset_.truth;
    objects_.clear();
    crowds_.clear();
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        (truth.is_crowd(row) ? crowds_ : objects_).push_back(row);
    }
    if (!truth.file_row.empty()) {
        std::ranges::sort(objects_, {}, [&](Row row) { return truth.file_row[row]; });
    }
    classes_.clear();
    for (const Row object : objects_) classes_.push_back(truth.cls[object]);
    const std::size_t count = rows_.count(sample);
    predictions_.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const Row row = rows_.row(sample, i);
        predictions_.push_back({.score = run_.score[row], .row = row});
    }
    if (!std::ranges::is_sorted(predictions_, std::greater{}, &Scored::score)) {
        std::ranges::stable_sort(predictions_, std::greater{}, &Scored::score);
    }
    if (predictions_.size() > options_.max_detections) predictions_.resize(options_.max_detections);
}

// As box_iou has it to the last bit, but nothing is divided where boxes do not meet.
void TideImages::find_box_pairs(Row prediction) {
    const Corners own = corners_of(run_.box[prediction]);
    const ClassSlot cls = run_.cls[prediction];
    for (std::size_t o = 0; o < boxes_.size(); ++o) {
        const Corners& other = boxes_[o];
        const double width = std::min(own.right, other.right) - std::max(own.left, other.left);
        const double height = std::min(own.bottom, other.bottom) - std::max(own.top, other.top);
        if (width <= 0 || height <= 0) continue;
        const double common = width * height;
        const double iou = common / (own.area + other.area - common);
        if (iou > 0) {
            pairs_.push_back({.object = static_cast<std::uint32_t>(o),
                              .same_class = classes_[o] == cls,
                              .iou = iou});
        }
    }
}

void TideImages::find_other_pairs(Row prediction) {
    const ClassSlot cls = run_.cls[prediction];
    for (std::size_t o = 0; o < objects_.size(); ++o) {
        const bool same_class = classes_[o] == cls;
        const double iou = overlap_->of_at_least(prediction, objects_[o], false,
                                                 same_class ? 0 : options_.background_iou);
        if (iou > 0) {
            pairs_.push_back(
                {.object = static_cast<std::uint32_t>(o), .same_class = same_class, .iou = iou});
        }
    }
}

void TideImages::find_pairs() {
    pairs_.clear();
    pair_begin_.assign(1, 0);
    boxes_.clear();
    if (!overlap_) {
        for (const Row object : objects_) boxes_.push_back(corners_of(dataset_.truth.box[object]));
    }
    for (const Scored& one : predictions_) {
        if (overlap_) {
            find_other_pairs(one.row);
        } else {
            find_box_pairs(one.row);
        }
        pair_begin_.push_back(pairs_.size());
    }
}

// By falling score each takes the object of its class that it overlaps most and that is free.
void TideImages::match() {
    taken_by_.assign(objects_.size(), no_row);
    for (std::size_t p = 0; p < predictions_.size(); ++p) {
        const Row row = predictions_[p].row;
        TidePrediction& found = found_[row];
        found.use = TideUse::false_positive;
        double best = 0;
        std::size_t best_object = objects_.size();
        for (const auto& [o, same_class, iou] : pairs_of(p)) {
            if (!same_class) continue;
            found.iou = std::max(found.iou, iou);
            if (taken_by_[o] == no_row && iou > best) {
                best = iou;
                best_object = o;
            }
        }
        if (best_object == objects_.size() || !(best >= options_.positive_iou)) continue;
        taken_by_[best_object] = row;
        found.use = TideUse::true_positive;
        found.target = objects_[best_object];
    }
}

void TideImages::ignore_crowded() {
    for (const Row crowd : crowds_) {
        for (const Scored& one : predictions_) {
            TidePrediction& found = found_[one.row];
            if (found.use != TideUse::true_positive &&
                run_.cls[one.row] == dataset_.truth.cls[crowd] &&
                overlap(one.row, crowd, true) > options_.positive_iou) {
                found.use = TideUse::ignored;
            }
        }
    }
}

TideError TideImages::kind_of(std::size_t p, Row& target) const {
    // The first of the largest, as numpy's argmax finds them.
    struct Largest {
        double iou = 0;
        std::size_t object = 0;
        void see(double value, std::size_t at) {
            if (value > iou) *this = {.iou = value, .object = at};
        }
    };
    Largest same;
    Largest other;
    Largest used;
    for (const auto& [o, same_class, iou] : pairs_of(p)) {
        if (same_class) {
            same.see(iou, o);
            if (taken_by_[o] != no_row) used.see(iou, o);
        } else {
            other.see(iou, o);
        }
    }
    const auto found = [&](TideError error, std::size_t object) {
        target = static_cast<Row>(object);
        return error;
    };
    if (same.iou >= options_.background_iou && same.iou <= options_.positive_iou) {
        return found(TideError::localization, same.object);
    }
    if (other.iou >= options_.positive_iou) return found(TideError::classification, other.object);
    if (used.iou >= options_.positive_iou) return found(TideError::duplicate, used.object);
    return std::max(same.iou, other.iou) <= options_.background_iou ? TideError::background
                                                                    : TideError::both;
}

// A wrong class or place aims at an object; the best one that aims at a free object would mend it.
void TideImages::aim(std::size_t p, std::size_t object, TideError error) {
    TidePrediction& found = found_[predictions_[p].row];
    const Row row = objects_[object];
    if (error == TideError::duplicate) {
        found.target = taken_by_[object];
        return;
    }
    found.target = row;
    if (taken_by_[object] != no_row) return;
    usable_[object] = 1;
    if (best_error_[row] == no_row) best_error_[row] = predictions_[p].row;
}

void TideImages::classify() {
    usable_.assign(objects_.size(), 0);
    for (std::size_t p = 0; p < predictions_.size(); ++p) {
        const Row row = predictions_[p].row;
        TidePrediction& found = found_[row];
        met.push_back(row);
        if (found.use == TideUse::true_positive) continue;
        found.error = TideError::background;
        if (!objects_.empty()) {
            Row object = no_row;
            found.error = kind_of(p, object);
            if (object != no_row) aim(p, object, found.error);
        }
        ++counts[tide_number(found.error)];
    }
}

void TideImages::settle_objects() {
    for (std::size_t o = 0; o < objects_.size(); ++o) {
        TideObjects& cls = objects_of_class[classes_[o]];
        ++cls.positives;
        if (taken_by_[o] != no_row) continue;
        ++cls.missed;
        if (usable_[o] != 0) continue;
        ++cls.missed_entirely;
        ++counts[tide_number(TideError::missed)];
        missed_[objects_[o]] = 1;
    }
}

void TideImages::add(SampleSlot sample) {
    gather(sample);
    if (overlap_) overlap_->begin(sample);
    find_pairs();
    match();
    ignore_crowded();
    classify();
    settle_objects();
}

}  // namespace errata
