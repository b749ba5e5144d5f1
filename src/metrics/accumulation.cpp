#include "metrics/accumulation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/key_sort.h"
#include "base/parallel.h"
#include "metrics/detection_matching.h"

namespace errata {

namespace {

struct Entry {
    std::uint64_t key = 0;
    std::uint32_t record = 0;   // StreamRecord::bits; of touched ones without the index
    std::uint32_t outcome = 0;  // of touched ones: number in the class
};

// Accumulates one class after another; keeps its buffers.
class ClassAccumulator {
public:
    ClassAccumulator(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                     bool full_arrays, Accumulation& out)
        : parts_(parts),
          protocol_(protocol),
          out_(out),
          full_(full_arrays),
          words_(parts[0].words),
          combinations_(out.areas * out.thresholds),
          places_(combination_places(out.areas, out.thresholds)) {
        // bits of each word: which combination they are
        combination_of_.resize(words_);
        for (std::size_t c = 0; c < combinations_; ++c) {
            combination_of_[places_[c].word][places_[c].bit] = static_cast<std::uint16_t>(c);
            valid_bits_.resize(words_);
            valid_bits_[places_[c].word] |= std::uint64_t{1} << places_[c].bit;
        }
    }

    void accumulate(std::size_t cls);

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

    void gather(std::size_t cls);
    void reset(Counters& counters, bool with_curve) const;
    void pass(const Entry& entry);
    void count_touched(Counters& counters, const Entry& entry, bool with_curve) const;
    void write(std::size_t cls);
    void write_curve(std::size_t cls, std::size_t limit, std::size_t combination,
                     Counters& counters);

