// EvaluationPart: what matching the predictions of some images leaves for the figures.
//
// What it is for: parts of one dataset are matched by different threads, workers or machines; the figures
// are accumulated over all parts in the order of their images, and do not depend on the cut.
// What it does not do: keep boxes or ids. Who matched whom is in `assignments`, when asked for.
//
// A *combination* is an area range and an IoU threshold, number area * thresholds + threshold. Outcomes of one
// prediction in up to 64 combinations are one 64-bit word; `words` of them hold all.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/growing.h"
#include "data/dataset.h"
#include "data/snapshot.h"

namespace errata {

inline constexpr std::size_t max_area_ranges = 16;
inline constexpr std::size_t max_detection_limits = 15;

// Scores as integers: a smaller key is a higher score; -0 equals 0.
inline std::uint64_t key_of_score(double score) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
    const auto bits = std::bit_cast<std::uint64_t>(score + 0.0);
    return (bits & sign) != 0 ? bits : ~(bits | sign);
}
inline double score_of_key(std::uint64_t key) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
    return std::bit_cast<double>((key & sign) != 0 ? key : ~key & ~sign);
}

// One prediction in a class's stream, in 32 bits: how many of the detection limits its rank in its image
// exceeds, and either the area ranges it lies outside of (when no combination matched it) or where its words
// are.
struct StreamRecord {
    std::uint32_t bits = 0;

    static constexpr std::uint32_t touched_bit = 1U << 31U;
    static constexpr std::uint32_t index_mask = (1U << 27U) - 1;

    static StreamRecord untouched(std::uint32_t limits_passed, std::uint32_t outside) {
        return {(limits_passed << 27U) | outside};
    }
    static StreamRecord touched(std::uint32_t limits_passed, std::uint32_t index) {
        return {touched_bit | (limits_passed << 27U) | index};
    }
    bool is_touched() const { return (bits & touched_bit) != 0; }
    std::uint32_t limits_passed() const { return (bits >> 27U) & 15U; }
    std::uint32_t outside() const { return bits & 0xFFFFU; }
    std::uint32_t index() const { return bits & index_mask; }
};

// The predictions of one class, images in order, by falling score within an image.
struct ClassStream {
    Growing<std::uint64_t> keys;     // of the scores
    Growing<std::uint32_t> records;  // StreamRecord::bits
    Growing<std::uint64_t>
        outcomes;  // per touched prediction: `words` true-positive, `words` ignored words
    Growing<std::uint32_t> images;  // number of its image among those matched; when asked for
};

// An object that counts in some area range.
struct CountedObject {
    std::uint32_t stream = 0;  // its class among those evaluated
    std::uint32_t image = 0;   // number of its image among those matched
    std::uint32_t areas = 0;   // bit per area range in which it counts
};

// At which IoU thresholds (of all areas) a prediction took an object. Bit 31: the object is ignored there.
struct Assignment {
    static constexpr std::uint32_t ignored_bit = 1U << 31U;

    Row prediction = 0;
    Row truth = 0;
    std::uint32_t thresholds = 0;  // bit t; the first 31 thresholds
};

struct EvaluationPart {
    std::uint32_t words = 1;  // per prediction and kind of outcome
    std::uint32_t area_ranges = 0;
    std::vector<ClassStream> streams;        // per evaluated class
    std::vector<std::uint32_t> positives;    // [class][area range]: objects that are not ignored
    Growing<Assignment> assignments;         // when asked for
    Growing<double> overlaps;                // per assignment, where they are not the IoU of boxes
    Growing<CountedObject> counted_objects;  // when asked for
    Growing<Row> beyond_limit;               // predictions past the largest limit; when asked for
};

// A part as a snapshot's arrays ("part.*"), to be sent or saved; assignments are left behind.
class PartArrays {
public:
    explicit PartArrays(const EvaluationPart& part);
    void add_to(SnapshotWriter& writer) const;  // this object must outlive the writer

private:
    std::vector<std::uint32_t> shape_;  // words, area ranges, classes
    std::vector<std::uint64_t> ends_;   // per class: end in keys, end in outcomes
    Growing<std::uint64_t> keys_;
    Growing<std::uint32_t> records_;
    Growing<std::uint64_t> outcomes_;
    std::vector<std::uint32_t> positives_;
};

// Error corrupt where arrays contradict each other.
Result<EvaluationPart> part_from_snapshot(const SnapshotReader& reader);

}  // namespace errata
