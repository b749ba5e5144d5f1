// Metrics of selections: an evaluation measured over some samples, objects or predictions, alone or group by group.
//
// What it is for: `--where` and `--group-by`, and every view that follows a selection. A selection is a set of rows; who
// chose them does not matter here. The three kinds of restriction, and what each gives exactly, are those of
// metrics/restriction.h; every answer says which it is.
// What it does not do: combine kinds (rows of one table become samples by asking the query for samples).
//
//     Restrictable whole;
//     Job preparing = prepare_restrictions(evaluation, {}, whole);            // once: detection is matched and sorted
//     RestrictedFigures figures;
//     Job one = restrict(whole, {.to = Restricted::samples, .rows = &night}, figures);
//     GroupTable table;
//     Job all = group(whole, {.to = Restricted::samples, .groups = by_camera}, table);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bit_set.h"
#include "engine/evaluation.h"
#include "engine/job.h"
#include "metrics/bootstrap.h"
#include "metrics/protocol.h"
#include "metrics/restricted_detection.h"
#include "metrics/restriction.h"
#include "query/column.h"

namespace errata {

// What a selection of rows of the table restricts.
Restricted restricted_to(Table table);

// An evaluation, ready to be restricted any number of times.
struct Restrictable {
    const Evaluation* evaluation = nullptr;      // must outlive this
    std::unique_ptr<RankedDetection> detection;  // of the detection tasks
};

// `protocol` is the caller's own where the evaluation was made with one; else that of its task and rules.
Job prepare_restrictions(const Evaluation& evaluation, std::optional<DetectionProtocol> protocol,
                         Restrictable& result);

struct RestrictedFigures {
    Restricted to = Restricted::samples;
    std::uint64_t rows = 0;  // selected of that table
    FigureTable figures;     // as Evaluation::summary; shares with their intervals
};

// `whole` is prepared; it and the restriction's rows must outlive the job. Errors: wrong_kind where the task has no such
// table, bad_value where the set is of another number of rows.
Job restrict(const Restrictable& whole, Restriction restriction, RestrictedFigures& result);

struct Group {
    std::string key;  // "camera = 3", or a query
    BitSet rows;
};

struct GroupRequest {
    Restricted to = Restricted::samples;
    std::span<const Group> groups = {};  // may share rows, or leave some out
    const BitSet* within = nullptr;      // only these rows of any group; nothing: all
    // Intervals of every figure of every group, in place of Wilson's: those of an evaluation of the group alone (of samples:
    // of files with no others) by the same options. Of objects and predictions of detection alone, where all images are
    // resampled. The row over all has none: they are those of the evaluation (uncertainty.h).
    std::optional<BootstrapOptions> bootstrap = {};
};

struct GroupFigures {
    std::string key;
    std::uint64_t rows = 0;
    std::vector<Figure> figures;  // over all classes
};

struct GroupTable {
    Restricted to = Restricted::samples;
    std::vector<FigureInfo> figures;
    GroupFigures overall;              // of all rows (of `within`), whether in a group or not
    std::vector<GroupFigures> groups;  // in the order given
};

// The figures of each group, as restrict() gives them. References, errors: as there; wrong_kind of a bootstrap that there is
// none of.
Job group(const Restrictable& whole, GroupRequest request, GroupTable& result);

}  // namespace errata
