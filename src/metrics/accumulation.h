// From matched parts to precision, recall and scores, as pycocotools' accumulate() makes them.
//
// What it does not do: average (detection_summary.h does). Undefined entries are -1, as in the reference.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "metrics/evaluation_part.h"
#include "metrics/protocol.h"

namespace errata {

// Precision as the reference computes it: numpy.spacing(1) keeps 0 / 0 defined.
inline double reference_precision(double true_positives, double false_positives) {
    constexpr double spacing = 0x1p-52;
    return true_positives / (false_positives + true_positives + spacing);
}

// The least number of found objects whose recall, as the reference computes it, reaches a level;
// positives + 1 where none does.
std::uint32_t least_found(double recall, std::uint32_t positives);

struct AccumulateOptions {
    bool full_arrays = false;  // also fill `precision` and `scores` of the Arrays for every limit
    unsigned threads = 1;
};

// Sizes: T IoU thresholds, R recall levels, K classes, A area ranges, M detection limits.
struct Accumulation {
    std::size_t thresholds = 0;
    std::size_t levels = 0;
    std::size_t classes = 0;
    std::size_t areas = 0;
    std::size_t limits = 0;

    // Precision at the largest limit, [A][T][R][K]; recall, [M][A][T][K]. In this order the entries that one
    // figure averages lie together.
    std::vector<double> precision;
    std::vector<double> recall;
    std::vector<std::uint32_t> positives;  // [K][A]: objects that count

    // With full_arrays, in pycocotools' layout: [T][R][K][A][M]; recall_array [T][K][A][M].
    std::vector<double> precision_array;
    std::vector<double> scores_array;
    std::vector<double> recall_array() const;

    std::span<const double> precision_of(std::size_t area) const {
        const std::size_t size = thresholds * levels * classes;
        return {precision.data() + area * size, size};
    }
    std::span<const double> recall_of(std::size_t limit, std::size_t area) const {
        const std::size_t size = thresholds * classes;
        return {recall.data() + (limit * areas + area) * size, size};
    }
};

// One of these sizes with no objects, everything undefined.
Accumulation undefined_accumulation(const DetectionProtocol& protocol, std::size_t classes,
                                    bool full_arrays);

// Accumulates in steps.
class Accumulator {
public:
    // `parts` in the order of their images, all of one protocol and dataset, not empty; parts and protocol
    // must outlive this object.
    Accumulator(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                AccumulateOptions options = {});
    ~Accumulator();
    Accumulator(const Accumulator&) = delete;
    Accumulator& operator=(const Accumulator&) = delete;

    // One class more (with several threads, all of them); false when none is left.
    bool step();

    Accumulation finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// All of it at once.
Accumulation accumulate(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                        AccumulateOptions options = {});

}  // namespace errata
