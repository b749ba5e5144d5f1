#include "cli/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <format>

#include "base/text.h"
#include "engine/task_figures.h"
#include "metrics/detection_summary.h"
#include "metrics/rule_figures.h"

namespace errata::cli {

namespace {

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

// Name, value.
std::string figure_lines(const FigureTable& table) {
    std::string text;
    for (std::size_t i = 0; i < table.overall.size(); ++i) {
        const Figure& figure = table.overall[i];
        text += std::format(" {:<44} {:<22} {}\n", table.figures[i].name,
                            std::format("({})", table.figures[i].key),
                            figure.value ? std::format("{:.4f}", *figure.value) : std::string("-"));
    }
    return text;
}

std::string detection_lines(const Evaluation& evaluation) {
    if (has_rule_figures(evaluation.rules)) return figure_lines(evaluation.summary);
    std::string text;
    const auto definitions = figures_of(protocol_of(evaluation.task, evaluation.rules));
    for (std::size_t i = 0; i < evaluation.summary.overall.size(); ++i) {
        text += coco_line(definitions[i], evaluation.summary.overall[i]);
    }
    return text;
}

// Wide enough for the column's key.
std::size_t width_of(std::string_view key) { return std::max<std::size_t>(8, key.size() + 2); }

std::string cell(const Figure& figure, std::size_t width) {
    return std::format(
        "{:>{}}", figure.value ? std::format("{:.3f}", *figure.value) : std::string("-"), width);
}

// At most `width` bytes, cut between characters.
std::string shortened(std::string_view text, std::size_t width) {
    if (text.size() <= width) return std::string(text);
    std::size_t end = width - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::string(text.substr(0, end)) + "...";
}

// Which figures the table of classes has room for.
std::vector<std::size_t> class_columns(const Evaluation& evaluation) {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < evaluation.summary.of_class().size(); ++i) {
        const std::string_view key = evaluation.summary.of_class()[i].key;
        // Of the recalls the one over all sizes; of a class its frequency is no news.
        const bool left_out =
            is_detection(evaluation.task) && (key == "AR1" || key == "AR10" ||
                                              (key.starts_with("AR") && key.size() > 2 &&
                                               (key[2] == 's' || key[2] == 'm' || key[2] == 'l')) ||
                                              key == "APr" || key == "APc" || key == "APf");
        if (!left_out) columns.push_back(i);
    }
    return columns;
}

std::string class_table(const Evaluation& evaluation) {
    constexpr std::size_t name_width = 24;
    const std::vector<std::size_t> columns = class_columns(evaluation);
    const std::vector<FigureInfo>& infos = evaluation.summary.of_class();
    const bool by_pixel = evaluation.task == Task::semantic;
    std::string text = std::format("\n {:<24} ", "class");
    text += by_pixel ? std::format("{:>13}", "pixels")
                     : std::format("{:>8} {:>11}", "objects", "predictions");
    for (const std::size_t column : columns) {
        const std::string_view key = infos[column].key;
        text += std::format("{:>{}}", key, width_of(key));
    }
    text += '\n';
    const auto predictions = predictions_per_class(evaluation);
    for (std::size_t cls = 0; cls < evaluation.dataset.classes.size(); ++cls) {
        const auto& figures = evaluation.summary.classes[cls];
        const std::string count = grouped(figures[0].count);
        text +=
            std::format(" {:<24} ", shortened(evaluation.dataset.classes.names[cls], name_width));
        text += by_pixel ? std::format("{:>13}", count)
                         : std::format("{:>8} {:>11}", count, grouped(predictions[cls]));
        for (const std::size_t column : columns) {
            text += cell(figures[column], width_of(infos[column].key));
        }
        text += '\n';
    }
    return text;
}

// "5 ground-truth objects, 7 predictions"; of maps the labelled pixels.
std::string counts_of(const Evaluation& evaluation) {
    if (evaluation.task == Task::semantic) {
        return counted(evaluation.summary.overall[0].count, "labelled pixel");
    }
    return std::format("{}, {}", counted(evaluation.dataset.truth.size(), "ground-truth object"),
                       counted(evaluation.run.size(), "prediction"));
}

}  // namespace

std::vector<std::uint64_t> predictions_per_class(const Evaluation& evaluation) {
    std::vector<std::uint64_t> counts(evaluation.dataset.classes.size(), 0);
    for (const ClassSlot cls : evaluation.run.cls) ++counts[cls];
    return counts;
}

std::string_view word_for_samples(Task task) {
    switch (task) {
        case Task::text:
        case Task::spans: return "text";
        case Task::values:
        case Task::multilabel: return "sample";
        default: return "image";
    }
}

