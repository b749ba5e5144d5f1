#include "metrics/class_accumulator.h"

#include <algorithm>
#include <bit>

namespace errata {

ClassAccumulator::ClassAccumulator(std::size_t words, const DetectionProtocol& protocol,
                                   bool full_arrays, Accumulation& out)
    : protocol_(protocol),
      out_(out),
      full_(full_arrays),
      words_(words),
      combinations_(out.areas * out.thresholds),
      places_(combination_places(out.areas, out.thresholds)) {
    // bits of each word: which combination they are
    combination_of_.resize(words_);
    valid_bits_.resize(words_);
    for (std::size_t c = 0; c < combinations_; ++c) {
        combination_of_[places_[c].word][places_[c].bit] = static_cast<std::uint16_t>(c);
        valid_bits_[places_[c].word] |= std::uint64_t{1} << places_[c].bit;
    }
}

bool ClassAccumulator::has_positives(std::size_t cls) const {
    const auto of_class = std::span(out_.positives).subspan(cls * out_.areas, out_.areas);
    return std::ranges::any_of(of_class, [](std::uint32_t count) { return count > 0; });
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

void ClassAccumulator::pass(const RankedOutcome& entry) {
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

void ClassAccumulator::count_touched(Counters& counters, const RankedOutcome& entry,
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

void ClassAccumulator::accumulate(std::size_t cls, std::span<const RankedOutcome> ranked,
                                  std::span<const std::uint64_t> outcomes) {
    if (!has_positives(cls)) return;
    outcomes_ = outcomes;
    positives_.assign(out_.positives.begin() + static_cast<std::ptrdiff_t>(cls * out_.areas),
                      out_.positives.begin() + static_cast<std::ptrdiff_t>((cls + 1) * out_.areas));
    most_positives_ = std::ranges::max(positives_);
    level_counts_.resize(out_.areas);
    for (std::size_t area = 0; area < out_.areas; ++area) {
        level_counts_[area].resize(out_.levels);
        for (std::size_t level = 0; level < out_.levels; ++level) {
            level_counts_[area][level] =
                least_found(protocol_.recall_thresholds[level], positives_[area]);
        }
    }
    counters_.resize(out_.limits);
    for (std::size_t limit = 0; limit < out_.limits; ++limit) {
        reset(counters_[limit], full_ || limit + 1 == out_.limits);
    }
    for (const RankedOutcome& entry : ranked) pass(entry);
    write(cls);
}

}  // namespace errata
