// What is selected, and what follows from it: the part of App between the filter and the panels.
#include <numeric>
#include <utility>

#include "data/pool.h"
#include "engine/restriction.h"
#include "engine/subset.h"
#include "ui/app.h"
#include "ui/column_cells.h"

namespace errata::ui {

// What every figure is of.
void App::find_labeled() {
    labeled_.reset();
    measured_ = *whole_;
    if (!whole_->dataset.samples.has_pool()) return;
    labeled_ = subset_rows(whole_->dataset, whole_->run, labeled_samples(whole_->dataset.samples));
    measured_ = subset_of(*whole_, *labeled_);
    measured_->summary = whole_->summary;
}

// Rows of what is measured, given by those of the whole.
BitSet App::of_measured(const BitSet& rows, Table table) const {
    if (!labeled_ || table == Table::truth) return rows;
    const Kept& kept = table == Table::samples ? labeled_->samples : labeled_->predictions;
    BitSet measured(kept.rows.size());
    for (std::size_t i = 0; i < kept.rows.size(); ++i) measured.set(i, rows[kept.rows[i]]);
    return measured;
}

// What the query selects.
void App::present() {
    reading_.close();
    analysis_.reset();
    analyses_ = {};
    asked_ = {};
    confusion_ = {};
    image_ = {};
    kept_ = labeled_;
    restricting_.reset();
    matching_.reset();
    grouping_.reset();
    const Selection* const selection = filter_.selection();
    if (selection == nullptr) {
        evaluation_ = *measured_;
    } else {
        switch (selection->table.table) {
            case Table::samples: present_samples(selection->rows); break;
            case Table::truth: present_objects(selection->rows); break;
            case Table::pred: present_predictions(selection->rows); break;
        }
        restricting_ = restrict_figures();
    }
    rows_ = SampleRows(evaluation_->run.sample, evaluation_->dataset.samples.size());
    reading_.open(*evaluation_, rows_);
    ++presented_;
}

// As if the files held no others.
void App::present_samples(const BitSet& rows) {
    BitSet measured = labeled_samples(whole_->dataset.samples);
    measured &= rows;
    kept_ = subset_rows(whole_->dataset, whole_->run, measured);
    evaluation_ = subset_of(*whole_, *kept_);
}

// The others are ignored. Who took whom is that of all objects until it is matched anew.
void App::present_objects(const BitSet& rows) {
    evaluation_ = *measured_;
    evaluation_->counted_objects = rows;
    for (Figure& figure : evaluation_->summary.overall) figure = {};
    for (std::vector<Figure>& figures : evaluation_->summary.classes) {
        for (Figure& figure : figures) figure = {};
    }
}

// As if there were no others. Who took whom as above.
void App::present_predictions(const BitSet& rows) {
    kept_ =
        subset_rows(whole_->dataset, whole_->run, labeled_samples(whole_->dataset.samples), &rows);
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
    Job preparing = prepare_restrictions(*measured_, {}, made);
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
    const Table table = filter_.selection()->table.table;
    measured_rows_ = of_measured(filter_.selection()->rows, table);
    Job measuring =
        restrict(restrictable_, {.to = restricted_to(table), .rows = &measured_rows_}, restricted_);
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
    Job measuring = groups_.measure(
        restrictable_, [this](const BitSet& rows, Table table) { return of_measured(rows, table); },
        filter_, view_);
    while (measuring.step()) co_yield measuring.progress();
    co_return measuring.error();
}

void App::set_matches(Matches matches) {
    if (!evaluation_) return;
    matches_ = matches;
    filter_.page_columns().set_matches(matches, view_);
    // A query about IoUs selects others now.
    if (filter_.follow(view_)) return follow_anew();
    follow_catalog();
    if (is_matched_here()) return;
    reading_.set_matches(kept_ ? subset_of(matches, *kept_) : std::move(matches));
}

// Where that does not take long, pictures are measured before anybody asks for it: their columns are there where one looks for
// what to label next, or names one of them.
void App::measure_pictures() {
    constexpr std::uint64_t most = 2'000;
    if (asked_pictures_ || !opened_.images || opened_.images->count > most) return;
    const Samples& samples = whole_->dataset.samples;
    if (!samples.pictures.empty() || !samples.text.empty()) return;
    const bool is_looked_for = view_.place == Place::catalog || view_.place == Place::plan ||
                               view_.place == Place::data || filter_.error() || next_batch_.error();
    if (!is_looked_for) return;
    asked_pictures_ = true;
    picture_progress_ = 0;
    host_commands_.push_back(MeasurePictures{});
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
    next_batch_.close();
    filter_.open(*whole_);
    if (matches_) filter_.page_columns().set_matches(*matches_, view_);
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

// --- the pool ------------------------------------------------------------------------------------------

// In place of what is measured.
bool App::shows_catalog() const {
    if (view_.place == Place::catalog || view_.place == Place::plan) return true;
    if (view_.place != Place::image || !labeled_) return false;
    const auto sample = sample_names_.slot_of(view_.sample);
    return sample && !whole_->dataset.samples.is_labeled(*sample);
}

const Reading& App::shown_reading() const {
    return shows_catalog() ? catalog_.reading() : reading_;
}

// The plan's place shows what it has chosen, whatever the query selects.
BitSet App::catalog_rows() {
    const Samples& samples = whole_->dataset.samples;
    const bool of_batch = view_.place == Place::plan || view_.catalog_part == CatalogPart::batch;
    BitSet rows(samples.size(), true);
    if (of_batch) {
        rows = next_batch_.chosen().size() == samples.size() ? next_batch_.chosen()
                                                             : BitSet(samples.size());
    } else if (view_.catalog_part == CatalogPart::pool && samples.has_pool()) {
        rows = labeled_samples(samples).flip();
    }
    if (view_.place == Place::plan) return rows;
    if (const BitSet* const selected = filter_.rows_of(Table::samples, view_)) rows &= *selected;
    return rows;
}

void App::follow_catalog() {
    if (!shows_catalog()) return;
    next_batch_.follow(filter_, view_);
    const BitSet rows = catalog_rows();
    if (!catalog_.shows(rows)) catalog_.show(*whole_, rows);
    std::vector<double> keys;
    ColumnSource& source = filter_.columns(view_);
    if (const auto* const info = find_column(source, Table::samples, view_.catalog_order))
        keys = sort_keys(*info, source.values({}, *info), catalog_.kept().samples.rows);
    catalog_.follow(view_, std::move(keys), matches_ ? &*matches_ : nullptr);
}

// --- following the view --------------------------------------------------------------------------------

void App::follow() {
    if (filter_.follow(view_)) return follow_anew();
    begin_analysis();
    follow_order_column();
    follow_reading();
    follow_groups();
    follow_catalog();
    measure_pictures();
}

// What is selected has changed.
void App::follow_anew() {
    present();
    begin_analysis();
    follow_order_column();
    follow_reading();
    follow_groups();
    follow_catalog();
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
