// Two classifiers on the same samples: does one get more of them right?
//
// What it is for: McNemar's exact test. Samples that both get right, or both wrong, say nothing; of the others each side
// would have half if the two were alike. The p-value is the two-sided binomial one: how likely a split at least as uneven
// is then. Per class the same of "is it of this class", one against the rest, with p-values adjusted for their number.
// What it does not do: say how large the difference is; that is the figures' difference and its interval.
// Source: McNemar 1947; equal to statsmodels' mcnemar(exact=True). Adjusted by Benjamini and Hochberg 1995.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace errata {

struct PairedTest {
    std::uint64_t only_first = 0;   // samples that only the first gets right: b
    std::uint64_t only_second = 0;  // that only the second gets right: c
    double p_value = 1;
    double adjusted_p_value = 1;  // of classes; of all samples the same as p_value
};

// The two-sided p-value; 1 where b + c is 0. Only multiplied and divided: the same bits everywhere. Linear in the
// smaller of the two.
double mcnemar_p_value(std::uint64_t only_first, std::uint64_t only_second);

struct PairedClassification {
    std::uint64_t samples = 0;
    PairedTest all;
    std::vector<PairedTest> of_class;
};

// Slots of classes per sample, in one order; a prediction that is no slot below `classes` is wrong, and of no class.
PairedClassification paired_classification(std::span<const std::uint32_t> truth,
                                           std::span<const std::uint32_t> first,
                                           std::span<const std::uint32_t> second,
                                           std::size_t classes);

}  // namespace errata
