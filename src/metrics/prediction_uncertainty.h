// How unsure a model is of its predictions: the measures of active learning.
//
// What it is for: scores by which unlabeled samples are chosen: of a distribution over classes, and of a score alone, which is
// the distribution (s, 1 - s) of being right or not; of samples with several boxes or spans, those of their predictions
// together.
// What it does not do: calibrate; a model that is sure and wrong has low values.
//
// Measures, large is unsure. Source: Settles 2009, Active Learning Literature Survey, section 3.1.
//     least_confidence  1 - p1            of a score 1 - max(s, 1 - s)
//     margin            1 - (p1 - p2)     of a score 1 - |2 s - 1|
//     entropy           -∑ p ln p, nats   of a score -s ln s - (1 - s) ln(1 - s)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace errata {

enum class UncertaintyMeasure : std::uint8_t { least_confidence, margin, entropy };

// How the predictions of a sample make one number. Of a sample without predictions each is 0.
enum class UncertaintyAggregate : std::uint8_t { max, mean, sum };

// "least-confidence", "margin", "entropy"; "max", "mean", "sum".
std::string_view id_of(UncertaintyMeasure measure);
std::string_view id_of(UncertaintyAggregate aggregate);
std::optional<UncertaintyMeasure> uncertainty_measure_of_id(std::string_view id);
std::optional<UncertaintyAggregate> uncertainty_aggregate_of_id(std::string_view id);

// At least one class; NaN where the first probability is.
double uncertainty_of(std::span<const double> probabilities, UncertaintyMeasure measure);

// Scores outside 0 to 1 are brought to the nearer end.
double uncertainty_of(double score, UncertaintyMeasure measure);

struct UncertaintyOptions {
    UncertaintyMeasure measure = UncertaintyMeasure::margin;
    UncertaintyAggregate aggregate = UncertaintyAggregate::max;
};

// Per sample. Where the run has probabilities they decide, and there is nothing to aggregate; NaN where a sample has none.
std::vector<double> sample_uncertainties(const Run& run, std::size_t samples, std::size_t classes,
                                         const UncertaintyOptions& options = {});

}  // namespace errata
