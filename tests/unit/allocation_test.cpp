// Shares by hand, and what must hold of any.
#include "curate/allocation.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <numeric>

#include "base/random.h"

using namespace errata;
using Catch::Approx;

namespace {

using Counts = std::vector<std::uint64_t>;

std::vector<Stratum> strata_of_sizes(const Counts& sizes) {
    std::vector<Stratum> strata;
    for (const std::uint64_t size : sizes) strata.push_back({.size = size});
    return strata;
}

}  // namespace

TEST_CASE("a budget is shared by size, evenly, by deviation and by cost") {
    const std::vector<Stratum> strata = {{.size = 600, .deviation = 0.1, .cost = 1},
                                         {.size = 300, .deviation = 0.4, .cost = 4},
                                         {.size = 100, .deviation = 0.3, .cost = 1}};
    CHECK(allocate(strata, AllocationRule::proportional, 100).counts == Counts{60, 30, 10});
    // 33.3 each: the one left over goes to the first.
    CHECK(allocate(strata, AllocationRule::equal, 100).counts == Counts{34, 33, 33});
    // Weights 60, 120 and 30.
    CHECK(allocate(strata, AllocationRule::neyman, 21).counts == Counts{6, 12, 3});
    // Weights 60, 60 and 30.
    CHECK(allocate(strata, AllocationRule::cost_optimal, 50).counts == Counts{20, 20, 10});
}

TEST_CASE("what a stratum does not hold goes to the others, and a floor is taken from them") {
    const Counts sizes = {5, 100, 1000, 0};
    const std::vector<double> even(4, 1.0);
    const Allocation capped = allocate(even, sizes, 100);
    CHECK(capped.counts == Counts{5, 48, 47, 0});
    CHECK(std::isnan(capped.shares[0]));
    CHECK(capped.shares[1] == 47.5);

    const Allocation floored =
        allocate(strata_of_sizes(sizes), AllocationRule::proportional, 50, 3);
    CHECK(floored.counts == Counts{3, 4, 43, 0});
    // Not enough for the floor of all: shares as if there were none.
    CHECK(allocate(strata_of_sizes({10, 10, 980}), AllocationRule::proportional, 5, 2).counts ==
          Counts{0, 0, 5});
    // A stratum that does not vary still gets its floor.
    const std::vector<Stratum> flat = {{.size = 50, .deviation = 0}, {.size = 50, .deviation = 1}};
    CHECK(allocate(flat, AllocationRule::neyman, 20).counts == Counts{0, 20});
    CHECK(allocate(flat, AllocationRule::neyman, 20, 2).counts == Counts{2, 18});
    // None varies, or those that do are all taken: the rest is shared evenly.
    CHECK(allocate(flat, AllocationRule::neyman, 80).counts == Counts{30, 50});
    CHECK(allocate(std::vector<double>{0, 0}, Counts{9, 9}, 5).counts == Counts{3, 2});
}

TEST_CASE("more than there is falls short") {
    const Allocation all = allocate(strata_of_sizes({3, 4}), AllocationRule::equal, 10);
    CHECK(all.counts == Counts{3, 4});
    CHECK(all.shortfall == 3);
    const Allocation none = allocate(std::vector<double>{}, Counts{}, 7);
    CHECK(none.counts.empty());
    CHECK(none.shortfall == 7);
}

TEST_CASE("ties of remainders go to the first, those of square roots among them") {
    // √2 : √8 : √2 = 1 : 2 : 1, though not in binary numbers: shares of 2.5, 5 and 2.5.
    const std::vector<double> roots = {std::sqrt(2.0), std::sqrt(8.0), std::sqrt(2.0)};
    CHECK(allocate(roots, Counts{99, 99, 99}, 10).counts == Counts{3, 5, 2});
    // 1/√2 is computed otherwise than √2/2, and differs from it in the last bit or not: a tie all the same.
    const std::vector<double> halves = {std::sqrt(18.0) / 3, 2 / std::sqrt(2.0)};
    CHECK(allocate(halves, Counts{99, 99}, 5).counts == Counts{3, 2});
    const std::vector<double> swapped = {halves[1], halves[0]};
    CHECK(allocate(swapped, Counts{99, 99}, 5).counts == Counts{3, 2});
    // Of a million, one more or less decides.
    CHECK(allocate(strata_of_sizes({499'999, 500'001}), AllocationRule::proportional, 1).counts ==
          Counts{0, 1});
}

TEST_CASE("shares are whole, bounded, and add up, whatever the strata") {
    Random random(5);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Stratum> strata(1 + random.index(9));
        std::uint64_t capacity = 0;
        for (Stratum& stratum : strata) {
            stratum = {.size = random.below(random.chance(0.5) ? 8 : 4000),
                       .deviation = random.chance(0.2) ? 0 : random.uniform(),
                       .cost = random.uniform(0.1, 5)};
            capacity += stratum.size;
        }
        const std::uint64_t budget = random.below(capacity + 20);
        const std::uint64_t floor = random.below(4);
        std::uint64_t floors = 0;
        for (const Stratum& stratum : strata) floors += std::min(floor, stratum.size);
        for (const AllocationRule rule : {AllocationRule::proportional, AllocationRule::equal,
                                          AllocationRule::neyman, AllocationRule::cost_optimal}) {
            const Allocation shared = allocate(strata, rule, budget, floor);
            const auto sum =
                std::accumulate(shared.counts.begin(), shared.counts.end(), std::uint64_t{0});
            CHECK(sum + shared.shortfall == budget);
            CHECK(sum == std::min(budget, capacity));
            for (std::size_t i = 0; i < strata.size(); ++i) {
                CHECK(shared.counts[i] <= strata[i].size);
                if (floors <= budget) CHECK(shared.counts[i] >= std::min(floor, strata[i].size));
                if (!std::isnan(shared.shares[i]))
                    CHECK(std::abs(shared.shares[i] - static_cast<double>(shared.counts[i])) < 1);
            }
        }
    }
}

TEST_CASE("the variance of a stratified mean") {
    // (1/2)² (1 - 2/4) (1/4 · 4/3) / 2 of each of two strata of four, half of which are wrong.
    const double deviation = proportion_deviation(0.5);
    CHECK(deviation == 0.5);
    const std::vector<Stratum> strata = {{.size = 4, .deviation = deviation},
                                         {.size = 4, .deviation = deviation}};
    CHECK(variance_of_mean(strata, Counts{2, 2}) == Approx(2 * 0.25 * 0.5 * (1.0 / 3) / 2));
    CHECK(variance_of_mean(strata, Counts{4, 4}) == 0);
    CHECK(std::isnan(variance_of_mean(strata, Counts{4, 0})));
    // No allocation of the same budget has less variance than Neyman's.
    const std::vector<Stratum> uneven = {{.size = 4000, .deviation = 0.1},
                                         {.size = 4000, .deviation = 0.5}};
    const auto best = allocate(uneven, AllocationRule::neyman, 600).counts;
    CHECK(best == Counts{100, 500});
    for (std::uint64_t first = 1; first < 600; ++first) {
        CHECK(variance_of_mean(uneven, best) <=
              variance_of_mean(uneven, Counts{first, 600 - first}) * (1 + 1e-4));
    }
}

TEST_CASE("rules have words") {
    for (const AllocationRule rule : {AllocationRule::proportional, AllocationRule::equal,
                                      AllocationRule::neyman, AllocationRule::cost_optimal})
        CHECK(allocation_rule_of_id(id_of(rule)) == rule);
    CHECK_FALSE(allocation_rule_of_id("optimal"));
}
