#include "engine/analyses.h"

#include <algorithm>

#include "engine/task_figures.h"

namespace errata {

namespace {

constexpr SampleSlot samples_per_slice = 64;

Job analyse_errors(const Evaluation& evaluation, std::optional<Tide>& result) {
    const Dataset& dataset = evaluation.dataset;
    const auto samples = static_cast<SampleSlot>(dataset.samples.size());
    const SampleRows rows(evaluation.run.sample, samples);
    TideAnalysis analysis(dataset, evaluation.run, rows,
                          {.overlap = protocol_of(evaluation.task, evaluation.rules).overlap});
    for (SampleSlot begin = 0; begin < samples; begin += samples_per_slice) {
        co_yield {"Finding errors", begin, samples, "images"};
        analysis.add(begin, std::min<SampleSlot>(begin + samples_per_slice, samples));
    }
    result = std::move(analysis).finish();
    co_return std::nullopt;
}

}  // namespace

Job analyse(const Evaluation& evaluation, AnalysisRequest request, Analyses& result) {
    if (request.errors && is_detection(evaluation.task)) {
        Job errors = analyse_errors(evaluation, result.tide);
        while (errors.step()) co_yield errors.progress();
    }
    co_return std::nullopt;
}

}  // namespace errata
