// Running a sampling plan: from a budget and the data to the samples of the next batch.
//
// What it is for: the command line and the page call the same function; the same plan over the same data chooses the same
// samples, everywhere. Each says why it was chosen, with which probability, and what it counts for in an estimate.
// What it does not do: read the plan (plan_document.h); export what was chosen.
//
// Where there are labeling functions, all queries of the plan but theirs may ask for what they say (vote_columns.h).
//
// The parts share the budget by largest remainder and draw one after the other, in the plan's order, each from the candidates
// that are left: no sample is chosen twice. What a part cannot fill goes to those that can, round after round; what nobody
// can is the shortfall.
//
// Weights make estimates over all candidates unbiased, by Des Raj's ordered estimator (1956): a draw k that left no candidate
// without a chance estimates the total as what was drawn before it plus what it drew, each over its probability p; the mean of
// these estimates, by the draws' sizes c_k (∑ c_k = 1), gives a sample of draw k the weight c_k / p + ∑ of c_l of later draws.
// Choices by score and draws that left candidates out have c = 0. Where no draw counts, no weights are known: NaN.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "curate/labeling_functions.h"
#include "curate/sampling_plan.h"
#include "data/dataset.h"
#include "data/task.h"
#include "query/column.h"

namespace errata {

struct ChosenSample {
    Row sample = 0;
    std::uint32_t part = 0;          // of the plan
    std::uint32_t stratum = no_row;  // of the part's strata; no_row: it has none
    double value = 0;                // uncertainty, highest: what it was chosen for; else NaN
    double probability = 0;  // of this draw, given those before; NaN: it was chosen, not drawn
    double weight = 0;       // see above
};

struct PlanStratum {
    std::string query = {};  // or what the labeling functions say
    std::uint64_t size = 0;  // candidates, before any part has drawn
    std::uint64_t drawn = 0;
    std::uint64_t labeled = 0;  // samples that the deviation was estimated from
    double deviation = 0;       // of neyman and cost-optimal; NaN: not asked for
};

struct PlanPartResult {
    std::uint64_t wanted = 0;  // its share of the budget
    std::uint64_t drawn = 0;
    std::vector<PlanStratum> strata = {};
};

// How many objects (or samples, of classes) there are of a class: labeled ones, and what the batch is expected to add: the
// sum of its predictions' scores, which is their number if scores are calibrated.
struct ClassExpectation {
    std::uint64_t labeled = 0;
    double added = 0;
};

struct PlanResult {
    std::vector<ChosenSample> chosen = {};  // by sample
    std::vector<PlanPartResult> parts = {};
    std::uint64_t candidates = 0;  // not excluded
    std::uint64_t excluded = 0;    // of those that `from` holds for
    std::uint64_t shortfall = 0;
    std::vector<ClassExpectation> classes = {};  // per class slot
    VoteFacts functions = {};                    // over all samples, against known labels
};

// What a plan is run over. Everything must outlive the call.
struct PlanData {
    Task task = Task::boxes;
    const Dataset& dataset;
    const Run* run = nullptr;  // null: ground truth alone
    ColumnSource& source;      // over both
};

// Errors: those of queries, which say which member of the plan is wrong; bad_value of columns that are not there or are no
// numbers, of classes that there are not, of a plan without parts or budget, of Neyman's allocation where nothing is labeled;
// too_large of a column of too many values.
Result<PlanResult> run_plan(const SamplingPlan& plan, const PlanData& data);

// The votes of a plan's functions over all samples. Errors: as above.
Result<VoteMatrix> plan_votes(const SamplingPlan& plan, const PlanData& data);

// What is said of a plan's functions. Against known labels a vote is right where the sample is labeled and has an object of
// the class; samples that are not labeled do not count.
VoteFacts plan_vote_facts(const VoteMatrix& votes, const PlanData& data);

// The part's own name, else its sampler's: "stratified".
std::string name_of(const PlanPart& part);

}  // namespace errata
