// LabelReader: tables of labels, scores, texts and values (CSV, JSON Lines, a JSON array of records) into a LabelTable.
//
// What it is for: the plainest files of classification and regression, ground truth and predictions alike. A file is
// recognised by its first character: '{' JSON Lines, '[' a JSON array, else CSV with a header row (csv.h).
// What it does not do: bring two files together (labels_join.h).
//
// One row, or record, says of one sample:
//     id       id, image_id, sample_id, image, filename, file_name, file, path, image_path, filepath, sample, name, or the
//              first column where its header is empty (as pandas writes its index)
//     label    of ground truth: label, labels, class, classes, class_name, category, tags, target, y, y_true;
//              of predictions first: prediction, predictions, predicted, pred, predicted_label, predicted_class, y_pred.
//              Several, of multilabel, separated by '|' or ';' in CSV, an array in JSON; or several rows with one id
//     score    of the row's label: score, confidence, probability, prob, conf
//     scores   one CSV column per class, named as the class (or prob_cat, p_cat, score_cat); or in JSON "scores",
//              "probabilities" or "probs": an object by class, or an array in the order of the known classes. Ground
//              truth without a label may have them as 0 and 1
//     text     text, sentence, content
//     value    of task values: value, and what label is called
// Names are compared without case. All other columns of ground truth are its samples' metadata (data/metadata.h); those of
// predictions are counted in one note.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/ids.h"
#include "data/metadata.h"
#include "data/task.h"

namespace errata {

enum class LabelRole : std::uint8_t {
    truth,
    predictions,
    pool,  // ground truth whose labels, if there are any, are not read (data/pool.h)
};

// Integers as numbers whether written 7 or "7", so that files of either kind find each other; all else as text.
SourceId id_from_text(std::string_view text);

struct ClassScore {
    std::uint32_t name = 0;  // in LabelTable::names
    double score = 0;
};

struct LabelRow {
    std::uint64_t byte = 0;        // where it begins in the file
    std::uint64_t number = 0;      // row of the file, from 0
    std::uint32_t labels_end = 0;  // in LabelTable::labels
    std::uint64_t scores_end = 0;  // in LabelTable::scores
    std::uint64_t text_end = 0;    // in LabelTable::texts
    double score = 0;              // of the label; NaN: none
    double value = 0;              // NaN: none
};

struct LabelTable {
    std::string file;
    std::vector<SourceId> ids;  // per row; kept apart: rows of one sample are found by them
    std::vector<LabelRow> rows;
    std::vector<std::string> names;  // of classes, in order of appearance
    std::vector<std::uint32_t> labels;
    std::vector<ClassScore> scores;
    std::string texts;
    MetadataBuilder metadata;  // by row; of ground truth
    bool has_labels = false;   // a column or field of them was met
    bool has_score = false;
    bool has_scores = false;
    bool has_text = false;
    bool scores_of_all = false;  // every row has a score for the same classes: CSV's columns

    std::span<const std::uint32_t> labels_of(std::size_t row) const;
    std::span<const ClassScore> scores_of(std::size_t row) const;
    std::string_view text_of(std::size_t row) const;
};

struct LabelReaderOptions {
    Task task = Task::classes;  // classes, multilabel, text or values
    LabelRole role = LabelRole::truth;
    // The ground truth's class names in the order of its classes; for predictions.
    std::vector<std::string> known_classes = {};
};

class LabelReader {
public:
    // Source and warnings must outlive the reader.
    LabelReader(const ByteSource& source, Warnings& warnings, LabelReaderOptions options);
    ~LabelReader();
    LabelReader(const LabelReader&) = delete;
    LabelReader& operator=(const LabelReader&) = delete;

    // Reads on by about a quarter of a megabyte; false when the file has ended. Errors carry file, byte and line;
    // wrong_kind where a column is missing says which, and what was found.
    Result<bool> step();
    std::uint64_t bytes_read() const;

    // After step() has returned false. Left out and counted: rows without an id, with a value or score that is no
    // finite number, and (but for multilabel and pools) without a label. Error empty where no row is left.
    Result<LabelTable> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// What a table of labels or values looks like from its first rows; nothing where it is none of these, with an id.
// A score, scores by class or a column named as a prediction make predictions; otherwise it is taken for ground truth
// (of two such files the second is the predictions: that is the caller's to say). Numbers with a fraction, or a column
// named "value", make values; several labels in a row multilabel; a text column text.
struct LabelSniff {
    LabelRole role = LabelRole::truth;
    Task task = Task::classes;
};
std::optional<LabelSniff> sniff_labels(const ByteSource& source);

// Whether this is a table whose rows have ids, whatever else they hold: what a pool needs.
bool has_label_ids(const ByteSource& source);

}  // namespace errata
