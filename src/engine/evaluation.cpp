#include "engine/evaluation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "data/dataset_snapshot.h"
#include "data/snapshot.h"
#include "engine/assignments_snapshot.h"

namespace errata {

namespace {

using nlohmann::json;

constexpr double undefined = -1;

// Lists of texts and counts, whose size does not matter, cross as JSON.
std::string report_of(const Evaluation& evaluation) {
    json report = {{"warnings", json::array()}, {"files", json::array()}};
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
                                   {"fingerprint", file.fingerprint}});
    }
    // Names may hold bytes that are no UTF-8: they are shown as replacement characters.
    return report.dump(-1, ' ', false, json::error_handler_t::replace);
}

void read_report(const json& report, Evaluation& evaluation) {
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
                                    .fingerprint = from.at("fingerprint")});
    }
}

std::unexpected<Error> corrupt(std::string message) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .message = std::move(message),
                                 .remedy = "Load the files again"});
}

// Figures as [overall, class 0, class 1, ...][figure].
struct FlatSummary {
    std::vector<double> values;
    std::vector<std::uint64_t> counts;
};

FlatSummary flat(const DetectionSummary& summary) {
    FlatSummary out;
    const auto add = [&](const std::vector<Figure>& figures) {
        for (const Figure& figure : figures) {
            out.values.push_back(figure.value.value_or(undefined));
            out.counts.push_back(figure.count);
        }
    };
    add(summary.overall);
    for (const auto& figures : summary.classes) add(figures);
    return out;
}

DetectionSummary summary_from(const Column<double>& values, const Column<std::uint64_t>& counts,
                              std::size_t figures) {
    DetectionSummary summary;
    for (std::size_t begin = 0; begin < values.size(); begin += figures) {
        std::vector<Figure> row;
        for (std::size_t i = begin; i < begin + figures; ++i) {
            Figure figure = {.value = {}, .count = counts[i]};
            if (values[i] >= 0) figure.value = values[i];
            row.push_back(figure);
        }
        if (begin == 0) {
            summary.overall = std::move(row);
        } else {
            summary.classes.push_back(std::move(row));
        }
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
    add_assignments(writer, evaluation.assignments, evaluation.beyond_limit);
    writer.add("match.iou_thresholds", std::span<const double>(evaluation.iou_thresholds));
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
    const auto report = reader->get<char>("report");
    if (!values || !counts || !iou_thresholds || !report) {
        return corrupt("an array of the evaluation is missing");
    }
    Evaluation evaluation;
    evaluation.dataset = *std::move(dataset);
    evaluation.run = *std::move(run);
    const std::size_t figures = coco_figures().size();
    if (values->size() != counts->size() ||
        values->size() != figures * (1 + evaluation.dataset.classes.size())) {
        return corrupt("the evaluation has another number of figures than classes");
    }
    evaluation.summary = summary_from(*values, *counts, figures);
    auto taken = assignments_from_snapshot(*reader, std::move(owner), evaluation.run.size(),
                                           evaluation.dataset.truth.size());
    if (!taken) return std::unexpected(taken.error());
    evaluation.assignments = std::move(taken->assignments);
    evaluation.beyond_limit = std::move(taken->beyond_limit);
    evaluation.iou_thresholds.assign(iou_thresholds->begin(), iou_thresholds->end());
    const json parsed = json::parse(report->begin(), report->end(), nullptr, false);
    if (parsed.is_discarded()) return corrupt("the evaluation's report is broken");
    try {
        read_report(parsed, evaluation);
    } catch (const json::exception&) {
        return corrupt("the evaluation's report is broken");
    }
    return evaluation;
}

}  // namespace errata
