#include "curate/labeling_functions.h"

#include <algorithm>

namespace errata {

namespace {

double share_of(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// What is counted over rows.
struct Counts {
    std::uint64_t votes = 0;
    std::uint64_t overlaps = 0;
    std::uint64_t conflicts = 0;
};

}  // namespace

VoteMatrix votes_of(std::span<const BitSet> holds, std::span<const std::int32_t> vote,
                    std::size_t rows, std::int32_t classes) {
    VoteMatrix matrix = {.rows = rows, .functions = holds.size(), .classes = classes, .votes = {}};
    matrix.votes.assign(rows * matrix.functions, abstain);
    for (std::size_t f = 0; f < matrix.functions; ++f) {
        holds[f].for_each(
            [&](std::size_t row) { matrix.votes[row * matrix.functions + f] = vote[f]; });
    }
    return matrix;
}

VoteFacts facts_of(const VoteMatrix& matrix, std::span<const std::int32_t> labels) {
    VoteFacts facts;
    facts.functions.resize(matrix.functions);
    std::vector<Counts> counts(matrix.functions);
    std::vector<std::vector<bool>> votes_for(
        matrix.functions, std::vector<bool>(static_cast<std::size_t>(matrix.classes)));
    Counts all;
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        const auto votes = matrix.of_row(row);
        std::size_t voters = 0;
        std::int32_t first = abstain;
        bool conflict = false;
        for (const std::int32_t vote : votes) {
            if (vote == abstain) continue;
            ++voters;
            if (first == abstain) first = vote;
            conflict = conflict || vote != first;
        }
        all.votes += voters > 0 ? 1 : 0;
        all.overlaps += voters > 1 ? 1 : 0;
        all.conflicts += conflict ? 1 : 0;
        for (std::size_t f = 0; f < votes.size(); ++f) {
            if (votes[f] == abstain) continue;
            ++counts[f].votes;
            counts[f].overlaps += voters > 1 ? 1 : 0;
            // Where two of a row differ, each voter differs from one of them.
            counts[f].conflicts += conflict ? 1 : 0;
            votes_for[f][static_cast<std::size_t>(votes[f])] = true;
            if (labels.empty() || labels[row] == abstain) continue;
            ++(votes[f] == labels[row] ? facts.functions[f].correct : facts.functions[f].incorrect);
        }
    }
    facts.coverage = share_of(all.votes, matrix.rows);
    facts.overlap = share_of(all.overlaps, matrix.rows);
    facts.conflict = share_of(all.conflicts, matrix.rows);
    for (std::size_t f = 0; f < matrix.functions; ++f) {
        FunctionFacts& one = facts.functions[f];
        for (std::int32_t cls = 0; cls < matrix.classes; ++cls) {
            if (votes_for[f][static_cast<std::size_t>(cls)]) one.polarity.push_back(cls);
        }
        one.votes = counts[f].votes;
        one.coverage = share_of(counts[f].votes, matrix.rows);
        one.overlap = share_of(counts[f].overlaps, matrix.rows);
        one.conflict = share_of(counts[f].conflicts, matrix.rows);
        one.overlap_of_votes = share_of(counts[f].overlaps, counts[f].votes);
        one.conflict_of_overlaps = share_of(counts[f].conflicts, counts[f].overlaps);
    }
    return facts;
}

std::vector<double> vote_probabilities(const VoteMatrix& matrix,
                                       std::span<const std::int32_t> labels) {
    const auto classes = static_cast<std::size_t>(matrix.classes);
    std::vector<std::uint64_t> rows_of_class(classes);
    std::vector<std::uint64_t> counts(matrix.functions * (classes + 1) * classes);
    const auto place = [&](std::size_t function, std::int32_t vote, std::size_t cls) {
        return (function * (classes + 1) + static_cast<std::size_t>(vote + 1)) * classes + cls;
    };
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        if (labels[row] == abstain) continue;
        const auto label = static_cast<std::size_t>(labels[row]);
        ++rows_of_class[label];
        const auto votes = matrix.of_row(row);
        for (std::size_t f = 0; f < votes.size(); ++f) ++counts[place(f, votes[f], label)];
    }
    std::vector<double> probabilities;
    probabilities.reserve(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i)
        probabilities.push_back(share_of(counts[i], rows_of_class[i % classes]));
    return probabilities;
}

}  // namespace errata
