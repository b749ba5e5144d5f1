#include "metrics/localization.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/key_sort.h"
#include "base/statistics.h"

namespace errata {

namespace {

constexpr std::string_view basis = "pairs of a prediction and an object";

constexpr std::array<FigureInfo, localization_measures> infos = {{
    {.key = "iou",
     .name = "Overlap",
     .meaning = "Intersection over union of prediction and object (keypoints: OKS).",
     .basis = basis},
    {.key = "dx",
     .name = "Offset to the right",
     .meaning = "Centre of the prediction less that of the object, over the object's width.",
     .basis = basis,
     .kind = FigureKind::signed_error},
    {.key = "dy",
     .name = "Offset down",
     .meaning = "Centre of the prediction less that of the object, over the object's height.",
     .basis = basis,
     .kind = FigureKind::signed_error},
    {.key = "width_ratio",
     .name = "Width",
     .meaning = "Width of the prediction over that of the object; above 1 it is too wide.",
     .basis = basis,
     .kind = FigureKind::number},
    {.key = "height_ratio",
     .name = "Height",
     .meaning = "Height of the prediction over that of the object; above 1 it is too high.",
     .basis = basis,
     .kind = FigureKind::number},
    {.key = "left",
     .name = "Left edge",
     .meaning =
         "Left edge of the prediction less that of the object, over the object's width; above "
         "0 it lies to the right.",
     .basis = basis,
     .kind = FigureKind::signed_error},
    {.key = "top",
     .name = "Upper edge",
     .meaning = "Upper edge of the prediction less that of the object, over the object's height; "
                "above 0 it lies below.",
     .basis = basis,
     .kind = FigureKind::signed_error},
    {.key = "right",
     .name = "Right edge",
     .meaning = "Right edge of the prediction less that of the object, over the object's width; "
                "above 0 it lies to the right.",
     .basis = basis,
     .kind = FigureKind::signed_error},
    {.key = "bottom",
     .name = "Lower edge",
     .meaning = "Lower edge of the prediction less that of the object, over the object's height; "
                "above 0 it lies below.",
     .basis = basis,
     .kind = FigureKind::signed_error},
}};

double over(double value, double extent) {
    return extent > 0 ? value / extent : std::numeric_limits<double>::quiet_NaN();
}

// `sorted` rises.
Distribution distribution_of(std::span<const double> sorted) {
    if (sorted.empty()) return {};
    double sum = 0;
    for (const double value : sorted) sum += value;
    return {.count = sorted.size(),
            .mean = sum / static_cast<double>(sorted.size()),
            .p5 = quantile(sorted, 0.05),
            .p25 = quantile(sorted, 0.25),
            .median = quantile(sorted, 0.5),
            .p75 = quantile(sorted, 0.75),
            .p95 = quantile(sorted, 0.95)};
}

struct Measured {
    std::uint64_t key = 0;  // rises with the value
    double value = 0;
    ClassSlot cls = 0;
};

std::uint64_t key_of(double value) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // -0 is 0
    return (bits & sign) != 0 ? ~bits : bits | sign;
}

}  // namespace

std::span<const FigureInfo> localization_infos() { return infos; }

std::array<double, localization_measures> localization_of(const Box& prediction, const Box& object,
                                                          double overlap) {
    const double left = prediction.x - object.x;
    const double top = prediction.y - object.y;
    const double wider = prediction.width - object.width;
    const double higher = prediction.height - object.height;
    return {overlap,
            over(left + wider / 2, object.width),
            over(top + higher / 2, object.height),
            over(prediction.width, object.width),
            over(prediction.height, object.height),
            over(left, object.width),
            over(top, object.height),
            over(left + wider, object.width),
            over(top + higher, object.height)};
}

std::optional<Localization> localization(const Dataset& dataset, const Run& run,
                                         std::span<const Row> object_of,
                                         std::span<const double> overlap) {
    if (run.box.empty() || dataset.truth.box.empty()) return {};
    std::array<std::vector<Measured>, localization_measures> measured;
    for (std::size_t i = 0; i < object_of.size(); ++i) {
        const Row object = object_of[i];
        if (object == no_row) continue;
        const auto values = localization_of(run.box[i], dataset.truth.box[object], overlap[i]);
        for (std::size_t m = 0; m < values.size(); ++m) {
            if (!std::isnan(values[m]))
                measured[m].push_back({key_of(values[m]), values[m], dataset.truth.cls[object]});
        }
    }
    Localization result;
    result.classes.resize(dataset.classes.size());
    // Sorted once over all classes; each class's values are then met in their order.
    std::vector<Measured> spare;
    std::vector<double> all;
    std::vector<std::vector<double>> of_class(dataset.classes.size());
    for (std::size_t m = 0; m < measured.size(); ++m) {
        sort_by_key(measured[m], spare);
        all.clear();
        for (auto& values : of_class) values.clear();
        for (const Measured& one : measured[m]) {
            all.push_back(one.value);
            of_class[one.cls].push_back(one.value);
        }
        result.overall[m] = distribution_of(all);
        for (std::size_t cls = 0; cls < of_class.size(); ++cls) {
            result.classes[cls][m] = distribution_of(of_class[cls]);
        }
    }
    return result;
}

}  // namespace errata
