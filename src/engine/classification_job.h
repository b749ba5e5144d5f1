// The jobs of classes, multilabel, text and values: two tables (formats/labels_table.h) into an Evaluation.
#pragma once

#include "base/byte_source.h"
#include "data/task.h"
#include "engine/evaluation.h"
#include "engine/job.h"

namespace errata {

// True for the tasks that evaluate_tables() takes.
constexpr bool is_of_tables(Task task) {
    return task == Task::classes || task == Task::multilabel || task == Task::text ||
           task == Task::values;
}

// Reads both files and measures: figures by scikit-learn's definitions (rules "sklearn"). `assignments` say which
// decision is which true label (overlap 1); of values there are none. `pool`: a table of samples without labels, or null;
// they and what is predicted of them are in dataset and run (data/pool.h), and in no figure. `result` and the sources must outlive the job;
// `result` is complete when the job has ended without an error.
Job evaluate_tables(const ByteSource& truth, const ByteSource& predictions, Task task,
                    Evaluation& result, const ByteSource* pool = nullptr);

}  // namespace errata
