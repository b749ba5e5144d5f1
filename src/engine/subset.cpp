#include "engine/subset.h"

#include <utility>

namespace errata {

namespace {

FigureTable undefined(FigureTable table) {
    for (Figure& figure : table.overall) figure = {};
    for (std::vector<Figure>& row : table.classes) {
        for (Figure& figure : row) figure = {};
    }
    return table;
}

Column<std::uint32_t> some(const Column<std::uint32_t>& column, const Kept& kept) {
    if (column.empty()) return {};
    Growing<std::uint32_t> values;
    for (const Row row : kept.rows) values.push(column[row]);
    return Column<std::uint32_t>(std::move(values));
}

struct KeptMatches {
    Column<Assignment> assignments;
    Column<double> overlaps;
    Column<Row> beyond_limit;
};

KeptMatches kept_matches(const Column<Assignment>& assignments, const Column<double>& overlaps,
                         const Column<Row>& beyond_limit, const SubsetRows& kept) {
    Growing<Assignment> some;
    Growing<double> some_overlaps;
    for (std::size_t i = 0; i < assignments.size(); ++i) {
        Assignment one = assignments[i];
        one.prediction = kept.predictions.place[one.prediction];
        one.truth = kept.objects.place[one.truth];
        if (one.prediction == no_row) continue;
        some.push(one);
        if (!overlaps.empty()) some_overlaps.push(overlaps[i]);
    }
    Growing<Row> some_beyond;
    for (const Row row : beyond_limit) {
        const Row place = kept.predictions.place[row];
        if (place != no_row) some_beyond.push(place);
    }
    return {Column<Assignment>(std::move(some)), Column<double>(std::move(some_overlaps)),
            Column<Row>(std::move(some_beyond))};
}

}  // namespace

Evaluation subset_of(const Evaluation& whole, const SubsetRows& kept) {
    Evaluation part;
    part.task = whole.task;
    part.rules = whole.rules;
    part.dataset = subset_of(whole.dataset, kept);
    part.run = subset_of(whole.run, kept, whole.dataset.classes.size());
    part.iou_thresholds = whole.iou_thresholds;
    part.tagged_tokens = some(whole.tagged_tokens, kept.samples);
    part.same_tags = some(whole.same_tags, kept.samples);
    part.warnings = whole.warnings;
    part.files = whole.files;
    part.summary = undefined(whole.summary);
    KeptMatches matches = kept_matches(whole.assignments, whole.overlaps, whole.beyond_limit, kept);
    part.assignments = std::move(matches.assignments);
    part.overlaps = std::move(matches.overlaps);
    part.beyond_limit = std::move(matches.beyond_limit);
    return part;
}

Matches subset_of(const Matches& whole, const SubsetRows& kept) {
    KeptMatches matches = kept_matches(whole.assignments, whole.overlaps, whole.beyond_limit, kept);
    return {.iou = whole.iou,
            .predictions = kept.predictions.rows.size(),
            .objects = kept.objects.rows.size(),
            .assignments = std::move(matches.assignments),
            .beyond_limit = std::move(matches.beyond_limit),
            .overlaps = std::move(matches.overlaps)};
}

}  // namespace errata
