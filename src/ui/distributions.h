// Distributions: the charts' counts of the columns that are on the page, made when they are first looked at.
//
// What it is for: a panel asks for the columns that it shows, and draws what is there; between frames work() makes what is
// wanted, a column at a time, so that no frame waits for more than one. What a threshold or the query changes stays as
// it was until it is made again.
// What it does not do: draw.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bit_set.h"
#include "query/distribution.h"
#include "session/view.h"
#include "ui/filter.h"

namespace errata::ui {

struct ColumnCounts {
    ColumnBins bins;
    BinCounts all;
    BinCounts selected;  // of what the query selects
};

class Distributions {
public:
    void close() { *this = Distributions(); }

    // Null: not made yet. Valid until the next work().
    const ColumnCounts* known(const ColumnInfo& info) const;
    // This column is on the page: one of Filter::columns().
    void want(const ColumnInfo& info);

    // Makes one of the columns that were wanted since the last call; false: all are there.
    bool work(Filter& filter, const View& view);

private:
    using Key = std::pair<Table, std::string>;
    struct Made {
        ColumnCounts counts;
        double confidence = 0;
        double iou = 0;
        std::uint64_t selection = 0;  // Filter::revision; 0: not made yet
        std::uint64_t values = 0;     // PageColumns::values_revision
    };

    std::map<Key, Made> made_;
    std::vector<Key> wanted_;
};

}  // namespace errata::ui
