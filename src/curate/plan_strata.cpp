#include "curate/plan_strata.h"

#include <cmath>
#include <format>
#include <limits>
#include <utility>

#include "curate/majority_vote.h"
#include "data/pool.h"
#include "query/grouping.h"
#include "query/parse.h"
#include "query/selection.h"

namespace errata {

namespace {

constexpr TableRef samples_table = {.table = Table::samples};

using Groups = std::vector<RowGroup>;

std::unexpected<Error> wrong(const std::string& member, Error error) {
    error.message = std::format("\"{}\": {}", member, error.message);
    return std::unexpected(std::move(error));
}

// Those of the queries, and one more of the candidates that none holds for.
Result<Groups> groups_of_queries(const PlanPart& part, const std::string& member,
                                 const BitSet& candidates, ColumnSource& source) {
    Groups groups;
    BitSet rest = candidates;
    for (std::size_t i = 0; i < part.queries.size(); ++i) {
        auto rows =
            rows_of_query(part.queries[i], std::format("{}.queries[{}]", member, i), source);
        if (!rows) return std::unexpected(rows.error());
        rest -= *rows;
        groups.push_back({.query = part.queries[i], .rows = *std::move(rows)});
    }
    if (!rest.none()) groups.push_back({.query = "none of these", .rows = std::move(rest)});
    return groups;
}

Result<Groups> groups_of_column(const PlanPart& part, const std::string& member,
                                ColumnSource& source) {
    const ColumnInfo* const info = find_column(source, Table::samples, part.column);
    if (info == nullptr) {
        return wrong(member + ".column",
                     {.code = ErrorCode::bad_value,
                      .message = std::format("there is no column `{}` of samples", part.column),
                      .remedy = "Name one that errata columns lists, or give queries"});
    }
    auto groups = groups_of(source, samples_table, *info);
    if (!groups) return wrong(member + ".column", groups.error());
    return groups;
}

// One group per class that the functions decide for, one where they tie, one of each function without a vote where no other
// votes, and one of those that nobody says anything of.
Groups groups_of_votes(const VoteMatrix& votes, const std::vector<LabelingFunction>& functions,
                       const std::vector<BitSet>& silent, const TextColumn& class_names) {
    const auto classes = static_cast<std::size_t>(votes.classes);
    std::vector<BitSet> decided_for(classes, BitSet(votes.rows));
    BitSet tied(votes.rows);
    BitSet unvoted(votes.rows);
    const auto decisions = decided(majority_probabilities(votes), classes);
    for (std::size_t row = 0; row < votes.rows; ++row) {
        const auto of_row = votes.of_row(row);
        if (std::ranges::all_of(of_row, [](std::int32_t vote) { return vote == abstain; })) {
            unvoted.set(row);
        } else if (decisions[row] == abstain) {
            tied.set(row);
        } else {
            decided_for[static_cast<std::size_t>(decisions[row])].set(row);
        }
    }
    Groups groups;
    for (std::size_t cls = 0; cls < classes; ++cls) {
        if (decided_for[cls].none()) continue;
        groups.push_back({.query = std::format("voted {}", class_names[cls]),
                          .rows = std::move(decided_for[cls])});
    }
    if (!tied.none()) groups.push_back({.query = "tied", .rows = std::move(tied)});
    for (std::size_t f = 0; f < functions.size(); ++f) {
        if (!functions[f].vote.empty()) continue;
        BitSet here = silent[f];
        here &= unvoted;
        unvoted -= here;
        if (!here.none()) groups.push_back({.query = functions[f].name, .rows = std::move(here)});
    }
    if (!unvoted.none()) groups.push_back({.query = "not voted on", .rows = std::move(unvoted)});
    return groups;
}

Result<std::vector<BitSet>> rows_of_silent(const std::vector<LabelingFunction>& functions,
                                           ColumnSource& source) {
    std::vector<BitSet> rows(functions.size());
    for (std::size_t f = 0; f < functions.size(); ++f) {
        if (!functions[f].vote.empty()) continue;
        auto holds = rows_of_query(functions[f].query,
                                   std::format("labeling_functions[{}].query", f), source);
        if (!holds) return std::unexpected(holds.error());
        rows[f] = *std::move(holds);
    }
    return rows;
}

// The deviation of the estimate in each stratum, from its labeled samples; of a stratum without any from all.
Result<void> add_deviations(const PlanPart& part, const std::string& member, const Groups& groups,
                            const PlanData& data, PartStrata& result) {
    auto holds = rows_of_query(part.estimate, member + ".estimate", data.source);
    if (!holds) return std::unexpected(holds.error());
    const BitSet labeled = labeled_samples(data.dataset.samples);
    if (labeled.none()) {
        return wrong(member + ".allocation",
                     {.code = ErrorCode::bad_value,
                      .message = "no sample is labeled that deviations could be estimated from",
                      .remedy = "Choose proportional or equal"});
    }
    *holds &= labeled;
    const double overall =
        static_cast<double>(holds->count()) / static_cast<double>(labeled.count());
    BitSet left = labeled;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        // A sample of several groups belongs to the first, here as in the draw.
        BitSet here = groups[i].rows;
        here &= left;
        left -= here;
        const std::size_t known = here.count();
        here &= *holds;
        const double rate =
            known > 0 ? static_cast<double>(here.count()) / static_cast<double>(known) : overall;
        result.described[i].labeled = known;
        result.described[i].deviation = proportion_deviation(rate);
        result.options.deviations.push_back(result.described[i].deviation);
        result.options.costs.push_back(i < part.costs.size() ? part.costs[i] : 1);
    }
    return {};
}

}  // namespace

