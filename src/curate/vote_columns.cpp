#include "curate/vote_columns.h"

#include <algorithm>
#include <utility>

#include "curate/majority_vote.h"
#include "query/column_building.h"

namespace errata {

namespace {

constexpr RowOf info = {Table::samples};
constexpr std::uint8_t voted_from = from_dataset | from_run | from_session;
constexpr const char* snorkel = "Snorkel's MajorityLabelVoter";

std::vector<ColumnInfo> vote_infos() {
    using enum ColumnType;
    return {
        info("votes", integer, Unit::none, voted_from, "from 0",
             "Number of labeling functions that vote on it"),
        info("vote_conflict", truth, Unit::none, voted_from, "true, false",
             "Whether labeling functions vote for different classes"),
        info("majority", category, Unit::none, voted_from, "names of classes",
             "The class that most labeling functions vote for; missing without votes and in a tie"),
        info("majority_probability", number, Unit::fraction, voted_from, "0 to 1",
             "Probability of the class that most vote for",
             "1 / classes with most votes; without votes 1 / classes", snorkel),
    };
}

std::vector<ColumnData> vote_values(const VoteMatrix& votes, const TextColumn& class_names) {
    const auto classes = static_cast<std::size_t>(votes.classes);
    const std::vector<double> probabilities = majority_probabilities(votes);
    const std::vector<std::int32_t> decisions = decided(probabilities, classes);
    const auto voters = [&](std::size_t row) {
        return std::ranges::count_if(votes.of_row(row),
                                     [](std::int32_t vote) { return vote != abstain; });
    };
    std::vector<ColumnData> all;
    all.push_back(number_column(votes.rows, voters));
    all.push_back(truth_column(votes.rows, [&](std::size_t row) {
        std::int32_t first = abstain;
        bool differ = false;
        for (const std::int32_t vote : votes.of_row(row)) {
            if (vote == abstain) continue;
            differ = differ || (first != abstain && vote != first);
            first = vote;
        }
        return differ ? 1 : 0;
    }));
    all.push_back(category_column(votes.rows, class_names, [&](std::size_t row) {
        // Of a single class no votes are no tie.
        return decisions[row] == abstain || voters(row) == 0
                   ? no_code
                   : static_cast<std::uint16_t>(decisions[row]);
    }));
    all.push_back(number_column(votes.rows, [&](std::size_t row) {
        return std::ranges::max(std::span(probabilities).subspan(row * classes, classes));
    }));
    return all;
}

}  // namespace

std::vector<AddedColumn> vote_columns(const VoteMatrix& votes, const TextColumn& class_names) {
    std::vector<ColumnInfo> infos = vote_infos();
    std::vector<ColumnData> values = vote_values(votes, class_names);
    std::vector<AddedColumn> added;
    for (std::size_t i = 0; i < infos.size(); ++i)
        added.push_back({.info = std::move(infos[i]), .data = std::move(values[i])});
    return added;
}

}  // namespace errata
