#include "curate/vote_columns.h"

#include <algorithm>
#include <utility>

#include "curate/majority_vote.h"
#include "query/column_building.h"

namespace errata {

namespace {

constexpr RowOf info = {Table::samples};
constexpr const char* snorkel = "Snorkel's MajorityLabelVoter";

std::vector<ColumnInfo> vote_infos() {
    using enum ColumnType;
    return {
        info("votes", integer, Unit::none, from_dataset | from_run, "from 0",
             "Number of labeling functions that vote on it"),
        info("vote_conflict", truth, Unit::none, from_dataset | from_run, "true, false",
             "Whether labeling functions vote for different classes"),
        info("majority", category, Unit::none, from_dataset | from_run, "names of classes",
             "The class that most labeling functions vote for; missing without votes and in a tie"),
        info("majority_probability", number, Unit::fraction, from_dataset | from_run, "0 to 1",
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

VoteColumns::VoteColumns(ColumnSource& inner, const VoteMatrix& votes, TextColumn class_names)
    : inner_(inner) {
    const auto known = inner.columns(Table::samples);
    infos_.assign(known.begin(), known.end());
    std::vector<ColumnInfo> added = vote_infos();
    std::vector<ColumnData> values = vote_values(votes, class_names);
    for (std::size_t i = 0; i < added.size(); ++i) {
        if (std::ranges::contains(known, added[i].name, &ColumnInfo::name)) continue;
        infos_.push_back(std::move(added[i]));
        own_.push_back(std::move(values[i]));
    }
}

std::span<const ColumnInfo> VoteColumns::columns(Table table) const {
    return table == Table::samples ? std::span<const ColumnInfo>(infos_) : inner_.columns(table);
}

std::size_t VoteColumns::place_of(const ColumnInfo& wanted) const {
    const std::size_t inner = infos_.size() - own_.size();
    for (std::size_t i = inner; i < infos_.size(); ++i) {
        if (&infos_[i] == &wanted) return i - inner;
    }
    return own_.size();
}

const ColumnData& VoteColumns::values(TableRef table, const ColumnInfo& wanted) {
    if (wanted.table != Table::samples) return inner_.values(table, wanted);
    const std::size_t own = place_of(wanted);
    if (own < own_.size()) return own_[own];
    // The inner source knows its columns by where they stand in its own list.
    const auto place = static_cast<std::size_t>(&wanted - infos_.data());
    return inner_.values(table, inner_.columns(Table::samples)[place]);
}

TextColumn VoteColumns::names(TableRef table, const ColumnInfo& wanted) const {
    if (wanted.table != Table::samples) return inner_.names(table, wanted);
    const std::size_t own = place_of(wanted);
    if (own < own_.size()) return own_[own].names;
    const auto place = static_cast<std::size_t>(&wanted - infos_.data());
    return inner_.names(table, inner_.columns(Table::samples)[place]);
}

}  // namespace errata
