// Majority vote: what labeling functions say together, each counting alike.
//
// What it is for: probabilities of classes per row, and one class each. The yardstick of every label model.
// What it does not do: weigh functions by how often they are right.
//
// Equal to Snorkel's MajorityLabelVoter and probs_to_preds (0.10), ties included.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "curate/labeling_functions.h"

namespace errata {

// Per row [row][class]: the mass is split evenly over the classes with most votes; of a row without votes over all.
std::vector<double> majority_probabilities(const VoteMatrix& matrix);

enum class TiePolicy : std::uint8_t {
    abstain,  // no class
    random,  // one of them by the row's number: SHA-1 of its digits modulo how many tie, the same in every run
};

// Per row the class of the highest probability, or abstain. Probabilities within 1e-5 of the highest tie.
std::vector<std::int32_t> decided(std::span<const double> probabilities, std::size_t classes,
                                  TiePolicy ties = TiePolicy::abstain);

}  // namespace errata
