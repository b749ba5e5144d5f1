#include "curate/majority_vote.h"

#include <algorithm>
#include <string>

#include "base/sha1.h"

namespace errata {

namespace {

constexpr double tie_tolerance = 1e-5;

// The hash as one number of 160 bits, modulo `of`.
std::size_t hashed(std::size_t row, std::size_t of) {
    std::size_t remainder = 0;
    for (const std::uint8_t byte : sha1(std::to_string(row)))
        remainder = (remainder * 256 + byte) % of;
    return remainder;
}

}  // namespace

std::vector<double> majority_probabilities(const VoteMatrix& matrix) {
    const auto classes = static_cast<std::size_t>(matrix.classes);
    std::vector<double> probabilities(matrix.rows * classes);
    std::vector<std::uint32_t> counts(classes);
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        std::ranges::fill(counts, 0);
        for (const std::int32_t vote : matrix.of_row(row)) {
            if (vote != abstain) ++counts[static_cast<std::size_t>(vote)];
        }
        const std::uint32_t most = *std::ranges::max_element(counts);
        const auto winners = static_cast<double>(std::ranges::count(counts, most));
        for (std::size_t cls = 0; cls < classes; ++cls) {
            if (counts[cls] == most) probabilities[row * classes + cls] = 1 / winners;
        }
    }
    return probabilities;
}

std::vector<std::int32_t> decided(std::span<const double> probabilities, std::size_t classes,
                                  TiePolicy ties) {
    std::vector<std::int32_t> decisions;
    std::vector<std::int32_t> best;
    for (std::size_t row = 0; row * classes < probabilities.size(); ++row) {
        const auto of_row = probabilities.subspan(row * classes, classes);
        const double most = *std::ranges::max_element(of_row);
        best.clear();
        for (std::size_t cls = 0; cls < classes; ++cls) {
            if (most - of_row[cls] < tie_tolerance) best.push_back(static_cast<std::int32_t>(cls));
        }
        if (best.size() == 1) {
            decisions.push_back(best[0]);
        } else {
            decisions.push_back(ties == TiePolicy::abstain ? abstain
                                                           : best[hashed(row, best.size())]);
        }
    }
    return decisions;
}

}  // namespace errata
