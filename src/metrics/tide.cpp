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

// The predictions of one class.
struct ClassPoints {
    std::vector<TideWrong> wrong;    // those that count for AP
    std::vector<TideRight> correct;  // true positives
    std::vector<TideRight> placed;   // wrong places that would find an object once mended
    std::vector<TideRight> moved;    // other classes' predictions that would be right as this one's
    TideCounts wrong_counts = {};    // of all wrong ones, by kind
    std::uint64_t worst_right = 0;   // the largest key of a right or mended one
    bool any_right = false;
    std::int64_t positives = 0;
    std::uint32_t missed = 0;           // objects that nothing found
    std::uint32_t missed_entirely = 0;  // of them, of kind missed

    void add(std::vector<TideRight>& list, std::uint64_t key, std::uint32_t order) {
        list.push_back({.key = key, .order = order});
        worst_right = any_right ? std::max(worst_right, key) : key;
        any_right = true;
    }
};

struct Corners {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
    double area = 0;
};

Corners corners_of(const Box& box) {
    return {.left = box.x,
            .top = box.y,
            .right = box.x + box.width,
            .bottom = box.y + box.height,
            .area = box.area()};
}

// An object that a prediction of the image overlaps.
struct Pair {
    std::uint32_t object = 0;  // place in the image
    double iou = 0;            // above 0
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
    void find_pairs();
    void find_box_pairs(const Box& box);
    void match();
    void ignore_crowded();
    void classify();
    TideError kind_of(std::size_t prediction, Row& target) const;
    void aim(std::size_t prediction, std::size_t object, TideError error);
    void settle_objects();
    std::span<const Pair> pairs_of(std::size_t prediction) const {
        return std::span(pairs).subspan(pair_begin[prediction],
                                        pair_begin[prediction + 1] - pair_begin[prediction]);
    }
    double pair(Row prediction, Row object, bool crowd) {
        return overlap ? overlap->of(prediction, object, crowd)
                       : box_iou(run.box[prediction], dataset.truth.box[object], crowd);
    }

    // --- all of them ---
    void collect_right();
    void collect_wrong();
    void sort_points();
    void measure();

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
    std::vector<Corners> boxes;  // of the objects
    std::vector<Pair> pairs;     // by prediction, then object
    std::vector<std::size_t> pair_begin;
    std::vector<Row> taken_by;  // per object the prediction, or no_row
    std::vector<std::uint8_t> usable;

