#include "cli/report.h"

#include <cstdio>
#include <format>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace errata::cli {

namespace {

using nlohmann::ordered_json;

// A line as COCOeval.summarize prints it.
std::string coco_line(const FigureDefinition& definition, const Figure& figure) {
    const std::string iou = definition.iou_threshold
                                ? std::format("{:.2f}", *definition.iou_threshold)
                                : std::string("0.50:0.95");
    return std::format(" {:<18} {} @[ IoU={:<9} | area={:>6} | maxDets={:>3} ] = {:.3f}\n",
                       definition.is_recall ? "Average Recall" : "Average Precision",
                       definition.is_recall ? "(AR)" : "(AP)", iou, definition.area,
                       definition.max_detections, figure.value.value_or(-1));
}

std::string cell(const Figure& figure) {
    return figure.value ? std::format("{:8.3f}", *figure.value) : std::string("       -");
}

// At most `width` bytes, cut between characters.
std::string shortened(std::string_view text, std::size_t width) {
    if (text.size() <= width) return std::string(text);
    std::size_t end = width - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::string(text.substr(0, end)) + "...";
}

std::vector<std::uint64_t> predictions_per_class(const Evaluation& evaluation) {
    std::vector<std::uint64_t> counts(evaluation.dataset.classes.size(), 0);
    for (const ClassSlot cls : evaluation.run.cls) ++counts[cls];
    return counts;
}

std::string class_table(const Evaluation& evaluation) {
    constexpr std::size_t name_width = 24;
    constexpr std::size_t columns[] = {0, 1, 2, 3, 4, 5, 8};  // of coco_figures()
    std::string text = std::format("\n {:<24} {:>8} {:>11}", "class", "objects", "predictions");
    for (const std::size_t column : columns) {
        text += std::format("{:>8}", evaluation.summary.figures[column].key);
    }
    text += '\n';
    const auto predictions = predictions_per_class(evaluation);
    for (std::size_t cls = 0; cls < evaluation.dataset.classes.size(); ++cls) {
        const auto& figures = evaluation.summary.classes[cls];
        text += std::format(" {:<24} {:>8} {:>11}",
                            shortened(evaluation.dataset.classes.names[cls], name_width),
                            grouped(figures[0].count), grouped(predictions[cls]));
        for (const std::size_t column : columns) text += cell(figures[column]);
        text += '\n';
    }
    return text;
}

ordered_json figures_json(const std::vector<Figure>& figures) {
    ordered_json object = ordered_json::object();
    for (std::size_t i = 0; i < figures.size(); ++i) {
        ordered_json value = figures[i].value ? ordered_json(*figures[i].value) : ordered_json();
        object[std::string(coco_figures()[i].info.key)] = {{"value", std::move(value)},
                                                           {"count", figures[i].count}};
    }
    return object;
}

ordered_json id_json(const SourceId& id) {
    return id.is_number() ? ordered_json(id.number) : ordered_json(to_string(id));
}

ordered_json warnings_json(const std::vector<Warning>& warnings) {
    ordered_json list = ordered_json::array();
    for (const Warning& warning : warnings) {
        ordered_json examples = ordered_json::array();
        for (const WarningExample& example : warning.examples) {
            ordered_json one = {{"byte", example.byte}};
            if (example.line) one["line"] = *example.line;
            if (!example.text.empty()) one["text"] = example.text;
            examples.push_back(std::move(one));
        }
        list.push_back({{"file", warning.file},
                        {"kind", warning.kind},
                        {"message", warning.message},
                        {"count", warning.count},
                        {"examples", std::move(examples)}});
    }
    return list;
}

}  // namespace

std::string table_report(const Evaluation& evaluation, bool per_class,
                         const std::vector<StageTime>* stages) {
    std::string text;
    for (std::size_t i = 0; i < evaluation.summary.overall.size(); ++i) {
        text += coco_line(coco_figures()[i], evaluation.summary.overall[i]);
    }
    if (per_class) text += class_table(evaluation);
    text += std::format("\n {}, {}, {}, {}\n", counted(evaluation.dataset.samples.size(), "image"),
                        counted(evaluation.dataset.classes.size(), "class", "classes"),
                        counted(evaluation.dataset.truth.size(), "ground-truth object"),
                        counted(evaluation.run.size(), "prediction"));
    if (stages != nullptr) {
        for (const StageTime& stage : *stages) {
            text += std::format(" {:<24} {:>10.1f} ms\n", stage.stage, stage.milliseconds);
        }
    }
    return text;
}

std::string json_report(const Evaluation& evaluation, const std::vector<StageTime>* stages) {
    const Dataset& dataset = evaluation.dataset;
    ordered_json report;
    report["summary"] = figures_json(evaluation.summary.overall);
    const auto predictions = predictions_per_class(evaluation);
    ordered_json classes = ordered_json::array();
    for (std::size_t cls = 0; cls < dataset.classes.size(); ++cls) {
        ordered_json row = {{"id", id_json(dataset.classes.ids[cls])},
                            {"name", std::string(dataset.classes.names[cls])},
                            {"predictions", predictions[cls]}};
        row.update(figures_json(evaluation.summary.classes[cls]));
        classes.push_back(std::move(row));
    }
    report["classes"] = std::move(classes);
    report["counts"] = {{"images", dataset.samples.size()},
                        {"classes", dataset.classes.size()},
                        {"truth", dataset.truth.size()},
                        {"predictions", evaluation.run.size()}};
    report["warnings"] = warnings_json(evaluation.warnings);
    if (stages != nullptr) {
        ordered_json timings = ordered_json::array();
        for (const StageTime& stage : *stages) {
            timings.push_back({{"stage", stage.stage}, {"milliseconds", stage.milliseconds}});
        }
        report["timings"] = std::move(timings);
    }
    // Names may hold bytes that are no UTF-8: they come out as replacement characters.
    return report.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void print_warnings(const std::vector<Warning>& warnings) {
    for (const Warning& warning : warnings) {
        std::string text = std::format("{}: warning: {} ({}) [{}]", warning.file, warning.message,
                                       grouped(warning.count), warning.kind);
        for (const WarningExample& example : warning.examples) {
            text += std::format("\n  byte {}", example.byte);
            if (example.line) text += std::format(", line {}", *example.line);
            if (!example.text.empty()) text += std::format(": {}", shortened(example.text, 60));
        }
        std::fputs((text + "\n").c_str(), stderr);
    }
}

}  // namespace errata::cli
