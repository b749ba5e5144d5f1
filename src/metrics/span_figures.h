// Spans: how far the entities found in texts are those of the ground truth.
//
// What it is for: named entities and other spans with a type. Exact: same span and type, as seqeval counts. SemEval-13:
// strict, exact, partial and type, as nervaluate counts. Overlap: the mean intersection over union, and F1 at 0.50.
// What it does not do: read tags (formats/tags.h).
// Sources: seqeval 1.2.2; SemEval-2013 task 9.1 and nervaluate 1.1.0. With more than one document nervaluate forgets that
// a partial match counts half; precision and recall here are those of the definition.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/figure.h"
#include "metrics/span_counts.h"

namespace errata {

// Overall and of each type, in order. Texts say formula and source.
std::span<const FigureInfo> span_figures();
std::span<const FigureInfo> span_class_figures();

// Where nothing is there and nothing predicted, figures are undefined. `left_out`: per class, not 0 where it does not count
// for macro averages; empty: none. `token_accuracy`: the share of tokens with the same tag, where both sides came as tags.
FigureTable summarize_spans(const SpanCounts& counts, const Figure& token_accuracy,
                            std::span<const std::uint8_t> left_out = {});

// The share of tokens with the same tag, over documents whose both sides came as tags: per sample its tokens and those
// with the same tag. Undefined without any, and of some objects or predictions: their tags cannot be told apart.
Figure token_accuracy(const Column<std::uint32_t>& tokens, const Column<std::uint32_t>& same_tags,
                      const Restriction& restriction = {});
// The same of samples that count as often as their weights say.
Figure token_accuracy(const Column<std::uint32_t>& tokens, const Column<std::uint32_t>& same_tags,
                      std::span<const std::uint32_t> weights);

// The same from the spans. Types that only rows outside of the restriction have are left out of means, and their own
// figures undefined.
FigureTable summarize_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                            const Figure& accuracy, const SpanOptions& options = {},
                            const Restriction& restriction = {});

}  // namespace errata
