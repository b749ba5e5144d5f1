// The evaluation of the COCO API, of LVIS and of Boundary IoU once more, as plainly as it can be written.
//
// What it is for: what the product says of random data is compared with what this says. It follows the description of
// cocoeval.py, maskApi.c and lvis-api step by step: one greedy pass per area range and threshold, masks as pixels, sums
// and searches spelled out. It shares nothing with the product but real::exp (whose last bit is a choice, not a rule).
// What it does not do: be fast; read files; check its input.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace errata::test {

enum class PlainKind : std::uint8_t { boxes, masks, boundary, keypoints };

// One byte per pixel, 0 or 1, column by column.
struct PlainMask {
    std::uint32_t height = 0;
    std::uint32_t width = 0;
    std::vector<std::uint8_t> pixels = {};
};

struct PlainPoint {
    double x = 0;
    double y = 0;
    int visibility = 0;  // of objects: 0 not labelled, 1 hidden, 2 visible
};

using PlainBox = std::array<double, 4>;  // left, top, width, height

struct PlainImage {
    std::int64_t id = 0;
    std::uint32_t height = 0;
    std::uint32_t width = 0;
    std::vector<std::int64_t> negative = {};        // LVIS: categories known not to be there
    std::vector<std::int64_t> not_exhaustive = {};  // LVIS: categories of which more may be there
};

struct PlainCategory {
    std::int64_t id = 0;
    char frequency = 'f';  // LVIS: r, c or f
};

struct PlainObject {
    std::int64_t id = 0;
    std::int64_t image = 0;
    std::int64_t category = 0;
    PlainBox box = {};
    double area = 0;
    bool crowd = false;
    bool ignored = false;  // the reference's flag of the object itself
    PlainMask mask = {};
    std::vector<PlainPoint> points = {};
    int labelled_points = 0;
};

struct PlainPrediction {
    std::int64_t image = 0;
    std::int64_t category = 0;
    double score = 0;
    PlainBox box = {};
    PlainMask mask = {};
    std::vector<PlainPoint> points = {};
};

// As cocoeval.py's Params.
struct PlainParameters {
    std::vector<double> iou_thresholds = {};
    std::vector<double> recall_thresholds = {};
    std::vector<std::uint32_t> max_detections = {};
    std::vector<std::pair<double, double>> area_ranges = {};
    std::vector<std::int64_t> images = {};      // those evaluated, ascending
    std::vector<std::int64_t> categories = {};  // the same
    bool use_categories = true;
    bool id_zero_is_none = false;  // the reference's defect
    bool lvis = false;
    double boundary_ratio = 0.02;
};

struct PlainCase {
    PlainKind kind = PlainKind::boxes;
    std::vector<PlainImage> images = {};  // in the order of the file, as all of these
    std::vector<PlainCategory> categories = {};
    std::vector<PlainObject> objects = {};
    std::vector<PlainPrediction> predictions = {};
    bool predictions_have_boxes = true;  // else only what their kind is made of
    bool is_default = true;              // whether the parameters are those of the protocol
    PlainParameters parameters = {};
};

// In area range 0, with all predictions up to the largest limit.
struct PlainMatch {
    std::size_t prediction = 0;  // in PlainCase::predictions
    std::int64_t object = 0;     // its id
    std::size_t threshold = 0;
    bool ignored = false;
    double overlap = 0;

    auto operator<=>(const PlainMatch&) const = default;
};

// Sizes: T IoU thresholds, R recall levels, K categories, A area ranges, M limits. -1: undefined.
struct PlainResult {
    std::vector<double> precision = {};    // [T][R][K][A][M]
    std::vector<double> scores = {};       // the same
    std::vector<double> recall = {};       // [T][K][A][M]
    std::vector<PlainMatch> matches = {};  // ascending
    std::vector<std::size_t> beyond_limit =
        {};  // predictions of the evaluated that no limit lets in, ascending
    std::vector<double> figures = {};  // as summarize() prints them; only of the default parameters
};

// The parameters of the kind's own protocol, for all of a case's images and categories.
PlainParameters default_parameters(const PlainCase& one, bool lvis);

PlainResult evaluate_plainly(const PlainCase& one);

}  // namespace errata::test
