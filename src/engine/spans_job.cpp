#include "engine/spans_job.h"

#include <optional>

#include "engine/measuring.h"
#include "formats/spans_join.h"
#include "formats/spans_table.h"
#include "formats/text_places.h"
#include "metrics/span_figures.h"

namespace errata {

Job evaluate_spans(const ByteSource& truth, const ByteSource& predictions, SpanJobOptions options,
                   Evaluation& result) {
    result.task = Task::spans;
    result.rules = "seqeval";
    Warnings warnings;
    // What was counted before an error often explains it.
    const auto ended_with = [&](const Error& error) {
        result.warnings = std::move(warnings.all());
        return error;
    };
    const SpanReaderOptions reading = {.scheme = options.scheme};
    co_yield {"Reading ground truth", 0, truth.size(), "bytes"};
    const auto truth_table = read_spans(truth, reading, options.one_file ? 2 : 1, warnings);
    if (!truth_table) co_return ended_with(truth_table.error());
    resolve_lines(warnings, truth);
    co_yield {"Reading predictions", 0, predictions.size(), "bytes"};
    const auto run_table = read_spans(predictions, reading, 1, warnings);
    if (!run_table) co_return ended_with(run_table.error());
    resolve_lines(warnings, predictions);

    auto joined = join_spans(*truth_table, *run_table, warnings);
    if (!joined) co_return ended_with(with_line(joined.error(), predictions));
    result.dataset = std::move(joined->dataset);
    result.run = std::move(joined->run);
    result.warnings = std::move(warnings.all());

    result.tagged_tokens = std::move(joined->tokens);
    result.same_tags = std::move(joined->same_tags);
    Job measuring = measure(result, {}, result.summary);
    while (measuring.step()) co_yield measuring.progress();
    const SampleRows rows(result.run.sample, result.dataset.samples.size());
    Growing<Assignment> assignments;
    Growing<double> overlaps;
    for (const SpanMatch& match : match_spans(result.dataset, result.run, rows)) {
        assignments.push({.prediction = match.prediction, .truth = match.truth, .thresholds = 1});
        overlaps.push(1);
    }
    result.assignments = Column<Assignment>(std::move(assignments));
    result.overlaps = Column<double>(std::move(overlaps));
    result.iou_thresholds = {0};
    co_return std::nullopt;
}

}  // namespace errata
