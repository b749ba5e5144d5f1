// Columns from the records of COCO files: what the readers of ground truth have in common.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "data/dataset.h"
#include "formats/coco_truth_records.h"

namespace errata {

// Sorts by id and keeps the last of each; returns how many went.
template <typename Record>
std::size_t sort_and_keep_last(std::vector<Record>& records) {
    std::ranges::stable_sort(records, {}, &Record::id);
    std::vector<Record> kept;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (i + 1 == records.size() || records[i].id != records[i + 1].id) {
            kept.push_back(std::move(records[i]));
        }
    }
    const std::size_t gone = records.size() - kept.size();
    records = std::move(kept);
    return gone;
}

template <typename Record>
IdColumn ids_of(const std::vector<Record>& records) {
    std::vector<SourceId> ids;
    ids.reserve(records.size());
    for (const Record& record : records) ids.push_back(record.id);
    return IdColumn(ids);
}

// Of distinct categories, ascending by id.
Classes classes_from(const std::vector<CategoryRecord>& categories);

}  // namespace errata
