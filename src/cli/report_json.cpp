#include "cli/report_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/report.h"
#include "engine/operating_points_json.h"

namespace errata::cli {

namespace {

using nlohmann::ordered_json;

ordered_json interval_json(const Interval& interval) {
    ordered_json object = {{"low", interval.low},
                           {"high", interval.high},
                           {"level", interval.level},
                           {"method", interval.resamples > 0 ? "bootstrap" : "wilson"}};
    if (interval.resamples > 0) {
        object["resamples"] = interval.resamples;
        object["resamples_without"] = interval.resamples_without;
    }
    return object;
}

// NaN and infinities, which JSON has not, are null.
ordered_json number_json(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? ordered_json(*value) : ordered_json();
}

ordered_json figures_json(const std::vector<FigureInfo>& infos,
                          const std::vector<Figure>& figures) {
    ordered_json object = ordered_json::object();
    for (std::size_t i = 0; i < figures.size(); ++i) {
        ordered_json one = {{"value", number_json(figures[i].value)}, {"count", figures[i].count}};
        if (figures[i].interval) one["interval"] = interval_json(*figures[i].interval);
        object[std::string(infos[i].key)] = std::move(one);
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

ordered_json tide_json(const Tide& tide, const Classes& classes) {
    const auto infos = tide_infos();
    ordered_json main = ordered_json::object();
    ordered_json progressive = ordered_json::object();
    ordered_json counts = ordered_json::object();
    for (std::size_t i = 0; i < tide_errors; ++i) {
        const std::string key(infos[i].key);
        main[key] = tide.main[i];
        progressive[key] = tide.progressive[i];
        counts[key] = tide.counts[i];
    }
    ordered_json of_class = ordered_json::object();
    for (std::size_t i = 0; i < tide.ap_of_class.size(); ++i) {
        of_class[std::string(classes.names[i])] = number_json(tide.ap_of_class[i]);
    }
    return {{"AP", tide.ap},
            {"main", std::move(main)},
            {"special", {{"FalsePos", tide.false_positives}, {"FalseNeg", tide.false_negatives}}},
            {"counts", std::move(counts)},
            {"progressive", std::move(progressive)},
            {"AP_by_class", std::move(of_class)}};
}

constexpr std::string_view background = "background";

ordered_json confusion_json(const ConfusionAnalysis& analysis, const Classes& classes) {
    const auto name = [&](std::uint32_t cls) {
        return std::string(cls == background_class ? background : classes.names[cls]);
    };
    ordered_json cells = ordered_json::array();
    for (const ConfusionCell& cell : analysis.confusion.cells) {
        cells.push_back({{"truth", name(cell.truth)},
                         {"predicted", name(cell.predicted)},
                         {"count", cell.count}});
    }
    return {{"confidence", analysis.thresholds.confidence},
            {"iou", analysis.thresholds.iou},
            {"cells", std::move(cells)}};
}

using Distributions = std::array<Distribution, localization_measures>;

ordered_json distributions_json(const Distributions& distributions) {
    ordered_json object = ordered_json::object();
    for (std::size_t i = 0; i < distributions.size(); ++i) {
        const Distribution& one = distributions[i];
        object[std::string(localization_infos()[i].key)] = {
            {"count", one.count},   {"mean", one.mean}, {"p5", one.p5},  {"p25", one.p25},
            {"median", one.median}, {"p75", one.p75},   {"p95", one.p95}};
    }
    return object;
}

ordered_json localization_json(const Localization& localization, const Classes& classes) {
    ordered_json of_class = ordered_json::object();
    for (std::size_t i = 0; i < localization.classes.size(); ++i) {
        if (localization.classes[i][0].count == 0) continue;
        of_class[std::string(classes.names[i])] = distributions_json(localization.classes[i]);
    }
    return {{"overall", distributions_json(localization.overall)},
            {"classes", std::move(of_class)}};
}

ordered_json bins_json(const std::vector<ReliabilityBin>& bins) {
    ordered_json list = ordered_json::array();
    for (const ReliabilityBin& bin : bins) {
        ordered_json one = {{"low", bin.low},
                            {"high", bin.high},
                            {"count", bin.count},
                            {"mean_confidence", bin.mean_confidence},
                            {"accuracy", bin.accuracy}};
        if (bin.interval) one["interval"] = interval_json(*bin.interval);
        list.push_back(std::move(one));
    }
    return list;
}

ordered_json calibration_json(const Calibration& calibration) {
    const auto figure = [&](const std::optional<double>& value) {
        return ordered_json{{"value", number_json(value)}, {"count", calibration.count}};
    };
    return {{"ece", figure(calibration.ece)},
            {"adaptive_ece", figure(calibration.adaptive_ece)},
            {"mce", figure(calibration.mce)},
            {"brier", figure(calibration.brier)},
            {"bins", bins_json(calibration.bins)},
            {"equal_mass_bins", bins_json(calibration.equal_mass)}};
}

// Per class by name; of several classes of one name the last.
template <typename List, typename JsonOf>
ordered_json by_class(const List& list, const Classes& classes, JsonOf&& json_of) {
    ordered_json object = ordered_json::object();
    for (std::size_t i = 0; i < list.size(); ++i) {
        object[std::string(classes.names[i])] = json_of(list[i]);
    }
    return object;
}

ordered_json calibration_analysis_json(const CalibrationAnalysis& analysis,
                                       const Classes& classes) {
    ordered_json json = calibration_json(analysis.all);
    json["classwise_ece"] = {{"value", number_json(analysis.classwise_ece)},
                             {"count", analysis.all.count}};
    if (analysis.detection) {
        json["d_ece"] = {{"value", number_json(analysis.detection->d_ece)},
                         {"count", analysis.detection->count}};
        json["la_ece"] = {{"value", number_json(analysis.detection->la_ece)},
                          {"count", analysis.detection->count}};
    }
    if (!analysis.maps.empty()) {
        json["recalibration"]["before"] = calibration_json(analysis.before);
        for (const Recalibration& map : analysis.maps) {
            ordered_json& one = json["recalibration"][std::string(map.key)];
            one = calibration_json(map.calibration);
            if (map.key == "temperature") one["temperature"] = map.temperature;
        }
    }
    json["classes"] = by_class(analysis.of_class, classes, calibration_json);
    return json;
}

ordered_json rules_json(const Analyses& analyses) {
    ordered_json protocols = ordered_json::object();
    for (const ProtocolResult& one : analyses.protocols) {
        protocols[std::string(one.protocol->key)] = {{"value", number_json(one.result.ap)},
                                                     {"count", one.result.positives},
                                                     {"name", one.protocol->name},
                                                     {"meaning", one.protocol->meaning}};
    }
    ordered_json paths = ordered_json::object();
    for (std::size_t i = 0; i < analyses.rule_paths.size(); ++i) {
        const RulePath& path = analyses.rule_paths[i];
        ordered_json steps = ordered_json::array();
        for (const RuleStep& step : path.steps) {
            steps.push_back({{"switch", info_of(step.which).key},
                             {"AP", number_json(step.ap)},
                             {"difference", step.difference}});
        }
        paths[std::string(analyses.protocols[i + 1].protocol->key)] = {
            {"from", number_json(path.from)}, {"to", number_json(path.to)}, {"steps", steps}};
    }
    return {{"iou", 0.5}, {"AP", std::move(protocols)}, {"from_coco", std::move(paths)}};
}

ordered_json difference_json(const FigureTable& table, const RunDifference& difference) {
    ordered_json object = ordered_json::object();
    for (std::size_t i = 0; i < difference.overall.size(); ++i) {
        ordered_json one = {{"value", number_json(difference.overall[i])},
                            {"count", table.overall[i].count}};
        if (i < difference.intervals.size() && difference.intervals[i].resamples > 0) {
            const Bootstrap::Difference& interval = difference.intervals[i];
            one["interval"] = {
                {"low", interval.low}, {"high", interval.high}, {"resamples", interval.resamples}};
            one["probability_better"] = interval.share_better;
        }
        object[std::string(table.figures[i].key)] = std::move(one);
    }
    return object;
}

ordered_json paired_json(const PairedTest& test) {
    return {{"only_first", test.only_first},
            {"only_second", test.only_second},
            {"p_value", test.p_value},
            {"adjusted_p_value", test.adjusted_p_value}};
}

void add_analyses(const Evaluation& evaluation, const Analyses& analyses, ordered_json& report) {
    const Classes& classes = evaluation.dataset.classes;
    if (analyses.tide) report["errors"]["tide"] = tide_json(*analyses.tide, classes);
    if (const auto& spans = analyses.span_errors) {
        for (std::size_t i = 0; i < span_errors; ++i) {
            report["errors"]["spans"][std::string(span_error_infos()[i].key)] = spans->counts[i];
        }
    }
    if (const auto& analysis = analyses.confusion) {
        report["errors"]["confusion"] = confusion_json(*analysis, classes);
        if (analysis->right_class) {
            report["errors"]["localization"] = {
                {"right_class", localization_json(*analysis->right_class, classes)},
                {"any_class", localization_json(*analysis->any_class, classes)}};
        }
    }
    if (!analyses.protocols.empty()) report["rule_comparison"] = rules_json(analyses);
    if (analyses.calibration) {
        report["calibration"] = calibration_analysis_json(*analyses.calibration, classes);
    }
    if (analyses.operating_points) {
        report["operating_points"] = operating_points_json(analyses, classes);
    }
    if (analyses.difference) {
        report["comparison"] = difference_json(evaluation.summary, *analyses.difference);
    }
    if (analyses.paired) {
        report["mcnemar"] = paired_json(analyses.paired->all);
        report["mcnemar"].erase("adjusted_p_value");
        report["mcnemar"]["samples"] = analyses.paired->samples;
        report["mcnemar"]["classes"] = by_class(analyses.paired->of_class, classes, paired_json);
    }
}

}  // namespace

namespace {

void add_selection(const SelectionReport& selection, ordered_json& report) {
    if (!selection.where.empty()) {
        report["selection"] = {{"query", selection.where},
                               {"restricted_to", id_of(selection.to)},
                               {"rows", selection.rows},
                               {"of", selection.of}};
    }
    if (!selection.groups) return;
    const GroupTable& table = *selection.groups;
    ordered_json groups = ordered_json::array();
    for (const GroupFigures& one : table.groups) {
        groups.push_back({{"query", one.key},
                          {"rows", one.rows},
                          {"summary", figures_json(table.figures, one.figures)}});
    }
    report["groups"] = {{"restricted_to", id_of(table.to)}, {"groups", std::move(groups)}};
}

}  // namespace

std::string json_report(const Evaluation& evaluation, const Analyses& analyses,
                        const SelectionReport& selection, const std::vector<StageTime>* stages) {
    const Dataset& dataset = evaluation.dataset;
    ordered_json report;
    report["task"] = id_of(evaluation.task);
    report["rules"] = evaluation.rules;
    add_selection(selection, report);
    const std::vector<FigureInfo>& infos = evaluation.summary.figures;
    report["summary"] = figures_json(infos, evaluation.summary.overall);
    const bool has_objects = evaluation.task != Task::semantic;
    const auto predictions = predictions_per_class(evaluation);
    ordered_json classes = ordered_json::array();
    for (std::size_t cls = 0; cls < dataset.classes.size(); ++cls) {
        ordered_json row = {{"id", id_json(dataset.classes.ids[cls])},
                            {"name", std::string(dataset.classes.names[cls])}};
        if (has_objects) row["predictions"] = predictions[cls];
        if (cls < evaluation.summary.classes.size()) {
            row.update(
                figures_json(evaluation.summary.of_class(), evaluation.summary.classes[cls]));
        }
        classes.push_back(std::move(row));
    }
    report["classes"] = std::move(classes);
    report["counts"] = {
        {std::string(word_for_samples(evaluation.task)) + "s", dataset.samples.size()},
        {"classes", dataset.classes.size()}};
    if (has_objects) {
        report["counts"]["truth"] = dataset.truth.size();
        report["counts"]["predictions"] = evaluation.run.size();
    } else {
        report["counts"]["pixels"] = evaluation.summary.overall[0].count;
    }
    add_analyses(evaluation, analyses, report);
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

}  // namespace errata::cli
