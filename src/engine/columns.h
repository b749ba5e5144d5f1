// The columns of one or several evaluations over the same ground truth, at thresholds that may move.
//
// What it is for: queries over what was evaluated. Matches at an IoU that the evaluation was not matched at are made here,
// unless they are handed in.
// What it does not do: work in slices; matching COCO's validation set again takes some tenths of a second. Who cannot wait
// asks knows_iou() first and hands in what others have matched.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/analyses.h"
#include "engine/evaluation.h"
#include "engine/matches.h"
#include "query/dataset_columns.h"

namespace errata {

struct NamedEvaluation {
    std::string name;  // of the run, as queries write it
    const Evaluation* evaluation = nullptr;
};

class EvaluationColumns {
public:
    // The evaluations must keep their assignments and outlive this object; there is at least one. Errors: mismatch where
    // they are not over the same ground truth; bad_value of an IoU that is none.
    static Result<std::unique_ptr<EvaluationColumns>> make(std::vector<NamedEvaluation> evaluations,
                                                           Thresholds thresholds = {});

    // Columns that do not depend on what has moved keep their values. Errors: bad_value of an IoU that is none.
    Result<void> set_thresholds(Thresholds thresholds);

    // Whether nothing has to be matched for that IoU.
    bool knows_iou(double iou) const;
    // The run's matches at another IoU, which becomes the threshold. Of one run alone.
    Result<void> set_matches(Matches matches);

    DatasetColumns& columns() { return *columns_; }

private:
    explicit EvaluationColumns(std::vector<NamedEvaluation> evaluations)
        : evaluations_(std::move(evaluations)), matches_(evaluations_.size()) {}

    Result<ChosenMatches> matches_of(std::size_t run, double iou);

    std::vector<NamedEvaluation> evaluations_;
    std::vector<Matches> matches_;  // per run, at an IoU that the evaluation lacks
    std::unique_ptr<DatasetColumns> columns_;
};

}  // namespace errata
