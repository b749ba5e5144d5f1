// Samplers: which rows to take of those that may be taken.
//
// What it is for: random, stratified and highest-score samples of the candidates (a bit set: the pool less what is
// excluded), the same rows for the same seed on every platform. Each row says with which probability it was drawn, so that
// what is estimated from the sample can be weighted by its inverse (Horvitz and Thompson 1952).
// What it does not do: compute scores (metrics/prediction_uncertainty.h, columns); combine samples (plan.h).
//
// Draws without replacement go through the rows once, in their order: a row is taken with the probability of how many are
// wanted over how many are left of its stratum. Source: Fan, Muller and Rezucha 1962, Knuth's algorithm S.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bit_set.h"
#include "curate/allocation.h"
#include "data/dataset.h"

namespace errata {

inline constexpr std::uint32_t no_stratum = 0xFFFFFFFFU;

// To which stratum each row belongs; numbers from 0 or no_stratum.
struct Strata {
    std::vector<std::uint32_t> of_row = {};
    std::uint32_t count = 0;
};

// One stratum per group, all of `rows` rows. A row of several groups belongs to the first of them, a row of none to no
// stratum.
Strata strata_of(std::span<const BitSet> groups, std::size_t rows);

// As above, from codes: category columns, clusters. Codes of `count` and above are no stratum.
Strata strata_of(std::span<const std::uint16_t> codes, std::uint32_t count);

struct DrawnRow {
    Row row = 0;
    std::uint32_t stratum = no_stratum;
    // That the draw takes this row: above 0, at most 1. NaN of rows that are chosen and not drawn: those that are left out
    // could never have come, and no weight makes up for that.
    double probability = 0;

    double weight() const { return 1 / probability; }
};

struct StratumDraw {
    std::uint64_t size = 0;  // candidates
    std::uint64_t drawn = 0;
    double share = 0;  // before rounding; NaN: fixed by size or floor
};

struct Draw {
    std::vector<DrawnRow> rows = {};       // ascending
    std::vector<StratumDraw> strata = {};  // of stratified draws
    std::uint64_t shortfall = 0;           // of the budget, more than there are candidates
};

// Every candidate as likely as any other.
Draw draw_random(const BitSet& candidates, std::uint64_t budget, std::uint64_t seed);

struct StratifiedOptions {
    AllocationRule rule = AllocationRule::proportional;
    std::uint64_t floor = 0;              // of each stratum, if it has so many
    std::vector<double> deviations = {};  // per stratum; of neyman and cost_optimal
    std::vector<double> costs = {};       // per stratum; empty: 1 each
};

// So many of each stratum as allocate() says, every candidate of a stratum as likely. Candidates of no stratum are not drawn.
// Linear in the rows.
Draw draw_stratified(const BitSet& candidates, const Strata& strata,
                     const StratifiedOptions& options, std::uint64_t budget, std::uint64_t seed);

// Those of the highest scores (one per row; NaN: never). Of equal scores at the border, every one as likely: there the seed
// decides.
Draw choose_highest(const BitSet& candidates, std::span<const double> scores, std::uint64_t budget,
                    std::uint64_t seed);

}  // namespace errata
