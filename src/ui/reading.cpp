#include "ui/reading.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "metrics/pixel_confusion.h"
#include "metrics/protocol.h"

namespace errata::ui {

namespace {

bool is_error(PredictionOutcome outcome) { return outcome == PredictionOutcome::false_positive; }

}  // namespace

void Reading::open(const Evaluation& evaluation, const SampleRows& rows) {
    close();
    evaluation_ = &evaluation;
    rows_ = &rows;
    const Dataset& dataset = evaluation.dataset;
    sample_names_ = SlotNames(dataset.samples.ids, dataset.samples.names);
    class_names_ = SlotNames(dataset.classes.ids, dataset.classes.names);
    scores_ = score_order(dataset, evaluation.run, rows);
    // COCO's small, medium and large.
    const DetectionProtocol protocol = coco_protocol();
    sizes_ = size_table(dataset, evaluation.run, std::span(protocol.area_ranges).subspan(1));
}

void Reading::close() { *this = Reading(); }

std::optional<TideError> error_kind_of(OutcomeFilter shown) {
    constexpr auto first = static_cast<int>(OutcomeFilter::wrong_class);
    if (static_cast<int>(shown) < first) return {};
    return static_cast<TideError>(static_cast<int>(shown) - first);
}

std::optional<ClassSlot> Reading::class_of(std::string_view name) const {
    const auto slot = class_names_.slot_of(name);
    return slot ? std::optional(static_cast<ClassSlot>(*slot)) : std::nullopt;
}

// --- following -----------------------------------------------------------------------------------------

void Reading::follow(const View& view) {
    const bool fresh = !followed_;
    const bool rematched = fresh || followed_->iou != view.iou;
    const bool cut = rematched || followed_->confidence != view.confidence;
    const bool filtered = fresh || followed_->cls != view.cls || followed_->shown != view.shown ||
                          followed_->confused_truth != view.confused_truth ||
                          followed_->confused_predicted != view.confused_predicted;
    const bool named = filtered || followed_->sample != view.sample;
    const bool ordered = fresh || followed_->order != view.order ||
                         followed_->order_descending != view.order_descending ||
                         std::exchange(keys_changed_, false);
    const bool pointed = named || followed_->object != view.object;
    followed_ = view;
    if (named) follow_names(view);
    if (cut) follow_thresholds(view);
    if (cut || named) break_down_outcomes();
    if (cut && evaluation_->task != Task::semantic) confusion_at_hand_ = false;
    follow_confusion();
    if (cut || filtered) mark_samples();
    if (cut || filtered || ordered) follow_order();
    if (pointed) follow_object(view);
}

void Reading::follow_thresholds(const View& view) {
    const Evaluation& evaluation = *evaluation_;
    ChosenMatches chosen = {
        .assignments = evaluation.assignments.span(),
        .beyond_limit = evaluation.beyond_limit.span(),
        .overlaps = evaluation.overlaps.span(),
        .crowds_count = evaluation.rules == "lvis",
        .counted = evaluation.counted_objects ? &*evaluation.counted_objects : nullptr};
    bool at_hand = true;
    if (const auto stored = stored_threshold(evaluation, view.iou)) {
        chosen.iou_threshold = *stored;
    } else if (matches_ && same_iou(matches_->iou, view.iou)) {
        chosen.assignments = matches_->assignments.span();
        chosen.beyond_limit = matches_->beyond_limit.span();
        chosen.overlaps = matches_->overlaps.span();
    } else {
        at_hand = false;
        if (asked_iou_ != view.iou) wanted_iou_ = asked_iou_ = view.iou;
    }
    stale_ = !at_hand;
    if (at_hand) asked_iou_.reset();
    if (at_hand && shown_iou_ != view.iou) {
        match_outcomes(evaluation.dataset, evaluation.run, chosen, outcomes_);
        shown_iou_ = view.iou;
    } else if (!at_hand && shown_iou_ == 0) {
        // Nothing is shown yet: the evaluation's first threshold stands in until the answer comes.
        match_outcomes(evaluation.dataset, evaluation.run, chosen, outcomes_);
        shown_iou_ = evaluation.iou_thresholds.front();
    }
    cut_outcomes(evaluation.dataset, evaluation.run, view.confidence, outcomes_);
    if (curves_iou_ != shown_iou_) {
        curves_.update(scores_, outcomes_);
        curves_iou_ = shown_iou_;
    }
}

void Reading::break_down_outcomes() {
    const Evaluation& evaluation = *evaluation_;
    break_down(evaluation.dataset, evaluation.run, sizes_, outcomes_, {}, of_all_);
    if (cls_) break_down(evaluation.dataset, evaluation.run, sizes_, outcomes_, cls_, of_class_);
    findings_ = findings_of({.summary = evaluation.summary,
                             .order = scores_,
                             .curves = curves_,
                             .outcomes = outcomes_,
                             .breakdown = of_all_,
                             .confidence = followed_->confidence,
                             .iou = shown_iou_});
}

void Reading::follow_confusion() {
    const bool wanted =
        followed_->place == Place::confusion || followed_->shown == OutcomeFilter::confused;
    if (!wanted || confusion_at_hand_) return;
    if (evaluation_->task == Task::semantic) {
        confusion_ = confuse_pixels(evaluation_->dataset, evaluation_->run);
        confusion_at_hand_ = true;
        return;
    }
    if (candidates_ == nullptr) return;
    confuse(evaluation_->dataset, evaluation_->run, scores_.pooled, outcomes_, *candidates_,
            least_confused_overlap(*evaluation_, shown_iou_), confusion_);
    confusion_at_hand_ = true;
}

void Reading::set_candidates(const Candidates* candidates) {
    candidates_ = candidates;
    if (!followed_) return;
    follow_confusion();
    if (followed_->shown != OutcomeFilter::confused) return;
    mark_samples();
    follow_order();
}

std::optional<double> Reading::take_wanted_iou() { return std::exchange(wanted_iou_, {}); }

void Reading::set_matches(Matches matches) {
    matches_ = std::move(matches);
    if (!followed_) return;
    follow_thresholds(*followed_);
    break_down_outcomes();
    confusion_at_hand_ = false;
    follow_confusion();
    mark_samples();
    follow_order();
}

void Reading::follow_names(const View& view) {
    cls_ = class_of(view.cls);
    confused_truth_ = class_of(view.confused_truth).value_or(background_class);
    confused_predicted_ = class_of(view.confused_predicted).value_or(background_class);
    sample_ = sample_of(view.sample);
    if (!sample_ && evaluation_->dataset.samples.size() > 0) sample_ = SampleSlot{0};
}

void Reading::follow_object(const View& view) {
    object_ = no_row;
    prediction_ = no_row;
    if (!sample_ || view.object.size() < 3) return;
    const std::string_view id = std::string_view(view.object).substr(2);
    if (view.object.starts_with("t:")) {
        const GroundTruth& truth = evaluation_->dataset.truth;
        for (Row row = truth.sample_begin[*sample_]; row < truth.sample_begin[*sample_ + 1];
             ++row) {
            if (to_string(truth.ids[row]) == id) object_ = row;
        }
        return;
    }
    std::uint64_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number);
    for (std::size_t i = 0; i < rows_->count(*sample_); ++i) {
        const Row row = rows_->row(*sample_, i);
        if (evaluation_->run.id_of(row) == number) prediction_ = row;
    }
}

