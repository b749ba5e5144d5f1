// The registry's predictions.
#include "query/column_building.h"

namespace errata {

namespace {

bool has_matches(const ColumnFacts& facts) { return facts.has_matches(); }
bool has_errors(const ColumnFacts& facts) { return facts.has_errors(); }
bool has_boxes(const ColumnFacts& facts) { return facts.has_run() && !facts.run().box.empty(); }
bool has_area(const ColumnFacts& facts) {
    return facts.has_run() && (!facts.run().area.empty() || !facts.run().box.empty());
}

std::size_t predictions_in(const ColumnFacts& facts) { return facts.run().size(); }

// Predictions have no crowd regions.
BoxRows boxes(const ColumnFacts& facts) {
    static const Column<std::uint8_t> none;
    return {.dataset = facts.dataset(),
            .sample = facts.run().sample,
            .box = facts.run().box,
            .left_out = none};
}

ColumnData area(ColumnFacts& facts) {
    if (!facts.run().area.empty()) return {.numbers = facts.run().area};
    return number_column(predictions_in(facts),
                         [&](std::size_t i) { return facts.run().box[i].area(); });
}

ColumnData crowding(ColumnFacts& facts) {
    const Run& run = facts.run();
    return number_column(run.size(),
                         [&](std::size_t i) { return facts.run_rows().count(run.sample[i]); });
}

TextColumn outcome_names(const ColumnFacts&) {
    return text_column({"hidden", "true_positive", "false_positive", "ignored"});
}

ColumnData outcome(ColumnFacts& facts) {
    const Outcomes& outcomes = facts.outcomes();
    return category_column(predictions_in(facts), outcome_names(facts), [&](std::size_t i) {
        return static_cast<std::uint16_t>(outcomes.predictions[i]);
    });
}

ColumnData matched(ColumnFacts& facts) {
    const Outcomes& outcomes = facts.outcomes();
    return truth_column(predictions_in(facts),
                        [&](std::size_t i) { return outcomes.taken[i] == no_row ? 0 : 1; });
}

ColumnData correct(ColumnFacts& facts) {
    const Outcomes& outcomes = facts.outcomes();
    return truth_column(predictions_in(facts), [&](std::size_t i) -> std::uint8_t {
        if (outcomes.uncut[i] == PredictionOutcome::ignored) return no_truth;
        return outcomes.uncut[i] == PredictionOutcome::true_positive ? 1 : 0;
    });
}

ColumnData iou(ColumnFacts& facts) {
    const Outcomes& outcomes = facts.outcomes();
    return number_column(predictions_in(facts), [&](std::size_t i) {
        if (outcomes.taken[i] != no_row || !is_detection(facts.task())) return outcomes.iou[i];
        return facts.best_iou(static_cast<Row>(i));
    });
}

ColumnData error(ColumnFacts& facts) {
    const std::vector<ErrorKind>& errors = facts.prediction_errors();
    return category_column(predictions_in(facts), error_names(facts),
                           [&](std::size_t i) { return static_cast<std::uint16_t>(errors[i]); });
}

ColumnData confused_with(ColumnFacts& facts) {
    const std::vector<ErrorKind>& errors = facts.prediction_errors();
    const std::vector<Row>& targets = facts.targets();
    return category_column(predictions_in(facts), class_names(facts), [&](std::size_t i) {
        const bool is_confused = errors[i] == ErrorKind::classification && targets[i] != no_row;
        return is_confused ? facts.dataset().truth.cls[targets[i]] : no_code;
    });
}

constexpr RowOf info = {Table::pred};

using enum ColumnType;
constexpr std::uint8_t both = from_dataset | from_run;
constexpr std::uint8_t taken = both | from_iou;
constexpr std::uint8_t cut = taken | from_confidence;

std::vector<ColumnDefinition> make_definitions() {
    return {
        {info("id", integer, Unit::none, from_run, "from 1", "Its place in the file, from 1"),
         has_matches,
         [](ColumnFacts& f) {
             return number_column(predictions_in(f), [&](std::size_t i) {
                 return f.run().id_of(static_cast<Row>(i));
             });
         }},
        {info("class", category, Unit::none, from_run, "names of classes", "Its class"),
         has_matches,
         [](ColumnFacts& f) { return ColumnData{.codes = f.run().cls, .names = class_names(f)}; },
         class_names},
        {info("score", number, Unit::fraction, from_run, "0 to 1 with most models",
              "Its confidence, as the model gives it"),
         has_matches, [](ColumnFacts& f) { return ColumnData{.numbers = f.run().score}; }},
        {info("area", number, Unit::square_pixels, from_run, "from 0",
              "Area: of the segment where there is one, else of its box"),
         has_area, area},
        {info("box_width", number, Unit::pixels, from_run, "from 0", "Width of its box"), has_boxes,
         [](ColumnFacts& f) {
             return number_column(predictions_in(f),
                                  [&](std::size_t i) { return f.run().box[i].width; });
         }},
        {info("box_height", number, Unit::pixels, from_run, "from 0", "Height of its box"),
         has_boxes,
         [](ColumnFacts& f) {
             return number_column(predictions_in(f),
                                  [&](std::size_t i) { return f.run().box[i].height; });
         }},
        {info("aspect", number, Unit::none, from_run, "above 0",
              "Shape of its box: above 1 is wide, below 1 is tall", "box_width / box_height"),
         has_boxes, [](ColumnFacts& f) { return aspect_column(boxes(f)); }},
        {info("x", number, Unit::fraction, both, "0 to 1",
              "Where the centre of its box lies in the image, from the left",
              "(left + box_width / 2) / width"),
         has_boxes, [](ColumnFacts& f) { return centre_x_column(boxes(f)); }},
        {info("y", number, Unit::fraction, both, "0 to 1",
              "Where the centre of its box lies in the image, from the top",
              "(top + box_height / 2) / height"),
         has_boxes, [](ColumnFacts& f) { return centre_y_column(boxes(f)); }},
        {info("border_distance", number, Unit::pixels, both, "",
              "From its box to the nearest edge of the image; below 0 where it sticks out"),
         has_boxes, [](ColumnFacts& f) { return border_column(boxes(f)); }},
        {info("crowding", integer, Unit::none, from_run, "from 1",
              "Predictions in its image whatever their scores, itself among them"),
         has_matches, crowding},
        {info("neighbour_overlap", number, Unit::fraction, from_run, "0 to 1",
              "Largest IoU of its box with another prediction of its image, whatever their scores"),
         has_boxes, [](ColumnFacts& f) { return neighbour_column(boxes(f), f.run_rows()); }},
        {info("length", integer, Unit::none, from_run, "from 0",
              "Length of the span: tokens where the text has them, else bytes"),
         [](const ColumnFacts& f) { return f.has_run() && !f.run().span.empty(); },
         [](ColumnFacts& f) {
             return number_column(predictions_in(f),
                                  [&](std::size_t i) { return f.run().span[i].length(); });
         }},
        {info("outcome", category, Unit::none, cut,
              "hidden, true_positive, false_positive, ignored",
              "What became of it at the thresholds"),
         has_matches, outcome, outcome_names},
        {info("matched", truth, Unit::none, taken, "true, false",
              "It has taken an object, one that counts or one that does not"),
         has_matches, matched},
        {info("correct", truth, Unit::none, taken, "true, false",
              "It has found an object of its class, whatever its score; missing where it does not "
              "count"),
         has_matches, correct},
        {info("iou", number, Unit::fraction, taken, "0 to 1",
              "Its overlap with the object that it has taken; where it has none, the largest with "
              "an object of its class"),
         has_matches, iou},
        {info("error", category, Unit::none, taken,
              "classification, localization, both, duplicate, background, none",
              "What is wrong with it; none where it is right or does not count", "",
              "TIDE; of spans wrong type, wrong boundaries, both, or nothing there"),
         has_errors, error, error_names},
        {info("confused_with", category, Unit::none, taken, "names of classes",
              "Of an error of classification: the class of the object that it lies on", "", "TIDE"),
         has_errors, confused_with, class_names},
    };
}

}  // namespace

std::span<const ColumnDefinition> prediction_definitions() {
    static const std::vector<ColumnDefinition> definitions = make_definitions();
    return definitions;
}

std::span<const ColumnDefinition> definitions_of(Table table) {
    if (table == Table::samples) return sample_definitions();
    return table == Table::truth ? truth_definitions() : prediction_definitions();
}

}  // namespace errata
