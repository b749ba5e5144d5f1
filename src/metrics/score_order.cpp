#include "metrics/score_order.h"

#include "base/key_sort.h"
#include "metrics/evaluation_part.h"

namespace errata {

namespace {

struct Scored {
    std::uint64_t key;
    Row row;
};

// Predictions that `wanted(row)`, by falling score.
template <typename Wanted>
std::vector<Scored> sorted_rows(const Dataset& dataset, const Run& run, const SampleRows& samples,
                                Wanted&& wanted) {
    std::vector<Scored> scored;
    std::vector<Scored> spare;
    for (std::size_t s = 0; s < dataset.samples.size(); ++s) {
        const auto sample = static_cast<SampleSlot>(s);
        for (std::size_t i = 0; i < samples.count(sample); ++i) {
            const Row row = samples.row(sample, i);
            if (wanted(row)) scored.push_back({.key = key_of_score(run.score[row]), .row = row});
        }
    }
    sort_by_key(scored, spare);
    return scored;
}

}  // namespace

std::vector<Row> rows_by_score(const Dataset& dataset, const Run& run, const SampleRows& samples,
                               const BitSet& only) {
    std::vector<Row> rows;
    for (const Scored& one :
         sorted_rows(dataset, run, samples, [&](Row row) { return only[row]; })) {
        rows.push_back(one.row);
    }
    return rows;
}

ScoreOrder score_order(const Dataset& dataset, const Run& run, const SampleRows& samples) {
    ScoreOrder order;
    order.pooled.reserve(run.size());
    order.pooled_score.reserve(run.size());
    for (const Scored& one : sorted_rows(dataset, run, samples, [](Row) { return true; })) {
        order.pooled.push_back(one.row);
        order.pooled_score.push_back(score_of_key(one.key));
    }
    // Dealing them out to their classes keeps the order.
    order.begin.assign(dataset.classes.size() + 1, 0);
    for (const ClassSlot cls : run.cls) ++order.begin[cls + std::size_t{1}];
    for (std::size_t k = 1; k < order.begin.size(); ++k) order.begin[k] += order.begin[k - 1];
    std::vector<Row> next(order.begin.begin(), order.begin.end());
    order.rows.resize(run.size());
    order.score.resize(run.size());
    for (std::size_t i = 0; i < order.pooled.size(); ++i) {
        const Row place = next[run.cls[order.pooled[i]]]++;
        order.rows[place] = order.pooled[i];
        order.score[place] = order.pooled_score[i];
    }
    return order;
}

}  // namespace errata
