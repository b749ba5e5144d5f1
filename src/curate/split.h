// Splitting samples into training, validation and test sets: balanced by class, without leaks.
//
// What it is for: groups (near duplicates, a camera, a patient) are never torn apart, and each set has its share of every
// class, rare ones first.
// What it does not do: find groups (image/near_duplicates.h, columns give them).
//
// Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011), over groups in place of samples: again and again the
// class with the fewest samples left is taken, and each group that has it, the largest first, goes to the set that lacks most
// of it; among equals to the one that lacks most samples; among these the seed decides. Groups without a class come last and
// go where most samples are lacking.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bit_set.h"
#include "data/column.h"

namespace errata {

inline constexpr std::uint32_t no_set = 0xFFFFFFFFU;

struct SplitInput {
    BitSet samples = {};                        // those to be split
    std::span<const std::uint32_t> group = {};  // per sample, any numbers; empty: each is its own
    const ListColumn<std::uint16_t>& classes;   // per sample, each class once
    std::size_t class_count = 0;
    std::vector<double> shares = {};  // per set, above 0; in relation to each other
};

struct Split {
    std::vector<std::uint32_t> set = {};          // per sample, or no_set
    std::vector<std::uint64_t> sizes = {};        // per set: samples
    std::vector<std::uint64_t> class_sizes = {};  // [set][class]: samples with the class
    std::uint64_t groups = 0;                     // of the samples that were split
};

// The same for the same seed. Time n log n in samples times sets.
Split split(const SplitInput& input, std::uint64_t seed);

// One grouping from two: samples that share a group of either share one; numbered from 0 by their first samples.
std::vector<std::uint32_t> joined_groups(std::span<const std::uint32_t> a,
                                         std::span<const std::uint32_t> b);

}  // namespace errata