// --- the gallery ---------------------------------------------------------------------------------------

// Either may be no_row.
bool Reading::is_confused(Row prediction, Row object) const {
    if (!confusion_at_hand_) return false;
    const std::uint32_t truth =
        object == no_row ? background_class : evaluation_->dataset.truth.cls[object];
    const std::uint32_t predicted =
        prediction == no_row ? background_class : evaluation_->run.cls[prediction];
    return truth == confused_truth_ && predicted == confused_predicted_;
}

bool Reading::shows_prediction(Row row) const {
    if (followed_->shown == OutcomeFilter::confused) {
        return confusion_at_hand_ && confusion_.counts[row] != 0 &&
               is_confused(row, confusion_.object_of[row]);
    }
    const PredictionOutcome outcome = outcomes_.predictions[row];
    const ClassSlot cls = evaluation_->run.cls[row];
    if (outcome == PredictionOutcome::hidden || (cls_ && *cls_ != cls)) return false;
    if (const auto kind = error_kind_of(followed_->shown)) {
        return kinds_ && kinds_->predictions[row] == *kind;
    }
    switch (followed_->shown) {
        case OutcomeFilter::everything: return true;
        case OutcomeFilter::errors:
        case OutcomeFilter::false_positives: return is_error(outcome);
        case OutcomeFilter::true_positives: return outcome == PredictionOutcome::true_positive;
        default: return false;
    }
}

