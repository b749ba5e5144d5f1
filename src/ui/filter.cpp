#include "ui/filter.h"

#include <algorithm>

#include "query/evaluate.h"
#include "query/parse.h"

namespace errata::ui {

namespace {

constexpr TableRef samples_table = {};

// What the values of all columns in it are computed from.
unsigned inputs_of(const Bound& bound) {
    unsigned inputs = bound.column == nullptr ? 0U : bound.column->inputs;
    for (const Bound& child : bound.children) inputs |= inputs_of(child);
    return inputs;
}

Thresholds thresholds_of(const View& view) {
    return {.confidence = view.confidence, .iou = view.iou};
}

}  // namespace

void Filter::open(const Evaluation& whole) {
    close();
    whole_ = &whole;
}

ColumnSource& Filter::columns(const View& view) {
    if (!columns_) {
        // One evaluation is over its own ground truth, and a view's IoU is one.
        columns_ =
            *EvaluationColumns::make({{.name = "run", .evaluation = whole_}}, thresholds_of(view));
    }
    (void)columns_->set_thresholds(thresholds_of(view));
    return columns_->columns();
}

void Filter::select(const View& view) {
    bound_.reset();
    error_.reset();
    selected_.reset();
    if (view.query.empty()) return;
    const auto query = parse_query(view.query);
    if (!query) {
        error_ = query.error();
        return;
    }
    ColumnSource& source = columns(view);
    auto bound = bind(query->root, source, samples_table);
    if (!bound) {
        error_ = bound.error();
        return;
    }
    bound_ = *std::move(bound);
    selected_ = evaluate(*bound_, source, samples_table);
}

bool Filter::follow(const View& view) {
    if (whole_ == nullptr) return false;
    const Thresholds thresholds = thresholds_of(view);
    const unsigned inputs = bound_ ? inputs_of(*bound_) : 0U;
    const bool moved =
        ((inputs & from_iou) != 0 && !same_iou(thresholds.iou, thresholds_.iou)) ||
        ((inputs & from_confidence) != 0 && thresholds.confidence != thresholds_.confidence);
    if (view.query == query_ && !moved) return false;
    const std::optional<BitSet> before = std::move(selected_);
    query_ = view.query;
    thresholds_ = thresholds;
    select(view);
    return selected_ != before;
}

Result<std::string> Filter::canonical(std::string_view text, const View& view) {
    if (std::ranges::all_of(text, [](char c) { return c == ' '; })) return std::string();
    const auto query = parse_query(text);
    if (!query) return std::unexpected(query.error());
    const auto bound = bind(query->root, columns(view), samples_table);
    if (!bound) return std::unexpected(bound.error());
    return to_string(*query);
}

Completions Filter::complete(std::string_view text, const View& view) {
    return errata::complete(text, text.size(), columns(view), samples_table);
}

}  // namespace errata::ui
