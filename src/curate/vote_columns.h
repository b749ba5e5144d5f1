// What labeling functions say, as columns of samples, beside all others.
//
// What it is for: queries over votes: `majority == "tram" and majority_probability < 0.7`, strata, exclusions, the gallery.
// What it does not do: run the functions (plan.h); go into functions' own queries, which would turn in circles.
//
// Columns, of samples:
//     votes                 integer   functions that vote
//     vote_conflict         truth     whether two vote for different classes
//     majority              category  the class with most votes; missing without votes, and where several tie
//     majority_probability  number    its share of the mass (majority_vote.h); without votes 1 / classes
#pragma once

#include <vector>

#include "curate/labeling_functions.h"
#include "query/added_columns.h"

namespace errata {

// `class_names`: of the votes' classes.
std::vector<AddedColumn> vote_columns(const VoteMatrix& votes, const TextColumn& class_names);

}  // namespace errata
