// What paths say of their files: whose they are, by the words in them.
//
// What it is for: files whose content alone does not tell ground truth from predictions, or the pool from what is labeled.
// What it does not do: look into files.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "formats/sniff.h"

namespace errata {

// Truth or predictions, by the last of its words that says so: "runs/gt/panoptic_pred.json" is predictions.
std::optional<FileKind> side_of_name(std::string_view path);

// Whether any of its words names a pool: pool, unlabeled, unlabelled, candidates.
bool names_a_pool(std::string_view path);

// Whether that is the last that it says of its kind: "pool/gt.json" is ground truth.
bool ends_as_a_pool(std::string_view path);

std::string_view folder_of(std::string_view path);  // "" where it is in none
std::string_view base_of(std::string_view path);

// The letters that all these names begin with, up to a slash; there must be one.
std::size_t common_folder(const std::vector<std::string_view>& names);

}  // namespace errata
