#include "metrics/accumulation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/key_sort.h"
#include "base/parallel.h"
#include "metrics/class_accumulator.h"

namespace errata {

namespace {

// The predictions of one class of all parts by falling score, equal ones in the order of images; keeps its buffers.
struct RankedClass {
    std::vector<RankedOutcome> ranked;
    std::vector<RankedOutcome> spare;
    std::vector<std::uint64_t> outcomes;

    void gather(std::span<const EvaluationPart> parts, std::size_t cls) {
        const std::size_t words = parts[0].words;
        ranked.clear();
        outcomes.clear();
        for (const EvaluationPart& part : parts) {
            const ClassStream& stream = part.streams[cls];
            const auto first = static_cast<std::uint32_t>(outcomes.size() / (2 * words));
            for (std::size_t i = 0; i < stream.keys.size(); ++i) {
                const StreamRecord record{stream.records[i]};
                ranked.push_back({.key = stream.keys[i],
                                  .record = record.bits,
                                  .outcome = record.is_touched() ? first + record.index() : 0});
            }
            outcomes.insert(outcomes.end(), stream.outcomes.begin(), stream.outcomes.end());
        }
        sort_by_key(ranked, spare);
    }
};

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

Accumulation undefined_accumulation(const DetectionProtocol& protocol, std::size_t classes,
                                    bool full_arrays) {
    constexpr double undefined = -1;
    Accumulation out;
    out.thresholds = protocol.iou_thresholds.size();
    out.levels = protocol.recall_thresholds.size();
    out.classes = classes;
    out.areas = protocol.area_ranges.size();
    out.limits = protocol.max_detections.size();
    out.positives.assign(out.classes * out.areas, 0);
    const std::size_t curves = out.thresholds * out.classes * out.areas;
    out.precision.assign(curves * out.levels, undefined);
    out.recall.assign(curves * out.limits, undefined);
    if (full_arrays) {
        out.precision_array.assign(curves * out.levels * out.limits, undefined);
        out.scores_array.assign(curves * out.levels * out.limits, undefined);
    }
    return out;
}

struct Accumulator::State {
    struct Worker {
        ClassAccumulator accumulator;
        RankedClass cls = {};
    };

    std::span<const EvaluationPart> parts;
    Accumulation out;
    std::vector<std::size_t> order;  // classes, the largest first, so that threads end together
    std::vector<Worker> workers;     // one per thread
    std::size_t next = 0;            // in order

    void accumulate(Worker& worker, std::size_t cls) {
        if (!worker.accumulator.has_positives(cls)) return;
        worker.cls.gather(parts, cls);
        worker.accumulator.accumulate(cls, worker.cls.ranked, worker.cls.outcomes);
    }
};

Accumulator::Accumulator(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                         AccumulateOptions options)
    : state_(std::make_unique<State>()) {
    state_->parts = parts;
    Accumulation& out = state_->out;
    out = undefined_accumulation(protocol, parts[0].streams.size(), options.full_arrays);
    for (const EvaluationPart& part : parts) {
        for (std::size_t i = 0; i < out.positives.size(); ++i)
            out.positives[i] += part.positives[i];
    }
    state_->order.resize(out.classes);
    std::iota(state_->order.begin(), state_->order.end(), std::size_t{0});
    std::ranges::stable_sort(state_->order, std::greater{}, [&](std::size_t cls) {
        std::size_t size = 0;
        for (const EvaluationPart& part : parts) size += part.streams[cls].keys.size();
        return size;
    });
    for (unsigned thread = 0; thread < std::max(1U, options.threads); ++thread) {
        state_->workers.push_back(
            {.accumulator = ClassAccumulator(parts[0].words, protocol, options.full_arrays, out)});
    }
}

Accumulator::~Accumulator() = default;

bool Accumulator::step() {
    State& state = *state_;
    const std::size_t threads = state.workers.size();
    if (threads == 1 && state.next < state.order.size()) {
        state.accumulate(state.workers[0], state.order[state.next++]);
    } else {
        parallel_for(static_cast<unsigned>(threads), threads, [&](std::size_t thread) {
            for (std::size_t i = state.next + thread; i < state.order.size(); i += threads) {
                state.accumulate(state.workers[thread], state.order[i]);
            }
        });
        state.next = state.order.size();
    }
    return state.next < state.order.size();
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
