#include "ui/catalog.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace errata::ui {

namespace {

// Missing keys are NaN, which equal nothing.
bool same_keys(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(a, b, [](double one, double other) {
        return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
    });
}

}  // namespace

void Catalog::show(const Evaluation& whole, const BitSet& samples) {
    reading_.close();
    is_open_ = true;
    shown_ = samples;
    kept_ = subset_rows(whole.dataset, whole.run, samples);
    evaluation_ = subset_of(whole, kept_);
    rows_ = SampleRows(evaluation_.run.sample, evaluation_.dataset.samples.size());
    reading_.open(evaluation_, rows_);
    keys_.clear();
}

void Catalog::follow(const View& view, std::vector<double> keys, const Matches* matches) {
    // Of the gallery's choices only the class is one here.
    View here = view;
    here.shown = OutcomeFilter::everything;
    here.order = keys.empty() ? SampleOrder::as_given : SampleOrder::by_column;
    here.order_column = view.catalog_order;
    here.order_descending = view.catalog_descending;
    if (!same_keys(keys, keys_)) {
        keys_ = keys;
        reading_.set_sample_keys(std::move(keys));
    }
    reading_.follow(here);
    if (const auto iou = reading_.take_wanted_iou(); iou && matches && same_iou(matches->iou, *iou))
        reading_.set_matches(subset_of(*matches, kept_));
}

}  // namespace errata::ui
