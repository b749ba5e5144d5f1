// TideImages: the errors of a detector, image by image, by TIDE's rules.
//
// What it is for: the first half of tide.h. Every thread has one of its own; they share only what each writes other
// elements of.
// What it does not do: measure what the errors cost.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/overlap.h"
#include "metrics/tide.h"

namespace errata {

constexpr auto tide_number(TideError error) { return static_cast<std::uint8_t>(error); }

// The objects of one class, without crowds.
struct TideObjects {
    std::uint32_t positives = 0;
    std::uint32_t missed = 0;           // that nothing found
    std::uint32_t missed_entirely = 0;  // of them, of kind missed
};

class TideImages {
public:
    // All references must outlive this object. `found` and `best_error` (per object the best prediction that aims at
    // it) have an element per prediction and object of the run, as yet without content: no_row; `missed` zeros.
    TideImages(const Dataset& dataset, const Run& run, const SampleRows& rows,
               const TideOptions& options, std::span<TidePrediction> found,
               std::span<std::uint8_t> missed, std::span<Row> best_error);

    void add(SampleSlot sample);

    // Of the samples added.
    std::vector<Row> met;  // predictions that are not cut, in the order they were met
    std::array<std::uint32_t, tide_errors> counts = {};
    std::vector<TideObjects> objects_of_class;

private:
    struct Corners {
        double left = 0;
        double top = 0;
        double right = 0;
        double bottom = 0;
        double area = 0;
    };
    // An object that a prediction of the image overlaps.
    struct Pair {
        std::uint32_t object = 0;  // place in the image
        bool same_class = false;
        double iou =
            0;  // above 0; of other classes' objects, below the background's IoU, only roughly
    };
    struct Scored {
        double score = 0;
        Row row = 0;
    };

    static Corners corners_of(const Box& box);
    void gather(SampleSlot sample);
    void find_pairs();
    void find_box_pairs(Row prediction);
    void find_other_pairs(Row prediction);
    void match();
    void ignore_crowded();
    void classify();
    TideError kind_of(std::size_t prediction, Row& target) const;
    void aim(std::size_t prediction, std::size_t object, TideError error);
    void settle_objects();
    std::span<const Pair> pairs_of(std::size_t prediction) const {
        return std::span(pairs_).subspan(pair_begin_[prediction],
                                         pair_begin_[prediction + 1] - pair_begin_[prediction]);
    }
    double overlap(Row prediction, Row object, bool crowd) {
        return overlap_ ? overlap_->of(prediction, object, crowd)
                        : box_iou(run_.box[prediction], dataset_.truth.box[object], crowd);
    }

    const Dataset& dataset_;
    const Run& run_;
    const SampleRows& rows_;
    const TideOptions& options_;
    std::unique_ptr<Overlap> overlap_;  // nothing: of the boxes
    std::span<TidePrediction> found_;
    std::span<std::uint8_t> missed_;
    std::span<Row> best_error_;

    // Of the image at hand.
    std::vector<Scored> predictions_;
    std::vector<Row> objects_;  // in file order, without crowds
    std::vector<Row> crowds_;
    std::vector<ClassSlot> classes_;  // of the objects
    std::vector<Corners> boxes_;      // of the objects
    std::vector<Pair> pairs_;         // by prediction, then object
    std::vector<std::size_t> pair_begin_;
    std::vector<Row> taken_by_;  // per object the prediction, or no_row
    std::vector<std::uint8_t> usable_;
};

}  // namespace errata
