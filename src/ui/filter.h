// Filter: the rows that the view's query selects, of samples, of ground-truth objects or of predictions.
//
// What it is for: every view shows these alone. A threshold, a tag or a labeling function that changes selects again only
// where the query asks for something that depends on it.
// What it does not do: draw; match; restrict the evaluation (its owner does).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bit_set.h"
#include "base/error.h"
#include "engine/evaluation.h"
#include "query/bind.h"
#include "query/complete.h"
#include "query/grouping.h"
#include "query/selection.h"
#include "session/view.h"
#include "ui/page_columns.h"

namespace errata::ui {

class Filter {
public:
    // `whole` must outlive its use here.
    void open(const Evaluation& whole);
    void close() { *this = Filter(); }

    // Selects what the view's query asks for at its thresholds. True where that is not what was selected before.
    bool follow(const View& view);

    // Nothing where everything is selected.
    const Selection* selection() const { return selected_ ? &*selected_ : nullptr; }
    // What is selected, in each table: of another than the query's, samples that have such objects, and objects in
    // these samples. Null: everything. Valid until the next follow().
    const BitSet* rows_of(Table table, const View& view);
    // Another number whenever something else is selected; never 0.
    std::uint64_t revision() const { return revision_; }

    // Why the view's query selects nothing in particular; its `byte` is a place in the text.
    const std::optional<Error>& error() const { return error_; }

    // The one way to write this query; an error where it is none of this data. Empty: everything.
    Result<std::string> canonical(std::string_view text, const View& view);

    Completions complete(std::string_view text, const View& view);

    // The groups of the query's table that View::group_by names, each by the query that selects it, all of its rows. Rows of
    // objects are also grouped by columns of their samples.
    Result<std::vector<RowGroup>> groups(const View& view);

    ColumnSource& columns(const View& view) { return columns_->all(view); }
    PageColumns& page_columns() { return *columns_; }

private:
    void select(const View& view);
    bool has_moved(const View& view);

    const Evaluation* whole_ = nullptr;
    std::unique_ptr<PageColumns> columns_;
    std::optional<Bound> bound_;         // of the query followed
    unsigned inputs_ = 0;                // what the columns in it are computed from
    std::uint64_t values_revision_ = 0;  // of the columns that it was selected with
    std::uint64_t layout_revision_ = 0;
    std::string query_;
    Table table_ = Table::samples;
    Thresholds thresholds_;  // that it was selected at
    std::optional<Selection> selected_;
    std::uint64_t revision_ = 1;
    std::array<std::optional<BitSet>, 3> in_table_;  // of selected_, as they are asked for
    std::optional<Error> error_;
};

}  // namespace errata::ui