    // Of all.
    Tide tide;
    std::vector<ClassPoints> classes;
    std::vector<Row> best_error;  // per object the best prediction that aims at it
    std::vector<Row> met;         // predictions that are not cut, in the order they were met
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

// As box_iou has it to the last bit, but nothing is divided where boxes do not meet.
void TideAnalysis::State::find_box_pairs(const Box& box) {
    const Corners own = corners_of(box);
    for (std::size_t o = 0; o < boxes.size(); ++o) {
        const Corners& other = boxes[o];
        const double width = std::min(own.right, other.right) - std::max(own.left, other.left);
        const double height = std::min(own.bottom, other.bottom) - std::max(own.top, other.top);
        if (width <= 0 || height <= 0) continue;
        const double common = width * height;
        const double iou = common / (own.area + other.area - common);
        if (iou > 0) pairs.push_back({.object = static_cast<std::uint32_t>(o), .iou = iou});
    }
}

void TideAnalysis::State::find_pairs() {
    pairs.clear();
    pair_begin.assign(1, 0);
    boxes.clear();
    if (!overlap) {
        for (const Row object : objects) boxes.push_back(corners_of(dataset.truth.box[object]));
    }
    for (const Scored& one : predictions) {
        if (!overlap) {
            find_box_pairs(run.box[one.row]);
        } else {
            for (std::size_t o = 0; o < objects.size(); ++o) {
                const double iou = overlap->of(one.row, objects[o], false);
                if (iou > 0) pairs.push_back({.object = static_cast<std::uint32_t>(o), .iou = iou});
            }
        }
        pair_begin.push_back(pairs.size());
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
        for (const auto& [o, iou] : pairs_of(p)) {
            if (truth.cls[objects[o]] != run.cls[row]) continue;
            found.iou = std::max(found.iou, iou);
            if (taken_by[o] == no_row && iou > best) {
                best = iou;
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
    for (const auto& [o, iou] : pairs_of(p)) {
        if (truth.cls[objects[o]] == cls) {
            same.see(iou, o);
            if (taken_by[o] != no_row) used.see(iou, o);
        } else {
            other.see(iou, o);
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
        met.push_back(row);
        if (found.use == TideUse::true_positive) continue;
        found.error = TideError::background;
        if (!objects.empty()) {
            Row object = no_row;
            found.error = kind_of(p, object);
            if (object != no_row) aim(p, object, found.error);
        }
        ++tide.counts[number_of(found.error)];
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
    find_pairs();
    match();
    ignore_crowded();
    classify();
    settle_objects();
}

// Predictions into the lists of their classes, each in the order in which they were met.
void TideAnalysis::State::collect_right() {
    for (std::size_t i = 0; i < met.size(); ++i) {
        const Row row = met[i];
        const TidePrediction& found = tide.predictions[row];
        const std::uint64_t key = key_of_score(run.score[row]);
        const auto place = static_cast<std::uint32_t>(i);
        ClassPoints& own = classes[run.cls[row]];
        if (found.use == TideUse::true_positive) {
            own.add(own.correct, key, place);
            continue;
        }
        if (found.use != TideUse::ignored) ++own.wrong_counts[number_of(found.error)];
        const bool moves = found.error == TideError::classification;
        if (!moves && found.error != TideError::localization) continue;
        if (best_error[found.target] != row) continue;
        ClassPoints& right = moves ? classes[dataset.truth.cls[found.target]] : own;
        right.add(moves ? right.moved : right.placed, key, place);
    }
}

// Wrong predictions worse than all right ones change nothing.
void TideAnalysis::State::collect_wrong() {
    for (std::size_t i = 0; i < met.size(); ++i) {
        const Row row = met[i];
        const TidePrediction& found = tide.predictions[row];
        if (found.use != TideUse::false_positive) continue;
        ClassPoints& own = classes[run.cls[row]];
        const std::uint64_t key = key_of_score(run.score[row]);
        if (!own.any_right || key > own.worst_right) continue;
        own.wrong.push_back(
            {.key = key, .order = static_cast<std::uint32_t>(i), .kind = number_of(found.error)});
    }
}

void TideAnalysis::State::sort_points() {
    std::vector<TideWrong> spare_wrong;
    std::vector<TideRight> spare_right;
    for (ClassPoints& cls : classes) {
        sort_by_key(cls.wrong, spare_wrong);
        for (auto* list : {&cls.correct, &cls.placed, &cls.moved}) {
            sort_by_key(*list, spare_right);
            count_wrong(cls.wrong, *list);
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

namespace {

constexpr std::uint8_t last_rank = 3;
constexpr TideCounts every_kind = {1, 1, 1, 1, 1};

// Predictions as they are; correct ones, at equal scores, behind the wrong ones (rank above 0) or as they were met.
TideMeasure unmended(const ClassPoints& cls, std::uint8_t rank) {
    return {.lists = {{.points = cls.correct, .rank = rank}},
            .counted = every_kind,
            .positives = cls.positives};
}

// Errors of one kind mended.
TideMeasure mended(const ClassPoints& cls, TideError error) {
    TideMeasure measure = unmended(cls, last_rank);
    if (error == TideError::missed) {
        measure.positives -= cls.missed_entirely;
    } else {
        measure.counted[number_of(error)] = 0;
    }
    if (error == TideError::localization) measure.lists.push_back({.points = cls.placed});
    if (error == TideError::classification) measure.lists.push_back({.points = cls.moved});
    return measure;
}

// All errors of the kinds up to that one mended, in TIDE's order. What was mended before counts, at equal scores,
// behind what is mended now and before what was right all along, the last mended first: the reference's order.
TideMeasure mended_up_to(const ClassPoints& cls, std::size_t step) {
    constexpr auto place = number_of(TideError::localization);
    TideMeasure measure = unmended(cls, last_rank);
    for (std::size_t kind = 0; kind <= std::min(step, tide_wrong_kinds - 1); ++kind) {
        measure.counted[kind] = 0;
    }
    if (step == number_of(TideError::missed)) measure.positives -= cls.missed_entirely;
    if (step >= place) {
        measure.lists.push_back(
            {.points = cls.placed, .rank = step == place ? std::uint8_t{0} : std::uint8_t{1}});
    }
    measure.lists.push_back(
        {.points = cls.moved, .rank = static_cast<std::uint8_t>(std::min<std::size_t>(step, 2))});
    return measure;
}

// Every true positive before every false one: those do not change the precision at the true ones.
TideMeasure without_false(const ClassPoints& cls) {
    TideMeasure measure = unmended(cls, last_rank);
    if (!cls.correct.empty()) measure.counted = {};
    return measure;
}

TideMeasure without_missed(const ClassPoints& cls) {
    TideMeasure measure = unmended(cls, last_rank);
    measure.positives -= cls.missed;
    return measure;
}

}  // namespace

void TideAnalysis::State::measure() {
    // The mean over the classes of what `measure_of` gives for each.
    std::vector<std::optional<double>> values(classes.size());
    const auto mean_ap = [&](auto&& measure_of) {
        for (std::size_t c = 0; c < classes.size(); ++c) {
            TideMeasure one = measure_of(classes[c]);
            for (std::size_t kind = 0; kind < tide_wrong_kinds; ++kind) {
                if (one.counted[kind] != 0 && classes[c].wrong_counts[kind] != 0) {
                    one.any_wrong = true;
                }
            }
            values[c] = tide_average_precision(one);
        }
        return mean_of(values);
    };
    tide.ap = mean_ap([](const ClassPoints& cls) { return unmended(cls, 0); });
    tide.ap_of_class = values;
    double last = tide.ap;
    for (std::size_t step = 0; step < tide_errors; ++step) {
        const double alone = mean_ap(
            [step](const ClassPoints& cls) { return mended(cls, static_cast<TideError>(step)); });
        tide.main[step] = std::max(alone - tide.ap, 0.0);
        const double now =
            mean_ap([step](const ClassPoints& cls) { return mended_up_to(cls, step); });
        tide.progressive[step] = std::max(now - last, 0.0);
        last = now;
    }
    tide.false_positives = mean_ap(without_false) - tide.ap;
    tide.false_negatives = mean_ap(without_missed) - tide.ap;
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
    state.collect_right();
    state.collect_wrong();
    state.sort_points();
    state.measure();
    return std::move(state.tide);
}

Tide analyse_tide(const Dataset& dataset, const Run& run, const SampleRows& rows,
                  TideOptions options) {
    TideAnalysis analysis(dataset, run, rows, std::move(options));
    analysis.add(0, static_cast<SampleSlot>(dataset.samples.size()));
    return std::move(analysis).finish();
}

}  // namespace errata
