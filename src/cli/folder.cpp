#include "cli/folder.h"

#include <algorithm>
#include <filesystem>
#include <format>
#include <system_error>

#include "cli/file_source.h"

namespace errata::cli {

Result<NamedFiles> open_folder(const std::string& path) {
    namespace fs = std::filesystem;
    NamedFiles files = {.name = path, .paths = {}, .open = {}};
    std::error_code failed;
    const bool is_folder = fs::is_directory(path, failed);
    fs::path folder = path;
    if (!failed && !is_folder) {
        files.paths.push_back(folder.filename().string());
        folder = folder.parent_path();
    } else if (!failed) {
        fs::recursive_directory_iterator entry(folder, failed);
        for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
            std::error_code ignored;
            if (!entry->is_regular_file(ignored)) continue;
            files.paths.push_back(entry->path().lexically_relative(folder).generic_string());
        }
    }
    if (failed) {
        return std::unexpected(
            Error{.code = ErrorCode::io,
                  .message = std::format("cannot list the folder: {}", failed.message()),
                  .remedy = "Check the path and its permissions",
                  .file = path});
    }
    std::ranges::sort(files.paths);
    files.open = [folder, paths = files.paths](std::size_t i) {
        return open_source((folder / paths[i]).string());
    };
    return files;
}

}  // namespace errata::cli
