// What rows of a table are called where they are named one by one: samples and classes in views, links and tags.
//
// A row is called by its name; "#" and its id where files give it none, or give the same to several: then the first has it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "data/dataset.h"

namespace errata {

class SlotNames {
public:
    SlotNames() = default;
    // Both must outlive their use here.
    SlotNames(const IdColumn& ids, const TextColumn& names);

    std::string name_of(Row slot) const;
    std::optional<Row> slot_of(std::string_view name) const;

private:
    const IdColumn* ids_ = nullptr;
    const TextColumn* names_ = nullptr;
    std::unordered_map<std::string_view, Row> by_name_;
};

}  // namespace errata
