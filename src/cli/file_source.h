// Files on disk and standard input as byte sources.
#pragma once

#include <memory>
#include <string>

#include "base/byte_source.h"
#include "base/error.h"

namespace errata::cli {

// Opens a file for reading; "-" reads all of standard input into memory.
// Errors: io, with the system's reason.
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);

}  // namespace errata::cli
