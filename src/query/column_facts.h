// What columns are computed from: a dataset, one run, and its matches at the current thresholds.
//
// What it is for: the registry's functions share the costly things: outcomes, TIDE, which rows lie in which sample. Each is
// made when first asked for, and given up when a threshold moves that it depends on.
#pragma once

#include <optional>
#include <vector>

#include "data/dataset.h"
#include "data/task.h"
#include "metrics/outcomes.h"
#include "metrics/span_errors.h"
#include "metrics/tide.h"

namespace errata {

struct ColumnThresholds {
    double confidence = 0.5;  // predictions of at least this score are seen
    double iou = 0.5;         // a match overlaps at least so much, of the tasks that know an IoU

    bool operator==(const ColumnThresholds&) const = default;
};

// A run and who took whom in it at the IoU threshold. What it refers to must outlive the columns.
struct ColumnRun {
    std::string name;
    const Run* run = nullptr;
    ChosenMatches matches = {};
    OverlapOptions overlap = {};  // what TIDE compares by
};

// Kinds of errors of predictions and of objects, in one list for all tasks: TIDE's, then those of spans.
enum class ErrorKind : std::uint8_t {
    classification,
    localization,
    both,
    duplicate,
    background,
    missed,
    none,
};
inline constexpr std::size_t error_kinds = 6;  // without none

class ColumnFacts {
public:
    // `run` may be null: ground truth alone. The dataset must outlive this object.
    ColumnFacts(Task task, const Dataset& dataset, const ColumnRun* run,
                ColumnThresholds thresholds)
        : task_(task), dataset_(dataset), run_(run), thresholds_(thresholds) {}

    Task task() const { return task_; }
    const Dataset& dataset() const { return dataset_; }
    const ColumnThresholds& thresholds() const { return thresholds_; }

    bool has_run() const { return run_ != nullptr; }
    const Run& run() const { return *run_->run; }
    // Objects and predictions that take each other.
    bool has_matches() const {
        return has_run() && task_ != Task::semantic && task_ != Task::values &&
               run().score.size() == run().size();
    }
    // Kinds of errors beyond right and wrong.
    bool has_errors() const {
        return has_matches() && (is_detection(task_) || task_ == Task::spans);
    }
    bool has_classes() const { return task_ != Task::semantic && task_ != Task::values; }
    bool has_one_class() const { return task_ == Task::classes || task_ == Task::text; }

    const SampleRows& run_rows();
    // Of detection: AP of each sample alone.
    std::vector<double> sample_precision();
    const Outcomes& outcomes();                         // cut at the confidence
    const std::vector<ErrorKind>& prediction_errors();  // per row of the run, whatever its score
    const std::vector<ErrorKind>& object_errors();      // of predictions that are seen
    // Per row of the run the object that it finds or aims at, or no_row.
    const std::vector<Row>& targets();
    // Per row of the run the largest overlap with an object of its class; of detection.
    double best_iou(Row prediction);
    // Per row of the ground truth: the best prediction that is seen and mistakes it for another class, or no_row.
    const std::vector<Row>& confusions();

    void set_confidence(double confidence);
    // Other matches, those of ColumnRun, which has changed already.
    void set_iou(double iou);

private:
    void find_errors();
    void explain_objects();

    Task task_;
    const Dataset& dataset_;
    const ColumnRun* run_;
    ColumnThresholds thresholds_;
    std::optional<SampleRows> rows_;
    Outcomes outcomes_;
    bool matched_ = false;
    bool cut_ = false;
    std::optional<std::vector<ErrorKind>> prediction_errors_;
    std::vector<Row> targets_;
    std::vector<double> best_iou_;
    std::optional<std::vector<ErrorKind>> object_errors_;
    std::vector<Row> confusions_;
};

}  // namespace errata
