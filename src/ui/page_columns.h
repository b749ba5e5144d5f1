// PageColumns: all columns of what is open: the evaluation's, the person's tags, and what the plan's labeling functions say.
//
// What it is for: made when first asked for, and kept; what follows from the view is followed before columns are given out. An
// IoU at which nothing was matched yet is followed when its matches are handed in; until then columns stay at the one before.
// What it does not do: run queries (filter.h), match.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/error.h"
#include "curate/plan.h"
#include "data/slot_names.h"
#include "engine/columns.h"
#include "engine/evaluation.h"
#include "query/added_columns.h"
#include "session/view.h"

namespace errata::ui {

class PageColumns {
public:
    // `whole` must outlive this object.
    explicit PageColumns(const Evaluation& whole);

    // At the view's thresholds, as far as they are known.
    ColumnSource& all(const View& view);
    // Without the labeling functions' votes: what these themselves may ask for.
    ColumnSource& without_votes(const View& view);

    // With the IoU before, or the first of the evaluation's, where the view's is not known.
    Thresholds known_thresholds(const View& view) const;
    // Of the whole, at an IoU that it was not matched at.
    void set_matches(Matches matches, const View& view);

    // Another number whenever tags or votes have other values; whenever what columns() gave is no longer valid.
    std::uint64_t values_revision() const { return values_revision_; }
    std::uint64_t layout_revision() const { return layout_revision_; }

    // Of the labeling functions that all() last followed; the error of one that is none of this data.
    const VoteFacts& vote_facts() const { return vote_facts_; }
    const std::optional<Error>& vote_error() const { return vote_error_; }

private:
    void follow_tags(const View& view);
    void follow_votes(const View& view);

    const Evaluation& whole_;
    SlotNames names_;
    std::unique_ptr<EvaluationColumns> evaluated_;
    std::unique_ptr<AddedColumns> tagged_;  // over them
    std::unique_ptr<AddedColumns> voted_;   // over those
    Tags tags_;                             // followed
    std::vector<LabelingFunction> functions_;
    Thresholds voted_at_;
    std::uint64_t voted_tags_ = 0;  // how often tags had changed
    std::uint64_t tag_changes_ = 0;
    VoteFacts vote_facts_;
    std::optional<Error> vote_error_;
    std::uint64_t values_revision_ = 0;
    std::uint64_t layout_revision_ = 0;
};

}  // namespace errata::ui
