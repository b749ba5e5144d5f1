// ClassAccumulator: the predictions of one class, by falling score, into its entries of an Accumulation.
//
// What it is for: the one way from ranked outcomes to precision and recall, of whole evaluations (accumulation.h) and of
// restricted ones (restricted_detection.h).
// What it does not do: sort; count objects (Accumulation::positives must be there).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "metrics/accumulation.h"
#include "metrics/detection_matching.h"

namespace errata {

// One prediction by falling score.
struct RankedOutcome {
    std::uint64_t key = 0;      // of its score
    std::uint32_t record = 0;   // StreamRecord::bits; of touched ones without the index
    std::uint32_t outcome = 0;  // of touched ones: number among the outcomes
};

// Accumulates one class after another; keeps its buffers.
class ClassAccumulator {
public:
    // `words` as in EvaluationPart; protocol and `out` must outlive this object.
    ClassAccumulator(std::size_t words, const DetectionProtocol& protocol, bool full_arrays,
                     Accumulation& out);

    // Whether the class has objects that count; if not, its entries stay undefined.
    bool has_positives(std::size_t cls) const;

    // `outcomes` as in ClassStream. A class without positives is left alone.
    void accumulate(std::size_t cls, std::span<const RankedOutcome> ranked,
                    std::span<const std::uint64_t> outcomes);

private:
    // What is counted while predictions pass by falling score, per detection limit.
    struct Counters {
        std::vector<std::uint32_t> in_range;         // [area]: untouched predictions that count
        std::vector<std::uint32_t> true_positives;   // [combination]
        std::vector<std::uint32_t> false_positives;  // [combination]: of touched predictions
        std::vector<double> precision;               // [combination][true positive]: when it came
        std::vector<std::uint64_t> keys;             // [combination][true positive]: its score
        std::uint64_t first_key = 0;
        bool any = false;
    };

    void reset(Counters& counters, bool with_curve) const;
    void pass(const RankedOutcome& entry);
    void count_touched(Counters& counters, const RankedOutcome& entry, bool with_curve) const;
    void write(std::size_t cls);
    void write_curve(std::size_t cls, std::size_t limit, std::size_t combination,
                     Counters& counters);

    const DetectionProtocol& protocol_;
    Accumulation& out_;
    bool full_;
    std::size_t words_;
    std::size_t combinations_;
    std::vector<CombinationPlace> places_;
    std::vector<std::array<std::uint16_t, 64>> combination_of_;
    std::vector<std::uint64_t> valid_bits_;
    std::vector<std::uint32_t> positives_;  // [area], of the class at hand
    std::uint32_t most_positives_ = 0;
    std::span<const std::uint64_t> outcomes_;               // of the class at hand
    std::vector<Counters> counters_;                        // per limit
    std::vector<std::vector<std::uint32_t>> level_counts_;  // [area][level]: objects that reach it
};

}  // namespace errata
