#include "metrics/tide.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/key_sort.h"
#include "metrics/evaluation_part.h"
#include "metrics/tide_curves.h"

namespace errata {

namespace {

constexpr std::array<FigureInfo, tide_errors + 2> infos = {{
    {.key = "Cls",
     .name = "Wrong class",
     .meaning = "How much AP rises when every prediction that lies right (IoU at least 0.5 with an "
                "object of another class) also names that class. Source: TIDE",
     .basis = "predictions"},
    {.key = "Loc",
     .name = "Wrong place",
     .meaning = "How much AP rises when every prediction of the right class that overlaps its "
                "object by IoU 0.1 to 0.5 also lies right. Source: TIDE",
     .basis = "predictions"},
    {.key = "Both",
     .name = "Wrong class and place",
     .meaning = "How much AP rises without the predictions that overlap an object of another class "
                "by IoU 0.1 to 0.5. Source: TIDE",
     .basis = "predictions"},
    {.key = "Dupe",
     .name = "Duplicate",
     .meaning = "How much AP rises without the predictions of objects that a better prediction has "
                "found already. Source: TIDE",
     .basis = "predictions"},
    {.key = "Bkg",
     .name = "Background",
     .meaning = "How much AP rises without the predictions that overlap nothing by more than IoU "
                "0.1. Source: TIDE",
     .basis = "predictions"},
    {.key = "Miss",
     .name = "Missed",
     .meaning = "How much AP rises without the objects that nothing found and that no wrong class "
                "or place explains. Source: TIDE"},
    {.key = "FalsePos",
     .name = "All false positives",
     .meaning = "How much AP rises when no false positive stands before a true one. Source: TIDE",
     .basis = "predictions"},
    {.key = "FalseNeg",
     .name = "All misses",
     .meaning =
         "How much AP rises when the objects that were not found do not count. Source: TIDE"},
}};

constexpr auto number_of(TideError error) { return static_cast<std::uint8_t>(error); }

// The points of one class.
struct ClassPoints {
    std::vector<TidePoint> all;      // what counts for AP; kind 1: true positives, 0: false ones
    std::vector<TidePoint> errors;   // by kind of error; those of ignored predictions are apart
    std::vector<TidePoint> ignored;  // errors that do not count for AP unless they are mended
    std::vector<TidePoint> correct;
    std::vector<TidePoint> moved;  // class errors that become this class's true positives
    std::int64_t positives = 0;
    std::uint32_t missed = 0;           // objects that nothing found
    std::uint32_t missed_entirely = 0;  // of them, of kind missed
};

struct Scored {
    double score = 0;
    Row row = 0;
};

}  // namespace

std::span<const FigureInfo> tide_infos() { return infos; }

struct TideAnalysis::State {
    State(const Dataset& of, const Run& made, const SampleRows& by_sample, TideOptions with)
        : dataset(of),
          run(made),
          rows(by_sample),
          options(std::move(with)),
          overlap(options.overlap.kind == OverlapKind::box
                      ? nullptr
                      : make_overlap(of, made, options.overlap)),
          classes(of.classes.size()) {
        tide.predictions.resize(run.size());
        tide.missed.assign(dataset.truth.size(), 0);
        order.resize(dataset.samples.size());
        std::iota(order.begin(), order.end(), SampleSlot{0});
        if (const auto& place = dataset.samples.file_row; !place.empty()) {
            std::ranges::sort(order, {}, [&](SampleSlot sample) { return place[sample]; });
        }
        best_error.assign(dataset.truth.size(), no_row);
    }

    // --- one image ---
    void add(SampleSlot sample);
    void gather(SampleSlot sample);
    void fill_overlaps();
    void match();
    void ignore_crowded();
    void classify();
    TideError kind_of(std::size_t prediction, Row& target) const;
    void aim(std::size_t prediction, std::size_t object, TideError error);
    void settle_objects();
    double& iou(std::size_t prediction, std::size_t object) {
        return overlaps[prediction * objects.size() + object];
    }
    double iou(std::size_t prediction, std::size_t object) const {
        return overlaps[prediction * objects.size() + object];
    }
    double pair(Row prediction, Row object, bool crowd) {
        return overlap ? overlap->of(prediction, object, crowd)
                       : box_iou(run.box[prediction], dataset.truth.box[object], crowd);
    }

    // --- all of them ---
    void sort_points();
    void collect_errors();
    template <typename ListsOf>
    double mean_ap(ListsOf&& lists_of,
                   std::vector<std::optional<double>>* of_class = nullptr) const;
    double base_ap();
    double fixed_ap(TideError error) const;
    void measure_progress();
    void measure_special();

    const Dataset& dataset;
    const Run& run;
    const SampleRows& rows;
    TideOptions options;
    std::unique_ptr<Overlap> overlap;  // nothing: of the boxes
    std::vector<SampleSlot> order;     // as the file has them

