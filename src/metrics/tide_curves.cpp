#include "metrics/tide_curves.h"

#include <algorithm>

#include "metrics/accumulation.h"

namespace errata {

namespace {

constexpr std::uint32_t last_level = 100;

TideOutcome outcome_of(const TideList& list, const TidePoint& point) {
    return list.outcome[point.kind][point.fixable ? 1 : 0];
}

bool before(const TidePoint& a, std::uint8_t rank_a, const TidePoint& b, std::uint8_t rank_b) {
    if (a.key != b.key) return a.key < b.key;
    if (rank_a != rank_b) return rank_a < rank_b;
    return a.order < b.order;
}

// The outcomes of several lists in one order.
class Merged {
public:
    explicit Merged(std::span<const TideList> lists) : lists_(lists) {
        for (std::size_t i = 0; i < lists_.size(); ++i) skip(i);
    }

    // The next point's; `out` at the end.
    TideOutcome next() {
        std::size_t best = lists_.size();
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            if (at_[i] == lists_[i].points.size()) continue;
            if (best == lists_.size() ||
                before(lists_[i].points[at_[i]], lists_[i].rank, lists_[best].points[at_[best]],
                       lists_[best].rank)) {
                best = i;
            }
        }
        if (best == lists_.size()) return TideOutcome::out;
        const TideOutcome outcome = outcome_of(lists_[best], lists_[best].points[at_[best]]);
        ++at_[best];
        skip(best);
        return outcome;
    }

private:
    void skip(std::size_t list) {
        const auto& points = lists_[list].points;
        std::size_t& at = at_[list];
        while (at < points.size() && outcome_of(lists_[list], points[at]) == TideOutcome::out) ++at;
    }

    std::span<const TideList> lists_;
    std::array<std::size_t, most_tide_lists> at_ = {};
};

}  // namespace

std::optional<double> tide_average_precision(std::span<const TideList> lists,
                                             std::int64_t positives) {
    Merged merged(lists);
    std::vector<double> precision;  // at each true positive
    std::uint64_t passed = 0;
    for (TideOutcome next = merged.next(); next != TideOutcome::out; next = merged.next()) {
        ++passed;
        if (next != TideOutcome::right) continue;
        precision.push_back(static_cast<double>(precision.size() + 1) /
                            static_cast<double>(passed));
    }
    if (passed == 0 && positives == 0) return {};
    if (positives <= 0) return 0.0;
    for (std::size_t i = precision.size(); i-- > 1;) {
        precision[i - 1] = std::max(precision[i - 1], precision[i]);
    }
    double sum = 0;
    for (std::uint32_t level = 0; level <= last_level; ++level) {
        const std::uint32_t needed = least_found(static_cast<double>(level) / last_level,
                                                 static_cast<std::uint32_t>(positives));
        const std::uint32_t number = needed == 0 ? 0 : needed - 1;
        if (number < precision.size()) sum += precision[number];
    }
    return sum / (last_level + 1);
}

}  // namespace errata
