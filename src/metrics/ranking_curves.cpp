#include "metrics/ranking_curves.h"

#include <algorithm>
#include <limits>

#include "base/key_sort.h"
#include "metrics/evaluation_part.h"
#include "metrics/numpy.h"

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

// `twice` counts two for each pair in the right order and one for each tie.
std::optional<double> area(std::uint64_t twice, std::uint64_t positives, std::uint64_t negatives) {
    if (positives == 0 || negatives == 0) return {};
    return static_cast<double>(twice) /
           (2.0 * static_cast<double>(positives) * static_cast<double>(negatives));
}

double rate(std::uint64_t count, std::uint64_t all) {
    if (all == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(count) / static_cast<double>(all);
}

// Whether the step from one point to the next has the same slope as that before, in numbers of samples.
bool bends(const std::vector<std::uint64_t>& values, std::size_t i) {
    return values[i + 1] - values[i] != values[i] - values[i - 1];
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
                                                    std::size_t, std::span<const std::uint8_t>,
                                                    RankingSpace&);
template std::span<const RankedSample> rank_samples(std::span<const double>, std::size_t,
                                                    std::size_t, std::span<const std::uint32_t>,
                                                    RankingSpace&);

RankingAreas ranking_areas(std::span<const RankedSample> ranked, std::uint32_t positive) {
    RankingAreas areas;
    areas.positives = positives_in(ranked, positive);
    areas.negatives = ranked.size() - areas.positives;
    std::uint64_t twice = 0;
    std::uint64_t above = 0;  // positives
    double precision = 0;
    for_each_score(ranked, [&](std::size_t begin, std::size_t end) {
        const std::uint64_t taken = positives_in(ranked.subspan(begin, end - begin), positive);
        twice += (end - begin - taken) * (2 * above + taken);
        above += taken;
        if (taken > 0) precision += rate(taken, areas.positives) * rate(above, end);
    });
    areas.roc_auc = area(twice, areas.positives, areas.negatives);
    if (areas.positives > 0) areas.average_precision = precision;
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

ScoreSteps score_steps(std::span<const RankedSample> ranked, std::uint32_t positive) {
    ScoreSteps steps;
    std::uint64_t found = 0;
    for_each_score(ranked, [&](std::size_t begin, std::size_t end) {
        found += positives_in(ranked.subspan(begin, end - begin), positive);
        steps.thresholds.push_back(score_of_key(ranked[begin].key));
        steps.true_positives.push_back(found);
        steps.false_positives.push_back(end - found);
    });
    return steps;
}

ScoreSteps score_steps(std::span<const std::uint8_t> positive, std::span<const double> scores) {
    RankingSpace space;
    std::vector<std::uint8_t> groups(positive.begin(), positive.end());
    for (std::uint8_t& group : groups) group = group != 0 ? 1 : 0;
    return score_steps(rank_samples<std::uint8_t>(scores, 1, 0, groups, space), 1);
}

RocCurve roc_curve(const ScoreSteps& steps) {
    const std::size_t count = steps.thresholds.size();
    RocCurve curve;
    if (count == 0) return curve;
    curve.thresholds.push_back(steps.thresholds[0] + 1);
    curve.false_positive_rate.push_back(rate(0, steps.negatives()));
    curve.true_positive_rate.push_back(rate(0, steps.positives()));
    for (std::size_t i = 0; i < count; ++i) {
        const bool inner = count > 2 && i > 0 && i + 1 < count;
        if (inner && !bends(steps.false_positives, i) && !bends(steps.true_positives, i)) continue;
        curve.thresholds.push_back(steps.thresholds[i]);
        curve.false_positive_rate.push_back(rate(steps.false_positives[i], steps.negatives()));
        curve.true_positive_rate.push_back(rate(steps.true_positives[i], steps.positives()));
    }
    return curve;
}

PrecisionRecallCurve precision_recall_curve(const ScoreSteps& steps) {
    PrecisionRecallCurve curve;
    for (std::size_t i = steps.thresholds.size(); i-- > 0;) {
        const std::uint64_t found = steps.true_positives[i];
        curve.thresholds.push_back(steps.thresholds[i]);
        curve.precision.push_back(rate(found, found + steps.false_positives[i]));
        curve.recall.push_back(steps.positives() == 0 ? 1 : rate(found, steps.positives()));
    }
    curve.precision.push_back(1);
    curve.recall.push_back(0);
    return curve;
}

std::optional<double> roc_auc(const ScoreSteps& steps) {
    if (steps.positives() == 0 || steps.negatives() == 0) return {};
    const RocCurve curve = roc_curve(steps);
    std::vector<double> areas;
    for (std::size_t i = 1; i < curve.thresholds.size(); ++i) {
        const double width = curve.false_positive_rate[i] - curve.false_positive_rate[i - 1];
        areas.push_back(width * (curve.true_positive_rate[i] + curve.true_positive_rate[i - 1]) /
                        2);
    }
    return numpy::sum(areas);
}

std::optional<double> average_precision(const ScoreSteps& steps) {
    if (steps.positives() == 0) return {};
    const PrecisionRecallCurve curve = precision_recall_curve(steps);
    std::vector<double> areas;
    for (std::size_t i = 0; i + 1 < curve.recall.size(); ++i) {
        areas.push_back((curve.recall[i + 1] - curve.recall[i]) * curve.precision[i]);
    }
    return -numpy::sum(areas);
}

}  // namespace errata
