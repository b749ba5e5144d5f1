#include "metrics/ranking_curves.h"

#include <algorithm>
#include <limits>

#include "base/key_sort.h"
#include "data/dataset.h"
#include "metrics/evaluation_part.h"

namespace errata {

namespace {

// Calls `each` with the bounds of every run of equal scores, highest first.
template <typename Each>
void for_each_score(std::span<const RankedSample> ranked, Each each) {
    for (std::size_t begin = 0; begin < ranked.size();) {
        std::size_t end = begin + 1;
        while (end < ranked.size() && ranked[end].key == ranked[begin].key) ++end;
        each(begin, end);
        begin = end;
    }
}

std::uint64_t positives_in(std::span<const RankedSample> samples, std::uint32_t positive) {
    std::uint64_t count = 0;
    for (const RankedSample& sample : samples) count += sample.group == positive ? 1U : 0U;
    return count;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}

// `twice` counts two for each pair in the right order and one for each tie.
std::optional<double> area(std::uint64_t twice, std::uint64_t positives, std::uint64_t negatives) {
    if (positives == 0 || negatives == 0) return {};
    return static_cast<double>(twice) /
           (2.0 * static_cast<double>(positives) * static_cast<double>(negatives));
}

}  // namespace

template <typename Group>
std::span<const RankedSample> rank_samples(std::span<const double> scores, std::size_t stride,
                                           std::size_t column, std::span<const Group> groups,
                                           RankingSpace& space) {
    space.ranked.resize(groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        space.ranked[i] = {.key = key_of_score(scores[i * stride + column]), .group = groups[i]};
    }
    sort_by_key(space.ranked, space.spare);
    return space.ranked;
}

template std::span<const RankedSample> rank_samples(std::span<const double>, std::size_t,
                                                    std::size_t, std::span<const ClassSlot>,
                                                    RankingSpace&);
template std::span<const RankedSample> rank_samples(std::span<const double>, std::size_t,
                                                    std::size_t, std::span<const std::uint8_t>,
                                                    RankingSpace&);

std::vector<RankingPoint> ranking_points(std::span<const RankedSample> ranked,
                                         std::uint32_t positive) {
    std::vector<RankingPoint> points;
    RankingPoint at;
    for_each_score(ranked, [&](std::size_t begin, std::size_t end) {
        const std::uint64_t taken = positives_in(ranked.subspan(begin, end - begin), positive);
        at.score = score_of_key(ranked[begin].key);
        at.true_positives += taken;
        at.false_positives += end - begin - taken;
        points.push_back(at);
    });
    return points;
}

RankingAreas ranking_areas(std::span<const RankedSample> ranked, std::uint32_t positive) {
    RankingAreas areas;
    areas.positives = positives_in(ranked, positive);
    areas.negatives = ranked.size() - areas.positives;
    std::uint64_t twice = 0;
    std::uint64_t above = 0;  // positives
    for_each_score(ranked, [&](std::size_t begin, std::size_t end) {
        const std::uint64_t taken = positives_in(ranked.subspan(begin, end - begin), positive);
        twice += (end - begin - taken) * (2 * above + taken);
        above += taken;
        if (taken > 0) areas.average_precision += ratio(taken, areas.positives) * ratio(above, end);
    });
    areas.roc_auc = area(twice, areas.positives, areas.negatives);
    return areas;
}

std::vector<std::optional<double>> ranking_areas_by_group(std::span<const RankedSample> ranked,
                                                          std::uint32_t positive,
                                                          std::size_t groups) {
    std::vector<std::uint64_t> twice(groups, 0);
    std::vector<std::uint64_t> sizes(groups, 0);
    std::uint64_t above = 0;
    for_each_score(ranked, [&](std::size_t begin, std::size_t end) {
        const std::uint64_t taken = positives_in(ranked.subspan(begin, end - begin), positive);
        for (std::size_t i = begin; i < end; ++i) {
            twice[ranked[i].group] += 2 * above + taken;
            ++sizes[ranked[i].group];
        }
        above += taken;
    });
    std::vector<std::optional<double>> areas(groups);
    for (std::size_t group = 0; group < groups; ++group) {
        if (group != positive) areas[group] = area(twice[group], above, sizes[group]);
    }
    return areas;
}

RocCurve roc_curve(std::span<const RankingPoint> points, bool drop_intermediate) {
    RocCurve curve;
    if (points.empty()) return curve;
    const std::uint64_t positives = points.back().true_positives;
    const std::uint64_t negatives = points.back().false_positives;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto add = [&](double threshold, std::uint64_t tp, std::uint64_t fp) {
        curve.false_positive_rate.push_back(negatives == 0 ? nan : ratio(fp, negatives));
        curve.true_positive_rate.push_back(positives == 0 ? nan : ratio(tp, positives));
        curve.thresholds.push_back(threshold);
    };
    add(std::numeric_limits<double>::infinity(), 0, 0);
    for (std::size_t i = 0; i < points.size(); ++i) {
        // A corner is where the second difference of either count is not 0.
        const auto is_straight = [&](std::uint64_t RankingPoint::* count) {
            return points[i + 1].*count + points[i - 1].*count == 2 * points[i].*count;
        };
        const bool is_inner = i > 0 && i + 1 < points.size();
        if (drop_intermediate && is_inner && is_straight(&RankingPoint::true_positives) &&
            is_straight(&RankingPoint::false_positives)) {
            continue;
        }
        add(points[i].score, points[i].true_positives, points[i].false_positives);
    }
    return curve;
}

PrecisionRecallCurve precision_recall_curve(std::span<const RankingPoint> points) {
    PrecisionRecallCurve curve;
    const std::uint64_t positives = points.empty() ? 0 : points.back().true_positives;
    for (std::size_t i = points.size(); i-- > 0;) {
        const auto& [score, tp, fp] = points[i];
        curve.precision.push_back(ratio(tp, tp + fp));
        curve.recall.push_back(positives == 0 ? 1 : ratio(tp, positives));
        curve.thresholds.push_back(score);
    }
    curve.precision.push_back(1);
    curve.recall.push_back(0);
    return curve;
}

}  // namespace errata
