// Labeling functions: rules of thumb that vote for a class or abstain.
//
// What it is for: a query and a vote: where the query holds, the function votes for its class, elsewhere it abstains. All
// functions together give a matrix of votes; what can be said of them without and with known labels is here, what they say
// together in majority_vote.h.
// What it does not do: run queries (query/selection.h gives the bit sets); learn how far functions can be trusted.
//
// Source of the measures: Snorkel's LFAnalysis (0.10), to which they are equal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bit_set.h"

namespace errata {

inline constexpr std::int32_t abstain = -1;

struct LabelingFunction {
    std::string name = {};
    std::string query = {};  // over samples
    std::string vote = {};   // name of a class; "": always abstains, a group without an opinion

    bool operator==(const LabelingFunction&) const = default;
};

// Votes of m functions on n rows, [row][function]: a class from 0, or abstain.
struct VoteMatrix {
    std::size_t rows = 0;
    std::size_t functions = 0;
    std::int32_t classes = 0;
    std::vector<std::int32_t> votes = {};

    std::span<const std::int32_t> of_row(std::size_t row) const {
        return std::span(votes).subspan(row * functions, functions);
    }
};

// `holds`: per function the rows it votes on; `vote`: per function its class or abstain.
VoteMatrix votes_of(std::span<const BitSet> holds, std::span<const std::int32_t> vote,
                    std::size_t rows, std::int32_t classes);

// Of one function. Fractions are of all rows where nothing else is said; 0 without any.
struct FunctionFacts {
    std::vector<std::int32_t> polarity = {};  // classes that it votes for, ascending
    std::uint64_t votes = 0;                  // rows that it votes on
    double coverage = 0;                      // votes / rows
    double overlap = 0;                       // rows that another votes on, too
    double conflict = 0;                      // rows where another votes for another class
    double overlap_of_votes = 0;              // the overlap over its votes
    double conflict_of_overlaps = 0;  // the conflict over the rows that another votes on, too
    // Against known labels, where there are any.
    std::uint64_t correct = 0;
    std::uint64_t incorrect = 0;

    // correct / (correct + incorrect); nothing without a vote on a row whose label is known.
    std::optional<double> accuracy() const {
        if (correct + incorrect == 0) return {};
        return static_cast<double>(correct) / static_cast<double>(correct + incorrect);
    }
};

struct VoteFacts {
    // Fractions of the rows: with a vote, with several, with votes for several classes.
    double coverage = 0;
    double overlap = 0;
    double conflict = 0;
    std::vector<FunctionFacts> functions = {};
};

// `labels`: per row its true class, or abstain where it is not known; empty: none is. Linear in the votes.
VoteFacts facts_of(const VoteMatrix& matrix, std::span<const std::int32_t> labels = {});

// P(vote | class) of the rows whose label is known: [function][vote + 1][class], abstentions first. 0 of classes without rows.
std::vector<double> vote_probabilities(const VoteMatrix& matrix,
                                       std::span<const std::int32_t> labels);

}  // namespace errata
