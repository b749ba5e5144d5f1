#include "ui/next_batch.h"

#include <algorithm>
#include <utility>

namespace errata::ui {

PlanData plan_data(const Evaluation& whole, Filter& filter, const View& view) {
    return {.task = whole.task,
            .dataset = whole.dataset,
            .run = &whole.run,
            .source = filter.page_columns().without_votes(view)};
}

bool NextBatch::follow(Filter& filter, const View& view) {
    filter.columns(view);
    Wanted wanted = {.plan = view.plan,
                     .thresholds = filter.page_columns().known_thresholds(view),
                     .values = filter.page_columns().values_revision()};
    if (followed_ == wanted) return false;
    followed_ = std::move(wanted);
    is_current_ = false;
    return true;
}

bool NextBatch::work(Filter& filter, const View& view, const Evaluation& whole) {
    if (is_current_ || !followed_) return false;
    wanted_ = *followed_;
    is_current_ = true;
    error_.reset();
    result_.reset();
    chosen_ = BitSet(whole.dataset.samples.size());
    if (wanted_.plan.parts.empty()) return true;
    auto result = run_plan(wanted_.plan, plan_data(whole, filter, view));
    if (!result) {
        error_ = result.error();
        return true;
    }
    result_ = *std::move(result);
    for (const ChosenSample& one : result_->chosen) chosen_.set(one.sample);
    return true;
}

const ChosenSample* NextBatch::of_sample(SampleSlot sample) const {
    if (!result_) return nullptr;
    const auto found = std::ranges::lower_bound(result_->chosen, sample, {}, &ChosenSample::sample);
    return found != result_->chosen.end() && found->sample == sample ? &*found : nullptr;
}

}  // namespace errata::ui
