// The registry's ground-truth objects.
#include "query/column_building.h"

namespace errata {

namespace {

bool has_objects(const ColumnFacts& facts) {
    return facts.task() != Task::semantic && facts.task() != Task::values;
}
bool has_boxes(const ColumnFacts& facts) { return !facts.dataset().truth.box.empty(); }
bool has_area(const ColumnFacts& facts) { return !facts.dataset().truth.area.empty(); }
bool has_crowds(const ColumnFacts& facts) { return !facts.dataset().truth.crowd.empty(); }
bool has_matches(const ColumnFacts& facts) { return facts.has_matches(); }
bool has_errors(const ColumnFacts& facts) { return facts.has_errors(); }

std::size_t objects_in(const ColumnFacts& facts) { return facts.dataset().truth.size(); }

BoxRows boxes(const ColumnFacts& facts) {
    const GroundTruth& truth = facts.dataset().truth;
    return {.dataset = facts.dataset(),
            .sample = truth.sample,
            .box = truth.box,
            .left_out = truth.crowd};
}

ColumnData groups(ColumnFacts& facts) {
    const GroundTruth& truth = facts.dataset().truth;
    const TextColumn& groups = facts.dataset().classes.groups;
    TextColumnBuilder texts;
    BitSet missing(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        texts.push(groups[truth.cls[i]]);
        missing.set(i, groups[truth.cls[i]].empty());
    }
    return {.texts = std::move(texts).build(), .missing = std::move(missing)};
}

ColumnData crowding(ColumnFacts& facts) {
    const GroundTruth& truth = facts.dataset().truth;
    const ColumnData counts =
        count_column(facts.dataset().samples.size(), truth.sample,
                     [&](std::size_t i) { return !truth.is_crowd(static_cast<Row>(i)); });
    return number_column(truth.size(),
                         [&](std::size_t i) { return counts.numbers[truth.sample[i]]; });
}

ColumnData neighbours(ColumnFacts& facts) {
    return neighbour_column(
        boxes(facts), SampleRows(facts.dataset().truth.sample, facts.dataset().samples.size()));
}

TextColumn outcome_names(const ColumnFacts&) { return text_column({"found", "missed", "ignored"}); }

ColumnData outcome(ColumnFacts& facts) {
    const Outcomes& outcomes = facts.outcomes();
    return category_column(objects_in(facts), outcome_names(facts), [&](std::size_t i) {
        return static_cast<std::uint16_t>(outcomes.objects[i]);
    });
}

ColumnData matched(ColumnFacts& facts) {
    const Outcomes& outcomes = facts.outcomes();
    return truth_column(objects_in(facts), [&](std::size_t i) {
        return outcomes.objects[i] == ObjectOutcome::found ? 1 : 0;
    });
}

// value(true positive) of objects that are found.
template <typename Value>
ColumnData of_finder(ColumnFacts& facts, Value&& value) {
    const Outcomes& outcomes = facts.outcomes();
    return number_column(objects_in(facts), [&](std::size_t i) {
        return outcomes.objects[i] == ObjectOutcome::found ? value(outcomes.taken_by[i])
                                                           : no_number;
    });
}

ColumnData error(ColumnFacts& facts) {
    const std::vector<ErrorKind>& errors = facts.object_errors();
    return category_column(objects_in(facts), error_names(facts),
                           [&](std::size_t i) { return static_cast<std::uint16_t>(errors[i]); });
}

ColumnData confused_with(ColumnFacts& facts) {
    const std::vector<Row>& by = facts.confusions();
    return category_column(objects_in(facts), class_names(facts), [&](std::size_t i) {
        return by[i] == no_row ? no_code : facts.run().cls[by[i]];
    });
}

constexpr RowOf info = {Table::truth};

using enum ColumnType;
constexpr std::uint8_t cut = from_dataset | from_run | from_iou | from_confidence;

std::vector<ColumnDefinition> make_definitions() {
    return {
        {info("id", integer, Unit::none, from_dataset, "whole numbers", "Its annotation id"),
         [](const ColumnFacts& f) {
             return f.dataset().truth.ids.size() == objects_in(f) && objects_in(f) > 0 &&
                    are_whole_numbers(f.dataset().truth.ids);
         },
         [](ColumnFacts& f) { return number_ids(f.dataset().truth.ids); }},
        {info("id", text, Unit::none, from_dataset, "",
              "Its annotation id, where not all ids are whole numbers below 2^53"),
         [](const ColumnFacts& f) {
             return f.dataset().truth.ids.size() == objects_in(f) &&
                    !are_whole_numbers(f.dataset().truth.ids);
         },
         [](ColumnFacts& f) { return text_ids(f.dataset().truth.ids); }},
        {info("class", category, Unit::none, from_dataset, "names of classes", "Its class"),
         has_objects,
         [](ColumnFacts& f) {
             return ColumnData{.codes = f.dataset().truth.cls, .names = class_names(f)};
         },
         class_names},
        {info("group", text, Unit::none, from_dataset, "",
              "The group of its class (COCO's supercategory)"),
         [](const ColumnFacts& f) { return has_objects(f) && !f.dataset().classes.groups.empty(); },
         groups},
        {info("area", number, Unit::square_pixels, from_dataset, "from 0",
              "Area as annotated: of the segment where there is one"),
         has_area, [](ColumnFacts& f) { return ColumnData{.numbers = f.dataset().truth.area}; }},
        {info("box_width", number, Unit::pixels, from_dataset, "from 0", "Width of its box"),
         has_boxes,
         [](ColumnFacts& f) {
             return number_column(objects_in(f),
                                  [&](std::size_t i) { return f.dataset().truth.box[i].width; });
         }},
        {info("box_height", number, Unit::pixels, from_dataset, "from 0", "Height of its box"),
         has_boxes,
         [](ColumnFacts& f) {
             return number_column(objects_in(f),
                                  [&](std::size_t i) { return f.dataset().truth.box[i].height; });
         }},
        {info("aspect", number, Unit::none, from_dataset, "above 0",
              "Shape of its box: above 1 is wide, below 1 is tall", "box_width / box_height"),
         has_boxes, [](ColumnFacts& f) { return aspect_column(boxes(f)); }},
        {info("x", number, Unit::fraction, from_dataset, "0 to 1",
              "Where the centre of its box lies in the image, from the left",
              "(left + box_width / 2) / width"),
         has_boxes, [](ColumnFacts& f) { return centre_x_column(boxes(f)); }},
        {info("y", number, Unit::fraction, from_dataset, "0 to 1",
              "Where the centre of its box lies in the image, from the top",
              "(top + box_height / 2) / height"),
         has_boxes, [](ColumnFacts& f) { return centre_y_column(boxes(f)); }},
        {info("border_distance", number, Unit::pixels, from_dataset, "",
              "From its box to the nearest edge of the image; below 0 where it sticks out"),
         has_boxes, [](ColumnFacts& f) { return border_column(boxes(f)); }},
        {info("crowding", integer, Unit::none, from_dataset, "from 0",
              "Objects in its image, itself among them, crowd regions not"),
         has_objects, crowding},
        {info("neighbour_overlap", number, Unit::fraction, from_dataset, "0 to 1",
              "Largest IoU of its box with another object of its image, crowd regions not among "
              "them"),
         has_boxes, neighbours},
        {info("crowd", truth, Unit::none, from_dataset, "true, false", "A crowd region"),
         has_crowds, [](ColumnFacts& f) { return ColumnData{.truths = f.dataset().truth.crowd}; }},
        {info("group_of", truth, Unit::none, from_dataset, "true, false",
              "The box holds a group (Open Images)"),
         [](const ColumnFacts& f) { return !f.dataset().truth.group_of.empty(); },
         [](ColumnFacts& f) { return ColumnData{.truths = f.dataset().truth.group_of}; }},
        {info("labelled_keypoints", integer, Unit::none, from_dataset, "from 0",
              "Keypoints that are labelled"),
         [](const ColumnFacts& f) { return !f.dataset().truth.labelled_keypoints.empty(); },
         [](ColumnFacts& f) {
             return number_column(objects_in(f), [&](std::size_t i) {
                 return f.dataset().truth.labelled_keypoints[i];
             });
         }},
        {info("length", integer, Unit::none, from_dataset, "from 0",
              "Length of the span: tokens where the text has them, else bytes"),
         [](const ColumnFacts& f) { return !f.dataset().truth.span.empty(); },
         [](ColumnFacts& f) {
             return number_column(
                 objects_in(f), [&](std::size_t i) { return f.dataset().truth.span[i].length(); });
         }},
        {info("outcome", category, Unit::none, cut, "found, missed, ignored",
              "What became of it at the thresholds"),
         has_matches, outcome, outcome_names},
        {info("matched", truth, Unit::none, cut, "true, false",
              "A prediction that is seen has found it"),
         has_matches, matched},
        {info("iou", number, Unit::fraction, cut, "0 to 1",
              "Its overlap with the prediction that has found it; missing where none has"),
         has_matches,
         [](ColumnFacts& f) { return of_finder(f, [&](Row by) { return f.outcomes().iou[by]; }); }},
        {info("score", number, Unit::fraction, cut, "",
              "Score of the prediction that has found it; missing where none has"),
         has_matches,
         [](ColumnFacts& f) { return of_finder(f, [&](Row by) { return f.run().score[by]; }); }},
        {info("error", category, Unit::none, cut,
              "classification, localization, both, missed, none",
              "Why it is not found: the kind of error of the best prediction that aims at it; "
              "missed where none does",
              "", "TIDE"),
         has_errors, error, error_names},
        {info("confused_with", category, Unit::none, cut, "names of classes",
              "The class of the best prediction that is seen and takes it for another class; "
              "missing where none does",
              "", "TIDE"),
         has_errors, confused_with, class_names},
    };
}

}  // namespace

std::span<const ColumnDefinition> truth_definitions() {
    static const std::vector<ColumnDefinition> definitions = make_definitions();
    return definitions;
}

}  // namespace errata
