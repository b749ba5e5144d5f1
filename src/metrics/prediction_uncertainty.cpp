#include "metrics/prediction_uncertainty.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/real_math.h"

namespace errata {

namespace {

constexpr std::array<std::string_view, 3> measure_ids = {"least-confidence", "margin", "entropy"};
constexpr std::array<std::string_view, 3> aggregate_ids = {"max", "mean", "sum"};

template <typename Enum>
std::optional<Enum> of_id(std::span<const std::string_view> ids, std::string_view id) {
    const auto found = std::ranges::find(ids, id);
    if (found == ids.end()) return {};
    return static_cast<Enum>(found - ids.begin());
}

}  // namespace

std::string_view id_of(UncertaintyMeasure measure) {
    return measure_ids[static_cast<std::size_t>(measure)];
}
std::string_view id_of(UncertaintyAggregate aggregate) {
    return aggregate_ids[static_cast<std::size_t>(aggregate)];
}
std::optional<UncertaintyMeasure> uncertainty_measure_of_id(std::string_view id) {
    return of_id<UncertaintyMeasure>(measure_ids, id);
}
std::optional<UncertaintyAggregate> uncertainty_aggregate_of_id(std::string_view id) {
    return of_id<UncertaintyAggregate>(aggregate_ids, id);
}

double uncertainty_of(std::span<const double> probabilities, UncertaintyMeasure measure) {
    if (std::isnan(probabilities[0])) return probabilities[0];
    if (measure == UncertaintyMeasure::entropy) {
        double sum = 0;
        for (const double one : probabilities) sum -= one > 0 ? one * real::log(one) : 0;
        return sum;
    }
    double first = 0;
    double second = 0;
    for (const double one : probabilities) {
        second = std::max(second, std::min(first, one));
        first = std::max(first, one);
    }
    return measure == UncertaintyMeasure::margin ? 1 - (first - second) : 1 - first;
}

double uncertainty_of(double score, UncertaintyMeasure measure) {
    const double right = std::clamp(score, 0.0, 1.0);
    return uncertainty_of(std::array{right, 1 - right}, measure);
}

std::vector<double> sample_uncertainties(const Run& run, std::size_t samples, std::size_t classes,
                                         const UncertaintyOptions& options) {
    std::vector<double> all(samples);
    if (!run.probabilities.empty()) {
        const auto probabilities = run.probabilities.span();
        for (std::size_t i = 0; i < samples; ++i)
            all[i] = uncertainty_of(probabilities.subspan(i * classes, classes), options.measure);
        return all;
    }
    std::vector<std::uint32_t> counts(samples);
    for (std::size_t i = 0; i < run.size(); ++i) {
        const double one = uncertainty_of(run.score[i], options.measure);
        double& of_sample = all[run.sample[i]];
        of_sample = options.aggregate == UncertaintyAggregate::max ? std::max(of_sample, one)
                                                                   : of_sample + one;
        ++counts[run.sample[i]];
    }
    if (options.aggregate == UncertaintyAggregate::mean) {
        for (std::size_t i = 0; i < samples; ++i) {
            if (counts[i] > 0) all[i] /= counts[i];
        }
    }
    return all;
}

}  // namespace errata
