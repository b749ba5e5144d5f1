// Panoptic cases as files: JSON and PNGs in memory, read as a person's files are.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/random.h"
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

// An image and its segments, as they are in the document.
struct PanopticImage {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint32_t> ids;  // per pixel, row by row; 0: void
    nlohmann::json segments = nlohmann::json::array();
};

// Their ids are their places.
PanopticSide files_of(const std::vector<PanopticImage>& images, bool is_truth);

// Rectangles over each other, some pixels void; segments without pixels are not listed.
PanopticImage random_image(Random& random, std::uint32_t width, std::uint32_t height,
                           bool is_truth);

// Some pixels and classes changed: predictions that mostly fit.
PanopticImage changed(Random& random, const PanopticImage& truth);

}  // namespace errata::test
