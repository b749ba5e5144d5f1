#include "metrics/weighted_detection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "metrics/accumulation.h"
#include "metrics/detection_matching.h"
#include "metrics/detection_summary.h"
#include "metrics/ranked_stream.h"

namespace errata {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

// Where a figure's values come from.
struct Source {
    bool is_recall = false;
    std::size_t first_threshold = 0;
    std::size_t thresholds = 0;
    std::size_t area = 0;
    std::size_t limit = 0;
    char frequency = 0;
    bool exists = false;
};

// Sums of the values that a figure averages.
struct Mean {
    double sum = 0;
    std::size_t count = 0;

    double value() const { return count == 0 ? undefined : sum / static_cast<double>(count); }
};

}  // namespace

struct WeightedDetection::State {
    std::size_t images = 0;
    std::size_t areas = 0;
    std::size_t thresholds = 0;
    std::size_t limits = 0;
    std::size_t words = 0;
    std::vector<double> levels;
    std::vector<std::array<std::uint16_t, 64>> combination_of;  // per word and bit
    std::vector<std::uint64_t> valid_bits;
    std::vector<RankedStream> classes;
    std::vector<std::uint8_t> frequency;
    std::vector<Source> sources;
};

namespace {

// Accumulates one class for given weights; keeps its buffers.
class WeightedClass {
public:
    WeightedClass(std::size_t areas, std::size_t thresholds, std::size_t limits)
        : areas_(areas), thresholds_(thresholds), limits_(limits) {}

    // Fills ap() and recall(); false where no object that counts in any area is left.
    template <typename State>
    bool measure(const State& state, const RankedStream& cls,
                 std::span<const std::uint32_t> weights);

    // NaN without positives in that area.
    double ap(std::size_t area, std::size_t threshold) const {
        return ap_[area * thresholds_ + threshold];
    }
    double recall(std::size_t limit, std::size_t area, std::size_t threshold) const {
        if (positives_[area] == 0) return undefined;
        return static_cast<double>(found_[(limit * areas_ + area) * thresholds_ + threshold]) /
               static_cast<double>(positives_[area]);
    }
    std::uint64_t positives(std::size_t area) const { return positives_[area]; }

private:
    struct Step {
        std::uint32_t found = 0;  // after it
        double precision = 0;
    };

    template <typename State>
    void pass(const State& state, const RankedStream& cls, const RankedPrediction& entry,
              std::uint32_t weight);
    template <typename State>
    void integrate(const State& state);

    std::size_t areas_;
    std::size_t thresholds_;
    std::size_t limits_;
    std::vector<std::uint32_t> positives_;  // [area]
    std::vector<std::uint32_t> in_range_;   // [area], untouched
    std::vector<std::uint32_t> wrong_;      // [combination], touched
    std::vector<std::uint32_t> found_;      // [limit][combination]
    std::vector<std::vector<Step>> steps_;  // [combination]
    std::vector<double> ap_;
    std::vector<std::uint32_t> needed_;
};

template <typename State>
bool WeightedClass::measure(const State& state, const RankedStream& cls,
                            std::span<const std::uint32_t> weights) {
    const std::size_t combinations = areas_ * thresholds_;
    positives_.assign(areas_, 0);
    for (const CountedObject& object : cls.objects) {
        const std::uint32_t weight = weights[object.image];
        for (std::size_t a = 0; a < areas_; ++a) {
            positives_[a] += ((object.areas >> a) & 1U) != 0 ? weight : 0;
        }
    }
    in_range_.assign(areas_, 0);
    wrong_.assign(combinations, 0);
    found_.assign(limits_ * combinations, 0);
    steps_.resize(combinations);
    for (auto& steps : steps_) steps.clear();
    ap_.assign(combinations, undefined);
    if (std::ranges::all_of(positives_, [](std::uint32_t count) { return count == 0; }))
        return false;
    for (const RankedPrediction& entry : cls.predictions) {
        if (const std::uint32_t weight = weights[entry.image]; weight > 0) {
            pass(state, cls, entry, weight);
        }
    }
    integrate(state);
    return true;
}

template <typename State>
void WeightedClass::pass(const State& state, const RankedStream& cls, const RankedPrediction& entry,
                         std::uint32_t weight) {
    const StreamRecord record{entry.record};
    if (!record.is_touched()) {
        const std::uint32_t outside = record.outside();
        for (std::size_t a = 0; a < areas_; ++a) {
            in_range_[a] += ((outside >> a) & 1U) != 0 ? 0 : weight;
        }
        return;
    }
    const std::size_t combinations = areas_ * thresholds_;
    const std::uint64_t* const tp =
        cls.outcomes.data() + std::size_t{entry.outcome} * 2 * state.words;
    const std::uint64_t* const ignored = tp + state.words;
    for (std::size_t word = 0; word < state.words; ++word) {
        const auto& combination_of = state.combination_of[word];
        for (std::uint64_t left = ~tp[word] & ~ignored[word] & state.valid_bits[word]; left != 0;
             left &= left - 1) {
            wrong_[combination_of[static_cast<std::size_t>(std::countr_zero(left))]] += weight;
        }
        for (std::uint64_t left = tp[word]; left != 0; left &= left - 1) {
            const std::size_t c = combination_of[static_cast<std::size_t>(std::countr_zero(left))];
            for (std::size_t limit = record.limits_passed(); limit < limits_; ++limit) {
                found_[limit * combinations + c] += weight;
            }
            const std::uint32_t found = found_[(limits_ - 1) * combinations + c];
            const double wrong = static_cast<double>(in_range_[c / thresholds_]) + wrong_[c];
            // Copies follow one another, and precision only rises among them: the last stands for all.
            steps_[c].push_back({.found = found, .precision = reference_precision(found, wrong)});
        }
    }
}

template <typename State>
void WeightedClass::integrate(const State& state) {
    const std::size_t levels = state.levels.size();
    for (std::size_t a = 0; a < areas_; ++a) {
        if (positives_[a] == 0) continue;
        needed_.clear();
        for (const double level : state.levels)
            needed_.push_back(least_found(level, positives_[a]));
        for (std::size_t t = 0; t < thresholds_; ++t) {
            std::vector<Step>& steps = steps_[a * thresholds_ + t];
            for (std::size_t i = steps.size(); i-- > 1;) {
                steps[i - 1].precision = std::max(steps[i - 1].precision, steps[i].precision);
            }
            double sum = 0;
            std::size_t at = 0;
            for (const std::uint32_t needed : needed_) {
                while (at < steps.size() && steps[at].found < needed) ++at;
                if (at == steps.size()) break;
                sum += steps[at].precision;
            }
            ap_[a * thresholds_ + t] = sum / static_cast<double>(levels);
        }
    }
}

Source source_of(const FigureDefinition& figure, const DetectionProtocol& protocol) {
    Source source = {.is_recall = figure.is_recall,
                     .thresholds = protocol.iou_thresholds.size(),
                     .frequency = figure.frequency};
    if (figure.iou_threshold) {
        const auto found = std::ranges::find(protocol.iou_thresholds, *figure.iou_threshold);
        if (found == protocol.iou_thresholds.end()) return source;
        source.first_threshold = static_cast<std::size_t>(found - protocol.iou_thresholds.begin());
        source.thresholds = 1;
    }
    const auto area = std::ranges::find(protocol.area_ranges, figure.area, &AreaRange::name);
    const auto limit = std::ranges::find(protocol.max_detections, figure.max_detections);
    if (area == protocol.area_ranges.end() || limit == protocol.max_detections.end()) return source;
    source.area = static_cast<std::size_t>(area - protocol.area_ranges.begin());
    source.limit = static_cast<std::size_t>(limit - protocol.max_detections.begin());
    source.exists = figure.is_recall || source.limit + 1 == protocol.max_detections.size();
    return source;
}

}  // namespace

