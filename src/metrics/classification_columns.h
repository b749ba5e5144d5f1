// A Dataset and a Run as the functions for classification and values take them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/classification.h"
#include "metrics/multilabel.h"
#include "metrics/restriction.h"

namespace errata {

// Which classes are left of a restricted evaluation, ascending: classes that only rows outside have are not, as a file
// without those rows would not know them. Where there are probabilities, all are.
using ClassesLeft = std::vector<ClassSlot>;

// One class per sample, of the samples that have a true one. Dataset and run must outlive `view()`. Restricted to
// objects, of the samples whose class is kept; without its prediction a sample has no probabilities, either.
struct ClassColumns {
    std::size_t classes = 0;
    std::vector<std::uint32_t> truth;
    std::vector<std::uint32_t> predicted;  // ClassifiedSamples::no_class where there is none
    std::span<const double> scores;        // [sample][class]; empty: none
    std::vector<double> own_scores;        // where some samples have no true class
    std::vector<SampleSlot> sample;        // which these are
    ClassesLeft left;                      // the slot of each class

    ClassifiedSamples view() const {
        return {.classes = classes, .truth = truth, .predicted = predicted, .scores = scores};
    }
};
ClassColumns class_columns(const Dataset& dataset, const Run& run,
                           const Restriction& restriction = {});

// Any number of classes per sample; all samples. Restricted to objects, the others are taken out of what samples have
// and are given; a sample with such an object, or without one of its predictions, has no scores.
struct LabelColumns {
    std::size_t classes = 0;
    OwnedLabelSets truth;
    OwnedLabelSets predicted;
    // Of the samples that have a score for every class.
    OwnedLabelSets scored_truth;
    std::vector<double> scores;
    std::vector<SampleSlot> scored_sample;  // which these are
    ClassesLeft left;                       // the slot of each class

    MultilabelSamples samples() const {
        return {.classes = classes, .truth = truth.view(), .predicted = predicted.view()};
    }
    MultilabelScores scored() const {
        return {.classes = classes, .truth = scored_truth.view(), .scores = scores};
    }
};
LabelColumns label_columns(const Dataset& dataset, const Run& run,
                           const Restriction& restriction = {});

// Values of the samples that have both; there are no objects or predictions to restrict them to.
struct ValueColumns {
    std::vector<double> truth;
    std::vector<double> predicted;
    std::vector<SampleSlot> sample;
};
ValueColumns value_columns(const Dataset& dataset, const Run& run,
                           const Restriction& restriction = {});

// Which decision of the run is which ground-truth object: the same class of the same sample. Ascending by prediction.
struct LabelMatch {
    Row prediction = 0;
    Row truth = 0;
};
std::vector<LabelMatch> match_labels(const Dataset& dataset, const Run& run);

}  // namespace errata