std::string table_report(const Evaluation& evaluation, bool per_class,
                         const std::vector<StageTime>* stages) {
    std::string text = is_detection(evaluation.task) ? detection_lines(evaluation)
                                                     : figure_lines(evaluation.summary);
    if (per_class && !evaluation.summary.classes.empty()) text += class_table(evaluation);
    text += std::format(
        "\n {}, {}, {}\n",
        counted(evaluation.dataset.samples.size(), word_for_samples(evaluation.task)),
        counted(evaluation.dataset.classes.size(), "class", "classes"), counts_of(evaluation));
    if (stages != nullptr) {
        for (const StageTime& stage : *stages) {
            text += std::format(" {:<24} {:>10.1f} ms\n", stage.stage, stage.milliseconds);
        }
    }
    return text;
}

namespace {

std::string rules_lines(const Analyses& analyses) {
    std::string text = "\n The same boxes at IoU 0.50 by other rules, AP in percent\n";
    for (std::size_t i = 0; i < analyses.protocols.size(); ++i) {
        const ProtocolResult& one = analyses.protocols[i];
        text += std::format(" {:<40} {:>8}\n", one.protocol->name,
                            one.result.ap ? std::format("{:.2f}", *one.result.ap * 100) : "-");
        if (i == 0) continue;
        for (const RuleStep& step : analyses.rule_paths[i - 1].steps) {
            text += std::format("   {:<38} {:>+8.2f}\n", info_of(step.which).name,
                                step.difference * 100);
        }
    }
    return text;
}

std::string point_line(std::string_view name, const std::optional<OperatingPoint>& point) {
    if (!point) return std::format(" {:<24} {:>10}\n", name, "-");
    return std::format(" {:<24} {:>10.4f} {:>9.3f} {:>7.3f} {:>7.3f}\n", name, point->confidence,
                       point->precision, point->recall, point->f_beta);
}

std::string calibration_line(std::string_view name, const Calibration& one) {
    return std::format(" {:<24} {:>8.4f} {:>12.4f} {:>8.4f} {:>8.4f}\n", name, *one.ece,
                       *one.adaptive_ece, *one.mce, *one.brier);
}

std::string calibration_lines(const CalibrationAnalysis& analysis) {
    std::string text = std::format("\n {:<24} {:>8} {:>12} {:>8} {:>8}\n", "calibration", "ECE",
                                   "adaptive ECE", "MCE", "Brier");
    text += calibration_line("all", analysis.all);
    if (!analysis.maps.empty()) {
        text += calibration_line("half of the samples", analysis.before);
        for (const Recalibration& map : analysis.maps) {
            text += calibration_line(std::format("  {}", map.name), map.calibration);
        }
    }
    if (analysis.classwise_ece) {
        text += std::format(" {:<24} {:>8.4f}\n", "mean of the classes", *analysis.classwise_ece);
    }
    if (analysis.detection) {
        if (analysis.detection->d_ece) {
            text +=
                std::format(" {:<24} {:>8.4f}\n", "D-ECE, with place", *analysis.detection->d_ece);
        }
        if (analysis.detection->la_ece) {
            text += std::format(" {:<24} {:>8.4f}\n", "LaECE, with overlap",
                                *analysis.detection->la_ece);
        }
    }
    return text;
}

std::string decision_lines(const Evaluation& evaluation, const Analyses& analyses) {
    std::string text;
    if (analyses.calibration && analyses.calibration->all.ece) {
        text += calibration_lines(*analyses.calibration);
    }
    if (const auto& points = analyses.operating_points; points) {
        text += std::format("\n {:<24} {:>10} {:>9} {:>7} {:>7}\n", "operating point", "confidence",
                            "precision", "recall", "F");
        text += point_line("best F", points->best_f) +
                point_line("enough precision", points->at_precision) +
                point_line("enough recall", points->at_recall) +
                point_line("lowest cost", points->lowest_cost);
        for (std::size_t i = 0; i < analyses.operating_points_of_class.size(); ++i) {
            text += point_line("best F, " + shortened(evaluation.dataset.classes.names[i], 16),
                               analyses.operating_points_of_class[i].best_f);
        }
    }
    return text;
}

std::string interval_lines(const Evaluation& evaluation, const Analyses& analyses) {
    if (!analyses.intervals) return {};
    std::string text = "\n 95 % intervals\n";
    const FigureTable& table = evaluation.summary;
    for (std::size_t i = 0; i < table.overall.size(); ++i) {
        const auto& interval = table.overall[i].interval;
        if (!interval) continue;
        text += std::format(" {:<22} {:.4f} to {:.4f}{}\n", table.figures[i].key, interval->low,
                            interval->high, interval->resamples > 0 ? "" : ", Wilson");
    }
    return text;
}

std::string difference_lines(const FigureTable& table, const RunDifference& difference) {
    std::string text = "\n Second run against the first\n";
    for (std::size_t i = 0; i < table.overall.size(); ++i) {
        if (std::isnan(difference.overall[i])) continue;
        text += std::format(" {:<22} {:>+8.4f}", table.figures[i].key, difference.overall[i]);
        if (i < difference.intervals.size() && difference.intervals[i].resamples > 0) {
            const auto& interval = difference.intervals[i];
            text += std::format("  {:>+8.4f} to {:>+8.4f}, better with probability {:.3f}",
                                interval.low, interval.high, interval.share_better);
        }
        text += '\n';
    }
    return text;
}

std::string paired_lines(const Evaluation& evaluation, const PairedClassification& paired) {
    std::string text =
        std::format("\n McNemar's exact test, {}\n {:<24} {:>10} {:>11} {:>10} {:>10}\n",
                    counted(paired.samples, "sample"), "right in", "only first", "only second", "p",
                    "adjusted p");
    const auto line = [](std::string_view name, const PairedTest& test) {
        return std::format(" {:<24} {:>10} {:>11} {:>10.4g}", name, grouped(test.only_first),
                           grouped(test.only_second), test.p_value);
    };
    text += line("all classes", paired.all) + '\n';
    for (std::size_t cls = 0; cls < paired.of_class.size(); ++cls) {
        const PairedTest& test = paired.of_class[cls];
        if (test.only_first + test.only_second == 0) continue;  // nothing tells the two apart
        text += line(shortened(evaluation.dataset.classes.names[cls], 24), test) +
                std::format(" {:>10.4g}\n", test.adjusted_p_value);
    }
    return text;
}

// The largest cells of two different classes.
std::string confusion_lines(const Evaluation& evaluation, const ConfusionAnalysis& analysis) {
    constexpr std::size_t most = 10;
    std::vector<ConfusionCell> cells;
    for (const ConfusionCell& cell : analysis.confusion.cells) {
        const bool is_confused = cell.truth != cell.predicted && cell.truth != background_class &&
                                 cell.predicted != background_class;
        if (is_confused) cells.push_back(cell);
    }
    std::ranges::stable_sort(cells, std::ranges::greater(), &ConfusionCell::count);
    if (cells.size() > most) cells.resize(most);
    const auto name = [&](std::uint32_t cls) {
        return shortened(evaluation.dataset.classes.names[cls], 24);
    };
    std::string text = "\n Most confused";
    if (evaluation.task == Task::semantic) text += ", in pixels";
    if (!is_of_label_maps(evaluation.task)) {
        text += std::format(", at confidence {:.2f}", analysis.thresholds.confidence);
    }
    if (is_detection(evaluation.task))
        text += std::format(" and IoU {:.2f}", analysis.thresholds.iou);
    text += std::format("\n {:<24} {:<24} {:>9}\n", "true class", "predicted as", "count");
    for (const ConfusionCell& cell : cells) {
        text += std::format(" {:<24} {:<24} {:>9}\n", name(cell.truth), name(cell.predicted),
                            grouped(cell.count));
    }
    return text;
}

std::string localization_lines(const Localization& localization) {
    std::string text = std::format("\n {:<24} {:>9} {:>9} {:>9} {:>9}\n", "boxes of true positives",
                                   "mean", "5 %", "median", "95 %");
    for (std::size_t i = 0; i < localization.overall.size(); ++i) {
        const Distribution& one = localization.overall[i];
        text += std::format(" {:<24} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f}\n",
                            localization_infos()[i].name, one.mean, one.p5, one.median, one.p95);
    }
    return text;
}

}  // namespace

