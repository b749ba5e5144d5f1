#include "curate/allocation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace errata {

namespace {

constexpr std::array<std::string_view, 4> rule_ids = {"proportional", "equal", "neyman",
                                                      "cost-optimal"};

using Wide = unsigned __int128;

// The strata that still share, and what they share.
class Sharing {
public:
    Sharing(std::span<const double> weights, std::span<const std::uint64_t> sizes,
            std::uint64_t budget)
        : sizes_(sizes), counts_(sizes.size()), left_(budget), is_open_(sizes.size(), true) {
        // A power of two, so that whole weights stay what they are to each other.
        const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
        int exponent = 0;
        std::frexp(total, &exponent);
        for (const double weight : weights)
            weights_.push_back(static_cast<std::uint64_t>(std::ldexp(weight, 62 - exponent)));
        add_up();
    }

    // Gives those whose share lies above their size, or below the floor, what they must have; whichever is further out in
    // sum: what these leave, or take, decides about the others. False when no share is out.
    bool fix_those_outside(std::uint64_t floor) {
        // As it stands before anybody leaves.
        const auto share = [this, left = Wide{left_}](std::size_t i) { return left * weights_[i]; };
        const auto most = [this, sum = Wide{sum_}](std::size_t i) { return sizes_[i] * sum; };
        const auto least = [this, floor, sum = Wide{sum_}](std::size_t i) {
            return std::min(floor, sizes_[i]) * sum;
        };
        Wide above = 0;
        Wide below = 0;
        for (std::size_t i = 0; i < sizes_.size(); ++i) {
            if (!is_open_[i]) continue;
            if (share(i) > most(i)) above += share(i) - most(i);
            if (share(i) < least(i)) below += least(i) - share(i);
        }
        if (above == 0 && below == 0) return false;
        for (std::size_t i = 0; i < sizes_.size(); ++i) {
            if (!is_open_[i]) continue;
            if (above >= below && share(i) > most(i)) {
                fix(i, sizes_[i]);
            } else if (below >= above && share(i) < least(i)) {
                fix(i, std::min(floor, sizes_[i]));
            }
        }
        add_up();
        return true;
    }

    Allocation rounded() {
        Allocation result = {.counts = {}, .shares = {}, .shortfall = 0};
        result.shares.assign(sizes_.size(), std::numeric_limits<double>::quiet_NaN());
        std::vector<std::size_t> order;
        std::vector<std::uint64_t> remainders(sizes_.size());
        std::uint64_t unshared = left_;
        for (std::size_t i = 0; i < sizes_.size(); ++i) {
            if (!is_open_[i]) continue;
            const Wide share = Wide{left_} * weights_[i];
            counts_[i] = static_cast<std::uint64_t>(share / sum_);
            unshared -= counts_[i];
            remainders[i] = rounded_remainder(share % sum_);
            result.shares[i] = static_cast<double>(counts_[i]) +
                               static_cast<double>(static_cast<std::uint64_t>(share % sum_)) /
                                   static_cast<double>(sum_);
            order.push_back(i);
        }
        std::ranges::stable_sort(order, std::ranges::greater{},
                                 [&](std::size_t i) { return remainders[i]; });
        for (const std::size_t i : order) {
            if (unshared == 0) break;
            ++counts_[i];
            --unshared;
        }
        result.counts = std::move(counts_);
        result.shortfall = unshared;
        return result;
    }

private:
    // In units of 2^-32.
    std::uint64_t rounded_remainder(Wide remainder) const {
        return static_cast<std::uint64_t>(((remainder << 33U) / sum_ + 1) >> 1U);
    }
    void fix(std::size_t i, std::uint64_t count) {
        is_open_[i] = false;
        counts_[i] = count;
        left_ -= count;
    }

    void add_up() {
        sum_ = 0;
        for (int turn = 0; turn < 2 && sum_ == 0; ++turn) {
            for (std::size_t i = 0; i < sizes_.size(); ++i) {
                if (!is_open_[i]) continue;
                if (turn == 1) weights_[i] = 1;
                sum_ += weights_[i];
            }
        }
    }

    std::span<const std::uint64_t> sizes_;
    std::vector<std::uint64_t> counts_;
    std::vector<std::uint64_t> weights_;
    std::uint64_t sum_ = 0;   // of the open weights; 0: none is open
    std::uint64_t left_ = 0;  // of the budget, for the open ones
    std::vector<bool> is_open_;
};

}  // namespace

std::string_view id_of(AllocationRule rule) { return rule_ids[static_cast<std::size_t>(rule)]; }

std::optional<AllocationRule> allocation_rule_of_id(std::string_view id) {
    const auto found = std::ranges::find(rule_ids, id);
    if (found == rule_ids.end()) return {};
    return static_cast<AllocationRule>(found - rule_ids.begin());
}

double proportion_deviation(double rate) { return std::sqrt(rate * (1 - rate)); }

std::vector<double> allocation_weights(std::span<const Stratum> strata, AllocationRule rule) {
    std::vector<double> weights;
    for (const Stratum& stratum : strata) {
        const auto size = static_cast<double>(stratum.size);
        switch (rule) {
            case AllocationRule::proportional: weights.push_back(size); break;
            case AllocationRule::equal: weights.push_back(1); break;
            case AllocationRule::neyman: weights.push_back(size * stratum.deviation); break;
            case AllocationRule::cost_optimal:
                weights.push_back(size * stratum.deviation / std::sqrt(stratum.cost));
                break;
        }
    }
    return weights;
}

Allocation allocate(std::span<const double> weights, std::span<const std::uint64_t> sizes,
                    std::uint64_t budget, std::uint64_t floor) {
    std::uint64_t capacity = 0;
    std::uint64_t floors = 0;
    for (const std::uint64_t size : sizes) {
        capacity += size;
        floors += std::min(floor, size);
    }
    const std::uint64_t shortfall = budget - std::min(budget, capacity);
    Sharing sharing(weights, sizes, budget - shortfall);
    while (sharing.fix_those_outside(floors <= budget ? floor : 0)) continue;
    Allocation result = sharing.rounded();
    result.shortfall += shortfall;
    return result;
}

Allocation allocate(std::span<const Stratum> strata, AllocationRule rule, std::uint64_t budget,
                    std::uint64_t floor) {
    std::vector<std::uint64_t> sizes;
    for (const Stratum& stratum : strata) sizes.push_back(stratum.size);
    return allocate(allocation_weights(strata, rule), sizes, budget, floor);
}

double variance_of_mean(std::span<const Stratum> strata, std::span<const std::uint64_t> counts) {
    double population = 0;
    for (const Stratum& stratum : strata) population += static_cast<double>(stratum.size);
    double sum = 0;
    for (std::size_t i = 0; i < strata.size(); ++i) {
        const auto size = static_cast<double>(strata[i].size);
        const double deviation = strata[i].deviation;
        if (deviation == 0 || size <= 1) continue;
        if (counts[i] == 0) return std::numeric_limits<double>::quiet_NaN();
        const auto drawn = static_cast<double>(counts[i]);
        const double share = size / population;
        const double variance = deviation * deviation * size / (size - 1);
        sum += share * share * (1 - drawn / size) * variance / drawn;
    }
    return sum;
}

}  // namespace errata
