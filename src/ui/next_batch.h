// NextBatch: what the view's sampling plan chooses, found between frames.
//
// What it is for: the plan is run again whenever it, or what its queries ask for, has changed. What was chosen before stays,
// as one that is not current, until it is replaced.
// What it does not do: change the plan, draw.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bit_set.h"
#include "curate/plan.h"
#include "engine/evaluation.h"
#include "session/view.h"
#include "ui/filter.h"

namespace errata::ui {

class NextBatch {
public:
    void close() { *this = NextBatch(); }

    // Notes what the view asks for. True where that is something else than before: then it is to be run.
    bool follow(Filter& filter, const View& view);
    // Runs the plan, where one is to be run. True: it has.
    bool work(Filter& filter, const View& view, const Evaluation& whole);

    // Null where there is no plan, or a wrong one.
    const PlanResult* result() const { return result_ ? &*result_ : nullptr; }
    // The plan that this is the result of.
    const SamplingPlan& plan() const { return wanted_.plan; }
    // The samples chosen, of the whole.
    const BitSet& chosen() const { return chosen_; }
    // The row of result()->chosen for a sample of the whole; null where it was not chosen.
    const ChosenSample* of_sample(SampleSlot sample) const;
    bool is_current() const { return is_current_; }
    // Why there is none.
    const std::optional<Error>& error() const { return error_; }

private:
    struct Wanted {
        SamplingPlan plan;
        Thresholds thresholds;
        std::uint64_t values = 0;  // PageColumns::values_revision
        bool operator==(const Wanted&) const = default;
    };

    std::optional<Wanted> followed_;
    Wanted wanted_;  // that result_ is of
    std::optional<PlanResult> result_;
    BitSet chosen_;
    bool is_current_ = true;
    std::optional<Error> error_;
};

// What a plan is run over: everything that is open.
PlanData plan_data(const Evaluation& whole, Filter& filter, const View& view);

}  // namespace errata::ui
