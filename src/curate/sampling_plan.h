// The sampling plan as a value: how the next batch of samples is to be chosen.
//
// What it is for: what a person decides, part of the view, so that undo, the link and the saved session carry it, and the
// command line replays it. Everything is named as queries and files name it, never by row.
// What it does not do: choose (plan.h); be written and read (plan_document.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "curate/allocation.h"
#include "curate/labeling_functions.h"
#include "metrics/prediction_uncertainty.h"

namespace errata {

enum class Sampler : std::uint8_t {
    random,       // every candidate as likely
    stratified,   // by the values of a column, or by queries
    uncertainty,  // those that the model is least sure of
    highest,      // the highest values of a column
    functions,    // stratified by what the labeling functions say together
};

// "random", "stratified", "uncertainty", "highest", "functions".
std::string_view id_of(Sampler sampler);
std::optional<Sampler> sampler_of_id(std::string_view id);

// A part of the budget and how it is spent. Members that the sampler has no use for are as at the start.
struct PlanPart {
    std::string name = {};  // "": the sampler's
    Sampler sampler = Sampler::random;
    double share = 1;  // of the budget, in relation to the other parts'

    std::string column = {};  // stratified (where there are no queries), highest
    std::vector<std::string> queries =
        {};  // stratified: a stratum each; the first that holds counts, one more for none
    AllocationRule allocation = AllocationRule::proportional;  // stratified, functions
    std::uint32_t minimum = 0;                                 // of each stratum
    // Of neyman and cost-optimal: what is to be estimated, as a query that holds for a labeled sample or not.
    std::string estimate = "errors > 0";
    std::vector<double> costs =
        {};  // cost-optimal: of a sample of each stratum, in the order of the queries
    UncertaintyMeasure measure = UncertaintyMeasure::margin;
    UncertaintyAggregate aggregate = UncertaintyAggregate::max;
    bool lowest = false;  // highest: the lowest values instead

    bool operator==(const PlanPart&) const = default;
};

struct SamplingPlan {
    std::uint32_t budget = 100;  // samples
    std::uint32_t seed = 1;
    std::string from =
        {};  // query: the candidates; "": the pool, or all samples where there is none
    std::string exclude = {};  // query: never chosen; "": nobody
    std::vector<LabelingFunction> functions = {};
    std::vector<PlanPart> parts = {};  // none: there is no plan yet

    bool operator==(const SamplingPlan&) const = default;
};

}  // namespace errata
