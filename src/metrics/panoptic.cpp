#include "metrics/panoptic.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "geometry/boundary.h"
#include "metrics/segment_overlaps.h"

namespace errata {

namespace {

constexpr double least_iou = 0.5;
constexpr double boundary_ratio = 0.02;
constexpr std::string_view segments_basis = "ground-truth segments";
constexpr std::string_view found_basis = "segments found";

constexpr std::array<FigureInfo, 9> figures = {{
    {"PQ", "PQ",
     "Panoptic quality: mean over classes of: sum of IoU of the segments found / (found + half of "
     "the false "
     "positives + half of the "
     "misses). Kirillov et al. 2019, as panopticapi.",
     segments_basis},
    {"SQ", "SQ", "Segmentation quality: mean over classes of: mean IoU of the segments found.",
     found_basis},
    {"RQ", "RQ",
     "Recognition quality: mean over classes of: found / (found + half of the false positives + "
     "half of the misses), "
     "the F1 score.",
     segments_basis},
    {"PQ_things", "PQ, things", "PQ over classes of things.", segments_basis},
    {"SQ_things", "SQ, things", "SQ over classes of things.", found_basis},
    {"RQ_things", "RQ, things", "RQ over classes of things.", segments_basis},
    {"PQ_stuff", "PQ, stuff", "PQ over classes of stuff.", segments_basis},
    {"SQ_stuff", "SQ, stuff", "SQ over classes of stuff.", found_basis},
    {"RQ_stuff", "RQ, stuff", "RQ over classes of stuff.", segments_basis},
}};

constexpr std::array<FigureInfo, 3> class_figures = {{
    {"PQ", "PQ",
     "Panoptic quality: sum of IoU of the segments found / (found + half of the false positives + "
     "half of the "
     "misses) = SQ x RQ.",
     segments_basis},
    {"SQ", "SQ", "Segmentation quality: mean IoU of the segments found; 0 where none is.",
     found_basis},
    {"RQ", "RQ",
     "Recognition quality: found / (found + half of the false positives + half of the misses): the "
     "F1 score.",
     segments_basis},
}};

// Found + half of the false positives + half of the misses.
double decisions(const PanopticCounts& counts) {
    return static_cast<double>(counts.true_positives) +
           0.5 * static_cast<double>(counts.false_positives) +
           0.5 * static_cast<double>(counts.missed);
}

// The runs of every segment as a mask, row by row: the mask of the image laid on its side.
std::vector<RunLengths> masks_of(std::span<const LabelRun> map, std::size_t segments) {
    std::vector<RunLengths> masks(segments + 1);
    std::vector<std::uint32_t> covered(segments + 1, 0);
    std::uint32_t place = 0;
    for (const LabelRun& run : map) {
        if (run.value != 0 && run.value <= segments) {
            RunLengths& mask = masks[run.value];
            mask.push_back(place - covered[run.value]);
            mask.push_back(run.length);
            covered[run.value] = place + run.length;
        }
        place += run.length;
    }
    for (std::size_t i = 1; i <= segments; ++i) {
        if (!masks[i].empty()) masks[i].push_back(place - covered[i]);
    }
    return masks;
}

// The map with only the boundaries of its segments; what is inside has a value past `segments`, void stays.
std::vector<LabelRun> boundaries_of(std::span<const LabelRun> map, MaskSize size,
                                    std::size_t segments) {
    const auto inside = static_cast<std::uint32_t>(segments + 1);
    std::vector<std::uint32_t> pixels;
    pixels.reserve(static_cast<std::size_t>(size.pixels()));
    for (const LabelRun& run : map)
        pixels.insert(pixels.end(), run.length, run.value == 0 ? 0 : inside);
    const MaskSize on_its_side = {.height = size.width, .width = size.height};
    const std::uint32_t width = boundary_width(size, boundary_ratio);
    std::vector<RunLengths> masks = masks_of(map, segments);
    for (std::size_t i = 1; i <= segments; ++i) {
        if (masks[i].empty()) continue;
        const Mask boundary = boundary_of(mask_of(on_its_side, std::move(masks[i])), width);
        std::size_t place = 0;
        for (std::size_t r = 0; r < boundary.runs.size(); ++r) {
            const std::size_t end = place + boundary.runs[r];
            if (r % 2 == 1) {
                std::fill(pixels.begin() + static_cast<std::ptrdiff_t>(place),
                          pixels.begin() + static_cast<std::ptrdiff_t>(end),
                          static_cast<std::uint32_t>(i));
            }
            place = end;
        }
    }
    std::vector<LabelRun> runs;
    for (const std::uint32_t value : pixels) {
        if (runs.empty() || runs.back().value != value)
            runs.push_back({.value = value, .length = 0});
        ++runs.back().length;
    }
    return runs;
}

}  // namespace

void PanopticCounts::add(const PanopticCounts& other, std::uint64_t times) {
    iou_sum += static_cast<double>(times) * other.iou_sum;
    true_positives += times * other.true_positives;
    false_positives += times * other.false_positives;
    missed += times * other.missed;
}

std::optional<double> PanopticCounts::quality() const {
    const double all = decisions(*this);
    if (all == 0) return {};
    return iou_sum / all;
}

std::optional<double> PanopticCounts::segmentation() const {
    if (decisions(*this) == 0) return {};
    return true_positives == 0 ? 0 : iou_sum / static_cast<double>(true_positives);
}

std::optional<double> PanopticCounts::recognition() const {
    const double all = decisions(*this);
    if (all == 0) return {};
    return static_cast<double>(true_positives) / all;
}

PanopticMatching::PanopticMatching(const Dataset& dataset, const Run& run, bool boundary,
                                   const Restriction& restriction)
    : dataset_(dataset),
      run_(run),
      rows_(run.sample, dataset.samples.size()),
      boundary_(boundary),
      restriction_(restriction) {
    matches_.classes.resize(dataset.classes.size());
}

void PanopticMatching::match(SampleSlot sample) {
    const GroundTruth& truth = dataset_.truth;
    const Row first = truth.sample_begin[sample];
    const std::size_t objects = truth.sample_begin[sample + 1] - first;
    const std::size_t predictions = rows_.count(sample);
    const auto truth_map = dataset_.samples.label_maps[sample];
    const auto predicted_map = run_.label_maps[sample];
    const SegmentOverlaps overlaps(truth_map, objects, predicted_map, predictions);
    SegmentOverlaps boundaries;
    if (boundary_) {
        const MaskSize size = {.height = dataset_.samples.height[sample],
                               .width = dataset_.samples.width[sample]};
        boundaries = SegmentOverlaps(boundaries_of(truth_map, size, objects), objects,
                                     boundaries_of(predicted_map, size, predictions), predictions);
    }

    std::vector<bool> found(objects, false);
    std::vector<bool> right(predictions, false);
    for (const LabelOverlap& pair : overlaps.pairs) {
        if (pair.first == 0 || pair.first > objects) continue;
        if (pair.second == 0 || pair.second > predictions) continue;
        const Row object = first + pair.first - 1;
        const Row prediction = rows_.row(sample, pair.second - 1);
        if (is_crowd(object) || truth.cls[object] != run_.cls[prediction]) continue;
        if (!restriction_.keeps_prediction(prediction)) continue;
        double iou = overlaps.iou(pair, truth.area_of(object));
        if (boundary_) {
            LabelOverlap on_boundary = pair;
            on_boundary.pixels = boundaries.pixels_of(pair.first, pair.second);
            iou = std::min(iou,
                           boundaries.iou(on_boundary,
                                          static_cast<double>(boundaries.truth_areas[pair.first])));
        }
        if (!(iou > least_iou)) continue;
        PanopticCounts& counts = matches_.classes[truth.cls[object]];
        ++counts.true_positives;
        counts.iou_sum += iou;
        found[pair.first - 1] = true;
        right[pair.second - 1] = true;
        matches_.assignments.push({.prediction = prediction, .truth = object, .thresholds = 1});
        matches_.overlaps.push(iou);
    }

    std::unordered_map<ClassSlot, std::uint32_t> crowd_of_class;  // its number in the map
    for (std::size_t i = 0; i < objects; ++i) {
        const Row object = first + static_cast<Row>(i);
        if (is_crowd(object)) {
            crowd_of_class[truth.cls[object]] = static_cast<std::uint32_t>(i + 1);
        } else if (!found[i]) {
            ++matches_.classes[truth.cls[object]].missed;
        }
    }
    for (std::size_t i = 0; i < predictions; ++i) {
        if (right[i]) continue;
        const Row prediction = rows_.row(sample, i);
        if (!restriction_.keeps_prediction(prediction)) continue;
        const auto number = static_cast<std::uint32_t>(i + 1);
        std::uint64_t forgiven = overlaps.in_void[number];
        if (const auto crowd = crowd_of_class.find(run_.cls[prediction]);
            crowd != crowd_of_class.end()) {
            forgiven += overlaps.pixels_of(crowd->second, number);
        }
        if (2 * forgiven > overlaps.areas[number]) {
            matches_.not_counted.push(prediction);
        } else {
            ++matches_.classes[run_.cls[prediction]].false_positives;
        }
    }
}

void PanopticMatching::count(SampleSlot sample, const Matched& matched) {
    const GroundTruth& truth = dataset_.truth;
    for (Row object = truth.sample_begin[sample]; object < truth.sample_begin[sample + 1];
         ++object) {
        if (!truth.is_crowd(object)) ++matches_.classes[truth.cls[object]].missed;
    }
    for (std::size_t i = 0; i < rows_.count(sample); ++i) {
        ++matches_.classes[run_.cls[rows_.row(sample, i)]].false_positives;
    }
    for (const Row prediction : matched.not_counted) {
        --matches_.classes[run_.cls[prediction]].false_positives;
    }
    for (std::size_t i = 0; i < matched.assignments.size(); ++i) {
        PanopticCounts& counts = matches_.classes[truth.cls[matched.assignments[i].truth]];
        ++counts.true_positives;
        --counts.missed;
        --counts.false_positives;
        counts.iou_sum += matched.overlaps[i];
    }
}

std::span<const FigureInfo> panoptic_figures() { return figures; }
std::span<const FigureInfo> panoptic_class_figures() { return class_figures; }

FigureTable summarize_panoptic(std::span<const PanopticCounts> classes,
                               std::span<const std::uint8_t> is_thing) {
    FigureTable table;
    table.figures.assign(figures.begin(), figures.end());
    table.class_figures.assign(class_figures.begin(), class_figures.end());
    for (const PanopticCounts& counts : classes) {
        table.classes.push_back({{.value = counts.quality(), .count = counts.objects()},
                                 {.value = counts.segmentation(), .count = counts.true_positives},
                                 {.value = counts.recognition(), .count = counts.objects()}});
    }
    // All, things, stuff: the mean of their classes that have segments.
    for (const int kind : {-1, 1, 0}) {
        std::array<Figure, 3> means;
        std::uint64_t counted = 0;
        std::array<double, 3> sums = {};
        for (std::size_t cls = 0; cls < classes.size(); ++cls) {
            const int kind_here = is_thing.empty() || is_thing[cls] != 0 ? 1 : 0;
            if (kind != -1 && kind != kind_here) continue;
            const auto& row = table.classes[cls];
            if (!row[0].value) continue;
            ++counted;
            for (std::size_t f = 0; f < 3; ++f) {
                sums[f] += *row[f].value;
                means[f].count += row[f].count;
            }
        }
        for (std::size_t f = 0; f < 3; ++f) {
            if (counted > 0) means[f].value = sums[f] / static_cast<double>(counted);
            table.overall.push_back(means[f]);
        }
    }
    return table;
}

}  // namespace errata
