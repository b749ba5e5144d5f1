#include "engine/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "data/dataset_snapshot.h"
#include "data/snapshot.h"
#include "engine/assignments_snapshot.h"
#include "engine/task_figures.h"

namespace errata {

namespace {

using nlohmann::json;

// Lists of texts and counts, whose size does not matter, cross as JSON.
std::string report_of(const Evaluation& evaluation) {
    json report = {{"task", id_of(evaluation.task)},
                   {"rules", evaluation.rules},
                   {"warnings", json::array()},
                   {"files", json::array()}};
    for (const Warning& warning : evaluation.warnings) {
        json examples = json::array();
        for (const WarningExample& example : warning.examples) {
            json one = {{"byte", example.byte}, {"text", example.text}};
            if (example.line) one["line"] = *example.line;
            examples.push_back(std::move(one));
        }
        report["warnings"].push_back({{"file", warning.file},
                                      {"kind", warning.kind},
                                      {"message", warning.message},
                                      {"count", warning.count},
                                      {"examples", std::move(examples)}});
    }
    for (const FileReport& file : evaluation.files) {
        report["files"].push_back({{"name", file.name},
                                   {"kind", static_cast<int>(file.kind)},
                                   {"used", file.used},
                                   {"note", file.note},
                                   {"size", file.size},
                                   {"fingerprint", file.fingerprint},
                                   {"map", static_cast<int>(file.map)}});
    }
    // Names may hold bytes that are no UTF-8: they are shown as replacement characters.
    return report.dump(-1, ' ', false, json::error_handler_t::replace);
}

void read_report(const json& report, Evaluation& evaluation) {
    evaluation.task = task_of_id(report.at("task").get<std::string>()).value_or(Task::boxes);
    evaluation.rules = report.at("rules");
    for (const json& from : report.at("warnings")) {
        Warning warning = {.file = from.at("file"),
                           .kind = from.at("kind"),
                           .message = from.at("message"),
                           .count = from.at("count"),
                           .examples = {}};
        for (const json& example : from.at("examples")) {
            WarningExample one = {
                .byte = example.at("byte"), .line = {}, .text = example.at("text")};
            if (example.contains("line")) one.line = example.at("line").get<std::uint64_t>();
            warning.examples.push_back(std::move(one));
        }
        evaluation.warnings.push_back(std::move(warning));
    }
    for (const json& from : report.at("files")) {
        const int kind = from.at("kind");
        evaluation.files.push_back({.name = from.at("name"),
                                    .kind = static_cast<FileKind>(
                                        std::clamp(kind, 0, static_cast<int>(FileKind::unknown))),
                                    .used = from.at("used"),
                                    .note = from.at("note"),
                                    .size = from.at("size"),
                                    .fingerprint = from.at("fingerprint"),
                                    .map = static_cast<MapPixels>(from.at("map").get<int>())});
    }
}

std::unexpected<Error> corrupt(std::string message) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .message = std::move(message),
                                 .remedy = "Load the files again"});
}

// Figures as [overall, class 0, class 1, ...][figure]; NaN where undefined.
struct FlatSummary {
    std::vector<double> values;
    std::vector<std::uint64_t> counts;
};

FlatSummary flat(const FigureTable& summary) {
    FlatSummary out;
    const auto add = [&](const std::vector<Figure>& figures) {
        for (const Figure& figure : figures) {
            out.values.push_back(figure.value.value_or(std::numeric_limits<double>::quiet_NaN()));
            out.counts.push_back(figure.count);
        }
    };
    add(summary.overall);
    for (const auto& figures : summary.classes) add(figures);
    return out;
}

FigureTable summary_from(const Column<double>& values, const Column<std::uint64_t>& counts,
                         FigureTable summary) {
    for (std::size_t begin = 0; begin < values.size();) {
        const bool is_overall = begin == 0;
        const std::size_t figures = is_overall ? summary.figures.size() : summary.of_class().size();
        std::vector<Figure> row;
        for (std::size_t i = begin; i < begin + figures; ++i) {
            Figure figure = {.value = {}, .count = counts[i]};
            if (!std::isnan(values[i])) figure.value = values[i];
            row.push_back(figure);
        }
        if (is_overall) {
            summary.overall = std::move(row);
        } else {
            summary.classes.push_back(std::move(row));
        }
        begin += figures;
    }
    return summary;
}

}  // namespace

