// Files by relative path: a folder on disk, files dropped onto the page, memory.
//
// What it is for: readers of many files at once (label maps) take these and never know the platform.
// What it does not do: keep files open; watch the folder.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"

namespace errata {

struct NamedFiles {
    std::string name;                // of the folder, for messages
    std::vector<std::string> paths;  // relative, '/' between folders; distinct
    // Opens the file of that number; its source's name is what messages begin with.
    std::function<Result<std::unique_ptr<ByteSource>>(std::size_t)> open;
};

}  // namespace errata
