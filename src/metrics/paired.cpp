#include "metrics/paired.h"

#include <algorithm>
#include <cmath>

#include "base/statistics.h"

namespace errata {

namespace {

void count(PairedTest& test, bool first_is_right, bool second_is_right) {
    if (first_is_right && !second_is_right) ++test.only_first;
    if (second_is_right && !first_is_right) ++test.only_second;
}

}  // namespace

double mcnemar_p_value(std::uint64_t only_first, std::uint64_t only_second) {
    const std::uint64_t trials = only_first + only_second;
    const std::uint64_t fewer = std::min(only_first, only_second);
    // How often `fewer` of the trials, as a number and a power of two.
    double probability = 1;
    std::int64_t exponent = -static_cast<std::int64_t>(trials);
    for (std::uint64_t i = 1; i <= fewer; ++i) {
        probability *= static_cast<double>(trials - fewer + i) / static_cast<double>(i);
        int shift = 0;
        probability = std::frexp(probability, &shift);
        exponent += shift;
    }
    // Fewer still, as multiples of it.
    double sum = 1;
    double term = 1;
    for (std::uint64_t k = fewer; k > 0 && term > 0; --k) {
        term *= static_cast<double>(k) / static_cast<double>(trials - k + 1);
        sum += term;
    }
    constexpr std::int64_t least = -2000;  // below it all is 0
    const double tail = std::ldexp(probability * sum, static_cast<int>(std::max(exponent, least)));
    return std::min(1.0, 2 * tail);
}

PairedClassification paired_classification(std::span<const std::uint32_t> truth,
                                           std::span<const std::uint32_t> first,
                                           std::span<const std::uint32_t> second,
                                           std::size_t classes) {
    PairedClassification result = {.samples = truth.size(), .all = {}, .of_class = {}};
    result.of_class.resize(classes);
    for (std::size_t i = 0; i < truth.size(); ++i) {
        count(result.all, first[i] == truth[i], second[i] == truth[i]);
        // Where the two agree, no class tells them apart; else those of the two predictions do.
        if (first[i] == second[i]) continue;
        for (const std::uint32_t cls : {first[i], second[i]}) {
            if (cls >= classes) continue;
            const bool is = truth[i] == cls;
            count(result.of_class[cls], (first[i] == cls) == is, (second[i] == cls) == is);
        }
    }
    result.all.p_value = mcnemar_p_value(result.all.only_first, result.all.only_second);
    result.all.adjusted_p_value = result.all.p_value;
    std::vector<double> p_values;
    for (PairedTest& test : result.of_class) {
        test.p_value = mcnemar_p_value(test.only_first, test.only_second);
        p_values.push_back(test.p_value);
    }
    const std::vector<double> adjusted = benjamini_hochberg(p_values);
    for (std::size_t cls = 0; cls < classes; ++cls) {
        result.of_class[cls].adjusted_p_value = adjusted[cls];
    }
    return result;
}

}  // namespace errata
