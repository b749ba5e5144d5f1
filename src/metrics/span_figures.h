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
#include "metrics/class_averages.h"
#include "metrics/figure.h"
#include "metrics/restriction.h"

namespace errata {

enum class SemEval : std::uint8_t {
    strict,    // same span and type
    exact,     // same span, whatever the type
    partial,   // overlapping spans count half, whatever the type
    ent_type,  // same type, overlapping spans
};
inline constexpr std::size_t sem_eval_schemes = 4;

struct SemEvalCounts {
    std::uint64_t correct = 0;
    std::uint64_t incorrect = 0;  // matched, but not as the scheme wants
    std::uint64_t partial = 0;
    std::uint64_t missed = 0;
    std::uint64_t spurious = 0;

    std::uint64_t possible() const { return correct + incorrect + partial + missed; }
    std::uint64_t actual() const { return correct + incorrect + partial + spurious; }
    double found() const;  // correct, and half of partial
    SemEvalCounts& operator+=(const SemEvalCounts& other);
    bool operator==(const SemEvalCounts&) const = default;
};

// found / actual, found / possible, and their harmonic mean; 0 where there is nothing to divide by.
PrecisionRecall precision_recall(const SemEvalCounts& counts);

// A span with its type, in the order of its document; half-open.
struct TypedSpan {
    std::uint32_t type = 0;
    Span span;
    bool is_ignored =
        false;  // an object that counts neither way, nor what takes it; behind all others
};

// One document. Each prediction, in order, takes the first free object that it equals or overlaps with by at least
// `least_overlap` of the object's length (as nervaluate does: an exact match further on can be lost).
SemEvalCounts compare_spans(std::span<const TypedSpan> truth, std::span<const TypedSpan> predicted,
                            SemEval scheme, double least_overlap);

struct SpanOptions {
    double least_overlap =
        0.01;  // of the object's length; nervaluate's min_overlap_percentage over 100
    double overlap_threshold = 0.5;  // of F1 by overlap
};

// Overall and of each type, in order. Texts say formula and source.
std::span<const FigureInfo> span_figures();
std::span<const FigureInfo> span_class_figures();

// The share of tokens with the same tag, over documents whose both sides came as tags: per sample its tokens and those
// with the same tag. Undefined without any, and of some objects or predictions: their tags cannot be told apart.
Figure token_accuracy(const Column<std::uint32_t>& tokens, const Column<std::uint32_t>& same_tags,
                      const Restriction& restriction = {});

// Types that only rows outside of the restriction have are left out of means, and their own figures undefined.
FigureTable summarize_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                            const Figure& accuracy, const SpanOptions& options = {},
                            const Restriction& restriction = {});

// Which prediction is exactly which object: the same span and type in the same sample. Of several equal ones the first
// takes the first; one that is ignored only where no other is left. By prediction.
struct SpanMatch {
    Row prediction = 0;
    Row truth = 0;
};
std::vector<SpanMatch> match_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                   const Restriction& restriction = {});

}  // namespace errata
