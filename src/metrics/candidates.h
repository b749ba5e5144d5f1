// Candidates: all pairs of a prediction and an object of one image that overlap, whatever their classes.
//
// What it is for: what compares across classes, or at IoU values that the protocol does not know: the confusion matrix,
// kinds of errors, matching again. Made once and lazily; what asks for a threshold only reads it.
// What it does not do: match. The protocol's own matching compares boxes of one image and class alone and keeps no
// pairs (detection_matching.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/bit_set.h"
#include "data/dataset.h"
#include "metrics/overlap.h"

namespace errata {

struct Candidate {
    Row object = 0;
    double overlap = 0;  // above the floor; with a crowd region over the prediction's own area
};

// Per prediction its candidates, by rising row of the object.
class Candidates {
public:
    std::span<const Candidate> of(Row prediction) const {
        return {pairs_.data() + begin_[prediction], count_[prediction]};
    }
    std::size_t size() const { return pairs_.size(); }

    // Those of other predictions.
    void append(const Candidates& others);

private:
    friend class CandidateSearch;
    friend Candidates candidates_within_samples(const Dataset& dataset, const Run& run);

    std::vector<Candidate> pairs_;      // image by image
    std::vector<std::uint64_t> begin_;  // per row of the run
    std::vector<std::uint32_t> count_;
};

// Finds them image by image.
class CandidateSearch {
public:
    // All references must outlive this object; the columns of that kind of overlap must be there. Pairs that overlap
    // by `floor` (at least 0) or less are left out, those of two classes also by `floor_of_others`; with `only`,
    // predictions that are not in it get none.
    CandidateSearch(const Dataset& dataset, const Run& run, const SampleRows& rows,
                    const OverlapOptions& overlap, double floor = 0, const BitSet* only = nullptr,
                    double floor_of_others = 0);

    // Works on samples [begin, end), every sample once.
    void add(SampleSlot begin, SampleSlot end);

    Candidates finish() && { return std::move(result_); }

private:
    const Dataset& dataset_;
    const Column<ClassSlot>& cls_;
    const SampleRows& rows_;
    std::unique_ptr<Overlap> overlap_;
    double floor_;
    double floor_of_others_;
    const BitSet* only_;
    Candidates result_;
};

// All of them at once.
Candidates find_candidates(const Dataset& dataset, const Run& run, const SampleRows& rows,
                           const OverlapOptions& overlap, double floor = 0);

// Overlaps that are known: 0 of pairs that were left out. Crowd regions are always such. The candidates must outlive it.
std::unique_ptr<Overlap> known_overlap(const Candidates& candidates);

// Of classification: what is predicted of a sample overlaps wholly with every object (true class) of that sample.
Candidates candidates_within_samples(const Dataset& dataset, const Run& run);

}  // namespace errata
