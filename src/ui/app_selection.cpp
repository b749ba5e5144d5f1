// What is selected, and what follows from it: the part of App between the filter and the panels.
#include <numeric>
#include <utility>

#include "engine/restriction.h"
#include "engine/subset.h"
#include "ui/app.h"
#include "ui/column_cells.h"

namespace errata::ui {

// What the query selects.
void App::present() {
    reading_.close();
    analysis_.reset();
    analyses_ = {};
    asked_ = {};
    confusion_ = {};
    image_ = {};
    kept_.reset();
    restricting_.reset();
    matching_.reset();
    grouping_.reset();
    const Selection* const selection = filter_.selection();
    if (selection == nullptr) {
        evaluation_ = *whole_;
    } else {
        switch (selection->table.table) {
            case Table::samples: present_samples(selection->rows); break;
            case Table::truth: present_objects(selection->rows); break;
            case Table::pred: present_predictions(selection->rows); break;
        }
        restricting_ = restrict_figures();
    }
    shown_pictures_.show(kept_ ? &kept_->samples.rows : nullptr);
    rows_ = SampleRows(evaluation_->run.sample, evaluation_->dataset.samples.size());
    reading_.open(*evaluation_, rows_);
    ++presented_;
}

// As if the files held no others.
void App::present_samples(const BitSet& rows) {
    kept_ = subset_rows(whole_->dataset, whole_->run, rows);
    evaluation_ = subset_of(*whole_, *kept_);
}

// The others are ignored. Who took whom is that of all objects until it is matched anew.
void App::present_objects(const BitSet& rows) {
    evaluation_ = *whole_;
    evaluation_->counted_objects = rows;
    for (Figure& figure : evaluation_->summary.overall) figure = {};
    for (std::vector<Figure>& figures : evaluation_->summary.classes) {
        for (Figure& figure : figures) figure = {};
    }
}

// As if there were no others. Who took whom as above.
void App::present_predictions(const BitSet& rows) {
    kept_ = prediction_rows(whole_->dataset, rows);
    evaluation_ = subset_of(*whole_, *kept_);
}

// The matches of the whole are not those of a selection of objects or predictions.
bool App::is_matched_here() const {
    const Selection* const selection = filter_.selection();
    return selection != nullptr && selection->table.table != Table::samples;
}

// Once for all that is restricted.
Job App::prepare() {
    if (restrictable_.evaluation != nullptr) co_return std::nullopt;
    Restrictable made;
    Job preparing = prepare_restrictions(*whole_, {}, made);
    while (preparing.step()) co_yield preparing.progress();
    if (preparing.error()) co_return preparing.error();
    restrictable_ = std::move(made);
    co_return std::nullopt;
}

// The figures of what is selected, which take longer than a frame; and who took whom, where that is not as in the whole.
Job App::restrict_figures() {
    Job preparing = prepare();
    while (preparing.step()) co_yield preparing.progress();
    if (preparing.error()) co_return preparing.error();
    const Selection& selection = *filter_.selection();
    Job measuring = restrict(restrictable_,
                             {.to = restricted_to(selection.table.table), .rows = &selection.rows},
                             restricted_);
    while (measuring.step()) co_yield measuring.progress();
    if (measuring.error()) co_return measuring.error();
    if (is_matched_here()) {
        Job matching = match_anew(*evaluation_);
        while (matching.step()) co_yield matching.progress();
    }
    co_return std::nullopt;
}

Job App::match_here(double iou) {
    Job matching = match_again(*evaluation_, iou, matched_);
    while (matching.step()) co_yield matching.progress();
    co_return matching.error();
}

Job App::measure_groups() {
    Job preparing = prepare();
    while (preparing.step()) co_yield preparing.progress();
    if (preparing.error()) co_return preparing.error();
    Job measuring = groups_.measure(restrictable_, filter_, view_);
    while (measuring.step()) co_yield measuring.progress();
    co_return measuring.error();
}

void App::set_matches(Matches matches) {
    if (!evaluation_) return;
    matches_ = matches;
    filter_.set_matches(matches, view_);
    // A query about IoUs selects others now.
    if (filter_.follow(view_)) return follow_anew();
    if (is_matched_here()) return;
    reading_.set_matches(kept_ ? subset_of(matches, *kept_) : std::move(matches));
}

void App::set_picture_progress(double progress) { picture_progress_ = progress; }

void App::set_picture_statistics(PictureStatistics pictures) {
    picture_progress_ = 1;
    if (!whole_) return;
    whole_->dataset.samples.pictures = std::move(pictures);
    // There are more columns now, and a query that named one of them selects something.
    grouping_.reset();
    groups_.close();
    distributions_.close();
    data_ = {};
    filter_.open(*whole_);
    if (matches_) filter_.set_matches(*matches_, view_);
    filter_.follow(view_);
    follow_anew();
}

void App::finish_restriction() {
    filter_bar_.error = restricting_->error();
    restricting_.reset();
    if (filter_bar_.error) return;
    evaluation_->summary = std::move(restricted_.figures);
    if (is_matched_here()) {
        // Who took whom is another now.
        reading_.open(*evaluation_, rows_);
        ++presented_;
        follow_order_column();
        follow_reading();
    }
    reading_.follow_figures();
}

// What samples sort by, where that is a column.
void App::follow_order_column() {
    if (view_.order != SampleOrder::by_column) return;
    OrderedBy wanted = {.column = view_.order_column, .thresholds = {}, .selection = presented_};
    ColumnSource& source = filter_.columns(view_);
    const ColumnInfo* const info = find_column(source, Table::samples, view_.order_column);
    if (info != nullptr && (info->inputs & (from_iou | from_confidence)) != 0) {
        wanted.thresholds = {.confidence = view_.confidence, .iou = view_.iou};
    }
    if (wanted == ordered_by_) return;
    ordered_by_ = std::move(wanted);
    if (info == nullptr) return reading_.set_sample_keys({});
    std::vector<Row> rows(evaluation_->dataset.samples.size());
    std::iota(rows.begin(), rows.end(), Row{0});
    if (kept_) rows = kept_->samples.rows;
    reading_.set_sample_keys(sort_keys(*info, source.values({}, *info), rows));
}

void App::follow() {
    if (filter_.follow(view_)) return follow_anew();
    begin_analysis();
    follow_order_column();
    follow_reading();
    follow_groups();
}

// What is selected has changed.
void App::follow_anew() {
    present();
    begin_analysis();
    follow_order_column();
    follow_reading();
    follow_groups();
}

void App::follow_groups() {
    if (view_.place != Place::groups || !groups_.follow(filter_, view_)) return;
    grouping_.reset();
    if (!view_.group_by.empty()) grouping_ = measure_groups();
}

void App::follow_reading() {
    reading_.follow(view_);
    const auto iou = reading_.take_wanted_iou();
    if (!iou) return;
    if (is_matched_here()) {
        matching_.reset();
        matching_ = match_here(*iou);
    } else if (matches_ && same_iou(matches_->iou, *iou)) {
        reading_.set_matches(kept_ ? subset_of(*matches_, *kept_) : *matches_);
    }
    // What queries ask for is of the whole, whatever is selected.
    if (!matches_ || !same_iou(matches_->iou, *iou)) {
        host_commands_.push_back(MatchAgain{*iou});
    }
}

}  // namespace errata::ui