    // Of the image at hand.
    std::vector<Scored> predictions;
    std::vector<Row> objects;  // in file order, without crowds
    std::vector<Row> crowds;
    std::vector<double> overlaps;  // [prediction][object]
    std::vector<Row> taken_by;     // per object the prediction, or no_row
    std::vector<std::uint8_t> usable;

    // Of all.
    Tide tide;
    std::vector<ClassPoints> classes;
    std::vector<Row> best_error;   // per object the best prediction that aims at it
    std::vector<Row> error_order;  // predictions with an error, in the order they were met
    std::vector<Row> point_order;  // predictions that count, in the order they were met
};

void TideAnalysis::State::gather(SampleSlot sample) {
    const GroundTruth& truth = dataset.truth;
    objects.clear();
    crowds.clear();
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        (truth.is_crowd(row) ? crowds : objects).push_back(row);
    }
    if (!truth.file_row.empty()) {
        std::ranges::sort(objects, {}, [&](Row row) { return truth.file_row[row]; });
    }
    const std::size_t count = rows.count(sample);
    predictions.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const Row row = rows.row(sample, i);
        predictions.push_back({.score = run.score[row], .row = row});
    }
    std::ranges::stable_sort(predictions, std::greater{}, &Scored::score);
    if (predictions.size() > options.max_detections) predictions.resize(options.max_detections);
}

void TideAnalysis::State::fill_overlaps() {
    overlaps.resize(predictions.size() * objects.size());
    for (std::size_t p = 0; p < predictions.size(); ++p) {
        for (std::size_t o = 0; o < objects.size(); ++o) {
            iou(p, o) = pair(predictions[p].row, objects[o], false);
        }
    }
}

// By falling score each takes the object of its class that it overlaps most and that is free.
void TideAnalysis::State::match() {
    const GroundTruth& truth = dataset.truth;
    taken_by.assign(objects.size(), no_row);
    for (std::size_t p = 0; p < predictions.size(); ++p) {
        const Row row = predictions[p].row;
        TidePrediction& found = tide.predictions[row];
        found.use = TideUse::false_positive;
        double best = 0;
        std::size_t best_object = objects.size();
        for (std::size_t o = 0; o < objects.size(); ++o) {
            if (truth.cls[objects[o]] != run.cls[row]) continue;
            found.iou = std::max(found.iou, iou(p, o));
            if (taken_by[o] == no_row && iou(p, o) > best) {
                best = iou(p, o);
                best_object = o;
            }
        }
        if (best_object == objects.size() || !(best >= options.positive_iou)) continue;
        taken_by[best_object] = row;
        found.use = TideUse::true_positive;
        found.target = objects[best_object];
    }
}

void TideAnalysis::State::ignore_crowded() {
    for (const Row crowd : crowds) {
        for (const Scored& one : predictions) {
            TidePrediction& found = tide.predictions[one.row];
            if (found.use != TideUse::true_positive &&
                run.cls[one.row] == dataset.truth.cls[crowd] &&
                pair(one.row, crowd, true) > options.positive_iou) {
                found.use = TideUse::ignored;
            }
        }
    }
}

TideError TideAnalysis::State::kind_of(std::size_t p, Row& target) const {
    const GroundTruth& truth = dataset.truth;
    const ClassSlot cls = run.cls[predictions[p].row];
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
    for (std::size_t o = 0; o < objects.size(); ++o) {
        if (truth.cls[objects[o]] == cls) {
            same.see(iou(p, o), o);
            if (taken_by[o] != no_row) used.see(iou(p, o), o);
        } else {
            other.see(iou(p, o), o);
        }
    }
    const auto found = [&](TideError error, std::size_t object) {
        target = static_cast<Row>(object);
        return error;
    };
    if (same.iou >= options.background_iou && same.iou <= options.positive_iou) {
        return found(TideError::localization, same.object);
    }
    if (other.iou >= options.positive_iou) return found(TideError::classification, other.object);
    if (used.iou >= options.positive_iou) return found(TideError::duplicate, used.object);
    return std::max(same.iou, other.iou) <= options.background_iou ? TideError::background
                                                                   : TideError::both;
}

// A wrong class or place aims at an object; the best one that aims at a free object would mend it.
void TideAnalysis::State::aim(std::size_t p, std::size_t object, TideError error) {
    TidePrediction& found = tide.predictions[predictions[p].row];
    const Row row = objects[object];
    if (error == TideError::duplicate) {
        found.target = taken_by[object];
        return;
    }
    found.target = row;
    if (taken_by[object] != no_row) return;
    usable[object] = 1;
    if (best_error[row] == no_row) best_error[row] = predictions[p].row;
}

