// Assignments in a snapshot: what evaluations and matches at another IoU have in common.
#pragma once

#include <memory>

#include "base/error.h"
#include "data/column.h"
#include "data/snapshot.h"
#include "metrics/evaluation_part.h"

namespace errata {

// Adds them as "match.*"; the columns must outlive the writer.
void add_assignments(SnapshotWriter& writer, const Column<Assignment>& assignments,
                     const Column<Row>& beyond_limit, const Column<double>& overlaps);

struct AssignmentColumns {
    Column<Assignment> assignments;
    Column<Row> beyond_limit;
    Column<double> overlaps;
};

// The same back, in memory that `owner` keeps alive. Error corrupt where they name a row that is not there.
Result<AssignmentColumns> assignments_from_snapshot(const SnapshotReader& reader,
                                                    std::shared_ptr<const void> owner,
                                                    std::size_t predictions, std::size_t objects);

}  // namespace errata
