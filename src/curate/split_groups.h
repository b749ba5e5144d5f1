// The groups that a column makes, for splits that must not tear them apart.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "query/column.h"

namespace errata {

// Per sample the number of its group: samples of one value share one, a sample without a value is its own. Any number of
// values. Errors: bad_value of a column of samples that is not there, or of sets.
Result<std::vector<std::uint32_t>> groups_by_column(const std::string& column,
                                                    ColumnSource& source);

}  // namespace errata