bool Reading::shows_object(Row row) const {
    const ObjectOutcome outcome = outcomes_.objects[row];
    if (followed_->shown == OutcomeFilter::confused) {
        return confusion_at_hand_ && outcome != ObjectOutcome::ignored &&
               is_confused(confusion_.prediction_of[row], row);
    }
    if (cls_ && *cls_ != evaluation_->dataset.truth.cls[row]) return false;
    switch (followed_->shown) {
        case OutcomeFilter::everything: return true;
        case OutcomeFilter::errors:
        case OutcomeFilter::missed: return outcome == ObjectOutcome::missed;
        case OutcomeFilter::true_positives: return outcome == ObjectOutcome::found;
        case OutcomeFilter::unexplained_misses: return kinds_ && kinds_->missed[row] != 0;
        default: return false;
    }
}

ErrorKinds kinds_of(const Tide& tide) {
    ErrorKinds kinds = {.predictions = {}, .missed = tide.missed};
    for (const TidePrediction& one : tide.predictions) kinds.predictions.push_back(one.error);
    return kinds;
}

ErrorKinds kinds_of(const SpanErrors& errors) {
    const auto kind_of = [](SpanError error) {
        switch (error) {
            case SpanError::boundary: return TideError::localization;
            case SpanError::type: return TideError::classification;
            case SpanError::both: return TideError::both;
            case SpanError::spurious: return TideError::background;
            case SpanError::missed:
            case SpanError::none: break;
        }
        return TideError::none;
    };
    ErrorKinds kinds;
    for (const SpanError error : errors.predictions) kinds.predictions.push_back(kind_of(error));
    for (const SpanError error : errors.objects) {
        kinds.missed.push_back(error == SpanError::missed ? 1 : 0);
    }
    return kinds;
}

void Reading::set_error_kinds(ErrorKinds kinds) {
    kinds_ = std::move(kinds);
    if (!followed_ || !error_kind_of(followed_->shown)) return;
    mark_samples();
    follow_order();
}

bool Reading::shows_pixel(std::uint32_t truth, std::uint32_t predicted) const {
    if (truth == 0) return false;  // void does not count
    const bool is_right = truth == predicted;
    const bool is_of_truth = !cls_ || truth == *cls_ + std::uint32_t{1};
    const bool is_of_predicted = !cls_ || predicted == *cls_ + std::uint32_t{1};
    switch (followed_->shown) {
        case OutcomeFilter::everything: return is_of_truth || is_of_predicted;
        case OutcomeFilter::errors: return !is_right && (is_of_truth || is_of_predicted);
        case OutcomeFilter::false_positives: return !is_right && predicted != 0 && is_of_predicted;
        case OutcomeFilter::missed: return !is_right && is_of_truth;
        case OutcomeFilter::true_positives: return is_right && is_of_truth;
        case OutcomeFilter::confused:
            return truth == confused_truth_ + 1 &&
                   (predicted == 0 ? background_class : predicted - 1) == confused_predicted_;
        default: return false;
    }
}

void Reading::mark_pixels() {
    const LabelMaps& truth = evaluation_->dataset.samples.label_maps;
    const LabelMaps& predicted = evaluation_->run.label_maps;
    for (std::size_t s = 0; s < truth.size(); ++s) {
        SampleMark& mark = marks_[s];
        visit_stretches(truth[s], predicted[s],
                        [&](std::uint32_t a, std::uint32_t b, std::uint32_t pixels) {
                            if (!shows_pixel(a, b)) return;
                            mark.count += pixels;
                            if (a != b) mark.errors += pixels;
                        });
    }
}

