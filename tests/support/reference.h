// Reference results: what other implementations say of shared data.
#pragma once

#include <catch2/catch_amalgamated.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/evaluate.h"

namespace errata::test {

// The cases of a file below "golden" in the shared folder; the test is skipped where the folder is not there.
inline std::vector<nlohmann::json> reference_cases(const std::string& file) {
    const std::string folder = shared_folder();
    if (folder.empty()) SKIP("no reference results beside the project");
    return nlohmann::json::parse(file_text(folder + "/golden/" + file));
}

}  // namespace errata::test
