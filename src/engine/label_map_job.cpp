#include "engine/label_map_job.h"

#include <format>

#include "engine/measuring.h"
#include "formats/class_list.h"
#include "formats/panoptic.h"
#include "formats/panoptic_json.h"
#include "formats/semantic.h"
#include "metrics/panoptic.h"
#include "metrics/semantic.h"

namespace errata {

Job evaluate_semantic(SemanticFiles files, Evaluation& result) {
    result.task = Task::semantic;
    result.rules = "fcn";
    Warnings warnings;
    // What was counted before an error often explains it.
    const auto ended_with = [&](const Error& error) {
        result.warnings = std::move(warnings.all());
        return error;
    };
    SemanticOptions options = {.ignored = std::move(files.ignored), .threads = files.threads};
    if (files.classes != nullptr) {
        auto classes = read_class_list(*files.classes, warnings);
        if (!classes) co_return ended_with(classes.error());
        options.classes = *std::move(classes);
    }
    const std::string truth_name = files.truth.name;
    SemanticReader reader(std::move(files.truth), std::move(files.predictions), std::move(options),
                          warnings);
    co_yield {"Reading label maps", 0, 0, "images"};
    while (true) {
        const auto more = reader.step();
        if (!more) co_return ended_with(more.error());
        if (!*more) break;
        co_yield {"Reading label maps", reader.images_read(), reader.images(), "images"};
    }
    auto data = std::move(reader).finish();
    if (!data) co_return ended_with(data.error());
    result.dataset = std::move(data->dataset);
    result.run = std::move(data->run);
    const std::size_t classes = result.dataset.classes.size();
    if (classes > max_semantic_classes) {
        co_return ended_with({.code = ErrorCode::too_large,
                              .message = std::format("there are {} classes, more than {}", classes,
                                                     max_semantic_classes),
                              .remedy = "Give maps of classes, not of instances",
                              .file = truth_name});
    }
    result.warnings = std::move(warnings.all());

    Job measuring = measure(result, {}, result.summary);
    while (measuring.step()) co_yield measuring.progress();
    co_return measuring.error();
}

Job evaluate_panoptic(PanopticFiles files, std::string rules, Evaluation& result) {
    result.task = Task::panoptic;
    result.rules = std::move(rules);
    Warnings warnings;
    const auto ended_with = [&](const Error& error) {
        result.warnings = std::move(warnings.all());
        return error;
    };
    PanopticDocument documents[2];
    for (const bool is_truth : {true, false}) {
        const std::string_view stage = is_truth ? "Reading ground truth" : "Reading predictions";
        const ByteSource& source = is_truth ? *files.truth : *files.predictions;
        PanopticJsonReader reader(source, warnings);
        co_yield {stage, 0, source.size(), "bytes"};
        while (true) {
            const auto more = reader.step();
            if (!more) co_return ended_with(more.error());
            if (!*more) break;
            co_yield {stage, reader.bytes_read(), source.size(), "bytes"};
        }
        auto document = reader.finish();
        if (!document) co_return ended_with(document.error());
        documents[is_truth ? 0 : 1] = *std::move(document);
    }
    PanopticReader reader(std::move(documents[0]), std::move(files.truth_maps),
                          std::move(documents[1]), std::move(files.prediction_maps), warnings,
                          files.threads);
    while (true) {
        const auto more = reader.step();
        if (!more) co_return ended_with(more.error());
        if (!*more) break;
        co_yield {"Reading label maps", reader.images_read(), reader.images(), "images"};
    }
    MapData data = std::move(reader).finish();
    result.dataset = std::move(data.dataset);
    result.run = std::move(data.run);
    result.warnings = std::move(warnings.all());

    PanopticMatching matching(result.dataset, result.run, result.rules == "boundary");
    const std::size_t samples = result.dataset.samples.size();
    for (std::size_t s = 0; s < samples; ++s) {
        co_yield {"Matching", s, samples, "images"};
        matching.match(static_cast<SampleSlot>(s));
    }
    PanopticMatches matches = std::move(matching).finish();
    result.summary = summarize_panoptic(matches.classes, result.dataset.classes.is_thing.span());
    result.assignments = Column<Assignment>(std::move(matches.assignments));
    result.overlaps = Column<double>(std::move(matches.overlaps));
    result.beyond_limit = Column<Row>(std::move(matches.not_counted));
    result.iou_thresholds = {0};
    co_return std::nullopt;
}

}  // namespace errata
