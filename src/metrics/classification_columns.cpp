#include "metrics/classification_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace errata {

namespace {

std::span<const ClassSlot> classes_of(const GroundTruth& truth, std::size_t sample) {
    const Row begin = truth.sample_begin[sample];
    return truth.cls.span().subspan(begin, truth.sample_begin[sample + 1] - begin);
}

void append(OwnedLabelSets& sets, std::span<const ClassSlot> classes) {
    sets.cls.insert(sets.cls.end(), classes.begin(), classes.end());
    sets.begin.push_back(static_cast<Row>(sets.cls.size()));
}

// Whether the class of a row counts: only those of samples that are kept do.
class ClassUse {
public:
    explicit ClassUse(std::size_t classes) : left_(classes, 0), anywhere_(classes, 0) {}

    void add(ClassSlot cls, bool is_kept) {
        anywhere_[cls] = 1;
        if (is_kept) left_[cls] = 1;
    }
    ClassesLeft classes(bool all) const {
        ClassesLeft classes;
        for (std::size_t cls = 0; cls < left_.size(); ++cls) {
            if (all || left_[cls] != 0 || anywhere_[cls] == 0) {
                classes.push_back(static_cast<ClassSlot>(cls));
            }
        }
        return classes;
    }

private:
    std::vector<std::uint8_t> left_;
    std::vector<std::uint8_t> anywhere_;
};

// From slots to places among the classes that are left; of the others anything.
std::vector<ClassSlot> places_of(const ClassesLeft& left, std::size_t classes) {
    std::vector<ClassSlot> places(classes, 0);
    for (std::size_t i = 0; i < left.size(); ++i) places[left[i]] = static_cast<ClassSlot>(i);
    return places;
}

bool has_nan(std::span<const double> scores) {
    return std::ranges::any_of(scores, [](double score) { return std::isnan(score); });
}

// The probabilities of the columns' samples, where they are not those of all.
void take_scores(const Run& run, std::span<const std::uint8_t> lost, ClassColumns& columns) {
    const auto all = run.probabilities.span();
    const bool any_lost = std::ranges::contains(lost, std::uint8_t{1});
    columns.scores = all;
    if (all.empty() || (columns.truth.size() == lost.size() && !any_lost)) return;
    columns.own_scores.reserve(columns.sample.size() * columns.classes);
    for (const SampleSlot sample : columns.sample) {
        const auto row = all.subspan(sample * columns.classes, columns.classes);
        columns.own_scores.insert(columns.own_scores.end(), row.begin(), row.end());
        if (lost[sample] != 0) columns.own_scores.back() = std::numeric_limits<double>::quiet_NaN();
    }
    columns.scores = columns.own_scores;
}

}  // namespace

ClassColumns class_columns(const Dataset& dataset, const Run& run, const Restriction& restriction) {
    const std::size_t samples = dataset.samples.size();
    const std::size_t classes = dataset.classes.size();
    const GroundTruth& truth = dataset.truth;
    const auto keeps = [&](std::size_t sample) {
        const Row object = truth.sample_begin[sample];
        return restriction.keeps_sample(sample) &&
               (object == truth.sample_begin[sample + 1] || restriction.keeps_object(object));
    };
    ClassUse use(classes);
    std::vector<std::uint32_t> predicted(samples, ClassifiedSamples::no_class);
    std::vector<std::uint8_t> lost(samples, 0);
    for (std::size_t row = 0; row < run.size(); ++row) {
        const SampleSlot sample = run.sample[row];
        const bool is_kept = restriction.keeps_prediction(row);
        use.add(run.cls[row], is_kept && keeps(sample));
        if (is_kept) predicted[sample] = run.cls[row];
        lost[sample] = is_kept ? 0 : 1;
    }
    ClassColumns columns;
    for (std::size_t sample = 0; sample < samples; ++sample) {
        const auto of_sample = classes_of(truth, sample);
        if (of_sample.empty()) continue;
        use.add(of_sample.front(), keeps(sample));
        if (!keeps(sample)) continue;
        columns.truth.push_back(of_sample.front());
        columns.predicted.push_back(predicted[sample]);
        columns.sample.push_back(static_cast<SampleSlot>(sample));
    }
    columns.left = use.classes(!run.probabilities.empty());
    columns.classes = columns.left.size();
    if (columns.classes < classes) {
        const std::vector<ClassSlot> places = places_of(columns.left, classes);
        for (std::uint32_t& cls : columns.truth) cls = places[cls];
        for (std::uint32_t& cls : columns.predicted) {
            if (cls != ClassifiedSamples::no_class) cls = places[cls];
        }
    }
    take_scores(run, lost, columns);
    return columns;
}

