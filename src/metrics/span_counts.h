// What becomes of the spans of each document: counts that the figures (span_figures.h) are made of.
//
// What it is for: comparing a document's true and predicted spans once; figures, and every resample of a bootstrap, only
// sum up.
// Sources: seqeval 1.2.2; SemEval-2013 task 9.1 and nervaluate 1.1.0.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/class_averages.h"
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
    void add(const SemEvalCounts& other, std::uint64_t times = 1);
    bool operator==(const SemEvalCounts&) const = default;
};

// found / actual, found / possible, and their harmonic mean; 0 where there is nothing to divide by.
PrecisionRecall precision_recall(const SemEvalCounts& counts);

// A span with its type, in the order of its document; half-open.
struct TypedSpan {
    std::uint32_t type = 0;
    Span span;
    // An object that counts neither way, nor what takes it; behind all others.
    bool is_ignored = false;
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

// Which prediction is exactly which object: the same span and type in the same sample. Of several equal ones the first
// takes the first; one that is ignored only where no other is left. By prediction.
struct SpanMatch {
    Row prediction = 0;
    Row truth = 0;
};
std::vector<SpanMatch> match_spans(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                   const Restriction& restriction = {});

using SchemeCounts = std::array<SemEvalCounts, sem_eval_schemes>;  // per SemEval

// Pairs of the same type, each span once, by falling overlap.
struct OverlapPairs {
    double sum = 0;  // of intersections over unions
    std::uint64_t pairs = 0;
    std::uint64_t above = 0;    // with at least the threshold
    std::uint64_t ignored = 0;  // predictions that reach it with an ignored object alone
};

struct TypeCounts {
    ClassCounts exact;  // the same span and type
    SchemeCounts schemes = {};

    void add(const TypeCounts& other, std::uint64_t times);
};

// One document; the types that it has or is given, ascending.
struct DocumentCounts {
    std::vector<std::uint32_t> types = {};
    std::vector<TypeCounts> of_type = {};  // per entry of `types`
    std::uint64_t predictions = 0;
    SchemeCounts schemes = {};  // whatever the type
    OverlapPairs overlaps = {};
};

// Per sample; nothing is in one that the restriction leaves out.
std::vector<DocumentCounts> count_spans(const Dataset& dataset, const Run& run,
                                        const SampleRows& rows, const SpanOptions& options = {},
                                        const Restriction& restriction = {});

// All documents together.
struct SpanCounts {
    std::vector<TypeCounts> of_type;  // per class slot
    std::uint64_t predictions = 0;
    SchemeCounts schemes = {};
    OverlapPairs overlaps = {};

    explicit SpanCounts(std::size_t classes) : of_type(classes) {}
    void add(const DocumentCounts& document, std::uint64_t times = 1);
};

}  // namespace errata
