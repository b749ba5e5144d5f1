// Files in memory, as readers of many files take them.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/named_files.h"

namespace errata::test {

// By relative path.
inline NamedFiles memory_files(std::string name, std::map<std::string, std::string> contents) {
    const auto kept =
        std::make_shared<const std::map<std::string, std::string>>(std::move(contents));
    NamedFiles files = {.name = std::move(name), .paths = {}, .open = {}};
    for (const auto& [path, content] : *kept) files.paths.push_back(path);
    files.open = [kept, paths = files.paths,
                  folder = files.name](std::size_t i) -> Result<std::unique_ptr<ByteSource>> {
        return std::make_unique<MemorySource>(folder + "/" + paths[i], kept->at(paths[i]));
    };
    return files;
}

}  // namespace errata::test
