// Filter: the samples that the view's query selects.
//
// What it is for: every view shows these samples alone. The columns of what is open are made when they are first asked
// for, and kept; a threshold that moves selects again only where the query asks for something that depends on it.
// What it does not do: draw; restrict the evaluation (engine/subset.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bit_set.h"
#include "base/error.h"
#include "engine/columns.h"
#include "engine/evaluation.h"
#include "query/bind.h"
#include "query/complete.h"
#include "session/view.h"

namespace errata::ui {

class Filter {
public:
    // `whole` must outlive its use here.
    void open(const Evaluation& whole);
    void close() { *this = Filter(); }

    // Selects what the view's query asks for at its thresholds. True where that is not what was selected before.
    bool follow(const View& view);

    // Nothing where everything is selected.
    const BitSet* samples() const { return selected_ ? &*selected_ : nullptr; }
    std::size_t size() const { return whole_ == nullptr ? 0 : whole_->dataset.samples.size(); }

    // Why the view's query selects nothing in particular; its `byte` is a place in the text.
    const std::optional<Error>& error() const { return error_; }

    // The one way to write this query; an error where it is none of this data. Empty: everything.
    Result<std::string> canonical(std::string_view text, const View& view);

    Completions complete(std::string_view text, const View& view);

    // At the view's thresholds.
    ColumnSource& columns(const View& view);

private:
    void select(const View& view);

    const Evaluation* whole_ = nullptr;
    std::unique_ptr<EvaluationColumns> columns_;
    std::optional<Bound> bound_;  // of the query followed
    std::string query_;
    Thresholds thresholds_;  // that it was selected at
    std::optional<BitSet> selected_;
    std::optional<Error> error_;
};

}  // namespace errata::ui
