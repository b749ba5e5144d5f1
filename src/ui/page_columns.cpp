#include "ui/page_columns.h"

#include <utility>

#include "curate/vote_columns.h"

namespace errata::ui {

namespace {

std::unique_ptr<AddedColumns> over(ColumnSource& inner) {
    return std::make_unique<AddedColumns>(inner);
}

}  // namespace

PageColumns::PageColumns(const Evaluation& whole)
    : whole_(whole), names_(whole.dataset.samples.ids, whole.dataset.samples.names) {}

Thresholds PageColumns::known_thresholds(const View& view) const {
    Thresholds known = {.confidence = view.confidence, .iou = view.iou};
    if (evaluated_) {
        if (!evaluated_->knows_iou(view.iou)) known.iou = evaluated_->columns().thresholds().iou;
    } else if (is_detection(whole_.task) && !stored_threshold(whole_, view.iou)) {
        known.iou = whole_.iou_thresholds.front();
    }
    return known;
}

ColumnSource& PageColumns::without_votes(const View& view) {
    const Thresholds known = known_thresholds(view);
    if (!evaluated_) {
        // One evaluation is over its own ground truth, and an IoU that is known is one.
        evaluated_ = *EvaluationColumns::make({{.name = "run", .evaluation = &whole_}}, known);
        tagged_ = over(evaluated_->columns());
        voted_ = over(*tagged_);
    }
    (void)evaluated_->set_thresholds(known);
    follow_tags(view);
    return *tagged_;
}

ColumnSource& PageColumns::all(const View& view) {
    without_votes(view);
    follow_votes(view);
    return *voted_;
}

void PageColumns::set_matches(Matches matches, const View& view) {
    without_votes(view);
    (void)evaluated_->set_matches(std::move(matches));
}

void PageColumns::follow_tags(const View& view) {
    if (view.tags == tags_) return;
    tags_ = view.tags;
    ++tag_changes_;
    ++values_revision_;
    std::vector<AddedColumn> added;
    if (!tags_.empty()) {
        added.push_back(tags_column(tags_, whole_.dataset.samples.size(),
                                    [&](const std::string& name) { return names_.slot_of(name); }));
    }
    if (!tagged_->set(std::move(added))) return;
    ++layout_revision_;
    // What lies over them knows their places.
    voted_ = over(*tagged_);
    functions_.clear();
}

void PageColumns::follow_votes(const View& view) {
    const std::vector<LabelingFunction>& wanted = view.plan.functions;
    if (wanted.empty() && functions_.empty()) return;
    const Thresholds at = known_thresholds(view);
    if (wanted == functions_ && at == voted_at_ && voted_tags_ == tag_changes_) return;
    functions_ = wanted;
    voted_at_ = at;
    voted_tags_ = tag_changes_;
    ++values_revision_;
    vote_facts_ = {};
    vote_error_.reset();
    std::vector<AddedColumn> added;
    if (!wanted.empty()) {
        const PlanData data = {
            .task = whole_.task, .dataset = whole_.dataset, .run = &whole_.run, .source = *tagged_};
        const auto votes = plan_votes(view.plan, data);
        if (votes) {
            vote_facts_ = plan_vote_facts(*votes, data);
            added = vote_columns(*votes, whole_.dataset.classes.names);
        } else {
            vote_error_ = votes.error();
        }
    }
    if (voted_->set(std::move(added))) ++layout_revision_;
}

}  // namespace errata::ui