void TideAnalysis::State::classify() {
    usable.assign(objects.size(), 0);
    for (std::size_t p = 0; p < predictions.size(); ++p) {
        const Row row = predictions[p].row;
        TidePrediction& found = tide.predictions[row];
        if (found.use != TideUse::ignored) point_order.push_back(row);
        if (found.use == TideUse::true_positive) continue;
        found.error = TideError::background;
        if (!objects.empty()) {
            Row object = no_row;
            found.error = kind_of(p, object);
            if (object != no_row) aim(p, object, found.error);
        }
        ++tide.counts[number_of(found.error)];
        error_order.push_back(row);
    }
}

void TideAnalysis::State::settle_objects() {
    for (std::size_t o = 0; o < objects.size(); ++o) {
        ClassPoints& cls = classes[dataset.truth.cls[objects[o]]];
        ++cls.positives;
        if (taken_by[o] != no_row) continue;
        ++cls.missed;
        if (usable[o] != 0) continue;
        ++cls.missed_entirely;
        ++tide.counts[number_of(TideError::missed)];
        tide.missed[objects[o]] = 1;
    }
}

void TideAnalysis::State::add(SampleSlot sample) {
    gather(sample);
    if (overlap) overlap->begin(sample);
    fill_overlaps();
    match();
    ignore_crowded();
    classify();
    settle_objects();
}

// Predictions into the lists of their classes, each in the order in which they were met.
void TideAnalysis::State::collect_errors() {
    const auto point = [&](Row row, std::size_t place, TideError kind, bool fixable) {
        return TidePoint{.key = key_of_score(run.score[row]),
                         .order = static_cast<std::uint32_t>(place),
                         .kind = number_of(kind),
                         .fixable = fixable};
    };
    for (std::size_t i = 0; i < point_order.size(); ++i) {
        const Row row = point_order[i];
        ClassPoints& cls = classes[run.cls[row]];
        const bool correct = tide.predictions[row].use == TideUse::true_positive;
        cls.all.push_back(point(row, i, correct ? TideError::none : TideError::missed, correct));
        if (correct) cls.correct.push_back(point(row, i, TideError::none, true));
    }
    for (std::size_t i = 0; i < error_order.size(); ++i) {
        const Row row = error_order[i];
        const TidePrediction& found = tide.predictions[row];
        const bool aims =
            found.error == TideError::classification || found.error == TideError::localization;
        const bool fixable = aims && best_error[found.target] == row;
        ClassPoints& own = classes[run.cls[row]];
        const TidePoint one = point(row, i, found.error, fixable);
        (found.use == TideUse::ignored ? own.ignored : own.errors).push_back(one);
        if (found.error == TideError::classification && fixable) {
            classes[dataset.truth.cls[found.target]].moved.push_back(one);
        }
    }
}

void TideAnalysis::State::sort_points() {
    std::vector<TidePoint> spare;
    for (ClassPoints& cls : classes) {
        for (auto* list : {&cls.all, &cls.errors, &cls.ignored, &cls.correct, &cls.moved}) {
            sort_by_key(*list, spare);
        }
    }
}

