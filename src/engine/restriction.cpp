#include "engine/restriction.h"

#include <cmath>
#include <format>

#include "base/statistics.h"
#include "data/pool.h"
#include "engine/measuring.h"
#include "engine/subset.h"
#include "engine/task_figures.h"
#include "engine/uncertainty.h"

namespace errata {

namespace {

std::size_t rows_of(const Evaluation& evaluation, Restricted table) {
    switch (table) {
        case Restricted::samples: return evaluation.dataset.samples.size();
        case Restricted::objects: return evaluation.dataset.truth.size();
        case Restricted::predictions: break;
    }
    return evaluation.run.size();
}

// The error of a set of rows that is none of this evaluation's.
std::optional<Error> check(const Evaluation& evaluation, Restricted to, const BitSet* rows) {
    const std::size_t size = rows_of(evaluation, to);
    if (rows == nullptr || rows->size() == size) return {};
    return Error{.code = ErrorCode::bad_value,
                 .message = std::format("a selection of {} {}, where there are {}", rows->size(),
                                        id_of(to), size),
                 .remedy = "Select among the rows of this evaluation"};
}

// Where a figure is a share of what it counts.
void set_intervals(const std::vector<FigureInfo>& infos, std::vector<Figure>& figures) {
    constexpr double level = 0.95;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        Figure& figure = figures[i];
        if (!infos[i].is_share || !figure.value || figure.count == 0) continue;
        const double successes = *figure.value * static_cast<double>(figure.count);
        const Range range = wilson_interval(static_cast<std::uint64_t>(std::llround(successes)),
                                            figure.count, level);
        figure.interval = Interval{.low = range.low, .high = range.high, .level = level};
    }
}

// The classes' rows too, or only that over all of them: then detection is spared the others.
Job measure_part(const Restrictable& whole, Restriction restriction, bool with_classes,
                 FigureTable& result) {
    if (!whole.detection) {
        Job measuring = measure(*whole.evaluation, restriction, result);
        while (measuring.step()) co_yield measuring.progress();
        co_return measuring.error();
    }
    const RankedDetection& ranked = *whole.detection;
    DetectionRestriction question(ranked, restriction);
    while (question.step()) {
        co_yield {"Measuring", 0, 0, "classes"};
    }
    const RestrictedAccumulation restricted = std::move(question).finish();
    if (with_classes) {
        result = summarize(ranked, restricted);
    } else {
        result.overall = summarize_overall(ranked, restricted);
    }
    co_return std::nullopt;
}

// The evaluation that a bootstrap of some rows resamples, without figures.
Evaluation evaluation_of(const Evaluation& whole, Restricted to, BitSet rows) {
    if (to == Restricted::samples) {
        if (whole.dataset.samples.has_pool()) rows &= labeled_samples(whole.dataset.samples);
        return subset_of(whole, subset_rows(whole.dataset, whole.run, rows));
    }
    if (to == Restricted::predictions)
        return subset_of(whole, subset_rows(whole.dataset, whole.run,
                                            labeled_samples(whole.dataset.samples), &rows));
    Evaluation part = whole;
    part.counted_objects = std::move(rows);
    return part;
}

// Of `figures`, which are those of the rows.
Job resample_part(const Evaluation& whole, Restricted to, const BitSet& rows,
                  const BootstrapOptions& options, std::vector<Figure>& figures) {
    Evaluation part = evaluation_of(whole, to, rows);
    if (part.dataset.samples.size() == 0) co_return std::nullopt;
    part.summary.overall = figures;
    Analyses analyses;
    Job resampling = resample(part, nullptr, options, analyses);
    while (resampling.step()) co_yield resampling.progress();
    if (resampling.error()) co_return resampling.error();
    figures = std::move(analyses.intervals->overall);
    co_return std::nullopt;
}

}  // namespace

Restricted restricted_to(Table table) {
    switch (table) {
        case Table::samples: return Restricted::samples;
        case Table::truth: return Restricted::objects;
        case Table::pred: break;
    }
    return Restricted::predictions;
}

Job prepare_restrictions(const Evaluation& evaluation, std::optional<DetectionProtocol> protocol,
                         Restrictable& result) {
    result = {.evaluation = &evaluation, .detection = nullptr};
    if (!is_detection(evaluation.task)) co_return std::nullopt;
    DetectionProtocol rules = protocol.value_or(protocol_of(evaluation.task, evaluation.rules));
    if (const auto checked = check(rules); !checked) co_return checked.error();
    result.detection =
        std::make_unique<RankedDetection>(evaluation.dataset, evaluation.run, std::move(rules));
    const std::size_t images = evaluation.dataset.samples.size();
    while (result.detection->step()) {
        co_yield {"Matching", result.detection->images_done(), images, "images"};
    }
    co_return std::nullopt;
}

Job restrict(const Restrictable& whole, Restriction restriction, RestrictedFigures& result) {
    if (auto error = check(*whole.evaluation, restriction.to, restriction.rows)) co_return error;
    result.to = restriction.to;
    result.rows = restriction.rows == nullptr ? rows_of(*whole.evaluation, restriction.to)
                                              : restriction.rows->count();
    Job measuring = measure_part(whole, restriction, true, result.figures);
    while (measuring.step()) co_yield measuring.progress();
    if (measuring.error()) co_return measuring.error();
    set_intervals(result.figures.figures, result.figures.overall);
    co_return std::nullopt;
}

Job group(const Restrictable& whole, GroupRequest request, GroupTable& result) {
    const Evaluation& evaluation = *whole.evaluation;
    if (auto error = check(evaluation, request.to, request.within)) co_return error;
    if (request.bootstrap && request.to != Restricted::samples && !is_detection(evaluation.task)) {
        co_return Error{.code = ErrorCode::wrong_kind,
                        .message = std::format("groups of {} of this task have no bootstrap",
                                               id_of(request.to)),
                        .remedy = "Group samples, or leave the bootstrap out"};
    }
    result = {.to = request.to,
              .figures = figures_of(evaluation.task, evaluation.rules).figures,
              .overall = {},
              .groups = {}};
    const std::size_t count = request.groups.size();
    // The last is the row over all.
    for (std::size_t i = 0; i <= count; ++i) {
        GroupFigures row;
        BitSet rows;
        if (i < count) {
            const Group& one = request.groups[i];
            if (auto error = check(evaluation, request.to, &one.rows)) co_return error;
            row.key = one.key;
            rows = one.rows;
            if (request.within != nullptr) rows &= *request.within;
        }
        const BitSet* const kept = i < count ? &rows : request.within;
        co_yield {"Measuring groups", i, count, "groups"};
        FigureTable table;
        Job measuring = measure_part(whole, {.to = request.to, .rows = kept}, false, table);
        while (measuring.step()) co_yield {"Measuring groups", i, count, "groups"};
        if (measuring.error()) co_return measuring.error();
        if (request.bootstrap && i < count) {
            Job resampling =
                resample_part(evaluation, request.to, rows, *request.bootstrap, table.overall);
            while (resampling.step()) co_yield {"Measuring groups", i, count, "groups"};
            if (resampling.error()) co_return resampling.error();
        } else {
            set_intervals(result.figures, table.overall);
        }
        row.figures = std::move(table.overall);
        row.rows = kept != nullptr ? kept->count() : rows_of(evaluation, request.to);
        if (i < count) {
            result.groups.push_back(std::move(row));
        } else {
            result.overall = std::move(row);
        }
    }
    co_return std::nullopt;
}

}  // namespace errata
