#include "engine/subset.h"

#include <utility>

#include "data/subset.h"

namespace errata {

namespace {

FigureTable undefined(FigureTable table) {
    for (Figure& figure : table.overall) figure = {};
    for (std::vector<Figure>& row : table.classes) {
        for (Figure& figure : row) figure = {};
    }
    return table;
}

}  // namespace

Evaluation subset_of(const Evaluation& whole, const BitSet& samples) {
    const SubsetRows kept = subset_rows(whole.dataset, whole.run, samples);
    Evaluation part;
    part.task = whole.task;
    part.rules = whole.rules;
    part.dataset = subset_of(whole.dataset, kept);
    part.run = subset_of(whole.run, kept, whole.dataset.classes.size());
    part.iou_thresholds = whole.iou_thresholds;
    part.warnings = whole.warnings;
    part.files = whole.files;
    part.summary = undefined(whole.summary);
    Growing<Assignment> assignments;
    Growing<double> overlaps;
    for (std::size_t i = 0; i < whole.assignments.size(); ++i) {
        Assignment one = whole.assignments[i];
        one.prediction = kept.predictions.place[one.prediction];
        one.truth = kept.objects.place[one.truth];
        if (one.prediction == no_row) continue;
        assignments.push(one);
        if (!whole.overlaps.empty()) overlaps.push(whole.overlaps[i]);
    }
    Growing<Row> beyond_limit;
    for (const Row row : whole.beyond_limit) {
        const Row place = kept.predictions.place[row];
        if (place != no_row) beyond_limit.push(place);
    }
    part.assignments = Column<Assignment>(std::move(assignments));
    part.overlaps = Column<double>(std::move(overlaps));
    part.beyond_limit = Column<Row>(std::move(beyond_limit));
    return part;
}

}  // namespace errata
