// What labeling functions say, as columns of samples, beside all others.
//
// What it is for: queries over votes: `majority == "tram" and majority_probability < 0.7`, strata, exclusions, the gallery.
// What it does not do: run the functions (plan.h); go into functions' own queries, which would turn in circles.
//
// Columns, of samples:
//     votes                 integer   functions that vote
//     vote_conflict         truth     whether two vote for different classes
//     majority              category  the class with most votes; missing without votes, and where several tie
//     majority_probability  number    its share of the mass (majority_vote.h); without votes 1 / classes
#pragma once

#include <vector>

#include "curate/labeling_functions.h"
#include "query/column.h"

namespace errata {

class VoteColumns final : public ColumnSource {
public:
    // `inner` and what it refers to must outlive this object; `class_names`: of the votes' classes. A column of `inner` with
    // one of the names above goes before.
    VoteColumns(ColumnSource& inner, const VoteMatrix& votes, TextColumn class_names);

    std::span<const std::string> runs() const override { return inner_.runs(); }
    std::size_t rows(TableRef table) const override { return inner_.rows(table); }
    std::span<const ColumnInfo> columns(Table table) const override;
    const ColumnData& values(TableRef table, const ColumnInfo& info) override;
    TextColumn names(TableRef table, const ColumnInfo& info) const override;
    std::span<const SampleSlot> sample_of(TableRef table) const override {
        return inner_.sample_of(table);
    }

private:
    // The place of one of the added columns; own_.size() of others.
    std::size_t place_of(const ColumnInfo& info) const;

    ColumnSource& inner_;
    std::vector<ColumnInfo> infos_;  // of samples: the inner ones, then the added ones
    std::vector<ColumnData> own_;    // of the added ones
};

}  // namespace errata
