#include "metrics/tide_curves.h"

#include <algorithm>

#include "metrics/accumulation.h"

namespace errata {

namespace {

constexpr std::uint32_t last_level = 100;

bool before(const TideRight& a, std::uint8_t rank_a, const TideRight& b, std::uint8_t rank_b) {
    if (a.key != b.key) return a.key < b.key;
    if (rank_a != rank_b) return rank_a < rank_b;
    return a.order < b.order;
}

// The precision at each point of the lists, in their common order.
std::vector<double> precisions(const TideMeasure& measure) {
    const auto& lists = measure.lists;
    std::array<std::size_t, most_tide_lists> at = {};
    std::size_t total = 0;
    for (const TideList& list : lists) total += list.points.size();
    std::vector<double> precision;
    precision.reserve(total);
    while (precision.size() < total) {
        std::size_t best = lists.size();
        for (std::size_t i = 0; i < lists.size(); ++i) {
            if (at[i] == lists[i].points.size()) continue;
            if (best == lists.size() || before(lists[i].points[at[i]], lists[i].rank,
                                               lists[best].points[at[best]], lists[best].rank)) {
                best = i;
            }
        }
        const TideRight& point = lists[best].points[at[best]++];
        const TideCounts& wrong = lists[best].rank == 0 ? point.met : point.tied;
        const std::size_t right = precision.size() + 1;
        std::size_t passed = right;
        for (std::size_t kind = 0; kind < tide_wrong_kinds; ++kind) {
            passed += std::size_t{wrong[kind]} * measure.counted[kind];
        }
        precision.push_back(static_cast<double>(right) / static_cast<double>(passed));
    }
    return precision;
}

}  // namespace

void count_wrong(std::span<const TideWrong> wrong, std::vector<TideRight>& right) {
    TideCounts met = {};
    TideCounts tied = {};
    std::size_t next_met = 0;
    std::size_t next_tied = 0;
    for (TideRight& point : right) {
        while (next_met < wrong.size() &&
               (wrong[next_met].key < point.key ||
                (wrong[next_met].key == point.key && wrong[next_met].order < point.order))) {
            ++met[wrong[next_met++].kind];
        }
        while (next_tied < wrong.size() && wrong[next_tied].key <= point.key) {
            ++tied[wrong[next_tied++].kind];
        }
        point.met = met;
        point.tied = tied;
    }
}

std::optional<double> tide_average_precision(const TideMeasure& measure) {
    std::vector<double> precision = precisions(measure);
    if (precision.empty() && !measure.any_wrong && measure.positives == 0) return {};
    if (measure.positives <= 0) return 0.0;
    for (std::size_t i = precision.size(); i-- > 1;) {
        precision[i - 1] = std::max(precision[i - 1], precision[i]);
    }
    double sum = 0;
    for (std::uint32_t level = 0; level <= last_level && !precision.empty(); ++level) {
        const std::uint32_t needed = least_found(static_cast<double>(level) / last_level,
                                                 static_cast<std::uint32_t>(measure.positives));
        const std::uint32_t number = needed == 0 ? 0 : needed - 1;
        if (number >= precision.size()) break;
        sum += precision[number];
    }
    return sum / (last_level + 1);
}

}  // namespace errata
