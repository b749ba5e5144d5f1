#include "support/evaluate.h"

#include <catch2/catch_amalgamated.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "formats/coco_results.h"
#include "formats/coco_truth.h"
#include "metrics/detection_matching.h"
#include "support/sha256.h"

namespace errata::test {

Loaded load(const std::string& truth, const std::string& predictions, Task task) {
    Loaded loaded;
    const MemorySource truth_source("truth.json", truth);
    auto dataset = read_coco_truth(truth_source, loaded.warnings, task);
    if (!dataset) FAIL(to_string(dataset.error()));
    loaded.dataset = *std::move(dataset);
    const MemorySource results_source("predictions.json", predictions);
    auto run = read_coco_results(results_source, loaded.dataset, loaded.warnings, {.task = task});
    if (!run) FAIL(to_string(run.error()));
    loaded.run = *std::move(run);
    return loaded;
}

Evaluated evaluate(const Loaded& loaded, const DetectionProtocol& protocol,
                   const EvaluationScope& scope, bool full_arrays) {
    const auto checked = check(protocol);
    if (!checked) FAIL(to_string(checked.error()));
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    const DetectionMatching matching(loaded.dataset, loaded.run, rows, protocol, scope,
                                     {.keep_assignments = true});
    Evaluated evaluated;
    evaluated.part = matching.empty_part();
    matching.match(0, matching.images(), evaluated.part);
    evaluated.accumulation =
        accumulate({&evaluated.part, 1}, protocol, {.full_arrays = full_arrays});
    evaluated.summary =
        summarize(evaluated.accumulation, protocol, loaded.dataset.classes.frequency);
    return evaluated;
}

std::vector<double> stats(const FigureTable& summary) {
    std::vector<double> values;
    for (const Figure& figure : summary.overall) values.push_back(figure.value.value_or(-1));
    return values;
}

std::string digest(const std::vector<double>& values) {
    return sha256(std::as_bytes(std::span(values)));
}

std::string shared_folder() {
    if (const char* named = std::getenv("ERRATA_SHARED"); named != nullptr) return named;
    const std::filesystem::path beside = std::filesystem::path(ERRATA_SOURCE_DIR) / "../shared";
    std::error_code ignored;
    return std::filesystem::is_directory(beside, ignored) ? beside.string() : std::string();
}

std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) FAIL("cannot read " << path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace errata::test
