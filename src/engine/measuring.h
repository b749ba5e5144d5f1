// Measuring: the figures of an evaluation's columns, of all of them or restricted.
//
// What it is for: the one way from columns to figures for every task but detection, whose matches are worth keeping
// (metrics/restricted_detection.h): the jobs that read files use it for the whole, restriction.h for selections.
// What it does not do: read; match objects of whole evaluations for others to see (assignments are the jobs').
#pragma once

#include "engine/evaluation.h"
#include "engine/job.h"
#include "metrics/restriction.h"

namespace errata {

// Fills `result`. `evaluation` has task, rules, dataset and run, and of a restriction the assignments; of its own
// summary nothing is used, so `result` may be that. All references and the restriction's rows must outlive the job.
// Error wrong_kind for detection, and for rows of a table that the task does not have.
Job measure(const Evaluation& evaluation, Restriction restriction, FigureTable& result);

}  // namespace errata