LabelColumns label_columns(const Dataset& dataset, const Run& run, const Restriction& restriction) {
    const GroundTruth& truth = dataset.truth;
    const std::size_t classes = dataset.classes.size();
    const SampleRows rows(run.sample, dataset.samples.size());
    LabelColumns columns;
    ClassUse use(classes);
    std::vector<ClassSlot> has;
    std::vector<ClassSlot> ignored;
    std::vector<ClassSlot> given;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        const auto sample = static_cast<SampleSlot>(i);
        const bool is_kept = restriction.keeps_sample(i);
        bool is_whole = true;
        has.clear();
        ignored.clear();
        given.clear();
        for (Row row = truth.sample_begin[i]; row < truth.sample_begin[i + 1]; ++row) {
            const bool counts = restriction.keeps_object(row);
            use.add(truth.cls[row], is_kept && counts);
            (counts ? has : ignored).push_back(truth.cls[row]);
        }
        for (std::size_t place = 0; place < rows.count(sample); ++place) {
            const Row row = rows.row(sample, place);
            const bool is_there = restriction.keeps_prediction(row);
            const bool counts = is_there && !std::ranges::contains(ignored, run.cls[row]);
            use.add(run.cls[row], is_kept && counts);
            if (counts) given.push_back(run.cls[row]);
            is_whole = is_whole && is_there;
        }
        if (!is_kept) continue;
        std::ranges::sort(given);
        given.erase(std::ranges::unique(given).begin(), given.end());
        append(columns.truth, has);
        append(columns.predicted, given);
        if (run.probabilities.empty() || !is_whole || !ignored.empty()) continue;
        const auto scores = run.probabilities.span().subspan(i * classes, classes);
        if (has_nan(scores)) continue;
        append(columns.scored_truth, has);
        columns.scored_sample.push_back(sample);
        columns.scores.insert(columns.scores.end(), scores.begin(), scores.end());
    }
    columns.left = use.classes(!run.probabilities.empty());
    columns.classes = columns.left.size();
    if (columns.classes < classes) {
        const std::vector<ClassSlot> places = places_of(columns.left, classes);
        for (ClassSlot& cls : columns.truth.cls) cls = places[cls];
        for (ClassSlot& cls : columns.predicted.cls) cls = places[cls];
    }
    return columns;
}

ValueColumns value_columns(const Dataset& dataset, const Run& run, const Restriction& restriction) {
    ValueColumns columns;
    for (std::size_t i = 0; i < dataset.samples.value.size() && i < run.value.size(); ++i) {
        if (!restriction.keeps_sample(i)) continue;
        if (std::isnan(dataset.samples.value[i]) || std::isnan(run.value[i])) continue;
        columns.truth.push_back(dataset.samples.value[i]);
        columns.predicted.push_back(run.value[i]);
        columns.sample.push_back(static_cast<SampleSlot>(i));
    }
    return columns;
}

std::vector<LabelMatch> match_labels(const Dataset& dataset, const Run& run) {
    std::vector<LabelMatch> matches;
    for (std::size_t row = 0; row < run.size(); ++row) {
        const auto truth = classes_of(dataset.truth, run.sample[row]);
        const auto found = std::ranges::lower_bound(truth, run.cls[row]);
        if (found == truth.end() || *found != run.cls[row]) continue;
        const auto place = static_cast<Row>(found - truth.begin());
        matches.push_back({.prediction = static_cast<Row>(row),
                           .truth = dataset.truth.sample_begin[run.sample[row]] + place});
    }
    return matches;
}

}  // namespace errata
