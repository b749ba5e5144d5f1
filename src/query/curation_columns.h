// The registry's samples: what decides which of them to label next.
#pragma once

#include <vector>

#include "query/registry.h"

namespace errata {

// Whether a sample is labeled, its rarity, complexity, redundancy and uncertainty, and what was measured of its picture.
std::vector<ColumnDefinition> curation_definitions();

}  // namespace errata
