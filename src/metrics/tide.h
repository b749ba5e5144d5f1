// TIDE: which kinds of errors cost a detector how much average precision.
//
// What it is for: six kinds of errors and what AP would be without each, with the objects behind every one; for boxes,
// masks or whatever overlaps.
// What it does not do: average over IoU thresholds: positive_iou is an option.
// Source: Bolya et al. 2020, and the reference implementation tidecv 1.0.1, whose numbers these are (as fractions; it
// prints percents). TIDE's AP differs from COCO's: at most 100 predictions per image over all classes, classes without
// any object count as 0, and crowd regions only make predictions ignored.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/figure.h"
#include "metrics/overlap.h"

namespace errata {

class Candidates;

// In TIDE's order; a prediction gets the first that fits in the order of the conditions below.
enum class TideError : std::uint8_t {
    classification,  // Cls: another class, IoU at least positive_iou
    localization,    // Loc: the same class, IoU from background_iou to positive_iou
    both,            // Both: neither class nor place
    duplicate,       // Dupe: the object was already taken by a better prediction
    background,      // Bkg: IoU at most background_iou with everything
    missed,          // Miss: an object that nothing found and no Cls or Loc error aims at
    none,
};
inline constexpr std::size_t tide_errors = 6;

// Key ("Cls"), name and meaning of each, in that order; then of the two special ones, "FalsePos" and "FalseNeg".
std::span<const FigureInfo> tide_infos();

enum class TideUse : std::uint8_t {
    true_positive,
    false_positive,
    ignored,  // inside a crowd region of its class
    cut,      // beyond the most predictions of an image
};

struct TideOptions {
    double positive_iou = 0.5;
    double background_iou = 0.1;
    std::uint32_t max_detections = 100;  // per image, over all classes
    OverlapOptions overlap = {};
    // All pairs of one class that overlap, and of others those by more than background_iou or a little less, where they are
    // known: nothing is compared again. Must outlive the analysis.
    const Candidates* pairs = nullptr;
};

struct TidePrediction {
    double iou = 0;  // the largest with an object of its class
    // The object found or aimed at; for a duplicate the prediction that had taken it.
    Row target = no_row;
    TideUse use = TideUse::cut;
    TideError error = TideError::none;
};

// Fractions; differences of AP where all errors of one kind are mended, each kind alone.
struct Tide {
    double ap = 0;
    std::vector<std::optional<double>>
        ap_of_class;  // nothing where it has neither objects nor predictions
    std::array<double, tide_errors> main = {};
    std::array<double, tide_errors> progressive = {};  // mended one after another, in order
    double false_positives = 0;                        // special: no false positive left
    double false_negatives = 0;                        // special: no false negative left
    std::array<std::uint32_t, tide_errors> counts = {};
    std::vector<TidePrediction> predictions;  // per row of the run
    std::vector<std::uint8_t> missed;         // per object: 1: an error of kind missed
};

// Finds the errors image by image.
class TideAnalysis {
public:
    // All references must outlive this object. `overlap_kind` boxes need no columns but the boxes.
    // With several threads each takes a part of the samples that add() is given; the result is the same.
    TideAnalysis(const Dataset& dataset, const Run& run, const SampleRows& rows,
                 TideOptions options = {}, unsigned threads = 1);
    ~TideAnalysis();
    TideAnalysis(const TideAnalysis&) = delete;
    TideAnalysis& operator=(const TideAnalysis&) = delete;

    // Works on samples [begin, end); every sample once, in order.
    void add(SampleSlot begin, SampleSlot end);

    Tide finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// All of it at once.
Tide analyse_tide(const Dataset& dataset, const Run& run, const SampleRows& rows,
                  TideOptions options = {});

}  // namespace errata
