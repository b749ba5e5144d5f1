// Catalog: some samples of the whole, labeled or not, as a gallery and an image need them.
//
// What it is for: the pool has no place among what is measured; here it is looked at, and so is a batch that was chosen.
// Predictions on samples without ground truth are unjudged; those on labeled ones are judged as ever.
// What it does not do: choose the samples, draw.
#pragma once

#include <vector>

#include "base/bit_set.h"
#include "engine/evaluation.h"
#include "engine/subset.h"
#include "ui/reading.h"

namespace errata::ui {

class Catalog {
public:
    void close() { *this = Catalog(); }

    // These samples of the whole, which must outlive their use here.
    void show(const Evaluation& whole, const BitSet& samples);
    bool shows(const BitSet& samples) const { return is_open_ && shown_ == samples; }

    // `keys`: what the samples sort by, as sort_keys() makes them; empty: as given.
    void follow(const View& view, std::vector<double> keys, const Matches* matches);

    // Only after show().
    const Evaluation& evaluation() const { return evaluation_; }
    const SubsetRows& kept() const { return kept_; }
    const SampleRows& rows() const { return rows_; }
    const Reading& reading() const { return reading_; }

private:
    bool is_open_ = false;
    BitSet shown_;
    SubsetRows kept_;
    Evaluation evaluation_;
    SampleRows rows_;
    Reading reading_;
    std::vector<double> keys_;
};

}  // namespace errata::ui
