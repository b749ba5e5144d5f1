// The strata of a part of a plan: which candidates belong to which, and how much what is to be estimated varies in each.
//
// What it is for: plan.cpp. What it does not do: draw.
#pragma once

#include <string>
#include <vector>

#include "base/bit_set.h"
#include "curate/plan.h"
#include "curate/samplers.h"

namespace errata {

// The samples that a query of the plan holds for. Errors begin with the member that holds it: "parts[1].queries[0]".
Result<BitSet> rows_of_query(const std::string& query, const std::string& member,
                             ColumnSource& source);

struct PartStrata {
    Strata strata = {};
    std::vector<PlanStratum> described = {};  // sizes among `candidates`
    StratifiedOptions options = {};
};

// Of a stratified part or one by labeling functions, whose votes these are. `member`: of the plan, for errors: "parts[1]".
Result<PartStrata> strata_of(const PlanPart& part, const std::string& member,
                             const BitSet& candidates, const VoteMatrix& votes,
                             const std::vector<LabelingFunction>& functions, const PlanData& data);

}  // namespace errata
