// The registry's samples.
#include <array>
#include <cmath>
#include <iterator>

#include "base/real_math.h"
#include "query/column_building.h"
#include "query/curation_columns.h"
#include "query/text_statistics.h"

namespace errata {

namespace {

constexpr const char* settles = "Settles 2009, Active Learning Literature Survey, section 3.1";

std::size_t samples_in(const ColumnFacts& facts) { return facts.dataset().samples.size(); }

bool has_names(const ColumnFacts& facts) { return !facts.dataset().samples.names.empty(); }
// Tables of labels state none.
bool has_sizes(const ColumnFacts& facts) {
    return std::ranges::any_of(facts.dataset().samples.width,
                               [](std::uint32_t width) { return width > 0; });
}
bool has_text(const ColumnFacts& facts) { return !facts.dataset().samples.text.empty(); }
bool has_objects(const ColumnFacts& facts) {
    return facts.task() != Task::semantic && facts.task() != Task::values;
}
bool has_matches(const ColumnFacts& facts) { return facts.has_matches(); }
bool has_errors(const ColumnFacts& facts) { return facts.has_errors(); }
bool has_one_class(const ColumnFacts& facts) { return facts.has_one_class(); }
bool has_decision(const ColumnFacts& facts) { return facts.has_one_class() && facts.has_matches(); }
bool has_probabilities(const ColumnFacts& facts) {
    return facts.has_run() && !facts.run().probabilities.empty();
}
bool has_values(const ColumnFacts& facts) { return !facts.dataset().samples.value.empty(); }
bool has_predicted_values(const ColumnFacts& facts) {
    return facts.has_run() && !facts.run().value.empty();
}
bool has_both_values(const ColumnFacts& facts) {
    return has_values(facts) && has_predicted_values(facts);
}

ColumnData file_names(ColumnFacts& facts) {
    const TextColumn& names = facts.dataset().samples.names;
    BitSet missing(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) missing.set(i, names[i].empty());
    return {.texts = names, .missing = std::move(missing)};
}

// 0 is a size that the file does not state.
ColumnData stated(const Column<std::uint32_t>& sizes) {
    return number_column(sizes.size(),
                         [&](std::size_t i) { return sizes[i] > 0 ? sizes[i] : no_number; });
}

ColumnData image_aspect(ColumnFacts& facts) {
    const Samples& samples = facts.dataset().samples;
    return number_column(samples.width.size(), [&](std::size_t i) {
        const bool known = samples.width[i] > 0 && samples.height[i] > 0;
        return known ? static_cast<double>(samples.width[i]) / samples.height[i] : no_number;
    });
}

ColumnData objects(ColumnFacts& facts) {
    const Samples& samples = facts.dataset().samples;
    const GroundTruth& truth = facts.dataset().truth;
    const ColumnData counts = count_column(samples.size(), truth.sample, [&](std::size_t i) {
        return !truth.is_crowd(static_cast<Row>(i));
    });
    return number_column(samples.size(), [&](std::size_t i) {
        return samples.is_labeled(static_cast<SampleSlot>(i)) ? counts.numbers[i] : no_number;
    });
}

// The classes of a table's rows that are `seen`, of each sample once, in the order of slots.
template <typename Seen>
ColumnData class_sets(const ColumnFacts& facts, const Column<SampleSlot>& sample,
                      const Column<ClassSlot>& cls, Seen&& seen) {
    std::vector<std::vector<std::uint16_t>> sets(samples_in(facts));
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (seen(i)) sets[sample[i]].push_back(cls[i]);
    }
    ListColumnBuilder<std::uint16_t> builder;
    for (std::vector<std::uint16_t>& set : sets) {
        std::ranges::sort(set);
        set.erase(std::ranges::unique(set).begin(), set.end());
        builder.push(set);
    }
    return {.sets = std::move(builder).build(), .names = class_names(facts)};
}

ColumnData classes(ColumnFacts& facts) {
    const GroundTruth& truth = facts.dataset().truth;
    return class_sets(facts, truth.sample, truth.cls, [](std::size_t) { return true; });
}

ColumnData predicted_classes(ColumnFacts& facts) {
    const Run& run = facts.run();
    const double least = facts.thresholds().confidence;
    return class_sets(facts, run.sample, run.cls,
                      [&](std::size_t i) { return run.score[i] >= least; });
}

// --- of one class per sample ---

Row true_row(const ColumnFacts& facts, std::size_t sample) {
    const Column<Row>& begin = facts.dataset().truth.sample_begin;
    return begin[sample] < begin[sample + 1] ? begin[sample] : no_row;
}

// The best-scored prediction of a sample, the first of equal ones.
Row best_row(ColumnFacts& facts, std::size_t sample) {
    const SampleRows& rows = facts.run_rows();
    const auto slot = static_cast<SampleSlot>(sample);
    Row best = no_row;
    for (std::size_t i = 0; i < rows.count(slot); ++i) {
        const Row row = rows.row(slot, i);
        if (best == no_row || facts.run().score[row] > facts.run().score[best]) best = row;
    }
    return best;
}

ColumnData true_class(ColumnFacts& facts) {
    return category_column(samples_in(facts), class_names(facts), [&](std::size_t i) {
        const Row row = true_row(facts, i);
        return row == no_row ? no_code : facts.dataset().truth.cls[row];
    });
}

ColumnData predicted_class(ColumnFacts& facts) {
    return category_column(samples_in(facts), class_names(facts), [&](std::size_t i) {
        const Row row = best_row(facts, i);
        return row == no_row ? no_code : facts.run().cls[row];
    });
}

ColumnData decision_correct(ColumnFacts& facts) {
    return truth_column(samples_in(facts), [&](std::size_t i) -> std::uint8_t {
        const Row object = true_row(facts, i);
        const Row row = best_row(facts, i);
        if (object == no_row || row == no_row) return no_truth;
        return facts.dataset().truth.cls[object] == facts.run().cls[row] ? 1 : 0;
    });
}

ColumnData decision_score(ColumnFacts& facts) {
    return number_column(samples_in(facts), [&](std::size_t i) {
        const Row row = best_row(facts, i);
        return row == no_row ? no_number : facts.run().score[row];
    });
}

// measure(probabilities of one sample)
template <typename Measure>
ColumnData of_probabilities(const ColumnFacts& facts, Measure&& measure) {
    const std::size_t classes = facts.dataset().classes.size();
    return number_column(samples_in(facts), [&](std::size_t i) {
        return measure(facts.run().probabilities.span().subspan(i * classes, classes));
    });
}

ColumnData margin(ColumnFacts& facts) {
    return of_probabilities(facts, [](std::span<const double> all) {
        if (all.size() < 2 || std::isnan(all[0])) return no_number;
        double first = std::max(all[0], all[1]);
        double second = std::min(all[0], all[1]);
        for (const double one : all.subspan(2)) {
            second = std::max(second, std::min(first, one));
            first = std::max(first, one);
        }
        return first - second;
    });
}

ColumnData entropy(ColumnFacts& facts) {
    return of_probabilities(facts, [](std::span<const double> all) {
        double sum = 0;
        for (const double one : all) sum -= one > 0 ? one * real::log(one) : (one == 0 ? 0 : one);
        return sum;
    });
}

// --- sums over objects and predictions ---

template <std::uint32_t OutcomeCounts::* member>
ColumnData outcome_count(ColumnFacts& facts) {
    return number_column(samples_in(facts),
                         [&](std::size_t i) { return facts.outcomes().samples[i].*member; });
}

ColumnData errors(ColumnFacts& facts) {
    return number_column(samples_in(facts),
                         [&](std::size_t i) { return facts.outcomes().samples[i].errors(); });
}

template <std::optional<double> (OutcomeCounts::*figure)() const>
ColumnData outcome_figure(ColumnFacts& facts) {
    return number_column(samples_in(facts), [&](std::size_t i) {
        return (facts.outcomes().samples[i].*figure)().value_or(no_number);
    });
}

ColumnData predictions(ColumnFacts& facts) {
    const Run& run = facts.run();
    const double least = facts.thresholds().confidence;
    return count_column(samples_in(facts), run.sample,
                        [&](std::size_t i) { return run.score[i] >= least; });
}

template <ErrorKind kind>
ColumnData errors_of_kind(ColumnFacts& facts) {
    if constexpr (kind == ErrorKind::missed) {
        const std::vector<ErrorKind>& errors = facts.object_errors();
        return count_column(samples_in(facts), facts.dataset().truth.sample,
                            [&](std::size_t i) { return errors[i] == kind; });
    } else {
        const std::vector<ErrorKind>& errors = facts.prediction_errors();
        const Run& run = facts.run();
        const double least = facts.thresholds().confidence;
        return count_column(samples_in(facts), run.sample, [&](std::size_t i) {
            return errors[i] == kind && run.score[i] >= least;
        });
    }
}

constexpr RowOf info = {Table::samples};

using enum ColumnType;
constexpr std::uint8_t cut = from_dataset | from_run | from_iou | from_confidence;

std::vector<ColumnDefinition> make_definitions() {
    return {
        {info("id", integer, Unit::none, from_dataset, "whole numbers",
              "The id that the ground truth gives it"),
         [](const ColumnFacts& f) { return are_whole_numbers(f.dataset().samples.ids); },
         [](ColumnFacts& f) { return number_ids(f.dataset().samples.ids); }},
        {info("id", text, Unit::none, from_dataset, "",
              "The id that the ground truth gives it, where not all ids are whole numbers below "
              "2^53"),
         [](const ColumnFacts& f) { return !are_whole_numbers(f.dataset().samples.ids); },
         [](ColumnFacts& f) { return text_ids(f.dataset().samples.ids); }},
        {info("file", text, Unit::none, from_dataset, "",
              "Path of its file, as the ground truth writes it"),
         has_names, file_names},
        {info("width", integer, Unit::pixels, from_dataset, "above 0", "Width of the image"),
         has_sizes, [](ColumnFacts& f) { return stated(f.dataset().samples.width); }},
        {info("height", integer, Unit::pixels, from_dataset, "above 0", "Height of the image"),
         has_sizes, [](ColumnFacts& f) { return stated(f.dataset().samples.height); }},
        {info("image_aspect", number, Unit::none, from_dataset, "above 0",
              "Shape of the image: above 1 is wide, below 1 is tall", "width / height"),
         has_sizes, image_aspect},
        {info("text", text, Unit::none, from_dataset, "", "The text itself"), has_text,
         [](ColumnFacts& f) { return ColumnData{.texts = f.dataset().samples.text}; }},
        {info("characters", integer, Unit::none, from_dataset, "from 0",
              "Length of the text in characters", "Unicode code points"),
         has_text,
         [](ColumnFacts& f) {
             return number_column(samples_in(f), [&](std::size_t i) {
                 return characters_of(f.dataset().samples.text[i]);
             });
         }},
        {info("words", integer, Unit::none, from_dataset, "from 0", "Length of the text in words",
              "parts between white space (Unicode's White_Space)", "Unicode Standard Annex 44"),
         has_text,
         [](ColumnFacts& f) {
             return number_column(samples_in(f), [&](std::size_t i) {
                 return words_of(f.dataset().samples.text[i]);
             });
         }},
        {info("objects", integer, Unit::none, from_dataset, "from 0",
              "Number of its ground-truth objects or labels, crowd regions not among them"),
         has_objects, objects},
        {info("classes", set, Unit::none, from_dataset, "names of classes",
              "Classes of its ground-truth objects"),
         has_objects, classes, class_names},
        {info("negative_classes", set, Unit::none, from_dataset, "names of classes",
              "Classes known not to be there (LVIS, Open Images)"),
         [](const ColumnFacts& f) { return !f.dataset().samples.negative_classes.empty(); },
         [](ColumnFacts& f) {
             return ColumnData{.sets = f.dataset().samples.negative_classes,
                               .names = class_names(f)};
         },
         class_names},
        {info("class", category, Unit::none, from_dataset, "names of classes", "Its true class"),
         has_one_class, true_class, class_names},
        {info("predicted_class", category, Unit::none, from_dataset | from_run, "names of classes",
              "The class that it is given: that of the highest score"),
         has_decision, predicted_class, class_names},
        {info("correct", truth, Unit::none, from_dataset | from_run, "true, false",
              "Whether the class that it is given is its true one; missing without either"),
         has_decision, decision_correct},
        {info("score", number, Unit::fraction, from_dataset | from_run, "0 to 1",
              "Score of the class that it is given"),
         has_decision, decision_score},
        {info("margin", number, Unit::fraction, from_dataset | from_run, "0 to 1",
              "How far the best class lies before the second; small is uncertain",
              "p1 - p2, of the two highest probabilities", settles),
         has_probabilities, margin},
        {info("entropy", number, Unit::none, from_dataset | from_run, "0 to ln(classes)",
              "How spread the probabilities are, in nats; large is uncertain", "-sum p ln p",
              settles),
         has_probabilities, entropy},
        {info("value", number, Unit::none, from_dataset, "", "The true value"), has_values,
         [](ColumnFacts& f) { return ColumnData{.numbers = f.dataset().samples.value}; }},
        {info("predicted_value", number, Unit::none, from_dataset | from_run, "",
              "The predicted value"),
         has_predicted_values, [](ColumnFacts& f) { return ColumnData{.numbers = f.run().value}; }},
        {info("residual", number, Unit::none, from_dataset | from_run, "",
              "How far the prediction lies above the true value", "predicted_value - value"),
         has_both_values,
         [](ColumnFacts& f) {
             return number_column(samples_in(f), [&](std::size_t i) {
                 return f.run().value[i] - f.dataset().samples.value[i];
             });
         }},
        {info("predictions", integer, Unit::none, from_dataset | from_run | from_confidence,
              "from 0", "Number of its predictions that are seen: of at least the confidence"),
         has_matches, predictions},
        {info("predicted_classes", set, Unit::none, from_dataset | from_run | from_confidence,
              "names of classes", "Classes of its predictions that are seen"),
         has_matches, predicted_classes, class_names},
        {info("true_positives", integer, Unit::none, cut, "from 0",
              "Predictions that are seen and right"),
         has_matches, outcome_count<&OutcomeCounts::true_positives>},
        {info("false_positives", integer, Unit::none, cut, "from 0",
              "Predictions that are seen and wrong"),
         has_matches, outcome_count<&OutcomeCounts::false_positives>},
        {info("missed", integer, Unit::none, cut, "from 0",
              "Objects that no prediction that is seen has found"),
         has_matches, outcome_count<&OutcomeCounts::missed>},
        {info("errors", integer, Unit::none, cut, "from 0", "Wrong predictions and missed objects",
              "false_positives + missed"),
         has_matches, errors},
        {info("precision", number, Unit::fraction, cut, "0 to 1",
              "Share of its predictions that is right; missing without any", "TP / (TP + FP)"),
         has_matches, outcome_figure<&OutcomeCounts::precision>},
        {info("recall", number, Unit::fraction, cut, "0 to 1",
              "Share of its objects that is found; missing without any", "TP / (TP + missed)"),
         has_matches, outcome_figure<&OutcomeCounts::recall>},
        {info("f1", number, Unit::fraction, cut, "0 to 1",
              "Precision and recall in one; missing without objects and predictions",
              "2 TP / (2 TP + FP + missed)"),
         has_matches, outcome_figure<&OutcomeCounts::f1>},
        {info("ap", number, Unit::fraction, from_dataset | from_run | from_iou, "0 to 1",
              "Average precision of this image evaluated alone at the IoU threshold, by COCO's "
              "rules whatever the confidence: the mean over the classes that it has objects of, so "
              "that predictions of other classes do not count; missing without objects that count",
              "mean over classes of the mean precision at recall 0, 0.01, ..., 1", "COCOeval"),
         [](const ColumnFacts& f) { return f.has_matches() && is_detection(f.task()); },
         [](ColumnFacts& f) { return ColumnData{.numbers = Column(f.sample_precision())}; }},
        {info("classification_errors", integer, Unit::none, cut, "from 0",
              "Predictions in the right place that name the wrong class", "",
              "TIDE; of spans the same span with another type"),
         has_errors, errors_of_kind<ErrorKind::classification>},
        {info("localization_errors", integer, Unit::none, cut, "from 0",
              "Predictions of the right class that lie wrong", "",
              "TIDE; of spans wrong boundaries"),
         has_errors, errors_of_kind<ErrorKind::localization>},
        {info("both_errors", integer, Unit::none, cut, "from 0",
              "Predictions of the wrong class that lie wrong", "", "TIDE"),
         has_errors, errors_of_kind<ErrorKind::both>},
        {info("duplicate_errors", integer, Unit::none, cut, "from 0",
              "Predictions of an object that a better one has found", "", "TIDE"),
         has_errors, errors_of_kind<ErrorKind::duplicate>},
        {info("background_errors", integer, Unit::none, cut, "from 0",
              "Predictions where nothing is", "", "TIDE; of spans those that overlap nothing"),
         has_errors, errors_of_kind<ErrorKind::background>},
        {info("missed_errors", integer, Unit::none, cut, "from 0",
              "Missed objects that no error explains", "", "TIDE"),
         has_errors, errors_of_kind<ErrorKind::missed>},
    };
}

}  // namespace

std::span<const ColumnDefinition> sample_definitions() {
    static const std::vector<ColumnDefinition> definitions = [] {
        std::vector<ColumnDefinition> all = make_definitions();
        std::ranges::move(curation_definitions(), std::back_inserter(all));
        return all;
    }();
    return definitions;
}

}  // namespace errata
