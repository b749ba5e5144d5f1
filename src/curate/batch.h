// What a plan has chosen, written out: the batch for those who label it, and the report of how it came about.
//
// What it is for: the command line's output and the page's downloads are these same texts.
// What it does not do: run the plan (plan.h).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "curate/plan.h"

namespace errata {

enum class BatchFormat : std::uint8_t {
    csv,    // id, file, part, stratum, value, probability, weight; RFC 4180, lines end with LF
    jsonl,  // the same, an object a line; what is not known is left out
    ids,    // one a line
    paths,  // the samples' names, one a line
    coco,   // formats/coco_subset.h
};

// "csv", "jsonl", "ids", "paths", "coco".
std::string_view id_of(BatchFormat format);
std::optional<BatchFormat> batch_format_of_id(std::string_view id);

// `least_score`: of pre-labels. `data` is what the plan was run over. Error bad_value where the samples have no names and
// paths are asked for, or the task has none that COCO files could hold.
Result<std::string> batch_text(BatchFormat format, const SamplingPlan& plan,
                               const PlanResult& result, const PlanData& data, double least_score);

// {"plan": {...}, "candidates", "excluded", "chosen", "shortfall",
//  "parts": [{"name", "sampler", "wanted", "drawn", "strata": [{"stratum", "candidates", "drawn", "labeled", "deviation"}]}],
//  "labeling_functions": [{"name", "vote", "votes", "coverage", "overlap", "conflict", "correct", "incorrect", "accuracy"}],
//  "classes": [{"name", "labeled", "added"}],
//  "samples": [{"id", "file", "part", "stratum", "value", "probability", "weight"}]}; what is not known is null.
nlohmann::ordered_json plan_report(const SamplingPlan& plan, const PlanResult& result,
                                   const PlanData& data);

// The same for people, without the samples.
std::string plan_report_text(const SamplingPlan& plan, const PlanResult& result,
                             const PlanData& data);

}  // namespace errata
