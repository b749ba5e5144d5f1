// Folders on disk as named files.
#pragma once

#include <string>

#include "base/error.h"
#include "base/named_files.h"

namespace errata::cli {

// All files below a folder, ascending by path; of a single file itself alone. Errors: io, with the system's reason.
Result<NamedFiles> open_folder(const std::string& path);

}  // namespace errata::cli
