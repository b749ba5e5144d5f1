// From tables of labels (labels_table.h) to a Dataset and a Run.
//
// What it is for: classes, multilabel, text and values: samples and classes in the order of their ids (numbers by value,
// then texts), ground-truth objects one per sample and class, decisions and probabilities of one model.
// What it does not do: measure.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "data/task.h"
#include "formats/labels_table.h"

namespace errata {

// Scores of at least this decide that a sample has a class, where several are possible.
inline constexpr double multilabel_threshold = 0.5;

// Names of a table's classes in the order of their slots: LabelReaderOptions::known_classes for the predictions.
std::vector<std::string> class_names_in_order(const LabelTable& truth);

// `predictions` brings classes that the ground truth has not (counted in a note): they count like all others, as in
// scikit-learn. Of rows with one id the last counts (of multilabel all of them together); counted.
// Error too_large.
Result<Dataset> label_dataset(const LabelTable& truth, const LabelTable* predictions, Task task,
                              Warnings& warnings);

// Run rows are decisions, in the order of the file: of classes and text one per sample (its label, else the most
// probable class, the first of equal ones), of multilabel one per class that is given or scores at least
// multilabel_threshold. `probabilities` are there where scores by class are, in columns, objects, or as rows of one
// label each; a class that a sample has no score for counts as 0 where the file has a column for each class it knows,
// or the sample's other scores sum to 1; else the sample has no probabilities. The score of a decision without one is 1.
// Left out and counted: rows of samples or classes that the dataset has not. Kept and counted: repeated ids (the last
// row counts), probabilities outside of 0 to 1 or, of one class each, not summing to 1 within 0.01, samples without a
// prediction.
// Errors: mismatch where no row is of a sample of the dataset; too_large.
Result<Run> label_run(const LabelTable& predictions, const Dataset& dataset, Task task,
                      Warnings& warnings);

}  // namespace errata
