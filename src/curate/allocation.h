// Allocation: how a budget of samples is shared among strata.
//
// What it is for: stratified samples and the parts of a sampling plan: shares by weight, never more than there is, at least
// a floor, whole numbers whose sum is the budget.
// What it does not do: draw (samplers.h); estimate deviations (proportion_deviation() turns an error rate into one).
//
// Weights by rule, of a stratum of size N, standard deviation S and cost c per sample. Source: Cochran 1977, Sampling
// Techniques, sections 5.5 and 5.9; Neyman 1934.
//     proportional  N          every sample as likely
//     equal         1          every stratum measured alike
//     neyman        N S        the least variance of the mean for the budget
//     cost_optimal  N S / √c   the least variance of the mean for its cost
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace errata {

enum class AllocationRule : std::uint8_t { proportional, equal, neyman, cost_optimal };

// "proportional", "equal", "neyman", "cost-optimal".
std::string_view id_of(AllocationRule rule);
std::optional<AllocationRule> allocation_rule_of_id(std::string_view id);

struct Stratum {
    std::uint64_t size = 0;  // samples that could be drawn
    double deviation = 0;    // standard deviation of what is to be estimated, 0 or more
    double cost = 1;         // of one sample, above 0
};

// √(p (1 - p)): the standard deviation of a truth value that holds with a rate of p.
double proportion_deviation(double rate);

// Per stratum, as the table above says.
std::vector<double> allocation_weights(std::span<const Stratum> strata, AllocationRule rule);

struct Allocation {
    std::vector<std::uint64_t> counts;  // per stratum, their sum is the budget less the shortfall
    std::vector<double> shares;         // before rounding; NaN: fixed by its size or by the floor
    std::uint64_t shortfall = 0;        // of the budget, more than all strata hold
};

// Shares `budget` by `weights` (finite, 0 or more; any scale) among strata of these sizes: each gets its share, but never
// more than its size nor less than min(floor, size); floors count only where the budget suffices for those of all. Those that
// must differ from their shares are fixed first, whichever side is further out in sum, and the others share what is left by
// their weights. Where all weights left are 0, shares are equal.
// Whole parts first, then one more each by the largest remainder, ties to the first. Shares are ratios of whole numbers
// (weights become 62-bit integers, which loses nothing of whole weights), and remainders are equal where they agree to 2^-32:
// square roots that should tie do. Budget and sizes below 2^32. Time is quadratic in the strata at worst.
Allocation allocate(std::span<const double> weights, std::span<const std::uint64_t> sizes,
                    std::uint64_t budget, std::uint64_t floor = 0);

// allocation_weights and allocate in one.
Allocation allocate(std::span<const Stratum> strata, AllocationRule rule, std::uint64_t budget,
                    std::uint64_t floor = 0);

// The variance of the stratified estimate of a mean: ∑ (N_h/N)² (1 - n_h/N_h) s_h² / n_h, where s_h² = S_h² N_h/(N_h - 1);
// a stratum of one sample that is drawn adds nothing. NaN where a stratum that varies has no sample. Source: Cochran 1977,
// theorem 5.3.
double variance_of_mean(std::span<const Stratum> strata, std::span<const std::uint64_t> counts);

}  // namespace errata