void Reading::mark_samples() {
    const Evaluation& evaluation = *evaluation_;
    const Run& run = evaluation.run;
    const GroundTruth& truth = evaluation.dataset.truth;
    marks_.assign(evaluation.dataset.samples.size(), {});
    if (evaluation.task == Task::semantic) return mark_pixels();
    for (std::size_t row = 0; row < run.size(); ++row) {
        const PredictionOutcome outcome = outcomes_.predictions[row];
        if (!shows_prediction(static_cast<Row>(row))) continue;
        SampleMark& mark = marks_[run.sample[row]];
        ++mark.count;
        if (is_error(outcome)) ++mark.errors;
        mark.highest_score = std::max(mark.highest_score, run.score[row]);
        if (outcome == PredictionOutcome::true_positive) {
            mark.worst_iou = std::min(mark.worst_iou, outcomes_.iou[row]);
        }
    }
    for (std::size_t row = 0; row < truth.size(); ++row) {
        // A pair is counted with its prediction.
        const bool confused = followed_->shown == OutcomeFilter::confused;
        const bool has_prediction =
            confused ? confusion_at_hand_ && confusion_.prediction_of[row] != no_row
                     : outcomes_.objects[row] == ObjectOutcome::found;
        if (has_prediction && followed_->shown != OutcomeFilter::unexplained_misses) continue;
        if (!shows_object(static_cast<Row>(row))) continue;
        SampleMark& mark = marks_[truth.sample[row]];
        ++mark.count;
        if (outcomes_.objects[row] == ObjectOutcome::missed) ++mark.errors;
    }
}

void Reading::follow_order() {
    const bool all = followed_->shown == OutcomeFilter::everything && !cls_;
    order_.clear();
    for (std::size_t i = 0; i < marks_.size(); ++i) {
        if (all || marks_[i].count > 0) order_.push_back(static_cast<SampleSlot>(i));
    }
    // What has no such figure comes last in any order.
    switch (followed_->order) {
        case SampleOrder::as_given: break;
        case SampleOrder::by_column: order_by_keys(); break;
        case SampleOrder::most_errors:
            // Of the outcomes that the filter is about; of all boxes, the errors.
            std::ranges::stable_sort(order_, std::ranges::greater(), [&](SampleSlot sample) {
                return followed_->shown == OutcomeFilter::everything ? marks_[sample].errors
                                                                     : marks_[sample].count;
            });
            break;
        case SampleOrder::worst_iou:
            std::ranges::stable_sort(order_, {},
                                     [&](SampleSlot sample) { return marks_[sample].worst_iou; });
            break;
        case SampleOrder::highest_score:
            std::ranges::stable_sort(order_, std::ranges::greater(), [&](SampleSlot sample) {
                return marks_[sample].highest_score;
            });
            break;
        case SampleOrder::lowest_score:
            std::ranges::stable_sort(order_, {}, [&](SampleSlot sample) {
                const double score = marks_[sample].highest_score;
                return score < 0 ? 2.0 : score;
            });
            break;
    }
}

void Reading::order_by_keys() {
    if (sample_keys_.size() != marks_.size()) return;  // of no such column
    const bool down = followed_->order_descending;
    std::ranges::stable_sort(order_, [&](SampleSlot a, SampleSlot b) {
        const double key_a = sample_keys_[a];
        const double key_b = sample_keys_[b];
        if (std::isnan(key_a) || std::isnan(key_b)) return std::isnan(key_b) && !std::isnan(key_a);
        return down ? key_b < key_a : key_a < key_b;
    });
}

void Reading::set_sample_keys(std::vector<double> keys) {
    sample_keys_ = std::move(keys);
    keys_changed_ = true;
}

// --- names ---------------------------------------------------------------------------------------------

std::string name_of_object(const Evaluation& evaluation, Row object) {
    return "t:" + to_string(evaluation.dataset.truth.ids[object]);
}

std::string name_of_prediction(const Evaluation& evaluation, Row prediction) {
    return "p:" + std::to_string(evaluation.run.id_of(prediction));
}

}  // namespace errata::ui
