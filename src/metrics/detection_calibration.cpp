#include "metrics/detection_calibration.h"

#include <algorithm>
#include <cmath>

namespace errata {

namespace {

// Bins are (low, high], the first with its lower end, as in calibration.h.
std::size_t bin_of(double value, std::size_t bins) {
    const double place = std::clamp(value, 0.0, 1.0) * static_cast<double>(bins);
    const auto above = static_cast<std::size_t>(std::ceil(place));
    return std::min(above > 0 ? above - 1 : 0, bins - 1);
}

struct Cell {
    std::size_t count = 0;
    std::size_t correct = 0;
    double confidence = 0;  // summed
    double iou = 0;         // summed over the correct ones

    void add(const BoxDecision& decision) {
        ++count;
        confidence += std::clamp(decision.score, 0.0, 1.0);
        if (!decision.correct) return;
        ++correct;
        iou += decision.iou;
    }
};

double d_ece(std::span<const BoxDecision> decisions) {
    std::vector<Cell> cells(d_ece_bins * d_ece_bins * d_ece_bins * d_ece_bins * d_ece_bins);
    for (const BoxDecision& one : decisions) {
        std::size_t cell = 0;
        for (const double value : {one.score, one.x, one.y, one.width, one.height}) {
            cell = cell * d_ece_bins + bin_of(value, d_ece_bins);
        }
        cells[cell].add(one);
    }
    double error = 0;
    for (const Cell& cell : cells) {
        // |accuracy - confidence| times count
        error += std::abs(static_cast<double>(cell.correct) - cell.confidence);
    }
    return error / static_cast<double>(decisions.size());
}

// Of one class; nothing without decisions.
std::optional<double> la_ece(std::span<const Cell> cells) {
    double error = 0;
    std::size_t count = 0;
    for (const Cell& cell : cells) {
        // Precision times mean IoU, times count, is the sum of the IoUs.
        error += std::abs(cell.confidence - cell.iou);
        count += cell.count;
    }
    if (count == 0) return {};
    return error / static_cast<double>(count);
}

}  // namespace

DetectionCalibration detection_calibration(std::span<const BoxDecision> decisions,
                                           std::size_t classes, bool has_places) {
    DetectionCalibration result = {.count = decisions.size()};
    if (decisions.empty()) return result;
    if (has_places) result.d_ece = d_ece(decisions);
    std::vector<Cell> cells(classes * la_ece_bins);
    for (const BoxDecision& one : decisions) {
        cells[one.cls * la_ece_bins + bin_of(one.score, la_ece_bins)].add(one);
    }
    double sum = 0;
    std::size_t with_decisions = 0;
    for (std::size_t cls = 0; cls < classes; ++cls) {
        const auto one = la_ece(std::span(cells).subspan(cls * la_ece_bins, la_ece_bins));
        if (!one) continue;
        sum += *one;
        ++with_decisions;
    }
    result.la_ece = sum / static_cast<double>(with_decisions);
    return result;
}

}  // namespace errata
