#include "query/rarity.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/real_math.h"

namespace errata {

namespace {

// Rows of a table that say that a sample has a class.
struct ClassRows {
    const Column<SampleSlot>& sample;
    const Column<ClassSlot>& cls;
    const double* score = nullptr;  // null: all are seen
    double least = 0;

    bool is_seen(std::size_t row) const { return !score || score[row] >= least; }
};

ColumnData rarity_of(const ClassRows& rows, const ColumnData* with, std::size_t samples,
                     std::size_t classes, std::size_t population) {
    const std::size_t values = with == nullptr ? 1 : with->names.size();
    // Kind (class and value) above, sample below.
    std::vector<std::uint64_t> pairs;
    for (std::size_t i = 0; i < rows.sample.size(); ++i) {
        if (!rows.is_seen(i)) continue;
        const std::uint16_t value = with == nullptr ? 0 : with->codes[rows.sample[i]];
        if (value == no_code) continue;
        pairs.push_back((std::uint64_t{rows.cls[i]} * values + value) << 32U | rows.sample[i]);
    }
    std::ranges::sort(pairs);
    pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
    std::vector<std::size_t> samples_with(classes * values);
    for (const std::uint64_t pair : pairs) ++samples_with[static_cast<std::size_t>(pair >> 32U)];
    std::vector<double> rarity(samples, no_number);
    for (const std::uint64_t pair : pairs) {
        const auto with_it =
            static_cast<double>(samples_with[static_cast<std::size_t>(pair >> 32U)]);
        const double one = -real::log(with_it / static_cast<double>(population));
        double& most = rarity[static_cast<std::size_t>(pair & 0xFFFFFFFFU)];
        most = std::isnan(most) ? one : std::max(most, one);
    }
    return {.numbers = Column<double>(std::move(rarity))};
}

}  // namespace

ColumnData rarity_of_truth(const ColumnFacts& facts, const ColumnData* with) {
    const Dataset& dataset = facts.dataset();
    std::size_t population = 0;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        population += dataset.samples.is_labeled(static_cast<SampleSlot>(i)) ? 1 : 0;
    return rarity_of({.sample = dataset.truth.sample, .cls = dataset.truth.cls}, with,
                     dataset.samples.size(), dataset.classes.size(), population);
}

ColumnData rarity_of_predictions(const ColumnFacts& facts, const ColumnData* with) {
    const Run& run = facts.run();
    const std::size_t samples = facts.dataset().samples.size();
    return rarity_of({.sample = run.sample,
                      .cls = run.cls,
                      .score = run.score.data(),
                      .least = facts.thresholds().confidence},
                     with, samples, facts.dataset().classes.size(), samples);
}

}  // namespace errata
