#include "metrics/tide.h"

#include <algorithm>
#include <numeric>

#include "base/key_sort.h"
#include "base/parallel.h"
#include "metrics/evaluation_part.h"
#include "metrics/tide_curves.h"
#include "metrics/tide_images.h"

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

}  // namespace

std::span<const FigureInfo> tide_infos() { return infos; }

struct TideAnalysis::State {
    State(const Dataset& of, const Run& made, const SampleRows& rows, TideOptions with,
          unsigned most_threads)
        : dataset(of),
          run(made),
          options(std::move(with)),
          threads(std::max(1U, most_threads)),
          classes(of.classes.size()) {
        tide.predictions.resize(run.size());
        tide.missed.assign(dataset.truth.size(), 0);
        order.resize(dataset.samples.size());
        std::iota(order.begin(), order.end(), SampleSlot{0});
        if (const auto& place = dataset.samples.file_row; !place.empty()) {
            std::ranges::sort(order, {}, [&](SampleSlot sample) { return place[sample]; });
        }
        best_error.assign(dataset.truth.size(), no_row);
        for (unsigned i = 0; i < threads; ++i) {
            parts.push_back(std::make_unique<TideImages>(
                dataset, run, rows, options, tide.predictions, tide.missed, best_error));
        }
    }

    void add(SampleSlot begin, SampleSlot end);
    void sum_up();
    void collect_right();
    void collect_wrong();
    void sort_points();
    void measure();

    const Dataset& dataset;
    const Run& run;
    TideOptions options;
    unsigned threads;
    std::vector<SampleSlot> order;  // as the file has them
    Tide tide;
    std::vector<ClassPoints> classes;
    std::vector<Row> best_error;  // per object the best prediction that aims at it
    std::vector<Row> met;         // predictions that are not cut, in the order they were met
    std::vector<std::unique_ptr<TideImages>> parts;  // one per thread
};

void TideAnalysis::State::add(SampleSlot begin, SampleSlot end) {
    const std::size_t count = end - begin;
    parallel_for(threads, parts.size(), [&](std::size_t part) {
        const std::size_t last = begin + count * (part + 1) / parts.size();
        for (std::size_t i = begin + count * part / parts.size(); i < last; ++i) {
            parts[part]->add(order[i]);
        }
    });
    for (const auto& part : parts) {
        met.insert(met.end(), part->met.begin(), part->met.end());
        part->met.clear();
    }
}

void TideAnalysis::State::sum_up() {
    for (const auto& part : parts) {
        for (std::size_t kind = 0; kind < tide_errors; ++kind) {
            tide.counts[kind] += part->counts[kind];
        }
        for (std::size_t cls = 0; cls < classes.size(); ++cls) {
            classes[cls].positives += part->objects_of_class[cls].positives;
            classes[cls].missed += part->objects_of_class[cls].missed;
            classes[cls].missed_entirely += part->objects_of_class[cls].missed_entirely;
        }
    }
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
        if (found.use != TideUse::ignored) ++own.wrong_counts[tide_number(found.error)];
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
            {.key = key, .order = static_cast<std::uint32_t>(i), .kind = tide_number(found.error)});
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
        measure.counted[tide_number(error)] = 0;
    }
    if (error == TideError::localization) measure.lists.push_back({.points = cls.placed});
    if (error == TideError::classification) measure.lists.push_back({.points = cls.moved});
    return measure;
}

// All errors of the kinds up to that one mended, in TIDE's order. What was mended before counts, at equal scores,
// behind what is mended now and before what was right all along, the last mended first: the reference's order.
TideMeasure mended_up_to(const ClassPoints& cls, std::size_t step) {
    constexpr auto place = tide_number(TideError::localization);
    TideMeasure measure = unmended(cls, last_rank);
    for (std::size_t kind = 0; kind <= std::min(step, tide_wrong_kinds - 1); ++kind) {
        measure.counted[kind] = 0;
    }
    if (step == tide_number(TideError::missed)) measure.positives -= cls.missed_entirely;
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
                           TideOptions options, unsigned threads)
    : state_(std::make_unique<State>(dataset, run, rows, std::move(options), threads)) {}
TideAnalysis::~TideAnalysis() = default;

void TideAnalysis::add(SampleSlot begin, SampleSlot end) { state_->add(begin, end); }

Tide TideAnalysis::finish() && {
    State& state = *state_;
    state.sum_up();
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
