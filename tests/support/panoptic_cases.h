// Panoptic cases as files: JSON and PNGs in memory, read as a person's files are.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "base/warnings.h"
#include "formats/panoptic.h"

namespace errata::test {

// One side: the document and its PNGs by name.
struct PanopticSide {
    std::string document;
    std::map<std::string, std::string> maps;
};

struct PanopticCase {
    Dataset dataset;
    Run run;
    Warnings warnings;
};

// Error where they cannot be read.
Result<PanopticCase> read_panoptic(const PanopticSide& truth, const PanopticSide& predictions);

// A case of the reference's cases.json; fails the test where it cannot be read.
PanopticSide panoptic_truth(const nlohmann::json& one);
PanopticSide panoptic_predictions(const nlohmann::json& one);
PanopticCase panoptic_case(const nlohmann::json& one);

}  // namespace errata::test