std::string analyses_report(const Evaluation& evaluation, const Analyses& analyses) {
    std::string text = interval_lines(evaluation, analyses);
    if (analyses.difference) text += difference_lines(evaluation.summary, *analyses.difference);
    if (analyses.paired) text += paired_lines(evaluation, *analyses.paired);
    if (!analyses.protocols.empty()) text += rules_lines(analyses);
    text += decision_lines(evaluation, analyses);
    if (analyses.tide) {
        const Tide& tide = *analyses.tide;
        text +=
            std::format("\n TIDE, in percent: AP {:.2f} at IoU 0.50\n {:<24} {:>8} {:>11} {:>9}\n",
                        tide.ap * 100, "error", "dAP", "progressive", "count");
        for (std::size_t i = 0; i < tide_errors; ++i) {
            text +=
                std::format(" {:<24} {:>8.2f} {:>11.2f} {:>9}\n", tide_infos()[i].name,
                            tide.main[i] * 100, tide.progressive[i] * 100, grouped(tide.counts[i]));
        }
        text += std::format(" {:<24} {:>8.2f}\n {:<24} {:>8.2f}\n", tide_infos()[tide_errors].name,
                            tide.false_positives * 100, tide_infos()[tide_errors + 1].name,
                            tide.false_negatives * 100);
    }
    if (const auto& spans = analyses.span_errors) {
        text += std::format("\n {:<24} {:>9}\n", "error", "count");
        for (std::size_t i = 0; i < span_errors; ++i) {
            text += std::format(" {:<24} {:>9}\n", span_error_infos()[i].name,
                                grouped(spans->counts[i]));
        }
    }
    if (analyses.confusion) {
        text += confusion_lines(evaluation, *analyses.confusion);
        if (analyses.confusion->right_class) {
            text += localization_lines(*analyses.confusion->right_class);
        }
    }
    return text;
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
