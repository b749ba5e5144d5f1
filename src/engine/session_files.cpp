#include "engine/session_files.h"

#include <algorithm>
#include <string_view>

#include "base/fingerprint.h"

namespace errata {

namespace {

// Up to the last '/' that all paths have in common; empty where there is none.
std::string_view common_folder(const std::vector<const FileReport*>& files) {
    std::string_view common = files.front()->name;
    for (const FileReport* const file : files) {
        const auto [end, other] = std::ranges::mismatch(common, file->name);
        common = common.substr(0, static_cast<std::size_t>(end - common.begin()));
    }
    return common.substr(0, common.rfind('/') + 1);
}

// One side's maps as one entry; nothing where there are none.
void add_maps(const Evaluation& evaluation, FileKind kind, std::vector<SessionFile>& files) {
    std::vector<const FileReport*> maps;
    for (const FileReport& file : evaluation.files) {
        if (file.used && file.map != MapPixels::none && file.kind == kind) maps.push_back(&file);
    }
    if (maps.empty()) return;
    const std::string_view folder = common_folder(maps);
    SessionFile entry = {.name = folder.empty() ? "label maps/" : std::string(folder),
                         .kind = kind};
    std::vector<FolderEntry> listing;
    for (const FileReport* const map : maps) {
        listing.push_back({.path = map->name.substr(folder.size()), .size = map->size});
        entry.size += map->size;
    }
    entry.fingerprint = fingerprint_of_folder(listing);
    files.push_back(std::move(entry));
}

}  // namespace

std::vector<SessionFile> session_files(const Evaluation& evaluation) {
    std::vector<SessionFile> files;
    for (const FileReport& file : evaluation.files) {
        if (!file.used || file.kind == FileKind::image || file.map != MapPixels::none) continue;
        files.push_back({.name = file.name,
                         .kind = file.kind,
                         .size = file.size,
                         .fingerprint = file.fingerprint});
    }
    add_maps(evaluation, FileKind::truth, files);
    add_maps(evaluation, FileKind::predictions, files);
    return files;
}

}  // namespace errata
