// Groups: the figures of each group of what the query selects, measured between frames.
//
// What it is for: the table of groups. The latest request wins; what was measured before stays, as one that is not
// current, until it is replaced.
// What it does not do: prepare the evaluation for restrictions (its owner does, once for all questions).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "engine/restriction.h"
#include "session/view.h"
#include "ui/filter.h"

namespace errata::ui {

class Groups {
public:
    void close() { *this = Groups(); }

    // Notes what the view asks for. True where that is something else than before: then it is to be measured, unless it is
    // nothing.
    bool follow(Filter& filter, const View& view);
    // The job for it; `measured` is prepared, and `rows_of` turns rows of what is open into rows of that. It must be dropped
    // before the next follow() that is true.
    using RowsOf = std::function<BitSet(const BitSet& rows, Table table)>;
    Job measure(const Restrictable& measured, RowsOf rows_of, Filter& filter, const View& view);

    // Groups that have rows in the selection, in their order; null: none was measured.
    const GroupTable* table() const { return has_table_ ? &table_ : nullptr; }
    bool is_current() const { return is_current_; }
    // Why there are none.
    const std::optional<Error>& error() const { return error_; }

private:
    struct Wanted {
        std::string by;
        Table table = Table::samples;
        std::uint64_t selection = 0;
        Thresholds thresholds;  // where what it groups by depends on them
        bool operator==(const Wanted&) const = default;
    };

    Wanted wanted_;
    std::vector<Group> groups_;
    BitSet within_;
    GroupTable measuring_;
    GroupTable table_;
    bool has_table_ = false;
    bool is_current_ = false;
    std::optional<Error> error_;
};

}  // namespace errata::ui