WeightedDetection::WeightedDetection(std::span<const EvaluationPart> parts,
                                     const DetectionProtocol& protocol, std::size_t images,
                                     const Column<std::uint8_t>& frequency)
    : state_(std::make_unique<State>()) {
    State& state = *state_;
    state.images = images;
    state.areas = protocol.area_ranges.size();
    state.thresholds = protocol.iou_thresholds.size();
    state.limits = protocol.max_detections.size();
    state.words = parts[0].words;
    state.levels = protocol.recall_thresholds;
    state.combination_of.resize(state.words);
    state.valid_bits.resize(state.words);
    const auto places = combination_places(state.areas, state.thresholds);
    for (std::size_t c = 0; c < places.size(); ++c) {
        state.combination_of[places[c].word][places[c].bit] = static_cast<std::uint16_t>(c);
        state.valid_bits[places[c].word] |= std::uint64_t{1} << places[c].bit;
    }
    state.frequency.assign(frequency.begin(), frequency.end());
    for (const FigureDefinition& figure : figures_of(protocol)) {
        state.sources.push_back(source_of(figure, protocol));
    }
    state.classes = ranked_streams(parts);
}
WeightedDetection::~WeightedDetection() = default;

std::size_t WeightedDetection::samples() const { return state_->images; }
std::size_t WeightedDetection::classes() const { return state_->classes.size(); }
std::size_t WeightedDetection::figures() const { return state_->sources.size(); }

bool WeightedDetection::measure(std::span<const std::uint32_t> weights,
                                std::vector<double>& values) const {
    const State& state = *state_;
    const std::size_t figures = state.sources.size();
    values.assign((1 + state.classes.size()) * figures, undefined);
    std::vector<Mean> overall(figures);
    WeightedClass accumulator(state.areas, state.thresholds, state.limits);
    bool lost = false;
    for (std::size_t cls = 0; cls < state.classes.size(); ++cls) {
        if (state.classes[cls].objects.empty()) continue;
        if (!accumulator.measure(state, state.classes[cls], weights)) {
            lost = true;
            continue;
        }
        for (std::size_t f = 0; f < figures; ++f) {
            const Source& source = state.sources[f];
            const bool counts =
                source.frequency == 0 ||
                (cls < state.frequency.size() &&
                 state.frequency[cls] == static_cast<std::uint8_t>(source.frequency));
            if (!source.exists || !counts || accumulator.positives(source.area) == 0) continue;
            Mean own;
            for (std::size_t t = source.first_threshold;
                 t < source.first_threshold + source.thresholds; ++t) {
                own.sum += source.is_recall ? accumulator.recall(source.limit, source.area, t)
                                            : accumulator.ap(source.area, t);
                ++own.count;
            }
            values[(1 + cls) * figures + f] = own.value();
            overall[f].sum += own.sum;
            overall[f].count += own.count;
        }
    }
    for (std::size_t f = 0; f < figures; ++f) values[f] = overall[f].value();
    return lost;
}

}  // namespace errata