namespace {

// Of the classes that have anything.
double mean_of(const std::vector<std::optional<double>>& values) {
    double sum = 0;
    std::size_t count = 0;
    for (const auto& value : values) {
        if (!value) continue;
        sum += *value;
        ++count;
    }
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace

// The mean over classes where the lists that `lists_of` gives for each are measured.
template <typename ListsOf>
double TideAnalysis::State::mean_ap(ListsOf&& lists_of,
                                    std::vector<std::optional<double>>* of_class) const {
    std::vector<std::optional<double>> values;
    std::vector<TideList> lists;
    for (const ClassPoints& cls : classes) {
        lists.clear();
        std::int64_t positives = cls.positives;
        lists_of(cls, lists, positives);
        values.push_back(tide_average_precision(lists, positives));
    }
    const double mean = mean_of(values);
    if (of_class != nullptr) *of_class = std::move(values);
    return mean;
}

double TideAnalysis::State::base_ap() {
    const auto lists_of = [](const ClassPoints& cls, std::vector<TideList>& lists, std::int64_t&) {
        TideList all = {.points = cls.all};
        all.set_all(TideOutcome::wrong);
        all.set(number_of(TideError::none), TideOutcome::right);
        lists.push_back(all);
    };
    return mean_ap(lists_of, &tide.ap_of_class);
}

namespace {

constexpr std::uint8_t last_rank = 3;

TideList correct_list(const ClassPoints& cls) {
    TideList list = {.points = cls.correct, .rank = last_rank};
    list.set_all(TideOutcome::right);
    return list;
}

// Right where a point's place can be mended, out where not.
void mend(TideList& list) {
    list.outcome[number_of(TideError::localization)] = {TideOutcome::out, TideOutcome::right};
}

// All errors as they are, but those of one kind mended.
void add_fixed(const ClassPoints& cls, TideError error, std::vector<TideList>& lists) {
    TideList errors = {.points = cls.errors};
    TideList ignored = {.points = cls.ignored};
    errors.set_all(TideOutcome::wrong);
    errors.set(number_of(error), TideOutcome::out);
    if (error == TideError::localization) {
        mend(errors);
        mend(ignored);
    }
    lists.push_back(errors);
    lists.push_back(ignored);
    if (error == TideError::classification) {
        TideList moved = {.points = cls.moved};
        moved.set_all(TideOutcome::right);
        lists.push_back(moved);
    }
    lists.push_back(correct_list(cls));
}

// All errors of the kinds up to that one mended, in TIDE's order. What was mended before counts, at equal scores,
// behind what is mended now and before what was right all along, the last mended first: the reference's order.
void add_fixed_up_to(const ClassPoints& cls, std::size_t step, std::vector<TideList>& lists) {
    constexpr auto place = number_of(TideError::localization);
    TideList errors = {.points = cls.errors};
    errors.set_all(TideOutcome::wrong);
    for (std::size_t kind = 0; kind <= step; ++kind) errors.set(kind, TideOutcome::out);
    if (step == place) mend(errors);
    lists.push_back(errors);
    if (step >= place) {
        for (const auto* points : {&cls.errors, &cls.ignored}) {
            if (step == place && points == &cls.errors) continue;
            TideList placed = {.points = *points,
                               .rank = step == place ? std::uint8_t{0} : std::uint8_t{1}};
            mend(placed);
            lists.push_back(placed);
        }
    }
    TideList moved = {.points = cls.moved,
                      .rank = static_cast<std::uint8_t>(std::min<std::size_t>(step, 2))};
    moved.set_all(TideOutcome::right);
    lists.push_back(moved);
    lists.push_back(correct_list(cls));
}

}  // namespace

double TideAnalysis::State::fixed_ap(TideError error) const {
    return mean_ap(
        [error](const ClassPoints& cls, std::vector<TideList>& lists, std::int64_t& positives) {
            add_fixed(cls, error, lists);
            if (error == TideError::missed) positives -= cls.missed_entirely;
        });
}

void TideAnalysis::State::measure_progress() {
    double last = tide.ap;
    for (std::size_t step = 0; step < tide_errors; ++step) {
        const double now = mean_ap(
            [step](const ClassPoints& cls, std::vector<TideList>& lists, std::int64_t& positives) {
                add_fixed_up_to(cls, step, lists);
                if (step == number_of(TideError::missed)) positives -= cls.missed_entirely;
            });
        tide.progressive[step] = std::max(now - last, 0.0);
        last = now;
    }
}

void TideAnalysis::State::measure_special() {
    // Every true positive before every false one: those do not change the precision at the true ones.
    const double without_false =
        mean_ap([](const ClassPoints& cls, std::vector<TideList>& lists, std::int64_t&) {
            if (!cls.correct.empty()) {
                lists.push_back(correct_list(cls));
            } else {
                add_fixed(cls, TideError::none, lists);
            }
        });
    const double without_missed =
        mean_ap([](const ClassPoints& cls, std::vector<TideList>& lists, std::int64_t& positives) {
            add_fixed(cls, TideError::none, lists);
            positives -= cls.missed;
        });
    tide.false_positives = without_false - tide.ap;
    tide.false_negatives = without_missed - tide.ap;
}

TideAnalysis::TideAnalysis(const Dataset& dataset, const Run& run, const SampleRows& rows,
                           TideOptions options)
    : state_(std::make_unique<State>(dataset, run, rows, std::move(options))) {}
TideAnalysis::~TideAnalysis() = default;

void TideAnalysis::add(SampleSlot begin, SampleSlot end) {
    for (SampleSlot i = begin; i < end; ++i) state_->add(state_->order[i]);
}

Tide TideAnalysis::finish() && {
    State& state = *state_;
    state.collect_errors();
    state.sort_points();
    state.tide.ap = state.base_ap();
    for (std::size_t error = 0; error < tide_errors; ++error) {
        state.tide.main[error] =
            std::max(state.fixed_ap(static_cast<TideError>(error)) - state.tide.ap, 0.0);
    }
    state.measure_progress();
    state.measure_special();
    return std::move(state.tide);
}

Tide analyse_tide(const Dataset& dataset, const Run& run, const SampleRows& rows,
                  TideOptions options) {
    TideAnalysis analysis(dataset, run, rows, std::move(options));
    analysis.add(0, static_cast<SampleSlot>(dataset.samples.size()));
    return std::move(analysis).finish();
}

}  // namespace errata
