// What a session says of the files that an evaluation was made from.
//
// What it is for: the link and the saved session name them, so that another machine can tell whether it has the same.
// Label maps, of which there are thousands, stand as the folder of each side: "gt/", with the hash of its listing.
// What it does not do: know the photographs (Session::images).
#pragma once

#include <vector>

#include "engine/evaluation.h"
#include "session/document.h"

namespace errata {

// In the order of the evaluation's files, then the folders.
std::vector<SessionFile> session_files(const Evaluation& evaluation);

}  // namespace errata
