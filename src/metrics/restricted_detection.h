// Figures of a part of a detection evaluation: of some samples, objects or predictions (restriction.h).
//
// What it is for: an evaluation is matched and sorted once (RankedDetection); each question after that only passes what
// it keeps, in the order that is there. Objects and predictions match again only the images in which some are left out.
// What it does not do: other rules or thresholds than those it was matched by.
//
// Time of one question over samples: one look at each prediction's image, then as accumulating those kept; classes
// without objects in the selection cost nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/dataset.h"
#include "metrics/accumulation.h"
#include "metrics/detection_summary.h"
#include "metrics/protocol.h"
#include "metrics/ranked_stream.h"
#include "metrics/restriction.h"

namespace errata {

class DetectionMatching;

// An evaluation's matches, kept by class and falling score: some 40 bytes a prediction.
class RankedDetection {
public:
    // Dataset and run must outlive this object; the protocol must have passed check().
    RankedDetection(const Dataset& dataset, const Run& run, DetectionProtocol protocol);
    ~RankedDetection();
    RankedDetection(const RankedDetection&) = delete;
    RankedDetection& operator=(const RankedDetection&) = delete;

    // Matches some images more, at last sorts; false when all is done.
    bool step();
    std::size_t images_done() const { return images_done_; }

    const Dataset& dataset() const { return dataset_; }
    const Run& run() const { return run_; }
    const SampleRows& rows() const { return rows_; }
    const DetectionProtocol& protocol() const { return protocol_; }
    const std::vector<RankedStream>& streams() const { return streams_; }
    std::size_t words() const { return words_; }  // as in EvaluationPart

private:
    const Dataset& dataset_;
    const Run& run_;
    DetectionProtocol protocol_;
    SampleRows rows_;
    std::unique_ptr<DetectionMatching> matching_;
    EvaluationPart part_;  // until it is sorted
    std::size_t images_done_ = 0;
    std::vector<RankedStream> streams_;
    std::size_t words_ = 1;
};

// What remains of it: of the classes alone that have objects that count.
struct RestrictedAccumulation {
    Accumulation accumulation;
    std::vector<std::uint32_t> classes;  // which of the evaluation's classes these are, ascending
};

// One question, in slices.
class DetectionRestriction {
public:
    // `ranked` must be done; it and the restriction's rows must outlive this object.
    DetectionRestriction(const RankedDetection& ranked, Restriction restriction,
                         AccumulateOptions options = {});
    ~DetectionRestriction();
    DetectionRestriction(const DetectionRestriction&) = delete;
    DetectionRestriction& operator=(const DetectionRestriction&) = delete;

    // Some images or one class more; false when all is done.
    bool step();

    RestrictedAccumulation finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Over all classes, and of each of the evaluation's classes: as summarize() of a fresh evaluation.
FigureTable summarize(const RankedDetection& ranked, const RestrictedAccumulation& restricted);
// The first row of that table alone.
std::vector<Figure> summarize_overall(const RankedDetection& ranked,
                                      const RestrictedAccumulation& restricted);

}  // namespace errata