    std::span<const EvaluationPart> parts_;
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
    std::vector<Entry> entries_;
    std::vector<Entry> spare_;
    std::vector<std::uint64_t> outcomes_;                   // of all parts, of the class at hand
    std::vector<Counters> counters_;                        // per limit
    std::vector<std::vector<std::uint32_t>> level_counts_;  // [area][level]: objects that reach it
};

// Brings the class's entries of all parts together, in image order.
void ClassAccumulator::gather(std::size_t cls) {
    entries_.clear();
    outcomes_.clear();
    for (const EvaluationPart& part : parts_) {
        const ClassStream& stream = part.streams[cls];
        const auto first = static_cast<std::uint32_t>(outcomes_.size() / (2 * words_));
        for (std::size_t i = 0; i < stream.keys.size(); ++i) {
            const StreamRecord record{stream.records[i]};
            entries_.push_back({.key = stream.keys[i],
                                .record = record.bits,
                                .outcome = record.is_touched() ? first + record.index() : 0});
        }
        outcomes_.insert(outcomes_.end(), stream.outcomes.begin(), stream.outcomes.end());
    }
    sort_by_key(entries_, spare_);
}

void ClassAccumulator::reset(Counters& counters, bool with_curve) const {
    counters.in_range.assign(out_.areas, 0);
    counters.true_positives.assign(combinations_, 0);
    counters.false_positives.assign(combinations_, 0);
    counters.any = false;
    if (with_curve) {
        counters.precision.resize(combinations_ * most_positives_);
        if (full_) counters.keys.resize(combinations_ * most_positives_);
    }
}

void ClassAccumulator::pass(const Entry& entry) {
    const StreamRecord record{entry.record};
    for (std::size_t limit = record.limits_passed(); limit < out_.limits; ++limit) {
        Counters& counters = counters_[limit];
        if (!counters.any) {
            counters.any = true;
            counters.first_key = entry.key;
        }
        const bool with_curve = full_ || limit + 1 == out_.limits;
        if (record.is_touched()) {
            count_touched(counters, entry, with_curve);
        } else if (with_curve) {
            const std::uint32_t outside = record.outside();
            for (std::size_t area = 0; area < out_.areas; ++area) {
                counters.in_range[area] += ((outside >> area) & 1U) ^ 1U;
            }
        }
    }
}

void ClassAccumulator::count_touched(Counters& counters, const Entry& entry,
                                     bool with_curve) const {
    const std::uint64_t* const tp = outcomes_.data() + entry.outcome * 2 * words_;
    const std::uint64_t* const ignored = tp + words_;
    for (std::size_t word = 0; word < words_; ++word) {
        const auto& combination_of = combination_of_[word];
        if (with_curve) {
            for (std::uint64_t left = ~tp[word] & ~ignored[word] & valid_bits_[word]; left != 0;
                 left &= left - 1) {
                ++counters.false_positives[combination_of[static_cast<std::size_t>(
                    std::countr_zero(left))]];
            }
        }
        for (std::uint64_t left = tp[word]; left != 0; left &= left - 1) {
            const std::size_t c = combination_of[static_cast<std::size_t>(std::countr_zero(left))];
            const std::uint32_t number = counters.true_positives[c]++;
            if (!with_curve) continue;
            const double wrong = static_cast<double>(counters.in_range[c / out_.thresholds]) +
                                 static_cast<double>(counters.false_positives[c]);
            const std::size_t place = c * most_positives_ + number;
            counters.precision[place] = reference_precision(number + 1.0, wrong);
            if (full_) counters.keys[place] = entry.key;
        }
    }
}

void ClassAccumulator::write_curve(std::size_t cls, std::size_t limit, std::size_t combination,
                                   Counters& counters) {
    const std::size_t area = combination / out_.thresholds;
    const std::size_t threshold = combination % out_.thresholds;
    const std::uint32_t found = counters.true_positives[combination];
    double* const precision = counters.precision.data() + combination * most_positives_;
    for (std::uint32_t i = found; i-- > 1;) {
        precision[i - 1] = std::max(precision[i - 1], precision[i]);
    }
    for (std::size_t level = 0; level < out_.levels; ++level) {
        // The first prediction counts for level 0: its precision is the best of all behind it.
        const std::uint32_t needed = level_counts_[area][level];
        const bool reached = needed <= found;
        const std::uint32_t number = needed == 0 ? 0 : needed - 1;
        const double value = reached && found > 0 ? precision[number] : 0;
        if (limit + 1 == out_.limits) {
            out_.precision[((area * out_.thresholds + threshold) * out_.levels + level) *
                               out_.classes +
                           cls] = value;
        }
        if (!full_) continue;
        const std::size_t place =
            (((threshold * out_.levels + level) * out_.classes + cls) * out_.areas + area) *
                out_.limits +
            limit;
        double score = 0;
        if (needed == 0 && counters.any) {
            score = score_of_key(counters.first_key);
        } else if (needed > 0 && reached) {
            score = score_of_key(counters.keys[combination * most_positives_ + number]);
        }
        out_.precision_array[place] = value;
        out_.scores_array[place] = score;
    }
}

void ClassAccumulator::write(std::size_t cls) {
    for (std::size_t limit = 0; limit < out_.limits; ++limit) {
        Counters& counters = counters_[limit];
        for (std::size_t c = 0; c < combinations_; ++c) {
            const std::size_t area = c / out_.thresholds;
            if (positives_[area] == 0) continue;  // stays undefined
            out_.recall[((limit * out_.areas + area) * out_.thresholds + c % out_.thresholds) *
                            out_.classes +
                        cls] = static_cast<double>(counters.true_positives[c]) /
                               static_cast<double>(positives_[area]);
            if (full_ || limit + 1 == out_.limits) write_curve(cls, limit, c, counters);
        }
    }
}

void ClassAccumulator::accumulate(std::size_t cls) {
    positives_.assign(out_.positives.begin() + static_cast<std::ptrdiff_t>(cls * out_.areas),
                      out_.positives.begin() + static_cast<std::ptrdiff_t>((cls + 1) * out_.areas));
    most_positives_ = std::ranges::max(positives_);
    if (most_positives_ == 0) return;

    level_counts_.resize(out_.areas);
    for (std::size_t area = 0; area < out_.areas; ++area) {
        level_counts_[area].resize(out_.levels);
        for (std::size_t level = 0; level < out_.levels; ++level) {
            level_counts_[area][level] =
                least_found(protocol_.recall_thresholds[level], positives_[area]);
        }
    }
    gather(cls);
    counters_.resize(out_.limits);
    for (std::size_t limit = 0; limit < out_.limits; ++limit) {
        reset(counters_[limit], full_ || limit + 1 == out_.limits);
    }
    for (const Entry& entry : entries_) pass(entry);
    write(cls);
}

}  // namespace

std::uint32_t least_found(double recall, std::uint32_t positives) {
    const double all = positives;
    double count = std::max(0.0, std::floor(recall * all) - 1);
    while (count <= all && count / all < recall) ++count;
    return static_cast<std::uint32_t>(count);
}

std::vector<double> Accumulation::recall_array() const {
    std::vector<double> array(recall.size());
    for (std::size_t t = 0; t < thresholds; ++t) {
        for (std::size_t k = 0; k < classes; ++k) {
            for (std::size_t a = 0; a < areas; ++a) {
                for (std::size_t m = 0; m < limits; ++m) {
                    array[((t * classes + k) * areas + a) * limits + m] =
                        recall[((m * areas + a) * thresholds + t) * classes + k];
                }
            }
        }
    }
    return array;
}

struct Accumulator::State {
    Accumulation out;
    std::vector<std::size_t> order;  // classes, the largest first, so that threads end together
    std::vector<ClassAccumulator> accumulators;  // one per thread
    std::size_t next = 0;                        // in order
};

Accumulator::Accumulator(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                         AccumulateOptions options)
    : state_(std::make_unique<State>()) {
    constexpr double undefined = -1;
    Accumulation& out = state_->out;
    out.thresholds = protocol.iou_thresholds.size();
    out.levels = protocol.recall_thresholds.size();
    out.classes = parts[0].streams.size();
    out.areas = protocol.area_ranges.size();
    out.limits = protocol.max_detections.size();
    out.positives.assign(out.classes * out.areas, 0);
    for (const EvaluationPart& part : parts) {
        for (std::size_t i = 0; i < out.positives.size(); ++i)
            out.positives[i] += part.positives[i];
    }
    const std::size_t curves = out.thresholds * out.classes * out.areas;
    out.precision.assign(curves * out.levels, undefined);
    out.recall.assign(curves * out.limits, undefined);
    if (options.full_arrays) {
        out.precision_array.assign(curves * out.levels * out.limits, undefined);
        out.scores_array.assign(curves * out.levels * out.limits, undefined);
    }
    state_->order.resize(out.classes);
    std::iota(state_->order.begin(), state_->order.end(), std::size_t{0});
    std::ranges::stable_sort(state_->order, std::greater{}, [&](std::size_t cls) {
        std::size_t size = 0;
        for (const EvaluationPart& part : parts) size += part.streams[cls].keys.size();
        return size;
    });
    for (unsigned thread = 0; thread < std::max(1U, options.threads); ++thread) {
        state_->accumulators.emplace_back(parts, protocol, options.full_arrays, out);
    }
}

Accumulator::~Accumulator() = default;

bool Accumulator::step() {
    auto& [out, order, accumulators, next] = *state_;
    const std::size_t threads = accumulators.size();
    if (threads == 1 && next < order.size()) {
        accumulators[0].accumulate(order[next++]);
    } else {
        parallel_for(static_cast<unsigned>(threads), threads, [&](std::size_t thread) {
            for (std::size_t i = next + thread; i < order.size(); i += threads) {
                accumulators[thread].accumulate(order[i]);
            }
        });
        next = order.size();
    }
    return next < order.size();
}

Accumulation Accumulator::finish() && { return std::move(state_->out); }

Accumulation accumulate(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                        AccumulateOptions options) {
    Accumulator accumulator(parts, protocol, options);
    while (accumulator.step()) {
    }
    return std::move(accumulator).finish();
}

}  // namespace errata
