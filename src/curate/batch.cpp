#include "curate/batch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/text.h"
#include "curate/plan_document.h"
#include "formats/coco_subset.h"
#include "formats/csv.h"

namespace errata {

namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> format_ids = {"csv", "jsonl", "ids", "paths", "coco"};

ordered_json number_or_null(double number) {
    return std::isfinite(number) ? ordered_json(number) : ordered_json();
}

ordered_json id_json(const SourceId& id) {
    return id.is_number() ? ordered_json(id.number) : ordered_json(to_string(id));
}

std::string_view stratum_of(const ChosenSample& one, const PlanResult& result) {
    if (one.stratum == no_row) return {};
    return result.parts[one.part].strata[one.stratum].query;
}

ordered_json sample_json(const ChosenSample& one, const SamplingPlan& plan,
                         const PlanResult& result, const Samples& samples) {
    const std::string_view stratum = stratum_of(one, result);
    return {
        {"id", id_json(samples.ids[one.sample])},
        {"file", samples.names.empty() ? ordered_json() : ordered_json(samples.names[one.sample])},
        {"part", name_of(plan.parts[one.part])},
        {"stratum", stratum.empty() ? ordered_json() : ordered_json(stratum)},
        {"value", number_or_null(one.value)},
        {"probability", number_or_null(one.probability)},
        {"weight", number_or_null(one.weight)}};
}

std::string dumped(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string cell_of(const ordered_json& value) {
    if (value.is_null()) return {};
    if (value.is_number_float()) return std::format("{}", value.get<double>());
    return value.is_string() ? csv_cell(value.get<std::string>()) : value.dump();
}

std::string csv_text(const SamplingPlan& plan, const PlanResult& result, const Samples& samples) {
    std::string text = "id,file,part,stratum,value,probability,weight\n";
    for (const ChosenSample& one : result.chosen) {
        std::string line;
        for (const auto& [key, value] : sample_json(one, plan, result, samples).items())
            line += (line.empty() && key == "id" ? "" : ",") + cell_of(value);
        text += line + '\n';
    }
    return text;
}

std::string jsonl_text(const SamplingPlan& plan, const PlanResult& result, const Samples& samples) {
    std::string text;
    for (const ChosenSample& one : result.chosen) {
        ordered_json known = ordered_json::object();
        for (const auto& [key, value] : sample_json(one, plan, result, samples).items()) {
            if (!value.is_null()) known[key] = value;
        }
        text += dumped(known) + '\n';
    }
    return text;
}

ordered_json part_json(const PlanPart& part, const PlanPartResult& result) {
    ordered_json json = {{"name", name_of(part)},
                         {"sampler", id_of(part.sampler)},
                         {"wanted", result.wanted},
                         {"drawn", result.drawn}};
    if (result.strata.empty()) return json;
    ordered_json& strata = json["strata"] = ordered_json::array();
    for (const PlanStratum& stratum : result.strata) {
        ordered_json one = {
            {"stratum", stratum.query}, {"candidates", stratum.size}, {"drawn", stratum.drawn}};
        if (!std::isnan(stratum.deviation)) {
            one["labeled"] = stratum.labeled;
            one["deviation"] = stratum.deviation;
        }
        strata.push_back(std::move(one));
    }
    return json;
}

ordered_json function_json(const LabelingFunction& function, const FunctionFacts& facts) {
    const auto accuracy = facts.accuracy();
    return {{"name", function.name},
            {"vote", function.vote.empty() ? ordered_json() : ordered_json(function.vote)},
            {"votes", facts.votes},
            {"coverage", facts.coverage},
            {"overlap", facts.overlap},
            {"conflict", facts.conflict},
            {"correct", facts.correct},
            {"incorrect", facts.incorrect},
            {"accuracy", accuracy ? ordered_json(*accuracy) : ordered_json()}};
}

}  // namespace

std::string_view id_of(BatchFormat format) { return format_ids[static_cast<std::size_t>(format)]; }

std::optional<BatchFormat> batch_format_of_id(std::string_view id) {
    const auto found = std::ranges::find(format_ids, id);
    if (found == format_ids.end()) return {};
    return static_cast<BatchFormat>(found - format_ids.begin());
}

Result<std::string> batch_text(BatchFormat format, const SamplingPlan& plan,
                               const PlanResult& result, const PlanData& data, double least_score) {
    const Samples& samples = data.dataset.samples;
    switch (format) {
        case BatchFormat::csv: return csv_text(plan, result, samples);
        case BatchFormat::jsonl: return jsonl_text(plan, result, samples);
        case BatchFormat::ids:
        case BatchFormat::paths: break;
        case BatchFormat::coco: {
            if (!is_detection(data.task)) {
                return std::unexpected(
                    Error{.code = ErrorCode::bad_value,
                          .message = std::format("a COCO file cannot hold {}", name_of(data.task)),
                          .remedy = "Choose csv, jsonl, ids or paths"});
            }
            std::vector<Row> rows;
            for (const ChosenSample& one : result.chosen) rows.push_back(one.sample);
            return coco_subset(data.dataset, data.run, rows, least_score);
        }
    }
    if (format == BatchFormat::paths && samples.names.empty()) {
        return std::unexpected(Error{.code = ErrorCode::bad_value,
                                     .message = "the samples have no files",
                                     .remedy = "Choose ids"});
    }
    std::string text;
    for (const ChosenSample& one : result.chosen) {
        text += format == BatchFormat::ids ? to_string(samples.ids[one.sample])
                                           : std::string(samples.names[one.sample]);
        text += '\n';
    }
    return text;
}

ordered_json plan_report(const SamplingPlan& plan, const PlanResult& result, const PlanData& data) {
    ordered_json report = {{"plan", json_of(plan)},
                           {"candidates", result.candidates},
                           {"excluded", result.excluded},
                           {"chosen", result.chosen.size()},
                           {"shortfall", result.shortfall}};
    ordered_json& parts = report["parts"] = ordered_json::array();
    for (std::size_t i = 0; i < plan.parts.size(); ++i)
        parts.push_back(part_json(plan.parts[i], result.parts[i]));
    ordered_json& functions = report["labeling_functions"] = ordered_json::array();
    for (std::size_t i = 0; i < plan.functions.size(); ++i)
        functions.push_back(function_json(plan.functions[i], result.functions.functions[i]));
    ordered_json& classes = report["classes"] = ordered_json::array();
    for (std::size_t cls = 0; cls < result.classes.size(); ++cls) {
        classes.push_back({{"name", data.dataset.classes.names[cls]},
                           {"labeled", result.classes[cls].labeled},
                           {"added", result.classes[cls].added}});
    }
    ordered_json& samples = report["samples"] = ordered_json::array();
    for (const ChosenSample& one : result.chosen)
        samples.push_back(sample_json(one, plan, result, data.dataset.samples));
    return report;
}

std::string plan_report_text(const SamplingPlan& plan, const PlanResult& result,
                             const PlanData& data) {
    std::string text =
        std::format("{} of {} ({} excluded), seed {}\n", counted(result.chosen.size(), "sample"),
                    counted(result.candidates, "candidate"), grouped(result.excluded), plan.seed);
    if (result.shortfall > 0)
        text += std::format("{} of the budget found no candidate\n", grouped(result.shortfall));
    for (std::size_t i = 0; i < plan.parts.size(); ++i) {
        const PlanPartResult& part = result.parts[i];
        text += std::format("\n{}: {} of {}\n", name_of(plan.parts[i]), grouped(part.drawn),
                            grouped(part.wanted));
        for (const PlanStratum& stratum : part.strata) {
            text += std::format("  {:>8} of {:>8}  {}\n", grouped(stratum.drawn),
                                grouped(stratum.size), stratum.query);
        }
    }
    for (std::size_t i = 0; i < plan.functions.size(); ++i) {
        const FunctionFacts& facts = result.functions.functions[i];
        const auto accuracy = facts.accuracy();
        text += std::format("{}{}: coverage {:.3f}, overlap {:.3f}, conflict {:.3f}, accuracy {}\n",
                            i == 0 ? "\nLabeling functions\n  " : "  ", plan.functions[i].name,
                            facts.coverage, facts.overlap, facts.conflict,
                            accuracy ? std::format("{:.3f}", *accuracy) : "not known");
    }
    text += "\nClasses: labeled, and what the batch is expected to add\n";
    for (std::size_t cls = 0; cls < result.classes.size(); ++cls) {
        text += std::format("  {:>8}  {:>+10.1f}  {}\n", grouped(result.classes[cls].labeled),
                            result.classes[cls].added, data.dataset.classes.names[cls]);
    }
    return text;
}

}  // namespace errata
