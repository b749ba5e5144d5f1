// Reading: what follows from an evaluation and a view, kept until one of them changes.
//
// What it is for: panels find here what became of every box, which samples the gallery shows and in which
// order, and the slots behind the view's names. follow() computes again only what the changed decision touches:
// moving the confidence matches nothing again.
// What it does not do: match. An IoU threshold that the evaluation's own matching does not hold is asked for
// (wanted_iou), shown as stale meanwhile, and answered with set_matches.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/slot_names.h"
#include "diagnose/findings.h"
#include "engine/matches.h"
#include "metrics/breakdown.h"
#include "metrics/confusion.h"
#include "metrics/curves.h"
#include "metrics/score_order.h"
#include "metrics/span_errors.h"
#include "metrics/tide.h"
#include "session/view.h"

namespace errata::ui {

// The kind of error of every prediction and whether an object is missed by all, for filters by kind.
struct ErrorKinds {
    std::vector<TideError> predictions;  // per row of the run
    std::vector<std::uint8_t> missed;    // per row of the ground truth
};
ErrorKinds kinds_of(const Tide& tide);
// Of spans: wrong boundaries are localization, wrong types classification, spurious ones background.
ErrorKinds kinds_of(const SpanErrors& errors);

// Which of TIDE's kinds a filter is about, if it is.
std::optional<TideError> error_kind_of(OutcomeFilter shown);

// What the gallery's filter finds in one sample.
struct SampleMark {
    std::uint32_t count = 0;    // boxes of the outcomes shown; of semantic maps pixels
    std::uint32_t errors = 0;   // of them
    double worst_iou = 2;       // lowest of the true positives; 2: there are none
    double highest_score = -1;  // of the predictions shown; -1: there are none
};

class Reading {
public:
    // `evaluation` must outlive its use here; `rows` are its predictions by sample.
    void open(const Evaluation& evaluation, const SampleRows& rows);
    void close();

    void follow(const View& view);

    // The IoU threshold that the view asks for and that has to be matched, told once per value.
    std::optional<double> take_wanted_iou();
    void set_matches(Matches matches);
    // What is shown belongs to another IoU threshold than the view's, for the moment.
    bool is_stale() const { return stale_; }
    // The IoU threshold of what is shown.
    double iou() const { return shown_iou_; }

    const Outcomes& outcomes() const { return outcomes_; }
    const Curves& curves() const { return curves_; }
    // What moving the confidence there would give.
    OutcomeCounts counts_at(std::optional<ClassSlot> cls, double confidence) const {
        return curves_.counts_at(scores_, cls, confidence);
    }
    // Of the class looked at, or of all.
    const Breakdown& breakdown() const { return cls_ ? of_class_ : of_all_; }
    const Breakdown& breakdown_of_all() const { return of_all_; }
    const std::vector<Finding>& findings() const { return findings_; }

    // Samples that the gallery shows, in its order.
    const std::vector<SampleSlot>& order() const { return order_; }
    const std::vector<SampleMark>& marks() const { return marks_; }  // per sample slot

    // The view's sample, or the first one; nothing where there are none.
    std::optional<SampleSlot> sample() const { return sample_; }
    // The view's class; nothing where all classes are looked at.
    std::optional<ClassSlot> cls() const { return cls_; }
    // The view's object, as a row of the ground truth or of the run.
    Row object() const { return object_; }
    Row prediction() const { return prediction_; }

    // Whether the gallery's filter is about that box.
    bool shows_prediction(Row row) const;
    bool shows_object(Row row) const;

    // What samples sort by where the view's order is that of a column, per sample slot; NaN: comes last. Followed with the
    // next view.
    void set_sample_keys(std::vector<double> keys);

    // The evaluation's figures have changed.
    void follow_figures() { break_down_outcomes(); }

    // Filters by kind show nothing until the kinds of errors are known.
    void set_error_kinds(ErrorKinds kinds);

    // Whether the filter is about a pixel of semantic maps with these values (data/label_maps.h).
    bool shows_pixel(std::uint32_t truth, std::uint32_t predicted) const;

    // The pairs that a confusion matrix is made from, which must outlive their use here; null: not known.
    void set_candidates(const Candidates* candidates);
    // At the view's thresholds; null where it is not known, or where neither place nor filter asks for it.
    const Confusion* confusion() const { return confusion_at_hand_ ? &confusion_ : nullptr; }

    // What the view calls them.
    std::string name_of_sample(SampleSlot sample) const { return sample_names_.name_of(sample); }
    std::string name_of_class(ClassSlot cls) const { return class_names_.name_of(cls); }
    std::optional<SampleSlot> sample_of(std::string_view name) const {
        return sample_names_.slot_of(name);
    }
    std::optional<ClassSlot> class_of(std::string_view name) const;

private:
    void follow_thresholds(const View& view);
    void break_down_outcomes();
    void follow_confusion();
    bool is_confused(Row prediction, Row object) const;
    void follow_names(const View& view);
    void follow_object(const View& view);
    void mark_samples();
    void mark_pixels();
    void follow_order();
    void order_by_keys();

    const Evaluation* evaluation_ = nullptr;
    const SampleRows* rows_ = nullptr;
    std::optional<ErrorKinds> kinds_;
    const Candidates* candidates_ = nullptr;
    SlotNames sample_names_;
    SlotNames class_names_;

    std::optional<View> followed_;
    std::optional<Matches> matches_;  // at the last IoU threshold that was asked for
    std::optional<double> wanted_iou_;
    std::optional<double> asked_iou_;
    bool stale_ = false;
    double shown_iou_ = 0;

    ScoreOrder scores_;
    SizeTable sizes_;
    Outcomes outcomes_;
    Curves curves_;
    double curves_iou_ = 0;  // of their matches
    Breakdown of_all_;
    Breakdown of_class_;
    std::vector<Finding> findings_;
    Confusion confusion_;
    bool confusion_at_hand_ = false;
    std::uint32_t confused_truth_ = background_class;
    std::uint32_t confused_predicted_ = background_class;
    std::vector<SampleMark> marks_;
    std::vector<SampleSlot> order_;
    std::vector<double> sample_keys_;
    bool keys_changed_ = false;
    std::optional<SampleSlot> sample_;
    std::optional<ClassSlot> cls_;
    Row object_ = no_row;
    Row prediction_ = no_row;
};

// How the view's `object` names a row.
std::string name_of_object(const Evaluation& evaluation, Row object);
std::string name_of_prediction(const Evaluation& evaluation, Row prediction);

}  // namespace errata::ui
