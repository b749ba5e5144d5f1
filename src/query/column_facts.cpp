#include "query/column_facts.h"

#include "metrics/sample_precision.h"

namespace errata {

namespace {

ErrorKind kind_of(TideError error) {
    switch (error) {
        case TideError::classification: return ErrorKind::classification;
        case TideError::localization: return ErrorKind::localization;
        case TideError::both: return ErrorKind::both;
        case TideError::duplicate: return ErrorKind::duplicate;
        case TideError::background: return ErrorKind::background;
        case TideError::missed: return ErrorKind::missed;
        case TideError::none: break;
    }
    return ErrorKind::none;
}

ErrorKind kind_of(SpanError error) {
    switch (error) {
        case SpanError::boundary: return ErrorKind::localization;
        case SpanError::type: return ErrorKind::classification;
        case SpanError::both: return ErrorKind::both;
        case SpanError::spurious: return ErrorKind::background;
        case SpanError::missed: return ErrorKind::missed;
        case SpanError::none: break;
    }
    return ErrorKind::none;
}

}  // namespace

const SampleRows& ColumnFacts::run_rows() {
    if (!rows_) rows_.emplace(run().sample, dataset_.samples.size());
    return *rows_;
}

const Outcomes& ColumnFacts::outcomes() {
    if (!matched_) match_outcomes(dataset_, run(), run_->matches, outcomes_);
    matched_ = true;
    if (!cut_) cut_outcomes(dataset_, run(), thresholds_.confidence, outcomes_);
    cut_ = true;
    return outcomes_;
}

std::vector<double> ColumnFacts::sample_precision() {
    return average_precision_of_samples(
        dataset_, run(), run_rows(), outcomes(),
        {.federated = run_->matches.crowds_count, .keypoints = task_ == Task::keypoints});
}

void ColumnFacts::find_errors() {
    if (prediction_errors_) return;
    std::vector<ErrorKind> errors;
    errors.reserve(run().size());
    if (task_ == Task::spans) {
        const SpanErrors found = find_span_errors(dataset_, run(), run_rows());
        for (const SpanError one : found.predictions) errors.push_back(kind_of(one));
        targets_ = found.target;
    } else {
        const Tide found =
            analyse_tide(dataset_, run(), run_rows(),
                         {.positive_iou = thresholds_.iou, .overlap = run_->overlap});
        targets_.clear();
        best_iou_.clear();
        for (const TidePrediction& one : found.predictions) {
            // TIDE names a kind for what crowds make ignored, too.
            const bool counts = one.use == TideUse::false_positive;
            errors.push_back(counts ? kind_of(one.error) : ErrorKind::none);
            // A duplicate's target is the prediction before it.
            targets_.push_back(one.error == TideError::duplicate ? no_row : one.target);
            best_iou_.push_back(one.iou);
        }
    }
    prediction_errors_ = std::move(errors);
}

const std::vector<ErrorKind>& ColumnFacts::prediction_errors() {
    find_errors();
    return *prediction_errors_;
}

const std::vector<Row>& ColumnFacts::targets() {
    find_errors();
    return targets_;
}

double ColumnFacts::best_iou(Row prediction) {
    find_errors();
    return best_iou_.empty() ? outcomes().iou[prediction] : best_iou_[prediction];
}

// An object that nothing seen has found is explained by the best prediction that aims at it; where there is none, it is missed.
void ColumnFacts::explain_objects() {
    if (object_errors_) return;
    const Outcomes& seen = outcomes();
    const std::vector<ErrorKind>& errors = prediction_errors();
    const Run& made = run();
    std::vector<Row> best(dataset_.truth.size(), no_row);
    confusions_.assign(dataset_.truth.size(), no_row);
    for (std::size_t i = 0; i < made.size(); ++i) {
        const Row target = targets_[i];
        if (target == no_row || errors[i] == ErrorKind::none ||
            made.score[i] < thresholds_.confidence)
            continue;
        const auto row = static_cast<Row>(i);
        const auto better = [&](Row other) {
            return other == no_row || made.score[i] > made.score[other];
        };
        if (better(best[target])) best[target] = row;
        if (errors[i] == ErrorKind::classification && better(confusions_[target]))
            confusions_[target] = row;
    }
    std::vector<ErrorKind> kinds(dataset_.truth.size(), ErrorKind::none);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (seen.objects[i] != ObjectOutcome::missed) continue;
        kinds[i] = best[i] == no_row ? ErrorKind::missed : errors[best[i]];
    }
    object_errors_ = std::move(kinds);
}

const std::vector<ErrorKind>& ColumnFacts::object_errors() {
    explain_objects();
    return *object_errors_;
}

const std::vector<Row>& ColumnFacts::confusions() {
    explain_objects();
    return confusions_;
}

void ColumnFacts::set_confidence(double confidence) {
    thresholds_.confidence = confidence;
    cut_ = false;
    object_errors_.reset();
}

void ColumnFacts::set_iou(double iou) {
    thresholds_.iou = iou;
    matched_ = false;
    cut_ = false;
    prediction_errors_.reset();
    object_errors_.reset();
}

}  // namespace errata
