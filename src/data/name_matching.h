// Which image file belongs to which sample, by name.
//
// What it is for: ground truth names its images ("val2017/000001.jpg"), a person drops a folder
// ("coco/images/val2017/000001.jpg") or a handful of files; the two are joined by path.
// What it does not do: look into files; join a name that several files could be ("a/1.jpg" and "b/1.jpg" for
// "1.jpg") - a wrong picture is worse than none.
//
// Rules, the first that fits: the same path; the one file whose path ends with the sample's whole path at a
// folder border; the one file whose path is the end of the sample's path; the one file of the same base name; the one
// file of the same base name whatever stands behind the last dots (a label map "1.png" and its photograph "1.jpg").
// "\" counts as "/", a leading "./" or "/" does not count. Time is linear in the number of names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/column.h"

namespace errata {

inline constexpr std::uint32_t no_file = 0xFFFFFFFFU;

// Per sample the number of its file in `files`, or no_file.
std::vector<std::uint32_t> files_of_samples(const TextColumn& sample_names,
                                            const std::vector<std::string>& files);

}  // namespace errata