Result<BitSet> rows_of_query(const std::string& query, const std::string& member,
                             ColumnSource& source) {
    auto selection = select(query, source, samples_table);
    if (selection) return std::move(selection->rows);
    Error error = selection.error();
    if (error.byte) {
        const std::size_t character = character_at(query, static_cast<std::size_t>(*error.byte));
        error.message = std::format("character {}: {}", character, error.message);
        error.byte.reset();  // of the query, and not of the file that the plan stands in
    }
    if (error.remedy.empty()) {
        error.remedy =
            "Correct the query; errata query --help has the language, errata columns what "
            "can be asked about";
    }
    return wrong(member, std::move(error));
}

Result<PartStrata> strata_of(const PlanPart& part, const std::string& member,
                             const BitSet& candidates, const VoteMatrix& votes,
                             const std::vector<LabelingFunction>& functions, const PlanData& data) {
    Result<Groups> groups;
    if (part.sampler == Sampler::functions) {
        auto silent = rows_of_silent(functions, data.source);
        if (!silent) return std::unexpected(silent.error());
        groups = groups_of_votes(votes, functions, *silent, data.dataset.classes.names);
    } else if (part.queries.empty()) {
        groups = groups_of_column(part, member, data.source);
    } else {
        groups = groups_of_queries(part, member, candidates, data.source);
    }
    if (!groups) return std::unexpected(groups.error());

    std::vector<BitSet> rows;
    for (const RowGroup& group : *groups) rows.push_back(group.rows);
    PartStrata result = {.strata = strata_of(rows, candidates.size())};
    result.described.resize(groups->size());
    for (std::size_t i = 0; i < groups->size(); ++i) {
        result.described[i].query = (*groups)[i].query;
        result.described[i].deviation = std::numeric_limits<double>::quiet_NaN();
    }
    candidates.for_each([&](std::size_t row) {
        const std::uint32_t stratum = result.strata.of_row[row];
        if (stratum != no_stratum) ++result.described[stratum].size;
    });
    result.options.rule = part.allocation;
    result.options.floor = part.minimum;
    if (part.allocation == AllocationRule::neyman ||
        part.allocation == AllocationRule::cost_optimal) {
        if (auto added = add_deviations(part, member, *groups, data, result); !added)
            return std::unexpected(added.error());
    }
    return result;
}

}  // namespace errata
