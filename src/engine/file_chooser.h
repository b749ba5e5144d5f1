// The chooser behind choose_files(): what was found by looking at each file, and the rules of what belongs together.
//
// Included by the sources of the choice alone (file_choice.cpp, file_choice_pool.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/file_choice.h"

namespace errata {

enum class Family : std::uint8_t { detections, tables, spans, panoptic, semantic };

inline bool is_map(const FileReport& report) { return report.map != MapPixels::none; }

struct Looked {
    std::optional<Family> family = {};  // nothing: not known, it may be of any
    Task task = Task::boxes;
    std::optional<Error> error = {};  // why nothing could be made of it
};

class Chooser {
public:
    Chooser(const std::vector<DroppedFile>& files, std::vector<FileReport>& reports)
        : files_(files), reports_(reports), looked_(files.size()) {}

    // Fills the report of one file.
    void look(std::size_t i);

    // Nothing: `choice` is filled.
    std::optional<Error> choose(FileChoice& choice);

private:
    void find_panoptic();
    std::vector<std::size_t> files_of(Family family) const;
    std::vector<std::size_t> files_of(Family family, FileKind kind) const;
    std::vector<std::size_t> named_for_the_pool(const std::vector<std::size_t>& files,
                                                bool (*says)(std::string_view)) const;
    void take_all(const std::vector<std::size_t>& files, FileKind kind);
    void find_detection_pool();
    void find_table_pool();
    void find_unlabeled_table();
    void tell_sides_apart(Family family);
    std::optional<std::size_t> first_of(Family family, FileKind kind) const;
    void use(Family family, FileKind kind, std::size_t chosen);
    void use_pool(Family family, FileChoice& choice);
    std::optional<Family> complete_family() const;
    bool choose_semantic(bool by_names, FileChoice& choice);
    NamedFiles maps_beside(std::size_t document);
    NamedFiles named(std::string name, std::vector<std::size_t> maps, std::size_t cut,
                     FileKind side);
    Error nothing_to_evaluate() const;

    const std::vector<DroppedFile>& files_;
    std::vector<FileReport>& reports_;
    std::vector<Looked> looked_;
};

}  // namespace errata
