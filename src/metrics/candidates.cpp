#include "metrics/candidates.h"

#include <algorithm>

namespace errata {

namespace {

class KnownOverlap final : public Overlap {
public:
    explicit KnownOverlap(const Candidates& candidates) : candidates_(candidates) {}

    void begin(SampleSlot) override {}
    double of(Row prediction, Row object, bool) override {
        for (const Candidate& one : candidates_.of(prediction)) {
            if (one.object == object) return one.overlap;
        }
        return 0;
    }

private:
    const Candidates& candidates_;
};

}  // namespace

std::unique_ptr<Overlap> known_overlap(const Candidates& candidates) {
    return std::make_unique<KnownOverlap>(candidates);
}

void Candidates::append(const Candidates& others) {
    for (std::size_t row = 0; row < others.count_.size(); ++row) {
        if (others.count_[row] == 0) continue;
        begin_[row] = pairs_.size() + others.begin_[row];
        count_[row] = others.count_[row];
    }
    pairs_.insert(pairs_.end(), others.pairs_.begin(), others.pairs_.end());
}

CandidateSearch::CandidateSearch(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                 const OverlapOptions& overlap, double floor, const BitSet* only,
                                 double floor_of_others)
    : dataset_(dataset),
      cls_(run.cls),
      rows_(rows),
      overlap_(make_overlap(dataset, run, overlap)),
      floor_(floor),
      floor_of_others_(std::max(floor, floor_of_others)),
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
                const double floor =
                    truth.cls[object] == cls_[prediction] ? floor_ : floor_of_others_;
                const double overlap =
                    overlap_->of_at_least(prediction, object, truth.is_crowd(object), floor);
                if (overlap > floor) result_.pairs_.push_back({object, overlap});
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
