#include "curate/samplers.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/random.h"

namespace errata {

namespace {

// Takes rows one after the other; of each stratum as many as are wanted.
Draw draw_counts(const BitSet& candidates, const std::function<std::uint32_t(std::size_t)>& stratum,
                 std::vector<StratumDraw> strata, std::uint64_t seed) {
    Draw draw;
    Random random(seed);
    std::vector<std::uint64_t> left;
    std::vector<std::uint64_t> wanted;
    for (const StratumDraw& one : strata) {
        left.push_back(one.size);
        wanted.push_back(one.drawn);
    }
    candidates.for_each([&](std::size_t row) {
        const std::uint32_t s = stratum(row);
        if (s == no_stratum || random.below(left[s]--) >= wanted[s]) return;
        --wanted[s];
        const StratumDraw& of = strata[s];
        draw.rows.push_back(
            {.row = static_cast<Row>(row),
             .stratum = s,
             .probability = static_cast<double>(of.drawn) / static_cast<double>(of.size)});
    });
    draw.strata = std::move(strata);
    return draw;
}

}  // namespace

Strata strata_of(std::span<const BitSet> groups, std::size_t rows) {
    Strata strata = {.of_row = std::vector<std::uint32_t>(rows, no_stratum),
                     .count = static_cast<std::uint32_t>(groups.size())};
    for (std::uint32_t g = strata.count; g-- > 0;)
        groups[g].for_each([&](std::size_t row) { strata.of_row[row] = g; });
    return strata;
}

Strata strata_of(std::span<const std::uint16_t> codes, std::uint32_t count) {
    Strata strata = {.of_row = {}, .count = count};
    strata.of_row.reserve(codes.size());
    for (const std::uint16_t code : codes)
        strata.of_row.push_back(code < count ? code : no_stratum);
    return strata;
}

Draw draw_random(const BitSet& candidates, std::uint64_t budget, std::uint64_t seed) {
    const std::uint64_t size = candidates.count();
    const std::uint64_t drawn = std::min(budget, size);
    Draw draw = draw_counts(
        candidates, [](std::size_t) { return 0U; },
        {{.size = size, .drawn = drawn, .share = static_cast<double>(drawn)}}, seed);
    for (DrawnRow& row : draw.rows) row.stratum = no_stratum;
    draw.strata.clear();
    draw.shortfall = budget - drawn;
    return draw;
}

Draw draw_stratified(const BitSet& candidates, const Strata& strata,
                     const StratifiedOptions& options, std::uint64_t budget, std::uint64_t seed) {
    std::vector<Stratum> sizes(strata.count);
    candidates.for_each([&](std::size_t row) {
        if (strata.of_row[row] != no_stratum) ++sizes[strata.of_row[row]].size;
    });
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (!options.deviations.empty()) sizes[i].deviation = options.deviations[i];
        if (!options.costs.empty()) sizes[i].cost = options.costs[i];
    }
    const Allocation shared = allocate(sizes, options.rule, budget, options.floor);
    std::vector<StratumDraw> wanted;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        wanted.push_back(
            {.size = sizes[i].size, .drawn = shared.counts[i], .share = shared.shares[i]});
    }
    Draw draw = draw_counts(
        candidates, [&](std::size_t row) { return strata.of_row[row]; }, std::move(wanted), seed);
    draw.shortfall = shared.shortfall;
    return draw;
}

Draw choose_highest(const BitSet& candidates, std::span<const double> scores, std::uint64_t budget,
                    std::uint64_t seed) {
    std::vector<Row> rows;
    candidates.for_each([&](std::size_t row) {
        if (!std::isnan(scores[row])) rows.push_back(static_cast<Row>(row));
    });
    Random(seed).shuffle(std::span(rows));
    const std::size_t chosen =
        static_cast<std::size_t>(std::min<std::uint64_t>(budget, rows.size()));
    std::ranges::stable_sort(rows, std::ranges::greater{}, [&](Row row) { return scores[row]; });
    rows.resize(chosen);
    std::ranges::sort(rows);
    Draw draw;
    for (const Row row : rows) {
        draw.rows.push_back({.row = row,
                             .stratum = no_stratum,
                             .probability = std::numeric_limits<double>::quiet_NaN()});
    }
    draw.shortfall = budget - chosen;
    return draw;
}

}  // namespace errata
