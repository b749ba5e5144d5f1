#include "metrics/candidates.h"

namespace errata {

CandidateSearch::CandidateSearch(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                 const OverlapOptions& overlap, double floor, const BitSet* only)
    : dataset_(dataset),
      rows_(rows),
      overlap_(make_overlap(dataset, run, overlap)),
      floor_(floor),
      only_(only) {
    result_.begin_.assign(run.size(), 0);
    result_.count_.assign(run.size(), 0);
}

void CandidateSearch::add(SampleSlot begin, SampleSlot end) {
    const GroundTruth& truth = dataset_.truth;
    for (SampleSlot sample = begin; sample < end; ++sample) {
        const Row first = truth.sample_begin[sample];
        const Row last = truth.sample_begin[sample + 1];
        if (first == last || rows_.count(sample) == 0) continue;
        overlap_->begin(sample);
        for (std::size_t i = 0; i < rows_.count(sample); ++i) {
            const Row prediction = rows_.row(sample, i);
            if (only_ != nullptr && !(*only_)[prediction]) continue;
            result_.begin_[prediction] = result_.pairs_.size();
            for (Row object = first; object < last; ++object) {
                const double overlap =
                    overlap_->of_at_least(prediction, object, truth.is_crowd(object), floor_);
                if (overlap > floor_) result_.pairs_.push_back({object, overlap});
            }
            result_.count_[prediction] =
                static_cast<std::uint32_t>(result_.pairs_.size() - result_.begin_[prediction]);
        }
    }
}

Candidates find_candidates(const Dataset& dataset, const Run& run, const SampleRows& rows,
                           const OverlapOptions& overlap, double floor) {
    CandidateSearch search(dataset, run, rows, overlap, floor);
    search.add(0, static_cast<SampleSlot>(dataset.samples.size()));
    return std::move(search).finish();
}

Candidates candidates_within_samples(const Dataset& dataset, const Run& run) {
    Candidates result;
    for (std::size_t i = 0; i < run.size(); ++i) {
        const SampleSlot sample = run.sample[i];
        const Row first = dataset.truth.sample_begin[sample];
        const Row last = dataset.truth.sample_begin[sample + 1];
        result.begin_.push_back(result.pairs_.size());
        result.count_.push_back(last - first);
        for (Row object = first; object < last; ++object) result.pairs_.push_back({object, 1});
    }
    return result;
}

}  // namespace errata
