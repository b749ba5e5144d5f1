// Open Images' class hierarchy: which classes stand directly above which.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"

namespace errata {

// Pairs of LabelNames: a class and one directly above it, or "" where none is. A class may come more than once. The
// root is no class, as in the official expansion (its skip_root); "Part" is not followed, as there.
using ClassLinks = std::vector<std::pair<std::string, std::string>>;

// Errors: io, compression, too_large, syntax, wrong_kind where the root has no "Subcategory".
Result<ClassLinks> read_class_links(const ByteSource& source);

}  // namespace errata
