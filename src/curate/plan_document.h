// The sampling plan as a JSON document: a file of its own, and a member of the session.
//
// The document; every member but "version" and a part's "sampler" may be missing and then is as at the start:
//     {"version": 1, "budget": 200, "seed": 1, "from": "not labeled", "exclude": "duplicates > 1",
//      "labeling_functions": [{"name": "small and far", "query": "...", "vote": "kayak"}],
//      "parts": [{"sampler": "stratified", "name": "sites", "share": 2, "column": "site", "queries": [],
//                 "allocation": "neyman", "minimum": 2, "estimate": "errors > 0", "costs": []},
//                {"sampler": "uncertainty", "measure": "entropy", "aggregate": "max"},
//                {"sampler": "highest", "column": "rarity", "lowest": false},
//                {"sampler": "functions", "allocation": "equal"}, {"sampler": "random"}]}
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/error.h"
#include "curate/sampling_plan.h"

namespace errata {

inline constexpr std::uint64_t plan_version = 1;

// Only what is not as at the start, and what the sampler has a use for.
nlohmann::json json_of(const SamplingPlan& plan);
std::string to_json(const SamplingPlan& plan);

// Errors: bad_value, with the member that is wrong ("parts[1].allocation") and what it must be; unknown members are wrong,
// too: a misspelt one would be passed over; wrong_kind of a newer version.
Result<SamplingPlan> plan_from_json(const nlohmann::json& json);

// Also syntax, with the byte.
Result<SamplingPlan> plan_from_json(std::string_view json);

}  // namespace errata