std::vector<std::byte> snapshot_of(const Evaluation& evaluation) {
    const FlatSummary figures = flat(evaluation.summary);
    const std::string report = report_of(evaluation);
    SnapshotWriter writer;
    add_to_snapshot(writer, evaluation.dataset);
    add_to_snapshot(writer, evaluation.run);
    writer.add("figure.value", std::span<const double>(figures.values));
    writer.add("figure.count", std::span<const std::uint64_t>(figures.counts));
    add_assignments(writer, evaluation.assignments, evaluation.beyond_limit, evaluation.overlaps);
    writer.add("match.iou_thresholds", std::span<const double>(evaluation.iou_thresholds));
    writer.add("tags.tokens", evaluation.tagged_tokens.span());
    writer.add("tags.same", evaluation.same_tags.span());
    writer.add("report", std::span<const char>(report));
    std::vector<std::byte> bytes(writer.size());
    writer.write(bytes);
    return bytes;
}

Result<Evaluation> evaluation_from_snapshot(std::span<const std::byte> bytes,
                                            std::shared_ptr<const void> owner) {
    const auto reader = SnapshotReader::open(bytes, owner);
    if (!reader) return std::unexpected(reader.error());
    auto dataset = dataset_from_snapshot(*reader);
    if (!dataset) return std::unexpected(dataset.error());
    auto run = run_from_snapshot(*reader, *dataset);
    if (!run) return std::unexpected(run.error());
    const auto values = reader->get<double>("figure.value");
    const auto counts = reader->get<std::uint64_t>("figure.count");
    const auto iou_thresholds = reader->get<double>("match.iou_thresholds");
    const auto tagged_tokens = reader->get<std::uint32_t>("tags.tokens");
    const auto same_tags = reader->get<std::uint32_t>("tags.same");
    const auto report = reader->get<char>("report");
    if (!values || !counts || !iou_thresholds || !tagged_tokens || !same_tags || !report) {
        return corrupt("an array of the evaluation is missing");
    }
    Evaluation evaluation;
    evaluation.dataset = *std::move(dataset);
    evaluation.run = *std::move(run);
    auto taken = assignments_from_snapshot(*reader, std::move(owner), evaluation.run.size(),
                                           evaluation.dataset.truth.size());
    if (!taken) return std::unexpected(taken.error());
    evaluation.assignments = std::move(taken->assignments);
    evaluation.beyond_limit = std::move(taken->beyond_limit);
    evaluation.overlaps = std::move(taken->overlaps);
    evaluation.iou_thresholds.assign(iou_thresholds->begin(), iou_thresholds->end());
    const std::size_t tagged = tagged_tokens->size();
    if (same_tags->size() != tagged ||
        (tagged != 0 && tagged != evaluation.dataset.samples.size())) {
        return corrupt("the evaluation has tags of other samples");
    }
    evaluation.tagged_tokens = *tagged_tokens;
    evaluation.same_tags = *same_tags;
    const json parsed = json::parse(report->begin(), report->end(), nullptr, false);
    if (parsed.is_discarded()) return corrupt("the evaluation's report is broken");
    try {
        read_report(parsed, evaluation);
    } catch (const json::exception&) {
        return corrupt("the evaluation's report is broken");
    }
    FigureTable figures = figures_of(evaluation.task, evaluation.rules);
    const std::size_t overall = figures.figures.size();
    const std::size_t all = overall + figures.of_class().size() * evaluation.dataset.classes.size();
    if (overall == 0 || values->size() != counts->size() ||
        (values->size() != all && values->size() != overall)) {
        return corrupt("the evaluation has another number of figures than classes");
    }
    evaluation.summary = summary_from(*values, *counts, std::move(figures));
    return evaluation;
}

}  // namespace errata
